"""Coding: what an accountant says of the costs in a book, by CSV file, rules or workbook."""
