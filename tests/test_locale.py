"""The catalogue of the command-line library's own messages."""

from __future__ import annotations

import io

from babel.messages.mofile import read_mo

from nkr_audit.locale import SWEDISH, compiled


def test_the_compiled_catalogue_is_fresh() -> None:
    assert _messages(SWEDISH.with_suffix(".mo").read_bytes()) == _messages(compiled())


def _messages(content: bytes) -> dict[str, object]:
    return {
        str(message.id): message.string for message in read_mo(io.BytesIO(content)) if message.id
    }
