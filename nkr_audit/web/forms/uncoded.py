"""The cost rows that are to be coded: which they are, which are asked for, and how they look."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from flask import request

from nkr_audit.personal_number import mask
from nkr_audit.text import Text, kronor
from nkr_audit.web.forms.carrying_out import seal_of
from nkr_audit.web.forms.model import Uncoded
from nkr_audit.web.model import Choice, Form, Search
from nkr_importers.coding.by_hand import told_apart
from nkr_importers.coding.lines import Line, cost_lines

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nkr_audit.book import Voucher
    from nkr_audit.web.view import View

# What a row can be coded by, in the order in which it is written.
KEYS: Final = ("register", "nytta", "kostnadsslag", "andamal", "insats", "avser")
_NARROWED_BY: Final = ("konto", "sok")


def uncoded(view: View) -> tuple[tuple[Line, ...], int]:
    """The rows of the grant that lack something, and how many more that nothing tells apart."""

    def find() -> tuple[tuple[Line, ...], int]:
        rows, others = told_apart(cost_lines(view.reading.ledger, view.grant.settlement.grant))
        left_out = sum(1 for line in others if line.missing)
        return tuple(line for line in rows if line.missing), left_out

    return view.reading.once(f"uncoded {view.grant_id}", find)


def is_uncoded(view: View, voucher: Voucher) -> bool:
    """Tell whether a row of the voucher is to be coded."""
    lines, _ = uncoded(view)
    return any(line.cost.voucher is voucher for line in lines)


def narrowing(view: View) -> dict[str, str]:
    """What the rows are narrowed by, for the addresses of the form."""
    return {name: view.get(name) for name in _NARROWED_BY if view.get(name)}


def found_rows(view: View, every: Sequence[Line]) -> list[Line]:
    """The rows that are asked for, in the order of the book; those of a voucher asked for first."""
    account, wanted, number = view.get("konto"), view.get("sok").casefold().strip(), view.get("nr")
    found = [
        line
        for line in every
        if (not account or line.account == account)
        and (not wanted or wanted in f"{line.voucher} {_text(line)}".casefold())
    ]
    found.sort(key=lambda line: line.voucher != number)
    return found


def narrow_form(view: View, every: Sequence[Line]) -> Form:
    """The form that asks for fewer rows."""
    counted = Counter((line.account, line.cost.account_name) for line in every)
    options = [
        (number, Text(f"{number} {name} ({count})", f"{number} {name} ({count})"))
        for (number, name), count in sorted(counted.items())
    ]
    return Form(
        "koda",
        Text("Visa färre rader", "Show fewer rows"),
        (
            Choice("konto", Text("Konto", "Account"),
                   (("", Text("Alla konton", "All accounts")), *options), view.get("konto")),
            Search("sok", Text("Leverantör, text eller nummer", "Supplier, text or number"),
                   view.get("sok")),
        ),
    )  # fmt: skip


def _text(line: Line) -> str:
    return mask(" · ".join(part for part in (line.payee, line.text) if part))


def row_of(view: View, line: Line, chosen: frozenset[str]) -> Uncoded:
    """The row as it is shown. Its box says which it is, and what its voucher said."""
    value = f"{seal_of(line.entry)} {line.row} {line.voucher}"
    asked_for = not chosen and (line.voucher == view.get("nr") or bool(view.get("alla")))
    says = tuple((key, said) for key in KEYS if (said := line.book_says(key)) is not None)
    return Uncoded(
        value=value,
        number=line.voucher,
        key=view.reading.key(line.cost.voucher),
        row=line.row,
        day=line.day.isoformat(),
        text=_text(line),
        account=f"{line.account} {line.cost.account_name}".strip(),
        amount=kronor(line.amount, view.language),
        period=str(line.cost.period).replace("/", " – "),
        says=says,
        missing=line.missing,
        chosen=value in chosen or (request.method == "GET" and asked_for),
    )


def named_by(value: str) -> tuple[str, int, str]:
    """Which row a box stands for: voucher, row and seal. What no box of ours says is no row."""
    seal, _, rest = value.partition(" ")
    row, _, voucher = rest.partition(" ")
    known = row.isdecimal() and row.isascii() and len(row) < len("1000000")
    return voucher, int(row) if known else 0, seal
