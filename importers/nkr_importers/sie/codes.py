"""Which codes of a dimension the rows of a SIE file use."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from nkr_importers.sie.blocks import CHUNK, EDGES, chunks
from nkr_importers.sie.encoding import decoder_for, fingerprint
from nkr_importers.sie.fields import FieldError
from nkr_importers.sie.rows import row_objects

if TYPE_CHECKING:
    from pathlib import Path

# A row's object list where it stands plainly after the account, or else all that the row says.
_ROW = re.compile(
    rb"\n[ \t\r\x1a]*+(?i:#[RB]?+TRANS)(?:"
    rb'[ \t]++[0-9]++[ \t]++\{([^{}"\\\n]*+(?:"[^{}"\\\n]*+"[^{}"\\\n]*+)*+)\}(?=[ \t])'
    rb"|(?=[\s\x1a])([^\n]*+))"
)
_REMEMBERED = 100_000


def codes_used(path: Path, dimension: str, size: int = CHUNK) -> frozenset[str]:
    """Read the file once more and return the codes; rows that cannot be read are passed over.

    The file is read ``size`` bytes at a time. Object lists that recur are read once.
    """
    found: set[str] = set()
    seen: set[tuple[bytes, bytes]] = set()
    with path.open("rb") as stream:
        decode = decoder_for(fingerprint(stream, str(path)).encoding)
        stream.seek(0)
        for chunk in chunks(stream, size):
            new = set(_ROW.findall(b"\n" + chunk)) - seen
            seen = seen | new if len(seen) < _REMEMBERED else new
            for listed, row in new:
                text = b"#TRANS" + row.rstrip(EDGES) if row else b"#TRANS 0 {" + listed + b"}"
                try:
                    _, objects = row_objects(decode(text))
                except FieldError:
                    continue
                found.update(code for kind, code in objects if kind == dimension)
    return frozenset(found)
