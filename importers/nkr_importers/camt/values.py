"""The values of a bank file: amounts, days and codes, read strictly; an error names the line."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from nkr_audit.errors import NkrError
from nkr_audit.text import Text
from nkr_importers.naming import printable

if TYPE_CHECKING:
    from nkr_importers.xml_reading import Node, XmlFile

_AMOUNT = re.compile(r"\+?([0-9]{1,15}(?:\.[0-9]{1,5})?|\.[0-9]{1,5})")
CURRENCY_CODE = re.compile(r"[A-Z]{3}")
_DAY = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:T.*|Z|[+-][0-9]{2}:[0-9]{2})?")
_COUNT = re.compile(r"[0-9]{1,9}")
_SHOWN = 40
_AGAIN = Text(
    "hämta filen på nytt från banken; inget är skrivet",
    "fetch the file again from the bank; nothing is written",
)


def money(file: XmlFile, node: Node) -> tuple[Decimal, str]:
    """Return the amount and currency of an ``Amt`` element."""
    match = _AMOUNT.fullmatch(node.text)
    if match is None:
        raise fault(
            file, node,
            Text(
                f"{_told(node)} är inget belopp med punkt och högst fem decimaler.",
                f"{_told(node)} is no amount with a point and at most five decimals.",
            ),
        )  # fmt: skip
    currency = node.attributes.get("Ccy", "")
    if not CURRENCY_CODE.fullmatch(currency):
        raise fault(file, node, Text("Beloppet saknar valuta.", "The amount has no currency."))
    return Decimal(match[1]), currency


def sign(file: XmlFile, node: Node) -> int:
    """Return 1 for money in (CRDT) and -1 for money out (DBIT), as the child CdtDbtInd says."""
    said = node.value("CdtDbtInd")
    if said not in {"CRDT", "DBIT"}:
        raise fault(
            file, node.find("CdtDbtInd") or node,
            Text(
                f"{node.name} säger inte om det är in (CRDT) eller ut (DBIT).",
                f"{node.name} does not say whether it is in (CRDT) or out (DBIT).",
            ),
        )  # fmt: skip
    return 1 if said == "CRDT" else -1


def day(file: XmlFile, node: Node | None) -> date | None:
    """Return the day of an element that holds ``Dt`` or ``DtTm``; None when there is none."""
    found = node and (node.find("Dt") or node.find("DtTm"))
    return day_of(file, found) if found else None


def day_of(file: XmlFile, node: Node) -> date:
    """Return the day that an element says, its time and time zone left out."""
    match = _DAY.fullmatch(node.text)
    try:
        return date.fromisoformat(match[1] if match else "")
    except ValueError as error:
        raise fault(
            file, node,
            Text(f"{_told(node)} är inget datum.", f"{_told(node)} is no date."),
        ) from error  # fmt: skip


def count(text: str) -> int | None:
    """Return a whole number, None for anything else."""
    return int(text) if _COUNT.fullmatch(text) else None


def required(file: XmlFile, node: Node, path: str) -> Node:
    """Return the element at the end of the path. Raises NkrError when it is missing."""
    found = node.find(path)
    if found is None:
        raise fault(
            file, node, Text(f"{node.name} saknar {path}.", f"{node.name} has no {path}.")
        )  # fmt: skip
    return found


def fault(file: XmlFile, node: Node, what: Text) -> NkrError:
    """Return the error to raise of an element."""
    return NkrError(what, remedy=_AGAIN, place=file.place(node))


def _told(node: Node) -> str:
    """What an element says, short enough for a message."""
    text = printable(node.text)
    return f"{node.name} ”{text[:_SHOWN]}{'…' if len(text) > _SHOWN else ''}”"
