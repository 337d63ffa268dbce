"""Samples of a grant's costs for the auditor: drawing, the working paper, and the projection."""
