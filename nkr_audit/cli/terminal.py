"""Printing where not every character can be shown: an older terminal, or a file on Windows."""

from __future__ import annotations

import codecs
import io
import json
import sys

_PLAIN = {"−": "-", "–": "-", "─": "-", "…": "..."}


def print_whatever_fits() -> None:
    """Let nothing that is printed stop a command: what cannot be shown is written another way."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors=_NAME)


def _another_way(error: UnicodeError) -> tuple[str, int]:
    """A plainer character where there is one, else its escape, which is right in JSON too."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    characters = error.object[error.start : error.end]
    return "".join(_PLAIN.get(each) or json.dumps(each)[1:-1] for each in characters), error.end


_NAME = "nkr-another-way"
codecs.register_error(_NAME, _another_way)
