"""From the rows of one voucher to a sound voucher, or to the first thing that is wrong with it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from functools import partial
from math import gcd
from typing import TYPE_CHECKING, TypeVar

from nkr_audit.money import ZERO
from nkr_audit.text import Text, kronor
from nkr_importers.model import RE_EXPORT, Fault, SourceRow, SourceVoucher
from nkr_importers.tabular.details import details_of, shared_details
from nkr_importers.tabular.values import CellError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import date
    from decimal import Decimal

    from nkr_importers.tabular.cells import TableRow
    from nkr_importers.tabular.details import Note
    from nkr_importers.tabular.fields import Fields

T = TypeVar("T")

_COUNTER = Text("Motkonto enligt mappningsfilen", "Counter account as the layout says")
_NUMBER_ROWS = Text(
    "ta bort kopian ur filen; är raderna olika fast de ser lika ut: ange radnumret (rad) eller"
    " lika_rader = true i mappningsfilen",
    "remove the copy from the file; if the rows are different though they look alike: give the row"
    " number (rad) or lika_rader = true in the layout",
)


@dataclass(slots=True)
class Assembled:
    """What became of the rows of one voucher. ``copies`` are rows that were there already."""

    voucher: SourceVoucher | None = None
    fault: Fault | None = None
    completed: bool = False
    copies: list[TableRow] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    accounts: dict[str, str] = field(default_factory=dict)


def assemble(
    rows: Sequence[TableRow], fields: Fields, identity: str, year: str, ordinal: int
) -> Assembled:
    """Assemble a voucher. Nothing is repaired: the first thing wrong with it makes it faulty."""
    result = Assembled()
    first = rows[0]
    series, number = fields.numbered(first)
    label = f"{series} {number}".strip()
    try:
        kept = _without_copies(rows, fields, result)
        days = {_of_row(fields.voucher_day, row) for row in kept}
        source_rows = [_row(row, fields, year, identity, result) for row in kept]
        registered = _days(kept, fields, "registrerad")
        attested = _attested(kept, fields)
    except _RowError as error:
        result.fault = Fault(error.line, label, error.what, error.remedy)
        return result
    if len(days) > 1:
        listed = ", ".join(str(day) for day in sorted(days)[:5])
        what = Text(
            f"raderna har olika verifikationsdatum: {listed}",
            f"the rows have different voucher dates: {listed}",
        )
        result.fault = Fault(first.line, label, what, RE_EXPORT)
        return result
    _complete(source_rows, fields, result)
    what_is_left = sum((row.amount for row in source_rows), ZERO)
    if what_is_left:
        result.fault = Fault(first.line, label, _unbalanced(what_is_left), _UNBALANCED_REMEDY)
        return result
    shared, source_rows = shared_details(source_rows)
    result.voucher = SourceVoucher(
        identity=identity,
        year=year,
        series=series,
        number=number,
        day=days.pop(),
        text=_text(kept, fields),
        registered=max(registered, default=None),
        sign=_joined(fields.text(row, "registrerad_av") for row in kept),
        rows=tuple(source_rows),
        added=(),
        removed=(),
        line=first.line,
        ordinal=ordinal,
        payee=_only(fields.text(row, "leverantor") for row in kept),
        details=(*attested, *shared),
    )
    return result


class _RowError(ValueError):
    """A row is faulty as a whole."""

    def __init__(self, line: int, what: Text, remedy: Text) -> None:
        super().__init__(what.sv)
        self.line = line
        self.what = what
        self.remedy = remedy


def _row(row: TableRow, fields: Fields, year: str, identity: str, result: Assembled) -> SourceRow:
    account, name = _of_row(fields.account, row)
    if name:
        result.accounts.setdefault(account, name)
    return SourceRow(
        account=account,
        objects=fields.objects(row),
        amount=_of_row(fields.amount, row),
        day=next(iter(_days([row], fields, "raddatum")), None),
        text=fields.text(row, "radtext"),
        quantity=fields.text(row, "kvantitet"),
        sign="",
        line=row.line,
        details=tuple(details_of(row, fields, year, identity, result.notes)),
    )


def _without_copies(rows: Sequence[TableRow], fields: Fields, result: Assembled) -> list[TableRow]:
    """Leave out rows that are there twice, known by their row number.

    Without row numbers a copy cannot be told from a row that is alike. When all of the voucher is
    there several times, that is a fault, so that no cost is counted twice.
    """
    kept: list[TableRow] = []
    seen: dict[str, TableRow] = {}
    for row in rows:
        number = fields.text(row, "rad")
        before = seen.get(number)
        if not number or before is None:
            seen[number] = row
            kept.append(row)
        elif before.cells == row.cells:
            result.copies.append(row)
        else:
            what = Text(
                f"samma verifikation och rad {number} finns också på rad {before.line}, med annat"
                " innehåll",
                f"the same voucher and row {number} is also on line {before.line}, with other"
                " contents",
            )
            raise _RowError(row.line, what, RE_EXPORT)
    numbered = all(fields.text(row, "rad") for row in kept)
    times = gcd(*Counter(row.cells for row in kept).values())
    if times > 1 and not (numbered or fields.layout.equal_rows):
        what = Text(
            f"varje rad finns {times} gånger; det kan vara samma verifikation två gånger",
            f"every row is there {times} times; it may be the same voucher twice",
        )
        raise _RowError(rows[0].line, what, _NUMBER_ROWS)
    return kept


def _complete(rows: list[SourceRow], fields: Fields, result: Assembled) -> None:
    """Add the counter row of a source that has none, when the layout says so."""
    account = fields.layout.counter_account
    left = sum((row.amount for row in rows), ZERO)
    if account is None or not left or any(row.account == account for row in rows):
        return
    line = rows[0].line
    rows.append(SourceRow(account, (), -left, None, _COUNTER.sv, "", "", line))
    result.completed = True


def _attested(rows: Sequence[TableRow], fields: Fields) -> Iterable[tuple[str, str]]:
    names = ("attesterad_av", "attesterad_av_2")
    people = _joined(fields.text(row, name) for row in rows for name in names)
    days = _days(rows, fields, "attesterad", "attesterad_2")
    details = []
    if people:
        details.append(("attesterad-av", people))
    if days:
        details.append(("attesterad", max(days).isoformat()))
    return details


def _text(rows: Sequence[TableRow], fields: Fields) -> str:
    """The voucher's text: the first there is, else that which all its rows share."""
    own = next((text for row in rows if (text := fields.text(row, "text"))), "")
    return own or _only(fields.text(row, "radtext") for row in rows)


def _only(texts: Iterable[str]) -> str:
    """The one text there is, apart from empty ones; empty when they differ."""
    found = {text for text in texts if text}
    return found.pop() if len(found) == 1 else ""


def _joined(texts: Iterable[str]) -> str:
    return ", ".join(dict.fromkeys(text for text in texts if text))


def _days(rows: Sequence[TableRow], fields: Fields, *names: str) -> list[date]:
    """The dates that the rows have in the fields of those names."""
    found = (_of_row(partial(fields.day, field=name), row) for row in rows for name in names)
    return [day for day in found if day is not None]


def _of_row(read: Callable[[TableRow], T], row: TableRow) -> T:
    """Read something of a row. Raises _RowError, with its line, when it cannot be read."""
    try:
        return read(row)
    except CellError as error:
        raise _RowError(row.line, error.what, error.remedy) from error


_UNBALANCED_REMEDY = Text(
    "hämta uttaget med verifikationens alla rader; har källan bara kostnadsraderna: ange motkonto i"
    " mappningsfilen",
    "make the extract with all rows of the voucher; if the source has the rows of costs only: give"
    " motkonto in the layout",
)


def _unbalanced(amount: Decimal) -> Text:
    return Text(
        f"raderna summerar till {kronor(amount)} i stället för 0",
        f"the rows add up to {kronor(amount, 'en')} instead of 0",
    )
