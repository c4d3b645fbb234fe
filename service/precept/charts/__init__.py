"""Charts for the command line: each is a picture, the sentence that says the same, and the table it is drawn from."""
