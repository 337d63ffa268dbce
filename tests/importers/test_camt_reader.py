"""Bank files are read exactly, in every version, and what is unsound is told with its line."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nkr_audit.errors import NkrError
from nkr_audit.period import Period
from nkr_importers.camt.checking import statement_fault
from nkr_importers.camt.model import CamtFile, Party
from nkr_importers.camt.reader import read_camt
from nkr_importers.camt.rows import rows_of

from .camt_files import batch, camt053, camt054, entry, statement

CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpus" / "bank"
FILES = sorted(CORPUS.glob("*.xml")) if CORPUS.is_dir() else []


def read(folder: Path, text: str | bytes) -> CamtFile:
    path = folder / "utdrag.xml"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return read_camt(path)


def refused(folder: Path, text: str) -> str:
    with pytest.raises(NkrError) as caught:
        read(folder, text)
    assert caught.value.describe("en")
    return caught.value.describe("sv")


@pytest.mark.parametrize("version", range(2, 9))
def test_every_version_says_the_same(tmp_path: Path, version: int) -> None:
    file = read(tmp_path, camt053([entry("1500.00")], version=version))
    assert (file.kind, file.version) == ("camt.053", version)
    (one,) = file.statements
    assert (one.account, one.masked_account) == ("SE4550000000058398257466", "*7466")
    assert one.currency == "SEK"
    (booked,) = one.entries
    assert (booked.amount, booked.status, booked.is_booked) == (Decimal("1500.00"), "BOOK", True)
    assert (booked.booked, booked.value) == (date(2026, 5, 20), date(2026, 5, 21))
    (payment,) = booked.transactions
    assert payment.payer == Party("Socialstyrelsen", "202100-0555")
    assert payment.remittance == ("Statsbidrag",)
    assert statement_fault(one) is None


def test_without_a_namespace(tmp_path: Path) -> None:
    text = camt053([entry("1.00")]).replace('xmlns="urn:iso:std:iso:20022:tech:xsd:', 'a="')
    assert read(tmp_path, text).version == 0


def test_a_notification_has_no_balances_and_is_sound(tmp_path: Path) -> None:
    file = read(tmp_path, camt054([entry("1500.00")]))
    assert file.kind == "camt.054"
    assert file.statements[0].opening is None
    assert statement_fault(file.statements[0]) is None


@pytest.mark.skipif(not FILES, reason="the corpus of bank files is not here")
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_files_that_others_made(path: Path) -> None:
    file = read_camt(path)
    (one,) = file.statements
    assert one.account == "NL26VAYB8060476890"
    assert one.said_period == Period(date(2007, 10, 18), date(2007, 10, 18))
    assert [balance.kind for balance in one.balances] == ["OPBD", "CLBD", "OPAV", "CLAV"]
    assert one.opening is not None
    assert one.opening.amount == Decimal("18.15")
    assert one.closing is not None
    assert one.closing.amount == Decimal("-27.00")
    (booked,) = one.entries
    assert (booked.amount, booked.currency) == (Decimal("8.85"), "EUR")
    (payment,) = booked.transactions
    assert payment.payer.name == "NAME NAME"
    assert payment.payee == Party("Company Name", "455454654")
    assert "4654654654654654" in payment.references
    # Its balances are in three currencies.
    fault = statement_fault(one)
    assert fault is not None
    assert "EUR, SEK" in fault.sv


def test_amounts_keep_five_decimals_and_their_direction(tmp_path: Path) -> None:
    file = read(tmp_path, camt053([entry("0.12345"), entry("3", "DBIT")], closing="997.12345"))
    assert [one.amount for one in file.statements[0].entries] == [Decimal("0.12345"), Decimal(-3)]
    assert statement_fault(file.statements[0]) is None


def test_a_difference_is_told_with_both_sums(tmp_path: Path) -> None:
    file = read(tmp_path, camt053([entry("1500.00")], closing="2400.00001"))
    fault = statement_fault(file.statements[0])
    assert fault is not None
    assert "2\N{NO-BREAK SPACE}500,00" in fault.sv
    assert "2400,00001" in fault.sv
    assert "2400.00001" in fault.en


def test_what_is_not_booked_counts_in_no_balance(tmp_path: Path) -> None:
    rows = [entry("1500.00"), entry("9.00", status="PDNG"), entry("8.00", status="INFO")]
    for version in (2, 8):
        (one,) = read(tmp_path, camt053(rows, version=version, closing="2500.00")).statements
        assert statement_fault(one) is None
        assert len(one.booked_entries) == 1
        assert [row.amount for row in rows_of([one])] == [Decimal("1500.00")]


def test_a_reversal_has_the_sign_of_its_own_direction(tmp_path: Path) -> None:
    file = read(tmp_path, camt053([entry("5.00", "DBIT", reversal=True)], closing="995.00"))
    (booked,) = file.statements[0].entries
    assert booked.is_reversal
    assert booked.amount == Decimal(-5)
    assert statement_fault(file.statements[0]) is None


def test_the_balance_before_stands_in_for_the_opening_one(tmp_path: Path) -> None:
    text = camt053([entry("1.00")], closing="1001.00").replace("OPBD", "PRCD")
    assert statement_fault(read(tmp_path, text).statements[0]) is None


def test_the_payments_of_an_entry_are_rows_of_their_own(tmp_path: Path) -> None:
    whole = batch("30.00", ["10.00", "20.00"])
    file = read(tmp_path, camt053([whole], closing="1030.00"))
    assert statement_fault(file.statements[0]) is None
    assert file.statements[0].entries[0].batch == 2
    assert [row.amount for row in rows_of(file.statements)] == [Decimal(10), Decimal(20)]


def test_payments_that_do_not_make_the_entry_are_told(tmp_path: Path) -> None:
    text = camt053([batch("30.00", ["10.00", "19.00"])], closing="1030.00")
    fault = statement_fault(read(tmp_path, text).statements[0])
    assert fault is not None
    assert "30,00" in fault.sv
    assert "29,00" in fault.sv
    line = text[: text.index("<Ntry>")].count("\n") + 1
    assert f"rad {line} " in fault.sv


def test_payments_with_charges_or_without_amounts_leave_the_entry_whole(tmp_path: Path) -> None:
    for payments in (["10.00", ""], ["10.00", "25.00 charges"]):
        (one,) = read(tmp_path, camt053([batch("30.00", payments)], closing="1030.00")).statements
        assert statement_fault(one) is None
        assert [row.amount for row in rows_of([one])] == [Decimal(30)]


def test_pages_of_one_statement_are_joined(tmp_path: Path) -> None:
    first = statement([entry("1.00")], opening="10.00", closing=None, page=1)
    last = statement([entry("2.00")], opening=None, closing="13.00", page=2)
    (one,) = read(tmp_path, camt053([], body=last + first)).statements
    assert statement_fault(one) is None
    assert [booked.amount for booked in one.entries] == [Decimal(1), Decimal(2)]


def test_a_statement_that_is_there_twice_counts_once(tmp_path: Path) -> None:
    body = statement([entry("1.00")], opening="10.00", closing="11.00")
    assert len(read(tmp_path, camt053([], body=body + "\n" + body)).statements) == 1


def test_a_row_of_the_day_and_of_the_month_counts_once(tmp_path: Path) -> None:
    rows = [entry("1.00"), entry("1.00", reference="")]
    month = statement(rows, opening="10.00", closing="12.00").replace("UTDRAG1", "UTDRAG2")
    day = statement([entry("1.00")], opening="10.00", closing="11.00")
    file = read(tmp_path, camt053([], body=day + month))
    assert len(file.statements) == 2
    assert [row.reference for row in rows_of(file.statements)] == ["REF1", "-"]


def test_other_account_numbers(tmp_path: Path) -> None:
    text = camt053([entry("1.00")]).replace(
        "<IBAN>SE4550000000058398257466</IBAN>", "<Othr><Id>123 456-7</Id></Othr>"
    )
    assert read(tmp_path, text).statements[0].account == "123456-7"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (">1500.00<", ">1 500,00<", "inget belopp"),
        (">1500.00<", ">-1500.00<", "inget belopp"),
        (">1500.00<", ">1500.000001<", "inget belopp"),
        (">1500.00<", ">NaN<", "inget belopp"),
        (">1500.00<", ">1e9<", "inget belopp"),
        (">1500.00<", ">٣<", "inget belopp"),
        (">1500.00<", f">{'9' * 16}<", "inget belopp"),
        ('Ccy="SEK">1500.00', ">1500.00", "saknar valuta"),
        ("<CdtDbtInd>CRDT</CdtDbtInd><Sts>", "<CdtDbtInd>X</CdtDbtInd><Sts>", "inte om det är in"),
        ("<CdtDbtInd>CRDT</CdtDbtInd><Sts>", "<Sts>", "inte om det är in"),
        ("<Sts><Cd>BOOK</Cd></Sts>", "", "saknar Sts"),
        ("<Dt>2026-05-20</Dt>", "<Dt>2026-02-30</Dt>", "inget datum"),
        ("<Dt>2026-05-20</Dt>", "<Dt>20260520</Dt>", "inget datum"),
        ("<IBAN>SE4550000000058398257466</IBAN>", "", "saknar kontonummer"),
        ("BkToCstmrStmt", "BkToCstmrAcctRpt", "varken camt.053"),
        ("Stmt>", "Stnt>", "varken camt.053"),
        ("<Document", "<!DOCTYPE x []><Document", "DTD"),
        ("<FrDtTm>2026-05-01", "<FrDtTm>2026-06-01", "slutar innan den börjar"),
    ],
)
def test_what_is_unsound_is_refused(tmp_path: Path, old: str, new: str, said: str) -> None:
    text = camt053([entry("1500.00")], version=8)
    assert old in text
    assert said in refused(tmp_path, text.replace(old, new))


def test_a_message_without_statements_is_refused(tmp_path: Path) -> None:
    assert "inget utdrag" in refused(tmp_path, camt053([], body=""))


def test_faults_name_the_line(tmp_path: Path) -> None:
    text = camt053([entry("1500.00"), entry("x")])
    line = text[: text.index(">x<")].count("\n") + 1
    assert refused(tmp_path, text).startswith(f"{tmp_path / 'utdrag.xml'}:{line}: ")


def attempt(path: Path, content: bytes) -> None:
    """Read it: nothing but an NkrError may come out, and its texts can be shown."""
    path.write_bytes(content)
    try:
        file = read_camt(path)
    except NkrError as error:
        error.describe("sv")
        error.describe("en")
    else:
        for one in file.statements:
            statement_fault(one)
        rows_of(file.statements)


SOUND = camt053([entry("1500.00"), batch("30.00", ["10.00", "20.00"])], closing="2530.00").encode()


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=300))
def test_random_bytes_are_refused(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    attempt(tmp_path_factory.getbasetemp() / "slump.xml", content)


@settings(max_examples=300, deadline=None)
@given(
    st.integers(0, len(SOUND) - 1),
    st.integers(0, 40),
    st.one_of(
        st.binary(max_size=6),
        st.sampled_from([b"", b"-", b"\0", b"<Ntry>", b"</Ntry>", b"<Amt/>", b"&x;", b"9" * 40]),
    ),
)
def test_mutated_files_are_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, at: int, length: int, put: bytes
) -> None:
    attempt(tmp_path_factory.getbasetemp() / "ändrad.xml", SOUND[:at] + put + SOUND[at + length :])


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_files_with_elements_taken_out_or_repeated(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    lines = SOUND.decode().splitlines()
    at = data.draw(st.integers(1, len(lines) - 1))
    times = data.draw(st.sampled_from([0, 2]))
    text = "\n".join([*lines[:at], *([lines[at]] * times), *lines[at + 1 :]])
    attempt(tmp_path_factory.getbasetemp() / "rader.xml", text.encode())
