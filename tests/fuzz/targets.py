"""The parsers, the sound files to begin from, and what must hold whatever a file is made into."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from nkr_audit.book_builder import build_book
from nkr_audit.errors import NkrError
from nkr_audit.programme_file import load_programmes
from nkr_audit.trail.opening import open_book
from nkr_importers.camt.reader import read_camt
from nkr_importers.coding.by_rules import plan_by_rules
from nkr_importers.coding.csv_file import read_coding
from nkr_importers.coding.csv_rows import plan_coding
from nkr_importers.coding.lines import cost_lines
from nkr_importers.coding.rules_file import read_rules
from nkr_importers.coding.values import allowed_values, check_values, grant_in
from nkr_importers.coding.workbook_reading import plan_workbook
from nkr_importers.model import Selection
from nkr_importers.payroll.importing import PayrollImport
from nkr_importers.payroll.mapping import load_mapping
from nkr_importers.peppol import read_invoices
from nkr_importers.sie.document_reader import read_document
from nkr_importers.sie.reader import read_sie
from nkr_importers.sie.reconciling import reconcile
from nkr_importers.tables import read_table
from nkr_importers.tabular.layout import load_layout, shipped
from nkr_importers.tabular.reader import read_tabular
from tests.coding.books import imported
from tests.coding.rules import KEY, PLATFORM, SHARED
from tests.coding.workbooks import export
from tests.importers.camt_files import batch, camt053, camt054, entry
from tests.importers.payroll_files import EVIDENCE, EXTRACT, MAPPING
from tests.importers.peppol_files import ATTACHMENT, CII, CREDIT_NOTE, UBL, envelope, svefaktura
from tests.importers.sie_documents import WHOLE, summed

if TYPE_CHECKING:
    from collections.abc import Callable

    from nkr_audit.book import Grant
    from nkr_audit.ledger import Ledger

CENTRE: Final = Selection(cost_centre="2610")
_SHARED: Final = Path(__file__).resolve().parents[3] / "shared" / "corpus"
_SHEET: Final = "xl/worksheets/sheet1.xml"
_LARGEST_SEED: Final = 60_000
TABLE: Final = (
    "VERTYP;VERNR;VERRAD;VERDATUM;REGDATUM;KONTO_ID;KST_ID;UTFALL_V;LEVID_ID;HUVUDTEXT\r\n"
    'A;42;1;2026-06-30;2026-07-01;5420;2610;1 000,50;7;"Drift; ""juni"""\r\n'
    "A;42;2;2026-06-30;2026-07-01;2440;;-1 000,50;7;Drift\r\n"
).encode("utf-8-sig")
ROWS: Final = (
    "verifikation;konto;register;nytta;andamal;avser;underlag;typ\r\n"
    "A42;5420;Swedeheart;direkt;it;2026-06;underlag/A42.pdf;faktura\r\n"
    'A43;;"Riksstroke";;;;;\r\n'
).encode("utf-8-sig")


@dataclass(frozen=True, slots=True)
class Target:
    """A parser: its seeds, the end of its files' names, and how one file is tried.

    ``examine`` lets nothing but a broken promise out: an NkrError is an answer.
    """

    seeds: tuple[bytes, ...]
    suffix: str
    examine: Callable[[Path], None]
    words: tuple[bytes, ...] = ()


def targets(folder: Path) -> dict[str, Target]:
    """Every parser by name; ``folder`` holds what some of them read beside the file."""
    xml = (b"<", b"</", b"&lt;", b"<!DOCTYPE a>", b"<!ENTITY a 'a'>", b"&a;", b"xmlns=''")
    toml = (b"[[", b"]]", b"= ", b'"""', b"1/3", b"2026-01-01", b"nan", b"inf")
    cells = (b";", b'"', b"\r\n", b"\0", b",", b"\t", b"1e999", b"99999999999999999999")
    camt = (camt053([entry("1500.00")]), camt054([batch("30.00", ["10.00", "20.00"])], version=2))
    invoices = (UBL.replace(" <!-- attachments -->\n", ATTACHMENT), CREDIT_NOTE, CII)
    return {
        "sie": Target(
            (WHOLE.encode("cp437"), summed(WHOLE), *_corpus("sie")), ".se", examine_sie, PIECES
        ),
        "tabular": Target((TABLE,), ".csv", _tabular, cells),
        "layout": Target(
            tuple(path.read_bytes() for path in shipped().values()), ".toml", _layout, toml
        ),
        "xlsx": Target((_workbook(folder),), ".xlsx", _table, (b"PK\3\4", b"PK\1\2", b"PK\5\6")),
        "sheet": Target((_sheet(folder),), ".xml", _in_workbook(folder), xml),
        "peppol": Target(
            (*(one.encode() for one in invoices), envelope(svefaktura("F1")), *_corpus("einvoice")),
            ".xml", _invoices, xml,
        ),
        "camt": Target(
            (*(one.encode() for one in camt), *_corpus("bank")), ".xml", _bank, (*xml, b"CRDT")
        ),
        "payroll": Target((EXTRACT.encode(),), ".csv", _payroll(folder), cells),
        "payroll-mapping": Target(((MAPPING + EVIDENCE).encode(),), ".toml", _mapping, toml),
        "coding": Target((ROWS,), ".csv", _coding(folder), cells),
        "coding-rules": Target(
            (PLATFORM.encode(), (KEY + SHARED).encode()), ".toml", _rules(folder), toml
        ),
    }  # fmt: skip


PIECES: Final = (
    b"#VER", b"#TRANS", b"#RTRANS", b"#IB", b"#OUB", b"#PSALDO", b"#RAR", b"#KSUMMA\r\n", b"{",
    b"}", b'"', b"\\", b"\n", b"\r\n", b"\xe5", b"\x86", b"\xc3\xa5", b"\0", b"-", b"1e9", b"NaN",
    b"\x1a", b"#DIM 1 a\n", b"#SIETYP 2\n", b"99999999999999999999", b"#UNDERDIM 1 a 1\n",
)  # fmt: skip


def _corpus(kind: str) -> tuple[bytes, ...]:
    """Files that others made, read in place; none where they are not."""
    found = sorted(path for path in (_SHARED / kind).rglob("*") if path.is_file())
    return tuple(path.read_bytes() for path in found if path.stat().st_size < _LARGEST_SEED)


def examine_sie(path: Path) -> None:
    """Read a file in every way; what is read balances, and nothing is lost."""
    for strict in (False, True):
        try:
            document = read_document(path, strict=strict)
        except NkrError as error:
            _is_clear(error)
            continue
        for whole in document.vouchers:
            assert sum(row.amount for row in whole.counted) == 0
        assert len(document.vouchers) <= document.source.vouchers
        if strict:
            assert (document.quarantined, document.errors) == ((), ())
        reconcile(document)
    try:
        source = read_sie(path, CENTRE, {"2026-A42"})
    except NkrError as error:
        _is_clear(error)
        return
    for voucher in source.vouchers:
        assert sum(row.amount for row in voucher.rows) == 0
    coded = len(source.vouchers) + len(source.repeated) + len(source.faults)
    assert coded + source.skipped >= source.voucher_count


def _tabular(path: Path) -> None:
    for layout in ("raindance", "agresso", "leverantorsreskontra"):
        try:
            source, _ = read_tabular(path, load_layout(layout), CENTRE)
        except NkrError as error:
            _is_clear(error)
            continue
        for voucher in source.vouchers:
            assert sum(row.amount for row in voucher.rows) == 0


def _layout(path: Path) -> None:
    try:
        load_layout(str(path))
    except NkrError as error:
        _is_clear(error)


def _table(path: Path) -> None:
    try:
        list(read_table(path).rows)
    except NkrError as error:
        _is_clear(error)


def _invoices(path: Path) -> None:
    try:
        read = read_invoices(path)
    except NkrError as error:
        _is_clear(error)
        return
    for invoice in read.invoices:
        assert invoice.number
        assert invoice.totals.net.is_finite()


def _bank(path: Path) -> None:
    try:
        read_camt(path)
    except NkrError as error:
        _is_clear(error)


def _payroll(folder: Path) -> Callable[[Path], None]:
    mapping = folder / "loner.toml"
    mapping.write_text(MAPPING + EVIDENCE, encoding="utf-8")

    def examine(path: Path) -> None:
        done = PayrollImport(path, load_mapping(mapping), "NKR2026")
        try:
            source = done.read(path, CENTRE, ())
        except NkrError as error:
            _is_clear(error)
            return
        for voucher in source.vouchers:
            assert sum(row.amount for row in voucher.rows) == 0

    return examine


def _mapping(path: Path) -> None:
    try:
        load_mapping(path)
    except NkrError as error:
        _is_clear(error)


def _coding(folder: Path) -> Callable[[Path], None]:
    ledger, grant = _opened(folder)
    allowed = allowed_values(grant)

    def examine(path: Path) -> None:
        try:
            rows = read_coding(path)
            check_values(rows, allowed)
            plan_coding(ledger, grant.id, rows)
        except NkrError as error:
            _is_clear(error)

    return examine


def _rules(folder: Path) -> Callable[[Path], None]:
    ledger, grant = _opened(folder)
    lines = cost_lines(ledger, grant)

    def examine(path: Path) -> None:
        try:
            plan_by_rules(ledger, grant.id, lines, read_rules(path, allowed_values(grant)))
        except NkrError as error:
            _is_clear(error)

    return examine


def _book(folder: Path) -> Path:
    if not (folder / "main.beancount").exists():
        imported(folder)
    return folder / "main.beancount"


def _opened(folder: Path) -> tuple[Ledger, Grant]:
    ledger = open_book(_book(folder))
    book = build_book(ledger.entries, ledger.options, load_programmes())
    return ledger, grant_in(book, ledger, "NKR2026")


def _workbook(folder: Path) -> bytes:
    _book(folder)
    return export(folder).read_bytes()


def _sheet(folder: Path) -> bytes:
    with zipfile.ZipFile(io.BytesIO(_workbook(folder))) as archive:
        return archive.read(_SHEET)


def _in_workbook(folder: Path) -> Callable[[Path], None]:
    """The rows of a coding workbook: the file is one part of it, the rest is sound."""
    with zipfile.ZipFile(io.BytesIO(_workbook(folder))) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    ledger, grant = _opened(folder)
    lines, allowed = cost_lines(ledger, grant), allowed_values(grant)
    whole = folder / "ifylld.xlsx"

    def examine(path: Path) -> None:
        with zipfile.ZipFile(whole, "w") as archive:
            for name, content in parts.items():
                archive.writestr(name, path.read_bytes() if name == _SHEET else content)
        try:
            plan_workbook(whole, ledger, grant, lines, allowed)
        except NkrError as error:
            _is_clear(error)

    return examine


def _is_clear(error: NkrError) -> None:
    """A refusal says what and where, in both languages."""
    assert error.describe("sv")
    assert error.describe("en")
    assert error.place is not None
