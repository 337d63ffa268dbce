"""Reports: what people and other programs read of an assessed book."""
