"""A report with a section of every kind, and with text that is out to do harm."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from nkr_audit.period import Period
from nkr_audit.reports.document import (
    Chart,
    Column,
    Field,
    Fields,
    Prose,
    Report,
    Row,
    Series,
    Signature,
    Table,
)
from nkr_audit.text import Text

NASTY = '#read("/etc/passwd") $x^2$ _kursiv_ *fet* <label> @ref `kod` \\ // /* #panic()'
FORMULAS = ("=1+1", "+46", "-cmd|' /C calc'!A0", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1")
REASONS = (
    Text("Diarienummer saknas.", "Reference number missing."),
    Text("2 öppna fel.", "2 open errors."),
)


def same(text: str) -> Text:
    """A text that is the same in both languages."""
    return Text(text, text)


def ledger_table(count: int = 60) -> Table:
    """A long table with sums among its rows, and documents behind them."""
    columns = (
        Column("konto", Text("Konto", "Account")),
        Column("datum", Text("Datum", "Date"), "date"),
        Column("text", Text("Motpart och text", "Payee and text")),
        Column("debet", Text("Debet", "Debit"), "amount", total=True),
        Column("saldo", Text("Saldo", "Balance"), "amount"),
    )
    rows: list[Row] = []
    for number in range(count):
        amount = Decimal(number * 12_345 % 99_999) / 100
        values = ("5420", date(2026, 1 + number % 12, 1), f"Exempel IT AB {number}", amount, amount)
        rows.append(Row(values, voucher=f"A{number}", document=f"underlag/A{number} å.pdf"))
        if number % 20 == 19:
            part = sum((Decimal(str(row.values[3])) for row in rows[-20:]), Decimal("0.00"))
            rows.append(Row(("Summa", None, None, part, None), level=1))
    return Table("huvudbok", Text("Huvudbok", "General ledger"), columns, tuple(rows))


def purposes() -> Table:
    """A short table with amounts, shares and counts."""
    return Table(
        "per_andamal",
        Text("Kostnader per ändamål", "Costs by purpose"),
        (
            Column("andamal", Text("Ändamål", "Purpose")),
            Column("belopp", Text("Belopp", "Amount"), "amount", total=True),
            Column("andel", Text("Andel", "Share"), "share"),
            Column("antal", Text("Antal", "Count"), "count", total=True),
        ),
        (
            Row((Text("It", "IT"), Decimal("900000.50"), Decimal("0.75"), 12)),
            Row(("Statistik", Decimal("1234.50"), Decimal("0.25"), 1300)),
            Row(("Kreditering", Decimal("-4000.25"), None, 3)),
        ),
        note=Text("Beloppen är i kronor.", "Amounts are in SEK."),
    )


def over_time() -> Chart:
    """A diagram of lines under a limit."""
    months = tuple(same(name) for name in ("jan", "feb", "mar", "apr"))
    return Chart(
        "tid", Text("Kostnader över tid", "Costs over time"), "line", months,
        (
            Series(Text("Utfall", "Outcome"), tuple(Decimal(100_000 * n) for n in range(1, 5))),
            Series(Text("Prognos", "Forecast"), tuple(Decimal(101_000 * n) for n in range(1, 5))),
        ),
        Text("Kostnaderna stiger jämnt.", "Costs rise evenly."),
        Series(Text("Bidraget", "The grant"), (Decimal(500000),)),
    )  # fmt: skip


def by_register() -> Chart:
    """A diagram of bars, one of them negative."""
    return Chart(
        "per_register", Text("Kostnad per register", "Cost by register"), "bar",
        (same("Registret A"), same("Registret B")),
        (
            Series(Text("Direkt", "Direct"), (Decimal(500), Decimal(-20))),
            Series(Text("Indirekt", "Indirect"), (Decimal(100), Decimal(10))),
        ),
        Text("A kostade mest.", "A cost most."),
    )  # fmt: skip


def sample(*tables: Table, draft: tuple[Text, ...] = REASONS) -> Report:
    """The whole report, or one with other tables."""
    return Report(
        kind="prov",
        title=Text("Ekonomisk redovisning", "Financial report"),
        grant="NKR2026",
        programme=Text("Statsbidrag 2026", "State grant 2026"),
        region="Region Exempel",
        period=Period(date(2026, 1, 1), date(2026, 12, 31)),
        cost_centre="2610",
        references=("5.1-12345/2026", "RE 2026-00123"),
        day=date(2026, 12, 31),
        sections=(
            Fields(
                "mottagare",
                Text("Uppgifter om mottagaren", "The recipient"),
                (
                    Field("region", Text("Region", "Region"), "Region Exempel"),
                    Field("orgnr", Text("Organisationsnummer", "Number"), None, missing=True),
                    Field("belopp", Text("Beviljat", "Granted"), Decimal(1585858), "amount"),
                    Field("dag", Text("Senast", "Due"), date(2027, 2, 15), "date"),
                    Field("farlig", Text("Farlig text", "Nasty text"), NASTY),
                    *(Field(f"f{n}", same(f"F{n}"), text) for n, text in enumerate(FORMULAS)),
                ),
            ),
            *(tables or (purposes(), ledger_table())),
            over_time(),
            by_register(),
            Prose("fri", Text("Beskrivning", "Description"), (same("Ett år."), same(NASTY))),
            Signature("namn", Text("Underskrift", "Signature"), "", Text("Ekonomichef", "CFO")),
        ),
        draft=draft,
        log="12 poster, rot 0123456789ab…",
        version="0.1.0",
    )
