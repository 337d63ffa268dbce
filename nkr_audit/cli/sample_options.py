"""What the options of ``nkr review sample`` may be: amounts, and which of them go together."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any, Final

import click

from nkr_audit.cli.common import language
from nkr_audit.errors import NkrError
from nkr_audit.money import MOST_DIGITS, has_more_than_ore, to_ore
from nkr_audit.text import Text

if TYPE_CHECKING:
    from pathlib import Path

_SUFFIX: Final = ".xlsx"


class Kronor(click.ParamType[Decimal]):
    """An amount of at most two decimals, above nought or nought; comma or point."""

    name = "kronor"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> Decimal:
        """Read the amount, or fail with how it is written."""
        if isinstance(value, Decimal):
            return value
        plain = "".join(str(value).split()).replace(",", ".")
        try:
            amount = Decimal(plain)
        except InvalidOperation:
            amount = Decimal(-1)
        if not amount.is_finite() or amount < 0 or amount.adjusted() >= MOST_DIGITS:
            self.fail(_NO_AMOUNT.to(language()), param, ctx)
        if has_more_than_ore(amount):
            self.fail(_NO_AMOUNT.to(language()), param, ctx)
        return to_ore(amount)


_NO_AMOUNT: Final = Text("skriv ett belopp som 12500,50", "write an amount such as 12500.50")
KRONOR: Final = Kronor()


def refuse_options(output: Path, chosen: dict[str, Any]) -> None:
    """What can be told without reading the book."""
    if output.suffix.lower() != _SUFFIX or output.exists():
        is_there = output.exists()
        raise NkrError(
            Text("Filen finns redan.", "The file is there already.") if is_there
            else Text("Arbetspapperet ska heta .xlsx.", "The working paper is to be an .xlsx."),
            remedy=Text("välj ett annat namn; ifyllda arbetspapper skrivs aldrig över",
                        "choose another name; filled-in papers are never overwritten"),
            place=output,
        )  # fmt: skip
    if chosen["seed"] is None:
        raise NkrError(
            Text("Slumptalens frö saknas.", "The seed of the random numbers is missing."),
            remedy=Text("välj ett heltal själv: --seed 20270301",
                        "choose a whole number yourself: --seed 20270301"),
        )  # fmt: skip
    size, materiality, expected = chosen["size"], chosen["materiality"], chosen["expected"]
    if size is None and (not materiality or chosen["method"] == "random"):
        raise NkrError(
            Text("Urvalets storlek saknas. Ett obundet slumpmässigt urval får ingen storlek av "
                 "väsentlighetstalet, eftersom kostnadernas spridning inte är känd.",
                 "The size of the sample is missing. A simple random sample gets none from the "
                 "materiality, as the spread of the errors is not known."),
            remedy=Text("ange --size, eller --materiality över 0 med mus eller stratified",
                        "give --size, or --materiality above 0 with mus or stratified"),
        )  # fmt: skip
    if expected is not None and materiality is None:
        raise NkrError(
            Text("--expected-error behöver --materiality.", "--expected-error needs --materiality"),
            remedy=Text("ange båda", "give both"),
        )
    bounds = chosen["bounds"]
    if bounds and (chosen["method"] != "stratified" or list(bounds) != sorted(set(bounds))):
        raise NkrError(
            Text("--bound hör till stratified och ska vara stigande belopp.",
                 "--bound belongs to stratified, and the amounts must rise."),
            remedy=Text("--method stratified --bound 10000 --bound 50000",
                        "--method stratified --bound 10000 --bound 50000"),
        )  # fmt: skip
