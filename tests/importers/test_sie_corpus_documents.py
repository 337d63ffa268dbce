"""SIE files that others made, read whole: counts, sums and balances against a count of our own."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from nkr_importers.sie.document_reader import read_document
from nkr_importers.sie.reconciling import reconcile
from nkr_importers.sie.writing import named_dimensions, write_document

CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpus" / "sie"
FILES = sorted(CORPUS.glob("*")) if CORPUS.is_dir() else []

pytestmark = pytest.mark.skipif(not FILES, reason="the corpus of SIE files is not here")

# By the number that each file's name begins with.
KINDS = {
    "3": "4E", "38": "4E", "63": "4E", "9": "4E",
    "4": "4I", "31": "4I", "39": "4I", "45": "4I", "50": "4I", "55": "4I",
}  # fmt: skip
CHECKSUMS = {"38": 854227682, "39": 1573150874}
QUARANTINED = {"9": [1459]}
NOT_AGREEING = {"9": {"UB": 5, "RES": 5, "IB": 15}}
ERRORS = {"4": [(7, "#RAR")]}

_AMOUNT = re.compile(r'\}\s*"?(-?[\d.]+)')


def number(path: Path) -> str:
    return path.name.split("_", maxsplit=1)[0]


def lines(path: Path) -> list[str]:
    return [line.strip() for line in path.read_bytes().decode("cp437").splitlines()]


@pytest.mark.parametrize("path", FILES, ids=number)
def test_every_file_is_read_and_every_record_counted(path: Path) -> None:
    document, text = read_document(path), lines(path)
    labels = Counter(line.split()[0] for line in text if line.startswith("#"))
    source = document.source
    assert document.kind == KINDS[number(path)]
    assert source.encoding == "cp437"
    assert (source.vouchers, source.rows) == (labels["#VER"], labels["#TRANS"])
    assert [fault.line for fault in document.quarantined] == QUARANTINED.get(number(path), [])
    assert len(document.vouchers) + len(document.quarantined) == labels["#VER"]
    assert [(one.line, one.label) for one in document.errors] == ERRORS.get(number(path), [])
    assert source.ignored == {}
    assert len(document.accounts) == labels["#KONTO"]
    assert sum(one.kind is not None for one in document.accounts) == labels["#KTYP"]
    assert sum(one.unit is not None for one in document.accounts) == labels["#ENHET"]
    assert sum(len(one.sru) for one in document.accounts) == labels["#SRU"]
    assert len(document.dimensions) == labels["#DIM"]
    assert len(document.objects) == labels["#OBJEKT"]
    kinds = Counter(f"#{one.kind}" for one in document.balances)
    kinds.update(f"#{one.kind}" for one in document.periods)
    wanted = ("#IB", "#UB", "#RES", "#OIB", "#OUB", "#PSALDO", "#PBUDGET")
    assert kinds == {label: labels[label] for label in wanted if labels[label]}
    rows = Counter(f"#{row.kind}" for voucher in document.vouchers for row in voucher.rows)
    assert (rows["#RTRANS"], rows["#BTRANS"]) == (labels["#RTRANS"], labels["#BTRANS"])


@pytest.mark.parametrize("path", FILES, ids=number)
def test_sums_agree_with_the_text(path: Path) -> None:
    document = read_document(path)
    text = lines(path)
    for start in QUARANTINED.get(number(path), []):
        end = text.index("}", start)
        text[start - 1 : end] = [""] * (end - start + 1)
    sums: defaultdict[str, Decimal] = defaultdict(Decimal)
    debits = Decimal(0)
    for line in text:
        # Each #RTRANS of these files is followed by its copy, and #BTRANS never counts.
        if line.startswith("#TRANS"):
            found = _AMOUNT.search(line)
            assert found is not None
            amount = Decimal(found[1])
            sums[line.split()[1]] += amount
            debits += max(amount, Decimal(0))
    mine: defaultdict[str, Decimal] = defaultdict(Decimal)
    counted = [row for voucher in document.vouchers for row in voucher.counted]
    for row in counted:
        mine[row.account] += row.amount
    assert mine == sums
    assert sum(row.amount for row in counted if row.amount > 0) == debits
    assert sum(sums.values()) == 0


@pytest.mark.parametrize("path", FILES, ids=number)
def test_checksums_agree_where_there_are_any(path: Path) -> None:
    checksum = read_document(path).source.checksum
    expected = CHECKSUMS.get(number(path))
    assert (checksum.stated if checksum else None) == expected
    assert checksum is None or checksum.agrees


@pytest.mark.parametrize("path", FILES, ids=number)
def test_balances_agree_where_the_file_does(path: Path) -> None:
    found = reconcile(read_document(path))
    differing = {one.check: len(one.differences) for one in found.comparisons if one.differences}
    assert differing == NOT_AGREEING.get(number(path), {})
    assert (found.count > 0) == (KINDS[number(path)] == "4E")


@pytest.mark.parametrize("path", FILES, ids=number)
def test_differences_are_those_of_the_text(path: Path) -> None:
    balances: defaultdict[tuple[str, str], dict[str, Decimal]] = defaultdict(dict)
    moved: defaultdict[str, Decimal] = defaultdict(Decimal)
    for line in lines(path):
        parts = line.replace('"', "").split()
        if parts and parts[0] in {"#IB", "#UB", "#RES"}:
            balances[parts[0], parts[1]][parts[2]] = Decimal(parts[3])
    document = read_document(path)
    for voucher in document.vouchers:
        for row in voucher.rows:
            moved[row.account] += row.amount if row.kind == "TRANS" else 0
    zero = Decimal(0)
    opening, closing, before = (
        balances["#IB", "0"], balances["#UB", "0"], balances["#UB", "-1"],
    )  # fmt: skip
    expected = {
        ("UB", account)
        for account in {*opening, *closing}
        if opening.get(account, zero) + moved[account] != closing.get(account, zero)
    }
    result = balances["#RES", "0"]
    expected |= {("RES", account) for account in result if moved[account] != result[account]}
    if before and opening:
        expected |= {
            ("IB", account)
            for account in {*before, *opening}
            if before.get(account, zero) != opening.get(account, zero)
        }
    found = {(one.check, one.account) for one in reconcile(document).differences}
    assert found == expected


@pytest.mark.parametrize("path", FILES, ids=number)
def test_what_is_written_reads_the_same(path: Path, tmp_path: Path) -> None:
    document = read_document(path)
    document = replace(
        document, quarantined=(), source=replace(document.source, problems=()),
        dimensions=named_dimensions(document),
    )  # fmt: skip
    written = write_document(document)
    assert written.replacements == ()
    again = tmp_path / path.name
    again.write_bytes(written.data)
    reread = read_document(again)
    assert reread == document
    assert reread.source.checksum is not None
    assert reread.source.checksum.agrees
    assert write_document(reread).data == written.data
