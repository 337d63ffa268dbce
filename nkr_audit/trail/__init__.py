"""The trail: every write to the books passes through here, whole or not at all."""
