"""Random and damaged files against every parser: short in each test run, long by hand."""
