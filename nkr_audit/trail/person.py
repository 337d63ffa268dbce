"""Who is at the keyboard, as far as the system can tell."""

from __future__ import annotations

import getpass
import os
from typing import Final

VARIABLE: Final = "NKR_WHO"
_UNKNOWN: Final = "okänd"


def login_name() -> str:
    """The name that acts are logged under: ``NKR_WHO``, else the name the user is logged in by."""
    named = os.environ.get(VARIABLE, "").strip()
    if named:
        return named
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # no such user, as in a bare container
        return _UNKNOWN
