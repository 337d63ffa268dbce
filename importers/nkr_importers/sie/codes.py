"""Which codes of a dimension the rows of a SIE file use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nkr_importers.sie.blocks import Block, scan
from nkr_importers.sie.encoding import decoder_for, fingerprint
from nkr_importers.sie.fields import FieldError
from nkr_importers.sie.rows import row_objects

if TYPE_CHECKING:
    from pathlib import Path


def codes_used(path: Path, dimension: str) -> frozenset[str]:
    """Read the file once more and return the codes; rows that cannot be read are passed over."""
    found: set[str] = set()
    with path.open("rb") as stream:
        decode = decoder_for(fingerprint(stream, str(path)).encoding)
        stream.seek(0)
        for part in scan(stream, str(path)):
            for line in part.rows if isinstance(part, Block) else ():
                try:
                    _, objects = row_objects(decode(line.content))
                except FieldError:
                    continue
                found.update(code for kind, code in objects if kind == dimension)
    return frozenset(found)
