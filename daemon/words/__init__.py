"""Facts as words: the same ones on the page, in the command line and in messages."""
