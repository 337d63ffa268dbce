"""Compile the catalogue anew."""

from nkr_audit.serve.locale import SWEDISH, compiled

SWEDISH.with_suffix(".mo").write_bytes(compiled())
