"""Ledger extracts as tables (CSV, Excel): what each layout's columns are is said by a file."""
