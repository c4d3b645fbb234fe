"""A simulation over several processes or machines: the same blocks of draws, the same bytes. The service never loads it."""
