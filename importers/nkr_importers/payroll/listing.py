"""What a payroll import tells besides: what was shared out, and what is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nkr_audit.text import Text, kronor
from nkr_importers.listing_problems import SHOWN, more, same

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nkr_audit.text import Language
    from nkr_importers.payroll.importing import PayrollImport


def payroll_lines(done: PayrollImport, language: Language) -> Iterator[Text]:
    """Return the lines: sums by month, rows left out, persons and documents not found."""
    yield same("")
    yield Text("Fördelat per verifikation", "Shared out by voucher")
    for one in done.made[:SHOWN]:
        whole, outside = kronor(one.whole, language), kronor(one.outside, language)
        inside = kronor(one.whole - one.outside, language)
        yield Text(
            f"  {one.voucher.identity}  lön {whole} = bidraget {inside} + utanför {outside}",
            f"  {one.voucher.identity}  pay {whole} = the grant {inside} + outside {outside}",
        )
    yield from more(len(done.made))
    extract = done.extract
    if extract is not None:
        yield Text(
            f"  Rader om andra anställda: {extract.others}; lönearter utan kostnad: "
            f"{extract.without_cost}",
            f"  Rows about other employees: {extract.others}; pay kinds without cost: "
            f"{extract.without_cost}",
        )
    seen = {person.employee for one in done.made for person in one.persons}
    for employee in done.mapping.persons:
        if employee not in seen:
            yield Text(
                f"  obs: anställning {employee} har ingen rad med en andel i filen",
                f"  note: employment {employee} has no row with a share in the file",
            )
    for moved in done.moved[:SHOWN]:
        before, now = kronor(moved.in_book, language), kronor(moved.in_file, language)
        yield Text(
            f"  obs: {moved.identity} {moved.register}: i boken {before}, enligt mappningsfilen "
            f"{now}; rätta med nkr correct, boken skrivs inte över",
            f"  note: {moved.identity} {moved.register}: in the book {before}, by the mapping "
            f"{now}; correct with nkr correct, the book is not overwritten",
        )
    yield from more(len(done.moved))
    if done.filing.filed:
        yield Text(f"  Underlag: {done.filing.filed}", f"  Documents: {done.filing.filed}")
    for path in done.filing.missing[:SHOWN]:
        yield Text(
            f"  obs: underlaget {path} finns inte i bokens mapp underlag/",
            f"  note: the document {path} is not in the book's folder underlag/",
        )
    yield from more(len(done.filing.missing))
