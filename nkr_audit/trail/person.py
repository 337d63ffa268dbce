"""Who is at the keyboard, as far as the system can tell."""

from __future__ import annotations

import getpass
import os
import unicodedata
from typing import Final

from nkr_audit.errors import NkrError
from nkr_audit.text import Text

VARIABLE: Final = "NKR_WHO"
_UNKNOWN: Final = "okänd"


def login_name() -> str:
    """The name that acts are logged under: ``NKR_WHO``, else the name the user is logged in by.

    Raises NkrError when the variable has characters that cannot be seen.
    """
    named = os.environ.get(VARIABLE, "").strip()
    if named:
        return seen_name(named)
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # no such user, as in a bare container
        return _UNKNOWN


def seen_name(name: str) -> str:
    """Return the name of a person. Raises NkrError when some of its characters cannot be seen."""
    for char in name:
        if unicodedata.category(char)[0] == "C":
            raise NkrError(
                Text(
                    f"Namnet har ett tecken som inte syns (U+{ord(char):04X}).",
                    f"The name has a character that cannot be seen (U+{ord(char):04X}).",
                ),
                remedy=Text(
                    f"skriv namnet för hand, i --who, --attested-by eller {VARIABLE}",
                    f"write the name by hand, in --who, --attested-by or {VARIABLE}",
                ),
            )
    return name
