"""The catalogue of what the command-line library says itself; our own texts are pairs in the code.

``messages.mo`` is compiled from ``messages.po`` by ``python -m nkr_audit.locale``.
"""

from __future__ import annotations

import gettext
import io
import os
from pathlib import Path
from typing import TYPE_CHECKING

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

if TYPE_CHECKING:
    from nkr_audit.text import Language

FOLDER = Path(__file__).parent
SWEDISH = FOLDER / "sv" / "LC_MESSAGES" / "messages.po"


def speak(language: Language) -> None:
    """Make gettext, which the command-line library uses, speak ``language`` in this process."""
    gettext.bindtextdomain("messages", str(FOLDER))
    os.environ["LANGUAGE"] = language


def compiled() -> bytes:
    """Compile the Swedish catalogue."""
    written = io.BytesIO()
    with SWEDISH.open("rb") as source:
        write_mo(written, read_po(source, locale="sv"))
    return written.getvalue()
