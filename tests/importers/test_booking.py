"""Planning an import: what goes where, what is left out, and that nothing is lost or doubled."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from beancount.core.data import Open, Transaction
from beancount.parser import parser
from hypothesis import given
from hypothesis import strategies as st

from nkr_audit.book_files import root_names
from nkr_audit.money import ZERO
from nkr_importers.accounts import AccountMapping, AccountRange
from nkr_importers.booking import plan_import
from nkr_importers.existing import DEFAULT_ROOTS, Existing, declared_grants, existing_state
from nkr_importers.model import Declarations, Selection, SourceFile, SourceRow, SourceVoucher
from nkr_importers.naming import identify
from nkr_importers.plan import Difference
from nkr_importers.storing import check_text

from .helpers import CENTRE, HEAD, INVOICE, MAIN, only, read

if TYPE_CHECKING:
    from pathlib import Path

    from nkr_importers.plan import ImportPlan

MAPPING = AccountMapping(
    ranges=(AccountRange("54", "54", "it-tjanster"),), names={"6000": "Från mappningen"}
)
OPTIONS = {f"name_{key}": name for key, name in DEFAULT_ROOTS.items()}


def plan(
    source: SourceFile,
    existing: Existing | None = None,
    mapping: AccountMapping = MAPPING,
    selection: Selection = CENTRE,
) -> ImportPlan:
    return plan_import(source, selection, existing or Existing(), "NKR2026", mapping)


def entries_of(text: str) -> list[Any]:
    entries, errors, _ = parser.parse_string(root_names(OPTIONS) + text)
    assert not errors
    return list(entries)


def transactions(result: ImportPlan) -> list[Any]:
    text = "\n".join(text for _, text in result.texts)
    return [entry for entry in entries_of(text) if isinstance(entry, Transaction)]


def after(result: ImportPlan) -> Existing:
    """The state of a book that holds what the plan books."""
    text = "\n".join(text for _, text in result.texts)
    return existing_state(entries_of(text), OPTIONS, "NKR2026")


def test_a_voucher_becomes_beancount_text(tmp_path: Path) -> None:
    source = read(tmp_path, INVOICE)
    result = plan(source)
    assert result.texts == ((
        "2026",
        f"""\
2026-01-01 open Kostnader:NKR2026:5420-Programvaror SEK
2026-01-01 open Skulder:2440-Leverantörsskulder SEK

2026-06-30 * "Driftplattform juni" ^2026-A42
  verifikation: "2026-A42"
  registrerad: 2026-07-02
  registrerad-av: "ekonom1"
  kalla: "export.se rad 17 sha256:{source.sha256[:12]}"
  objekt: "1=2610"
  Kostnader:NKR2026:5420-Programvaror                                40000.00 SEK
    kostnadsslag: "it-tjanster"
    text: "Två register"
    objekt: "6=103"
    kvantitet: 2
  Skulder:2440-Leverantörsskulder                                   -40000.00 SEK
""",
    ),)  # fmt: skip
    assert result.costs == Decimal(40000)
    assert (result.unmapped, result.odd, result.is_clean) == ((), (), True)
    check_text(result, Existing())


def test_own_date_and_odd_quantity_are_kept(tmp_path: Path) -> None:
    body = INVOICE.replace('20260630 "Två register" 2', '20260615 "" "två"')
    cost = transactions(plan(read(tmp_path, body)))[0].postings[0]
    assert cost.meta["datum"] == date(2026, 6, 15)
    assert cost.meta["kvantitet"] == "två"
    assert "text" not in cost.meta


def test_strings_are_escaped(tmp_path: Path) -> None:
    body = INVOICE.replace("Driftplattform juni", 'a \\"b\\" C:\\d ; \x07').replace(
        "ekonom1", "x\\y"
    )
    (voucher,) = transactions(plan(read(tmp_path, body)))
    assert voucher.narration == 'a "b" C:\\d ;  '
    assert voucher.meta["registrerad-av"] == "x\\y"


def test_every_row_with_the_code_stands_under_the_grant(tmp_path: Path) -> None:
    body = INVOICE.replace("#TRANS 2440 {}", '#TRANS 2440 {"1" "2610"}')
    result = plan(read(tmp_path, body))
    assert result.opens[1] == "Skulder:NKR2026:2440-Leverantörsskulder"
    assert sum(one.amount for one in result.sums) == 0
    assert result.costs == Decimal(40000)


@pytest.mark.parametrize(
    ("number", "kind", "account"),
    [
        ("1930", "", "Tillgångar:1930-Namn"),
        ("2440", "", "Skulder:2440-Namn"),
        ("2081", "", "EgetKapital:2081-Namn"),
        ("2081", "S", "EgetKapital:2081-Namn"),
        ("2081", "T", "Tillgångar:2081-Namn"),
        ("3010", "", "Intäkter:3010-Namn"),
        ("4010", "", "Kostnader:4010-Namn"),
        ("8310", "", "Kostnader:8310-Namn"),
        ("8310", "I", "Intäkter:8310-Namn"),
        ("8410", "I", "Kostnader:8410-Namn"),
        ("9000", "K", "Kostnader:9000-Namn"),
        ("9000", "?", ""),
        ("0100", "", ""),
    ],
)
def test_the_class_of_an_account(tmp_path: Path, number: str, kind: str, account: str) -> None:
    head = HEAD + f'#KONTO {number} "Namn"\n' + (f"#KTYP {number} {kind}\n" if kind else "")
    head = head.replace('#KONTO 2440 "Leverantörsskulder"\n#KTYP 2440 S\n', "")
    mapping = replace(MAPPING, classes={"8410": "expenses"})
    body = INVOICE.replace("#TRANS 2440", f"#TRANS {number}")
    result = plan(read(tmp_path, body, head=head), mapping=mapping)
    if account:
        assert account in result.opens
    else:
        assert "kontoklassen" in result.quarantined[0].what.sv
        assert result.quarantined[0].line == only(read(tmp_path, body, head=head)).rows[1].line
        assert not result.texts


def test_kinds_that_call_costs_income_are_disregarded(tmp_path: Path) -> None:
    head = HEAD.replace("5420 K", "5420 I").replace("7210 K", "7210 I")
    result = plan(read(tmp_path, INVOICE, head=head))
    assert not result.kinds_are_sound
    assert result.costs == Decimal(40000)
    one_odd = plan(read(tmp_path, INVOICE, head=HEAD.replace("5420 K", "5420 I")))
    assert one_odd.kinds_are_sound
    assert one_odd.odd == ("Intäkter:NKR2026:5420-Programvaror",)
    assert one_odd.costs == 0


def test_names_come_from_the_book_the_file_the_mapping(tmp_path: Path) -> None:
    body = (
        '#VER A 1 20260630 ""\n{\n#TRANS 5420 {1 2610} 5\n#TRANS 6000 {} -2\n#TRANS 6001 {} -2\n'
        "#TRANS 2440 {} -1\n}\n"
    )
    opened = {
        "Kostnader:NKR2026:5420-Licenser": date(2020, 1, 1),
        "Skulder:NKR2026:2440-Annan": date(2020, 1, 1),
        "Skulder:Annat:2440-Annan": date(2020, 1, 1),
    }
    result = plan(read(tmp_path, body), Existing(accounts=opened))
    (voucher,) = transactions(result)
    assert [posting.account for posting in voucher.postings] == [
        "Kostnader:NKR2026:5420-Licenser",
        "Kostnader:6000-Från-mappningen",
        "Kostnader:6001-Utan-namn",
        "Skulder:2440-Leverantörsskulder",
    ]
    assert len(result.opens) == 3


def test_the_root_names_are_the_books(tmp_path: Path) -> None:
    roots = {**DEFAULT_ROOTS, "expenses": "Expenses"}
    result = plan(read(tmp_path, INVOICE), Existing(roots=roots), AccountMapping())
    assert result.opens[0] == "Expenses:NKR2026:5420-Programvaror"
    assert result.unmapped == ("Expenses:NKR2026:5420-Programvaror",)
    check_text(result, Existing(roots=roots))


PAYROLL = (
    '#VER L 1 20260625 "Lön"\n{\n#TRANS 7210 {1 2610} 1100\n'
    + "#TRANS 7210 {1 1000} 5\n#TRANS 7210 {1 1001} -5\n"
    + '#TRANS 2440 {} -110 "" "Anställd"\n' * 10
    + "}\n"
)


def test_many_other_rows_are_summed_by_account(tmp_path: Path) -> None:
    (voucher,) = transactions(plan(read(tmp_path, PAYROLL)))
    assert [(posting.account, posting.units.number) for posting in voucher.postings] == [
        ("Kostnader:NKR2026:7210-Löner-till-tjänstemän", Decimal("1100.00")),
        ("Skulder:2440-Leverantörsskulder", Decimal("-1100.00")),
    ]
    fewer = PAYROLL.replace("#TRANS 7210 {1 1000} 5\n#TRANS 7210 {1 1001} -5\n", "")
    (voucher,) = transactions(plan(read(tmp_path, fewer)))
    assert len(voucher.postings) == 11


def test_texts_of_pay_rows_are_not_copied(tmp_path: Path) -> None:
    body = (
        '#VER L 2 20260625 "Lön"\n{\n#TRANS 7210 {1 2610} 80 "" "Anna Exempel"\n'
        '#TRANS 7510 {1 2610} 20 "" "Anna Exempel, avgift"\n'
        '#TRANS 5420 {1 2610} 5 "" "Licens"\n#TRANS 2440 {} -105\n}\n'
    )
    mapping = AccountMapping((
        AccountRange("72", "72", "lon"),
        AccountRange("75", "75", "lonebikostnader"),
        AccountRange("54", "54", "it-tjanster"),
    ))  # fmt: skip
    ((_, text),) = plan(read(tmp_path, body), mapping=mapping).texts
    assert "Anna" not in text
    assert 'text: "Licens"' in text


@pytest.mark.parametrize(
    ("rows", "may_be"),
    [
        ("1930 {} 5|2971 {1 2610} -5", True),
        ("1930 {1 2610} 5|2440 {1 2610} -5", True),
        ("1930 {} -5|2971 {1 2610} 5", False),
        ("1930 {1 2610} 5|2971 {} -5", False),
        ("5420 {} 5|2971 {1 2610} -5", False),
        ("1930 {1 2610} 5|3010 {1 2610} -5", False),
    ],
)
def test_a_credited_liability_without_costs_may_be_the_receipt(
    tmp_path: Path, rows: str, may_be: bool
) -> None:
    lines = "".join(f"#TRANS {row}\n" for row in rows.split("|"))
    result = plan(read(tmp_path, '#VER B 1 20260520 ""\n{\n' + lines + "}\n"))
    assert len(result.booked) == 1
    assert bool(result.receipts) is may_be


def test_twice_is_no_change(tmp_path: Path) -> None:
    for body in (INVOICE, PAYROLL, INVOICE.replace('"A" "42"', '"" ""')):
        source = read(tmp_path, body)
        again = plan(source, after(plan(source)))
        assert (len(again.already), again.booked, again.texts) == (1, (), ())
        assert again.is_clean


def test_lines_that_were_split_and_coded_are_still_the_same(tmp_path: Path) -> None:
    source = read(tmp_path, INVOICE)
    ((_, text),) = plan(source).texts
    split = text.replace(
        "  Kostnader:NKR2026:5420-Programvaror                                40000.00 SEK\n",
        "  Kostnader:NKR2026:5420-Programvaror  10000.00 SEK\n"
        '    register: "Ett"\n'
        "  Kostnader:NKR2026:5420-Programvaror  30000.00 SEK\n",
    )
    assert split != text
    assert plan(source, existing_state(entries_of(split), OPTIONS, "NKR2026")).already


def test_other_sums_are_a_change_and_never_overwritten(tmp_path: Path) -> None:
    book = after(plan(read(tmp_path, INVOICE)))
    result = plan(read(tmp_path, INVOICE.replace("40000", "50000")), book)
    assert not result.texts
    assert not result.is_clean
    (change,) = result.changed
    assert change.differences == (
        Difference("5420", Decimal(40000), Decimal(50000)),
        Difference(None, Decimal(-40000), Decimal(-50000)),
    )
    assert not change.corrected


def test_a_voucher_that_lost_the_code_is_a_change(tmp_path: Path) -> None:
    book = after(plan(read(tmp_path, INVOICE)))
    assert book.chosen(CENTRE) == {"2026-A42"}
    assert book.chosen(Selection(project="103")) == frozenset()
    source = read(tmp_path, INVOICE.replace("2610", "1000"), known=book.chosen(CENTRE))
    (change,) = plan(source, book).changed
    assert [one.account for one in change.differences] == ["5420", None]


@pytest.mark.parametrize(
    ("opened", "closed", "word"),
    [
        (date(2026, 7, 1), None, "öppnas"),
        (date(2026, 6, 30), None, ""),
        (date.min, None, ""),
        (date(2020, 1, 1), date(2026, 6, 29), "stängt"),
        (date(2020, 1, 1), date(2026, 6, 30), ""),
    ],
)
def test_accounts_must_be_open(
    tmp_path: Path, opened: date, closed: date | None, word: str
) -> None:
    account = "Skulder:2440-Leverantörsskulder"
    existing = Existing(accounts={account: opened}, closed={account: closed} if closed else {})
    result = plan(read(tmp_path, INVOICE), existing)
    if word:
        assert word in result.quarantined[0].what.sv
        assert not result.booked
    else:
        assert result.booked
        assert account not in result.opens


def test_an_open_account_is_taken_before_a_closed_one(tmp_path: Path) -> None:
    accounts = {"Skulder:2440-A": date(2000, 1, 1), "Skulder:2440-B": date(2020, 1, 1)}
    existing = Existing(accounts=accounts, closed={"Skulder:2440-A": date(2019, 1, 1)})
    (voucher,) = transactions(plan(read(tmp_path, INVOICE), existing))
    assert voucher.postings[1].account == "Skulder:2440-B"


def test_faults_of_the_file_are_quarantined(tmp_path: Path) -> None:
    result = plan(read(tmp_path, INVOICE.replace("40000.00", "1", 1)))
    assert [fault.voucher for fault in result.quarantined] == ["A 42"]
    assert not result.is_clean


def test_vouchers_come_by_date_and_by_year(tmp_path: Path) -> None:
    body = (
        INVOICE.replace('"42"', '"3"')
        + INVOICE.replace('"42"', '"1"').replace("20260630", "20260115")
        + INVOICE.replace('"42"', '"2"').replace("20260630", "20251231")
        + INVOICE.replace('"42"', '"4"')
    )
    result = plan(read(tmp_path, body))
    assert [voucher.number for voucher in result.booked] == ["2", "1", "3", "4"]
    assert [year for year, _ in result.texts] == ["2025", "2026"]
    assert result.texts[0][1].startswith("2025-01-01 open ")
    opens = [entry for entry in entries_of(result.texts[0][1]) if isinstance(entry, Open)]
    assert len(opens) == 2


def test_the_book_tells_its_grants_and_accounts() -> None:
    text = MAIN + (
        '2026-01-01 custom "nkr-bidrag" "UTAN" "sos-2026"\n'
        "2026-01-01 open Tillgångar:Bank\n2026-12-31 close Tillgångar:Bank\n"
        "2026-01-01 open Skulder:NKR2026:2971-Förutbetalt\n"
        '2026-05-20 * "x"\n  verifikation: "A17"\n'
        "  Tillgångar:Bank  5.00 SEK\n  Skulder:NKR2026:2971-Förutbetalt  -5.00 SEK\n"
        '2026-05-21 * "utan nummer"\n  Tillgångar:Bank  0.00 SEK\n'
    )
    entries = entries_of(text)
    assert declared_grants(entries) == {"NKR2026": "2610", "UTAN": None}
    state = existing_state(entries, OPTIONS, "NKR2026")
    assert state.vouchers == {
        "A17": {("Bank", False): Decimal("5.00"), ("2971", True): Decimal("-5.00")}
    }
    assert state.closed == {"Tillgångar:Bank": date(2026, 12, 31)}
    assert state.chosen(CENTRE) == frozenset()


ORE = st.integers(-(10**9), 10**9).map(lambda ore: Decimal(ore).scaleb(-2))
OBJECTS = st.sampled_from([(), (("1", "2610"),), (("1", "1000"),), (("6", "103"), ("1", "2610"))])
ACCOUNTS = st.sampled_from(["1930", "2081", "2440", "3010", "5420", "7210", "8310"])
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)


@st.composite
def vouchers(draw: st.DrawFn, number: int) -> SourceVoucher:
    drawn = draw(st.lists(st.tuples(ACCOUNTS, OBJECTS, ORE), min_size=1, max_size=14))
    balancing = ("2440", draw(OBJECTS), -sum((amount for _, _, amount in drawn), ZERO))
    day = date(2026, 1, 1 + draw(st.integers(0, 30)))
    rows = tuple(
        SourceRow(account, objects, amount, draw(st.none() | st.just(day)), draw(TEXTS), "", "", 1)
        for account, objects, amount in (*drawn, balancing)
    )
    series = draw(st.sampled_from(["A", "", "Å", "B1"]))
    identity = identify("2026", series, str(number), "0" * 64, number)
    return SourceVoucher(
        identity, "2026", series, str(number), day, draw(TEXTS), None, draw(TEXTS), rows, (), (),
        number * 20, number,
    )  # fmt: skip


@st.composite
def files(draw: st.DrawFn) -> SourceFile:
    some = tuple(draw(vouchers(number)) for number in range(1, draw(st.integers(1, 5)) + 1))
    return SourceFile(
        draw(TEXTS), "0" * 64, "cp437", Declarations(), some, (), (), (), 0, len(some), 0, 0, {}
    )  # fmt: skip


@given(files())
def test_what_the_file_has_under_the_code_the_book_has_under_the_grant(source: SourceFile) -> None:
    result = plan(source)
    check_text(result, Existing())
    coded: defaultdict[str, Decimal] = defaultdict(Decimal)
    for voucher in source.vouchers:
        for row in voucher.rows:
            if CENTRE.matches(row.objects):
                coded[row.account] += row.amount
    under: defaultdict[str, Decimal] = defaultdict(Decimal)
    for transaction in transactions(result):
        assert sum(posting.units.number for posting in transaction.postings) == 0
        for posting in transaction.postings:
            _, second, *rest = posting.account.split(":")
            if second == "NKR2026":
                under[rest[0].partition("-")[0]] += posting.units.number
    assert under == coded
    assert sum((one.amount for one in result.sums), ZERO) == sum(coded.values())


@given(files())
def test_any_file_twice_is_no_change(source: SourceFile) -> None:
    first = plan(source)
    again = plan(source, after(first))
    assert not again.texts
    assert again.is_clean
    assert len(again.already) == len(first.booked)
    assert plan(source) == first
