"""Organisation numbers: which of a supplier's identifiers is one, and is it sound?"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stdnum.se import orgnr, vat

from nkr_audit.personal_number import mask
from nkr_audit.text import Text
from nkr_importers.peppol.model import Supplier

if TYPE_CHECKING:
    from collections.abc import Iterable

    from nkr_importers.peppol.values import Reader
    from nkr_importers.xml_reading import Node

_TEN_DIGITS = re.compile(r"[0-9]{10}")
# A limited company, a region or a sole trader, with the century in front.
_WITH_CENTURY = re.compile(r"(?:16|19|20)([0-9]{10})")
_VAT = re.compile(r"SE([0-9]{10})01", re.IGNORECASE)
_LONGEST = 50
# Kinds of identifiers (ISO 6523), and that of Swedish organisation numbers.
_SCHEME = re.compile(r"[0-9]{4}")
ORGANISATION_NUMBER = "0007"


def ten_digits(identifier: str) -> str | None:
    """Return an organisation number as ten digits: ``556016-0680``, ``165560160680``,
    ``SE556016068001``; None for anything else. The control digit is not looked at.
    """
    plain = "".join(identifier.split()).replace("-", "")
    tax = _VAT.fullmatch(plain)
    if tax:
        return tax[1]
    if _TEN_DIGITS.fullmatch(plain):
        return plain
    century = _WITH_CENTURY.fullmatch(plain)
    return century[1] if century else None


def comparable(identifier: str) -> str:
    """Return an identifier in the one form that two of them are compared in."""
    return ten_digits(identifier) or identifier.strip()


def read_supplier(
    reader: Reader, party: Node, name: str, own: Iterable[Node], others: Iterable[Node]
) -> Supplier:
    """Choose the supplier's number: the first sound one, else the first that looks like one.

    ``own`` are identifiers that are to be organisation or VAT numbers, the legal one first;
    ``others`` may be anything, and count only when they are sound organisation numbers.
    """
    stated = [one for one in own if one.text]
    for node in stated:
        digits = _swedish(node)
        if digits and not _is_sound(node.text, digits):
            reader.remark(
                Text(
                    f"Organisationsnumret {mask(node.text[:_LONGEST])} har fel kontrollsiffra.",
                    f"The organisation number {mask(node.text[:_LONGEST])} has a wrong control "
                    "digit.",
                ),
                node,
            )
    for node in (*stated, *others):
        digits = _swedish(node)
        if digits and _is_sound(node.text, digits):
            return Supplier(name, digits, is_swedish=True)
    for node in stated:
        digits = _swedish(node)
        if digits:
            return Supplier(name, digits, is_swedish=True)
    reader.remark(
        Text(
            "Leverantören har inget svenskt organisationsnummer i e-fakturan.",
            "The supplier has no Swedish organisation number in the e-invoice.",
        ),
        party,
    )
    foreign = stated[0].text[:_LONGEST] if stated else ""
    return Supplier(name, " ".join(foreign.split()), is_swedish=False)


def _swedish(node: Node) -> str | None:
    """The ten digits of an identifier, unless it says that it is of another country's kind."""
    scheme = node.attributes.get("schemeID", "")
    if _SCHEME.fullmatch(scheme) and scheme != ORGANISATION_NUMBER:
        return None
    return ten_digits(node.text)


def _is_sound(identifier: str, digits: str) -> bool:
    plain = "".join(identifier.split()).replace("-", "").upper()
    return bool(vat.is_valid(plain) if plain.startswith("SE") else orgnr.is_valid(digits))
