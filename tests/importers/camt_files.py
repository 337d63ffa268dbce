"""Bank files of the tests: an invented account of Exempel AB."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_PAYER = ("Socialstyrelsen", "202100-0555")


def entry(
    amount: str,
    direction: str = "CRDT",
    *,
    day: str = "2026-05-20",
    reference: str = "REF1",
    party: tuple[str, str] = _PAYER,
    status: str = "BOOK",
    reversal: bool = False,
    currency: str = "SEK",
    text: str = "Statsbidrag",
) -> str:
    """An entry with one payment. Status and parties are marked, for the version to fill in."""
    role = "Dbtr" if direction == "CRDT" else "Cdtr"
    name, number = party
    identity = f"<Id><OrgId><Othr><Id>{number}</Id></Othr></OrgId></Id>" if number else ""
    return f"""<Ntry>
<Amt Ccy="{currency}">{amount}</Amt>
<CdtDbtInd>{direction}</CdtDbtInd>{"<RvslInd>true</RvslInd>" if reversal else ""}[STS {status}]
<BookgDt><Dt>{day}</Dt></BookgDt>
<ValDt><DtTm>2026-05-21T10:00:00+02:00</DtTm></ValDt>
<AcctSvcrRef>{reference}</AcctSvcrRef>
<NtryDtls><TxDtls>
<RltdPties><{role}>[PTY]<Nm>{name}</Nm>{identity}[/PTY]</{role}></RltdPties>
<RmtInf><Ustrd>{text}</Ustrd></RmtInf>
</TxDtls></NtryDtls>
</Ntry>
"""


def batch(amount: str, payments: Sequence[str]) -> str:
    """An entry of several payments; an empty amount is left out, ``charges`` gives it charges."""
    details = ""
    for number, payment in enumerate(payments, start=1):
        value, _, charges = payment.partition(" ")
        details += f"<TxDtls><Refs><EndToEndId>E{number}</EndToEndId></Refs>"
        details += f'<AmtDtls><TxAmt><Amt Ccy="SEK">{value}</Amt></TxAmt></AmtDtls>' * bool(value)
        details += "<Chrgs/>" * bool(charges) + "</TxDtls>\n"
    return f"""<Ntry>
<Amt Ccy="SEK">{amount}</Amt>
<CdtDbtInd>CRDT</CdtDbtInd>[STS BOOK]
<BookgDt><Dt>2026-05-20</Dt></BookgDt>
<NtryDtls><Btch><NbOfTxs>{len(payments)}</NbOfTxs></Btch>
{details}</NtryDtls>
</Ntry>
"""


def _balance(kind: str, amount: str | None, day: str) -> str:
    if amount is None:
        return ""
    direction = "DBIT" if amount.startswith("-") else "CRDT"
    return (
        f"<Bal><Tp><CdOrPrtry><Cd>{kind}</Cd></CdOrPrtry></Tp>"
        f'<Amt Ccy="SEK">{amount.removeprefix("-")}</Amt><CdtDbtInd>{direction}</CdtDbtInd>'
        f"<Dt><Dt>{day}</Dt></Dt></Bal>\n"
    )


def statement(
    entries: Sequence[str],
    *,
    opening: str | None = "1000.00",
    closing: str | None = "2500.00",
    page: int = 0,
    account: str = "SE4550000000058398257466",
    name: str = "Stmt",
) -> str:
    """One statement for May 2026."""
    pages = f"<StmtPgntn><PgNb>{page}</PgNb></StmtPgntn>" if page else ""
    return f"""<{name}>
<Id>UTDRAG1</Id>{pages}
<FrToDt><FrDtTm>2026-05-01T00:00:00</FrDtTm><ToDtTm>2026-05-31T23:59:59</ToDtTm></FrToDt>
<Acct><Id><IBAN>{account}</IBAN></Id><Ccy>SEK</Ccy></Acct>
{_balance("OPBD", opening, "2026-05-01")}{_balance("CLBD", closing, "2026-05-31")}\
{"".join(entries)}</{name}>
"""


def camt053(
    entries: Sequence[str],
    *,
    version: int = 8,
    closing: str | None = "2500.00",
    body: str | None = None,
) -> str:
    """A file with a statement that begins with 1 000 kronor."""
    inner = statement(entries, closing=closing) if body is None else body
    return _document(inner, "BkToCstmrStmt", f"053.001.{version:02}", version)


def camt054(entries: Sequence[str], *, version: int = 8) -> str:
    """A file with a notification, which has no balances."""
    inner = statement(entries, opening=None, closing=None, name="Ntfctn")
    return _document(inner, "BkToCstmrDbtCdtNtfctn", f"054.001.{version:02}", version)


def _document(inner: str, message: str, number: str, version: int) -> str:
    newest = version >= 8
    for status in ("BOOK", "PDNG", "INFO"):
        code = f"<Cd>{status}</Cd>" if newest else status
        inner = inner.replace(f"[STS {status}]", f"<Sts>{code}</Sts>")
    inner = inner.replace("[PTY]", "<Pty>" if newest else "")
    inner = inner.replace("[/PTY]", "</Pty>" if newest else "")
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.{number}"><{message}>
<GrpHdr><MsgId>M1</MsgId></GrpHdr>
{inner}</{message}></Document>
"""
