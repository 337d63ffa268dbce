"""Fava's Swedish, mended: what it calls by the wrong word, or leaves in English.

``messages.mo`` is compiled from ``messages.po`` by ``python -m nkr_audit.serve.locale``.
"""

from __future__ import annotations

import io
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

FOLDER = Path(__file__).parent
SWEDISH = FOLDER / "sv" / "LC_MESSAGES" / "messages.po"


def compiled() -> bytes:
    """Compile the Swedish catalogue."""
    written = io.BytesIO()
    with SWEDISH.open("rb") as source:
        write_mo(written, read_po(source, locale="sv"))
    return written.getvalue()
