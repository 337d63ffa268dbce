"""The report of ``nkr sie``: a table of the files, and then what is wrong with each of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from nkr_audit.money import ZERO
from nkr_audit.reports.page import WIDTH
from nkr_audit.reports.rows import shortened
from nkr_audit.text import Text, kronor
from nkr_importers.listing_problems import SHOWN, more, same
from nkr_importers.model import objects_text
from nkr_importers.naming import printable
from nkr_importers.sie.reconciling import CHECKS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from decimal import Decimal

    from nkr_audit.text import Language
    from nkr_importers.sie.document import Problem, Severity, SieDocument
    from nkr_importers.sie.reconciling import Difference, Reconciliation

_SHORTEST_NAME = 20
_NAME = Text("Fil", "File")
_HEADS = (
    Text("typ", "type"), Text("kodning", "encoding"), Text("ver", "vouchers"),
    Text("rader", "rows"), Text("debet", "debits"), Text("#KSUMMA", "#KSUMMA"),
    Text("avstämning", "balances"), Text("karantän", "quarantine"),
)  # fmt: skip
_SEVERITIES: dict[Severity, Text] = {
    "error": Text("fel", "error"),
    "remark": Text("avvikelse", "departure"),
    "note": Text("obs", "note"),
}


@dataclass(frozen=True, slots=True)
class Checked:
    """A file as read (``path`` as it was named) and how it agrees with itself."""

    path: str
    document: SieDocument
    reconciliation: Reconciliation

    @property
    def is_sound(self) -> bool:
        """Tell whether everything in the file could be read, and agrees."""
        document = self.document
        return not (document.errors or document.quarantined or self.reconciliation.differences)

    @property
    def debits(self) -> Decimal:
        """The sum of debits over the sound vouchers, each row counted once."""
        rows = (row for voucher in self.document.vouchers for row in voucher.counted)
        return sum((row.amount for row in rows if row.amount > 0), ZERO)

    @property
    def checksum(self) -> Text:
        """The verdict on #KSUMMA."""
        verdict = self.document.source.checksum
        if verdict is None:
            return Text("saknas", "none")
        return Text("stämmer", "agrees") if verdict.agrees else Text("stämmer inte", "differs")

    @property
    def balances(self) -> Text:
        """The verdict on the balances."""
        if self.reconciliation.differences:
            return Text("stämmer inte", "differs")
        if self.reconciliation.count:
            return Text("stämmer", "agrees")
        return Text("inga saldon", "no balances")


def sie_lines(files: Sequence[Checked], language: Language) -> list[str]:
    """Return the whole report, line by line."""
    lines = list(_table(files, language))
    for checked in files:
        lines += [line.to(language) for line in _details(checked, language)]
    return [printable(line.rstrip()) for line in lines]


def _table(files: Sequence[Checked], language: Language) -> Iterator[str]:
    rows = [[head.to(language) for head in _HEADS], *(_cells(one, language) for one in files)]
    widths = [max(map(len, column)) + 2 for column in zip(*rows, strict=True)]
    names = [_NAME.to(language), *(checked.document.source.name for checked in files)]
    room = max(_SHORTEST_NAME, WIDTH - sum(widths))
    width = min(max(map(len, names)) + 1, room)
    for name, row in zip(names, rows, strict=True):
        cells = "".join(f"{cell:>{size}}" for cell, size in zip(row, widths, strict=True))
        yield f"{shortened(name, width):<{width}}{cells}"


def _cells(checked: Checked, language: Language) -> list[str]:
    document, source = checked.document, checked.document.source
    return [
        document.kind, source.encoding.removesuffix("-sig"), str(source.vouchers),
        str(source.rows), kronor(checked.debits, language), checked.checksum.to(language),
        checked.balances.to(language), str(len(document.quarantined)),
    ]  # fmt: skip


def _details(checked: Checked, language: Language) -> Iterator[Text]:
    parts = [
        part
        for part in (
            list(_problems(checked)),
            list(_quarantined(checked)),
            list(_differences(checked.reconciliation, language)),
            list(_not_compared(checked.reconciliation)),
            list(_ignored(checked.document)),
        )
        if part
    ]
    if parts:
        yield same("")
        yield same(checked.path)
    for part in parts:
        yield from part


def _problems(checked: Checked) -> Iterator[Text]:
    problems = checked.document.source.problems
    for problem in problems[:SHOWN]:
        yield _problem(checked.path, problem)
    yield from more(len(problems))


def _problem(path: str, problem: Problem) -> Text:
    place = f"{path}:{problem.line}" if problem.line else path
    kind, label = _SEVERITIES[problem.severity], f"{problem.label}: " if problem.label else ""
    return Text(
        f"  {kind.sv} {place}: {label}{problem.what.sv}",
        f"  {kind.en} {place}: {label}{problem.what.en}",
    )


def _quarantined(checked: Checked) -> Iterator[Text]:
    faults = checked.document.quarantined
    for fault in faults[:SHOWN]:
        yield Text(
            f"  karantän {checked.path}:{fault.line}: #VER {fault.voucher}: {fault.what.sv}",
            f"  quarantined {checked.path}:{fault.line}: #VER {fault.voucher}: {fault.what.en}",
        )
    yield from more(len(faults))


def _differences(reconciliation: Reconciliation, language: Language) -> Iterator[Text]:
    for comparison in reconciliation.comparisons:
        name, differing = CHECKS[comparison.check], len(comparison.differences)
        yield Text(
            f"  {name.sv}: {comparison.count} jämförda, {differing} skiljer sig",
            f"  {name.en}: {comparison.count} compared, {differing} differ",
        )
        if not differing:
            continue
        yield Text(
            f"    {'konto':<30}{'väntat':>18}{'i filen':>18}{'skillnad':>18}",
            f"    {'account':<30}{'expected':>18}{'in the file':>18}{'difference':>18}",
        )
        for one in comparison.differences[:SHOWN]:
            yield same(_difference(one, language))
        yield from more(differing)


def _difference(one: Difference, language: Language) -> str:
    parts = (one.account, one.period, objects_text(one.objects))
    figures = (one.expected, one.found, one.difference)
    amounts = "".join(f"{kronor(amount, language):>18}" for amount in figures)
    return f"    {shortened(' '.join(part for part in parts if part), 30):<30}{amounts}"


def _not_compared(reconciliation: Reconciliation) -> Iterator[Text]:
    for what in reconciliation.not_compared:
        yield Text(f"  inte avstämt: {what.sv}", f"  not reconciled: {what.en}")


def _ignored(document: SieDocument) -> Iterator[Text]:
    ignored = document.source.ignored
    if ignored:
        listed = ", ".join(f"{label} {count}" for label, count in list(ignored.items())[:10])
        dots = ", …" if len(ignored) > 10 else ""
        yield Text(
            f"  förbigånget (okända etiketter och fält): {listed}{dots}",
            f"  passed over (unknown labels and fields): {listed}{dots}",
        )
