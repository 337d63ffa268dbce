"""The review package: what a region hands over at an in-depth review, checkable by anybody."""
