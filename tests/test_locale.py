"""The catalogue of the command-line library's own messages."""

from __future__ import annotations

from nkr_audit.locale import SWEDISH, compiled


def test_the_compiled_catalogue_is_fresh() -> None:
    assert SWEDISH.with_suffix(".mo").read_bytes() == compiled()
