"""Reading camt.053 and camt.054, every version from 2, by local names since namespaces differ."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from nkr_audit.errors import NkrError
from nkr_audit.period import Period
from nkr_audit.text import Text
from nkr_importers.camt.model import Balance, BankEntry, CamtFile, Party, Statement
from nkr_importers.camt.model import Transaction as Payment
from nkr_importers.camt.values import (
    CURRENCY_CODE,
    count,
    day,
    day_of,
    fault,
    money,
    required,
    sign,
)
from nkr_importers.naming import printable
from nkr_importers.xml_reading import read_xml

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from nkr_importers.camt.model import Kind
    from nkr_importers.xml_reading import Node, XmlFile

# The message of each kind, and what it calls a statement.
_MESSAGES: tuple[tuple[str, str, Kind], ...] = (
    ("BkToCstmrStmt", "Stmt", "camt.053"),
    ("BkToCstmrDbtCdtNtfctn", "Ntfctn", "camt.054"),
)
_VERSION = re.compile(r"camt\.05[34]\.001\.([0-9]{2})")
_TRUE = frozenset({"true", "1"})
_WHICH = Text("ange bankens fil, till exempel kontoutdrag.xml", "name the bank's file")
# Where a payment may be identified, the bank's own reference first.
_REFERENCES = ("AcctSvcrRef", "TxId", "EndToEndId", "InstrId", "MsgId")
_NO_REFERENCE = frozenset({"NOTPROVIDED", "NONREF", ""})


def read_camt(path: Path) -> CamtFile:
    """Read a bank file. Raises NkrError when it is no camt.053 or 054, or a value is unsound."""
    file = read_xml(path, _WHICH)
    for message, statement, kind in _MESSAGES:
        found = next(file.root.within(message), None)
        if found is None:
            continue
        version = _VERSION.search(found.namespace)
        statements = [_statement(file, node, kind) for node in found.all(statement)]
        if not statements:
            raise fault(file, found, Text("Filen har inget utdrag.", "The file has no statement."))
        return CamtFile(
            path=path,
            sha256=file.sha256,
            kind=kind,
            version=int(version[1]) if version else 0,
            statements=tuple(_joined(statements)),
        )
    raise NkrError(
        Text(
            f"Filen är varken camt.053 (kontoutdrag) eller camt.054 (avisering): den börjar med "
            f"{printable(file.root.name)[:40]}.",
            f"The file is neither camt.053 (statement) nor camt.054 (notification): it begins with "
            f"{printable(file.root.name)[:40]}.",
        ),
        remedy=Text(
            "hämta kontoutdraget som camt.053, eller aviseringen som camt.054, från banken",
            "fetch the statement as camt.053, or the notification as camt.054, from the bank",
        ),
        place=path,
    )


def _joined(statements: Iterable[Statement]) -> Iterator[Statement]:
    """Join the pages of each statement, and leave out exact copies."""
    by_identity: dict[tuple[str, str, str], dict[Statement, Statement]] = {}
    for one in statements:
        copies = by_identity.setdefault((one.id, one.account, one.currency), {})
        copies.setdefault(_without_lines(one), one)
    for copies in by_identity.values():
        pages = list(copies.values())
        numbers = [page.page for page in pages]
        if len(pages) == 1 or 0 in numbers or len(set(numbers)) < len(numbers):
            yield from pages
            continue
        pages.sort(key=lambda page: page.page)
        yield replace(
            pages[0],
            said_period=_spanned([page.said_period for page in pages]),
            balances=tuple(balance for page in pages for balance in page.balances),
            entries=tuple(entry for page in pages for entry in page.entries),
        )


def _spanned(periods: Iterable[Period | None]) -> Period | None:
    known = [one for one in periods if one is not None]
    if not known:
        return None
    return Period(min(one.start for one in known), max(one.end for one in known))


def _without_lines(statement: Statement) -> Statement:
    return replace(
        statement,
        line=0,
        balances=tuple(replace(one, line=0) for one in statement.balances),
        entries=tuple(
            replace(
                entry,
                line=0,
                transactions=tuple(replace(one, line=0) for one in entry.transactions),
            )
            for entry in statement.entries
        ),
    )


def _statement(file: XmlFile, node: Node, kind: Kind) -> Statement:
    balances = tuple(_balance(file, one) for one in node.all("Bal"))
    entries = tuple(_entry(file, one) for one in node.all("Ntry"))
    account = node.value("Acct/Id/IBAN") or node.value("Acct/Id/Othr/Id")
    if not account:
        raise fault(
            file, node.find("Acct") or node,
            Text("Utdraget saknar kontonummer.", "The statement has no account number."),
        )  # fmt: skip
    opening = [one.currency for one in balances if one.kind in {"OPBD", "PRCD"}]
    currencies = [*opening, *(entry.currency for entry in entries), ""]
    own = node.value("Acct/Ccy")
    pagination = "StmtPgntn" if kind == "camt.053" else "NtfctnPgntn"
    return Statement(
        id=node.value("Id"),
        account="".join(account.split()),
        currency=own if CURRENCY_CODE.fullmatch(own) else currencies[0],
        said_period=_period(file, node),
        balances=balances,
        entries=entries,
        page=count(node.value(f"{pagination}/PgNb")) or 0,
        line=node.line,
    )


def _period(file: XmlFile, node: Node) -> Period | None:
    first, last = node.find("FrToDt/FrDtTm"), node.find("FrToDt/ToDtTm")
    if first is None or last is None:
        return None
    start, end = day_of(file, first), day_of(file, last)
    if end < start:
        raise fault(
            file, last,
            Text("Perioden slutar innan den börjar.", "The period ends before it starts."),
        )  # fmt: skip
    return Period(start, end)


def _balance(file: XmlFile, node: Node) -> Balance:
    amount, currency = money(file, required(file, node, "Amt"))
    return Balance(
        kind=node.value("Tp/CdOrPrtry/Cd") or node.value("Tp/CdOrPrtry/Prtry"),
        amount=amount * sign(file, node),
        currency=currency,
        day=day(file, node.find("Dt")),
        line=node.line,
    )


def _entry(file: XmlFile, node: Node) -> BankEntry:
    amount, currency = money(file, required(file, node, "Amt"))
    direction = sign(file, node)
    status = required(file, node, "Sts")
    return BankEntry(
        amount=amount * direction,
        currency=currency,
        is_reversal=node.value("RvslInd") in _TRUE,
        status=status.text or status.value("Cd") or status.value("Prtry"),
        booked=day(file, node.find("BookgDt")),
        value=day(file, node.find("ValDt")),
        reference=node.value("AcctSvcrRef") or node.value("NtryRef"),
        text=node.value("AddtlNtryInf"),
        batch=count(node.value("NtryDtls/Btch/NbOfTxs")),
        has_charges=node.find("Chrgs") is not None,
        transactions=tuple(
            _transaction(file, one, direction) for one in node.all("NtryDtls/TxDtls")
        ),
        line=node.line,
    )


def _transaction(file: XmlFile, node: Node, direction: int) -> Payment:
    said = node.find("Amt") or node.find("AmtDtls/TxAmt/Amt")
    amount, currency = money(file, said) if said is not None else (None, "")
    if node.find("CdtDbtInd") is not None:
        direction = sign(file, node)
    parties = node.find("RltdPties")
    remittance = [*node.all("RmtInf/Ustrd"), *node.all("RmtInf/Strd/AddtlRmtInf")]
    structured = [*node.all("RmtInf/Strd/CdtrRefInf/Ref"), *node.all("RmtInf/Strd/RfrdDocInf/Nb")]
    identities = [node.value(f"Refs/{name}") for name in _REFERENCES]
    return Payment(
        amount=None if amount is None else amount * direction,
        currency=currency,
        payer=_party(parties, "Dbtr", "UltmtDbtr"),
        payee=_party(parties, "Cdtr", "UltmtCdtr"),
        remittance=tuple(one.text for one in remittance if one.text),
        references=(
            *(one for one in identities if one not in _NO_REFERENCE),
            *(one.text for one in structured if one.text),
        ),
        has_charges=node.find("Chrgs") is not None,
        line=node.line,
    )


def _party(parties: Node | None, *roles: str) -> Party:
    """Who has the roles: the party itself, and the one it paid or was paid for."""
    names: dict[str, None] = {}
    numbers: list[str] = []
    for role in roles:
        node = parties.find(role) if parties is not None else None
        # Version 8 and later have one more level.
        inner = (node.find("Pty") or node) if node is not None else None
        if inner is not None:
            names.setdefault(inner.value("Nm"))
            numbers.append(inner.value("Id/OrgId/Othr/Id"))
    return Party(
        name=" / ".join(name for name in names if name),
        organisation_number=next((number for number in numbers if number), ""),
    )
