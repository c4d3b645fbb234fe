"""Files in, files out: what the command line does with a question that is kept in a file. The service knows nothing of it."""
