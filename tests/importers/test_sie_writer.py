"""Writing SIE files: what is written is valid, always the same bytes, and reads back the same."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nkr_audit.errors import NkrError
from nkr_importers.model import FinancialYear
from nkr_importers.sie.characters import Replacement
from nkr_importers.sie.document import (
    Account,
    Address,
    Balance,
    Dimension,
    Generated,
    Header,
    Organisation,
    PeriodAmount,
    Program,
    Row,
    SieDocument,
    SieObject,
    Voucher,
)
from nkr_importers.sie.document_reader import read_document, read_written
from nkr_importers.sie.writing import named_dimensions, write_document

from .sie_documents import WHOLE, WHOLE_4I, document_of

if TYPE_CHECKING:
    from pathlib import Path

    from nkr_importers.sie.document import Kind

HEADER = Header(
    program=Program("Exempelekonomi", "1.0"),
    generated=Generated(date(2026, 7, 1)),
    company="Exempel AB",
)
SMALL = SieDocument("4I", HEADER, vouchers=(
    Voucher("A", "1", date(2026, 6, 30), "Lön", None, "", (
        Row("TRANS", "7210", (("1", "2610"),), Decimal("10.5")),
        Row("TRANS", "1930", (), Decimal("-10.50"), text='"Bank"', sign="ekonom1"),
    )),
))  # fmt: skip


def said(text: str) -> SieDocument:
    """The small document with another text on its voucher."""
    return replace(SMALL, vouchers=(replace(SMALL.vouchers[0], text=text),))


def read_again(folder: Path, document: SieDocument, *, strict: bool = True) -> SieDocument:
    path = folder / ("a.se" if document.kind == "4E" else "a.si")
    path.write_bytes(write_document(document).data)
    return read_document(path, strict=strict)


def test_a_small_file_is_written_to_the_byte() -> None:
    written = write_document(SMALL, checksum=False)
    assert written.data.decode("cp437").split("\r\n") == [
        "#FLAGGA 0",
        '#PROGRAM "Exempelekonomi" "1.0"',
        "#FORMAT PC8",
        "#GEN 20260701",
        "#SIETYP 4",
        '#FNAMN "Exempel AB"',
        '#DIM 1 "Kostnadsställe"',
        '#VER "A" "1" 20260630 "Lön"',
        "{",
        '#TRANS 7210 {1 "2610"} 10.50',
        '#TRANS 1930 {} -10.50 "" "\\"Bank\\"" "" "ekonom1"',
        "}",
        "",
    ]
    assert written.replacements == ()


@pytest.mark.parametrize(("text", "name"), [(WHOLE, "a.se"), (WHOLE_4I, "a.si")])
def test_what_was_read_is_written_and_read_the_same(tmp_path: Path, text: str, name: str) -> None:
    document = document_of(tmp_path, text, name, strict=True)
    again = read_again(tmp_path, document)
    assert again == replace(document, dimensions=named_dimensions(document))
    assert again.source.checksum is not None
    assert again.source.checksum.agrees
    assert write_document(again).data == write_document(document).data


def test_the_checksum_stands_second_and_last() -> None:
    lines = write_document(SMALL).data.split(b"\r\n")
    assert lines[1] == b"#KSUMMA"
    assert lines[-2].startswith(b"#KSUMMA ")
    assert b"KSUMMA" not in write_document(SMALL, checksum=False).data


@pytest.mark.parametrize(
    ("text", "written", "replaced"),
    [
        ("åäöÅÄÖé", "åäöÅÄÖé", []),
        ("a\u030a", "å", []),
        ("10–20 €", "10-20 EUR", [("–", "-"), ("€", "EUR")]),
        ("”Lön” š", '"Lön" s', [("”", '"'), ("”", '"'), ("š", "s")]),
        ("Ø漢😀", "O??", [("Ø", "O"), ("漢", "?"), ("😀", "?")]),
        ("a\tb\x1ac\x00\r\n", "a b c   ", [(one, " ") for one in "\t\x1a\x00\r\n"]),
        ("\ud800", "?", [("\ud800", "?")]),
        ("C:\\a b\\", "C:\\a b/", [("\\", "/")]),
        ("C:\\a\\", "C:\\a\\", []),
        ('\\"', '\\"', []),
        ("{1 2}", "{1 2}", []),
    ],
)
def test_each_replaced_character_is_told_with_its_line(
    tmp_path: Path, text: str, written: str, replaced: list[tuple[str, str]]
) -> None:
    result = write_document(said(text))
    line = 1 + next(
        at for at, line in enumerate(result.data.splitlines()) if line.startswith(b"#VER")
    )
    assert list(result.replacements) == [Replacement(line, *one) for one in replaced]
    assert read_again(tmp_path, said(text)).vouchers[0].text == written


YEARS = {0: FinancialYear(date(2026, 1, 1), date(2026, 12, 31))}
WHOLE_4E = SieDocument(
    "4E", replace(HEADER, years=YEARS), (Account("1930", "Bank"),),
    balances=(
        Balance("IB", 0, "1930", (), Decimal(1)), Balance("UB", 0, "1930", (), Decimal(1)),
        Balance("RES", 0, "3010", (), Decimal(0)),
    ),
)  # fmt: skip
ROW = SMALL.vouchers[0].rows[0]


def with_row(row: Row) -> SieDocument:
    opposite = replace(row, amount=-row.amount)
    return replace(SMALL, vouchers=(replace(SMALL.vouchers[0], rows=(row, opposite)),))


REFUSED = [
    (replace(SMALL, kind="2"), "bara typ 4E och 4I"),
    (replace(SMALL, header=replace(HEADER, program=None)), "#PROGRAM"),
    (replace(SMALL, header=replace(HEADER, program=Program(""))), "#PROGRAM"),
    (replace(SMALL, header=replace(HEADER, generated=None)), "#GEN"),
    (replace(SMALL, header=replace(HEADER, company=None)), "#FNAMN"),
    (replace(SMALL, header=replace(HEADER, industry="1")), "#BKOD"),
    (replace(SMALL, balances=WHOLE_4E.balances), "#IB: posten får inte"),
    (replace(WHOLE_4E, header=HEADER), "#RAR"),
    (replace(WHOLE_4E, balances=WHOLE_4E.balances[1:]), "#IB"),
    (replace(WHOLE_4E, accounts=()), "#KONTO"),
    (replace(WHOLE_4E, accounts=(Account("1930", None, "T"),)), "saknar namn"),
    (replace(WHOLE_4E, accounts=(Account("1930", "Bank", "X"),)), "kontotyp"),
    (replace(WHOLE_4E, accounts=(Account("1930", "A"), Account("1930", "B"))), "första gäller"),
    (with_row(replace(ROW, amount=Decimal("0.001"))), "hela ören"),
    (with_row(replace(ROW, amount=Decimal(10) ** 16)), "inget belopp"),
    (with_row(replace(ROW, account="konto")), "kontonummer"),
    (with_row(replace(ROW, objects=(("x", "1"),))), "dimension"),
    (with_row(replace(ROW, objects=(("25", "1"),))), "dimension 25 saknar namn"),
    (with_row(replace(ROW, objects=(("1", ""),))), "saknar kod"),
    (with_row(replace(ROW, quantity="två")), "kvantitet"),
    (with_row(replace(ROW, day=date(1066, 1, 1))), "datum"),
    (with_row(replace(ROW, text="x" * (1 << 20))), "1 MiB"),
    (replace(SMALL, vouchers=(replace(SMALL.vouchers[0], rows=(ROW,)),)), "i stället för 0"),
]  # fmt: skip


@pytest.mark.parametrize(("document", "word"), REFUSED, ids=[word for _, word in REFUSED])
def test_an_invalid_file_is_never_written(document: SieDocument, word: str) -> None:
    with pytest.raises(NkrError, match=word):
        write_document(document)


def test_nothing_that_could_not_be_read_is_left_out_in_silence(tmp_path: Path) -> None:
    quarantined = document_of(tmp_path, WHOLE.replace("} 400.00", "} 401.00", 1))
    with pytest.raises(NkrError, match="A 42 är i karantän"):
        write_document(quarantined)
    assert write_document(replace(quarantined, quarantined=())).data
    unread = document_of(tmp_path, WHOLE.replace("#TAXAR 2027", "#NYTT 1\n#OMFATTN 1"))
    with pytest.raises(NkrError, match="#OMFATTN"):
        write_document(unread)
    unknown = document_of(tmp_path, WHOLE.replace("#TAXAR 2027", "#NYTT 1"))
    assert write_document(unknown).left_out == {"#NYTT": 1}


# Characters whose CP437 bytes cannot be taken for another encoding.
LETTERS = "".join(chr(at) for at in range(32, 127)) + bytes(range(0x80, 0xC0)).decode("cp437")
TEXTS = st.text(st.sampled_from(LETTERS), max_size=12).filter(lambda text: text[-1:] != "\\")
CODES = TEXTS.filter(bool)
NAMES = TEXTS.map(str.strip).filter(lambda text: text != "0" and text[-1:] != "\\")
DAYS = st.dates(date(1900, 1, 1))
AMOUNTS = st.decimals(-(10**12), 10**12, places=2)
QUANTITIES = st.none() | st.decimals(-1000, 1000, places=3)
OBJECTS = st.dictionaries(st.sampled_from(["1", "6", "21"]), CODES, max_size=3).map(
    lambda pairs: tuple(pairs.items())
)
ACCOUNT_NUMBERS = st.sampled_from(["1930", "2440", "5420", "01", "7210"])
ROWS = st.builds(
    Row, st.just("TRANS"), ACCOUNT_NUMBERS, OBJECTS, AMOUNTS, st.none() | DAYS, TEXTS,
    st.sampled_from(["", "1", "-2.5"]), TEXTS,
)  # fmt: skip


@st.composite
def vouchers(draw: st.DrawFn) -> Voucher:
    rows: list[Row] = []
    for row in draw(st.lists(ROWS, max_size=3)):
        opposite = replace(row, amount=-row.amount, account="2990")
        history = replace(row, kind="BTRANS", sign=draw(TEXTS))
        rows += [row, history, replace(opposite, kind="RTRANS"), opposite]
    return draw(
        st.builds(
            Voucher, NAMES, NAMES, DAYS, TEXTS, st.none() | DAYS, TEXTS, st.just(tuple(rows)),
        )
    )  # fmt: skip


@st.composite
def years(draw: st.DrawFn) -> dict[int, FinancialYear]:
    found = {}
    for number in {0, *draw(st.lists(st.integers(-9, 0), max_size=2))}:
        start, end = sorted((draw(DAYS), draw(DAYS)))
        found[number] = FinancialYear(start, end)
    return found


@st.composite
def documents(draw: st.DrawFn) -> SieDocument:
    kind: Kind = draw(st.sampled_from(["4E", "4I"]))
    whole, optional = kind == "4E", st.none() | TEXTS
    header = Header(
        program=Program(draw(TEXTS.filter(str.strip)), draw(TEXTS)),
        generated=Generated(draw(DAYS), draw(TEXTS)),
        comments=tuple(draw(st.lists(TEXTS, max_size=2))),
        company_type=draw(optional),
        company_id=draw(optional),
        organisation=draw(st.none() | st.builds(Organisation, TEXTS, TEXTS, TEXTS)),
        industry=draw(optional) if whole else None,
        address=draw(st.none() | st.builds(Address, TEXTS, TEXTS, TEXTS, TEXTS)),
        company=draw(TEXTS),
        years=draw(years()),
        tax_year=draw(optional),
        extent=draw(st.none() | DAYS) if whole else None,
        chart=draw(optional),
        currency=draw(optional),
    )
    accounts = draw(st.lists(
        st.builds(
            Account, ACCOUNT_NUMBERS, TEXTS, st.sampled_from([None, "T", "S", "K", "I"]), optional,
            st.lists(TEXTS.filter(str.strip), max_size=2, unique=True).map(tuple),
        ),
        unique_by=lambda one: one.number, min_size=1,
    ))  # fmt: skip
    names = draw(st.lists(
        st.builds(SieObject, st.sampled_from(["1", "6", "21"]), TEXTS.filter(str.strip), TEXTS),
        unique_by=lambda one: (one.dimension, one.code), max_size=3,
    ))  # fmt: skip
    made = [
        Balance(kind_, 0, "1930", (), draw(AMOUNTS), draw(QUANTITIES))
        for kind_ in ("IB", "UB", "RES")
    ]
    made += [Balance("OIB", -1, "1930", (("1", draw(CODES)),), draw(AMOUNTS))]
    months = [PeriodAmount("PBUDGET", 0, "202601", "1930", draw(OBJECTS), draw(AMOUNTS))]
    return SieDocument(
        kind, header, tuple(accounts),
        (Dimension("6", draw(TEXTS)), Dimension("1", "A"), Dimension("21", draw(TEXTS), "1")),
        tuple(names), tuple(made) if whole else (), tuple(months) if whole else (),
        tuple(draw(st.lists(vouchers(), max_size=3))),
    )  # fmt: skip


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    deadline=None, max_examples=40,
)  # fmt: skip
@given(document=documents())
def test_every_document_is_written_and_read_the_same(tmp_path: Path, document: SieDocument) -> None:
    written = write_document(document)
    assert written.replacements == ()
    again = read_again(tmp_path, document, strict=False)
    assert again == document
    assert not [one for one in again.source.problems if one.severity == "error"]
    assert again.source.encoding == "cp437"
    assert write_document(again).data == written.data


@given(text=st.text())
def test_what_was_replaced_once_is_never_replaced_again(text: str) -> None:
    written = write_document(said(text))
    again = read_written(written.data, "a.si")
    second = write_document(again)
    assert (second.data, second.replacements) == (written.data, ())
    if not written.replacements:
        assert again.vouchers[0].text == unicodedata.normalize("NFC", text)
