"""Files inside an invoice: decoded strictly, bounded in size, with names that are safe to use."""

from __future__ import annotations

import base64
import binascii
import re
import unicodedata
from typing import TYPE_CHECKING

from nkr_audit.personal_number import mask
from nkr_audit.text import Text
from nkr_importers.naming import printable
from nkr_importers.peppol.model import Attachment

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from nkr_importers.peppol.values import Reader
    from nkr_importers.xml_reading import Node

LARGEST = 32 << 20
MOST = 100
LONGEST_NAME = 100
_NO_NAME = "bilaga"
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?:\..*)?", re.IGNORECASE)
_UNSAFE = re.compile(r"[^\w.,()+=@-]+")
# What may end the name of a filed attachment; other files are kept, but open in no program.
_ENDINGS = frozenset({
    "pdf", "png", "jpg", "jpeg", "tif", "tiff", "csv", "txt", "xml", "xlsx", "ods", "docx", "odt",
})  # fmt: skip
_ENDING_OF_MIME = {
    "application/pdf": "pdf",
    "image/png": "png",
    "image/jpeg": "jpg",
    "text/csv": "csv",
    "text/plain": "txt",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
    "application/vnd.oasis.opendocument.spreadsheet": "ods",
}
OTHER_ENDING = "bin"
# What may stand between the letters of base64.
_SPACE = str.maketrans("", "", " \t\r\n")


def safe_name(name: str) -> str:
    """Return a name that is a plain file name on any system, without personnummer.

    Folders, control characters, leading dots and the names that Windows keeps for itself are
    taken away, and what is too long is cut, its ending kept.
    """
    composed = unicodedata.normalize("NFC", printable(name)).replace("\\", "/")
    last = mask(composed.rpartition("/")[2])
    kept = _UNSAFE.sub("-", last).strip(" .-_")
    if len(kept) > LONGEST_NAME:
        stem, dot, ending = kept.rpartition(".")
        short = dot and len(ending) < LONGEST_NAME // 2
        kept = f"{stem[: LONGEST_NAME - len(ending) - 1]}.{ending}" if short else kept
        kept = kept[:LONGEST_NAME].rstrip(" .-_")
    if not kept:
        return _NO_NAME
    return f"_{kept}" if _RESERVED.fullmatch(kept) else kept


def unique_name(name: str, taken: Collection[str]) -> str:
    """Return ``name``, numbered when it is taken. ``taken`` are in lower case."""
    stem, dot, ending = name.rpartition(".")
    stem, ending = (stem, f".{ending}") if dot else (name, "")
    chosen, count = name, 1
    while chosen.lower() in taken:
        count += 1
        chosen = f"{stem}-{count}{ending}"
    return chosen


def read_attachments(reader: Reader, found: Iterable[tuple[Node, str]]) -> tuple[Attachment, ...]:
    """Decode the files of an invoice: each element with its base64, and a name should it have none.

    Raises NkrError when one is no base64, is too large, or they are too many.
    """
    attachments: list[Attachment] = []
    for node, fallback in found:
        if len(attachments) >= MOST:
            raise reader.fault(
                node,
                Text(
                    f"E-fakturan har fler än {MOST} bilagor.",
                    f"The e-invoice has more than {MOST} attachments.",
                ),
            )
        content = _decoded(reader, node)
        if not content:
            reader.remark(Text("En bilaga är tom.", "An attachment is empty."), node)
            continue
        mime = printable(node.attributes.get("mimeCode", ""))[:LONGEST_NAME].strip().lower()
        taken = {one.name.lower() for one in attachments}
        name = unique_name(safe_name(node.attributes.get("filename", "") or fallback), taken)
        attachments.append(Attachment(name, mime, content, _ending(name, mime)))
    return tuple(attachments)


def _decoded(reader: Reader, node: Node) -> bytes:
    text = node.text.translate(_SPACE)
    if len(text) > LARGEST * 4 // 3 + 4:
        raise reader.fault(
            node,
            Text(
                f"En bilaga är större än {LARGEST >> 20} MiB.",
                f"An attachment is larger than {LARGEST >> 20} MiB.",
            ),
        )
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise reader.fault(
            node,
            Text(
                "En bilaga går inte att avkoda: den är inte base64.",
                "An attachment cannot be decoded: it is no base64.",
            ),
        ) from error


def _ending(name: str, mime: str) -> str:
    _, dot, ending = name.lower().rpartition(".")
    if dot and ending in _ENDINGS:
        return ending
    return _ENDING_OF_MIME.get(mime, OTHER_ENDING)
