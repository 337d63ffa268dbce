"""Recording in a book by hand: what a command is to write, as values in and contents out."""
