"""Whatever a document holds, it is read or refused with a message; nothing else happens."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nkr_audit.errors import NkrError
from nkr_importers.peppol import (
    InvoiceRequest,
    attachments,
    import_invoices,
    read_invoices,
)

from .peppol_files import (
    ATTACHMENT,
    CII,
    CREDIT_NOTE,
    STATED,
    UBL,
    YEAR,
    envelope,
    svefaktura,
    write_book,
    write_invoice,
)

if TYPE_CHECKING:
    from nkr_importers.peppol.model import InvoiceFile

DOCUMENTS = [
    UBL.replace(" <!-- attachments -->\n", ATTACHMENT).encode(),
    CREDIT_NOTE.encode(),
    CII.encode(),
    envelope(svefaktura("F1"), svefaktura("K2", "381")),
]
ODD_VALUES = [
    "",
    " ",
    "-",
    "1e5",
    "NaN",
    "-0",
    "9" * 40,
    "0000-00-00",
    "99991231",
    "\u0085",
    "å",
    "²",
]


def is_read_or_refused(content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "in.xml"
        path.write_bytes(content)
        read = read_or_error(path)
        if isinstance(read, NkrError):
            assert read.place is not None
            assert read.place.file == str(path)
            assert read.describe("sv")
            assert read.describe("en")
            return
        for invoice in read.invoices:
            assert invoice.number
            assert invoice.totals.net.is_finite()
            assert all(remark.line > 0 for remark in invoice.remarks)


def read_or_error(path: Path) -> InvoiceFile | NkrError:
    try:
        return read_invoices(path)
    except NkrError as error:
        return error


@settings(deadline=None, max_examples=150)
@given(st.sampled_from(DOCUMENTS), st.data())
def test_flipped_bytes(document: bytes, data: st.DataObject) -> None:
    changed = bytearray(document)
    for _ in range(data.draw(st.integers(1, 4))):
        changed[data.draw(st.integers(0, len(changed) - 1))] = data.draw(st.integers(0, 255))
    is_read_or_refused(bytes(changed))


@settings(deadline=None, max_examples=150)
@given(st.sampled_from(DOCUMENTS), st.data())
def test_dropped_elements(document: bytes, data: st.DataObject) -> None:
    elements = list(re.finditer(rb"<([\w:]+)[^<>/]*>[^<]*</\1>", document))
    for one in data.draw(st.lists(st.sampled_from(elements), min_size=1, max_size=3)):
        document = document.replace(one[0], b"", 1)
    is_read_or_refused(document)


@settings(deadline=None, max_examples=150)
@given(st.sampled_from(DOCUMENTS), st.data())
def test_odd_values(document: bytes, data: st.DataObject) -> None:
    values = list(re.finditer(rb">([^<>]+)</", document))
    one = data.draw(st.sampled_from(values))
    odd = data.draw(st.sampled_from(ODD_VALUES)).encode(
        "latin-1" if b"8859" in document else "utf-8"
    )
    is_read_or_refused(document[: one.start(1)] + odd + document[one.end(1) :])


@settings(deadline=None, max_examples=40)
@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1), st.booleans())
def test_any_number_can_be_filed_on_a_voucher_named_by_hand(number: str, again: bool) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        book = write_book(folder, YEAR.replace(STATED, ""))
        file = write_invoice(folder, UBL.replace("884512", escape(number)))
        request = InvoiceRequest(book, "NKR2026", voucher="2026-A42")
        if not number.strip() or len(number.strip()) > 200:
            with pytest.raises(NkrError):
                import_invoices([file], request)
            return
        assert import_invoices([file], request).written
        (document,) = (book.parent / "underlag").iterdir()
        assert document.read_bytes() == file.read_bytes()
        later = InvoiceRequest(book, "NKR2026", voucher="2026-A42" if again else None)
        assert not import_invoices([file], later).changed


@given(st.text())
def test_safe_names_are_plain_file_names(name: str) -> None:
    safe = attachments.safe_name(name)
    assert safe
    assert len(safe) <= attachments.LONGEST_NAME + 1
    assert safe == Path(safe).name
    assert not safe.startswith((".", "-"))
    assert not safe.endswith((".", " "))
    assert "\\" not in safe
    assert safe.isprintable()


@pytest.mark.parametrize("document", DOCUMENTS)
def test_the_documents_themselves_are_read(document: bytes, tmp_path: Path) -> None:
    path = tmp_path / "in.xml"
    path.write_bytes(document)
    assert read_invoices(path).invoices
