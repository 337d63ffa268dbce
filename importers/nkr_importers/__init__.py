"""Importers: one module per format, from a file that others made to vouchers in our vocabulary."""
