"""The commands that record in a book by hand, one file for each."""
