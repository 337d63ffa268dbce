"""VO: vouchers: what is written can be read, balances exactly, and is in whole öre.

More rules of the family stand in ``voucher_numbers`` (VO101–105), ``voucher_registration``
(VO106–107) and ``voucher_corrections`` (VO108–110).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from nkr_audit.personal_number import mask
from nkr_audit.rules.rule import Family, Hit, Subject
from nkr_audit.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from nkr_audit.book import Grant, Voucher

VO = Family("VO", Text("Verifikationer", "Vouchers"))

VO.faults(
    1, "error", Text("Boken kan inte läsas här", "The ledger cannot be read here"),
    about=Text(
        "En rad i boken kan inte läsas: ett datum som inte finns, ett konto som inte är upplagt, "
        "en rad som är felskriven. Det som står där kommer inte med i någon siffra, och därför "
        "räknas inget bidrag av förrän raden är rättad.",
        "A line of the ledger cannot be read: a date that does not exist, an account that is not "
        "opened, a line that is misspelt. What it says is in no figure, so no grant is settled "
        "until it is mended.",
    ),
)  # fmt: skip


@VO.rule(
    2, "error", Text("Verifikationen balanserar inte", "The voucher does not balance"),
    about=Text(
        "Debet och kredit ska vara lika på öret. Beancount släpper igenom en skillnad på ett halvt "
        "öre; här räknas varje öre, eftersom det oanvända bidraget ska stämma på öret.",
        "Debit and credit must be equal to the öre. Beancount itself lets half an öre pass; here "
        "every öre counts, since the unused grant must be right to the öre.",
    ),
)  # fmt: skip
def unbalanced(subject: Subject) -> Iterator[Hit]:
    """The rows do not add up to exactly zero; Beancount itself lets half an öre pass."""
    for voucher in subject.book.vouchers:
        if voucher.imbalance:
            exact = f"{voucher.imbalance:f}"
            yield Hit(
                Text(
                    f"Debet och kredit skiljer sig med {exact.replace('.', ',')} kr.",
                    f"Debit and credit differ by SEK {exact}.",
                ),
                Text("rätta raderna efter underlaget", "correct the rows by the document"),
                voucher.place, voucher=voucher, amount=voucher.imbalance,
                deviation=voucher.deviation,
            )  # fmt: skip


VO.faults(
    3, "error", Text("Mer än två decimaler", "More than two decimals"),
    about=Text(
        "Ett belopp har delar av ett öre. Det kan inte finnas i redovisningen, och när det "
        "avrundas flyttas skillnaden till en annan rad.",
        "An amount has parts of an öre. The accounts cannot hold it, and rounding it moves the "
        "difference to another row.",
    ),
)  # fmt: skip
VO.faults(
    4, "error", Text("Annan valuta än kronor", "Another currency than kronor"),
    about=Text(
        "Bidraget räknas av i svenska kronor. En rad i en annan valuta kan inte räknas med, och "
        "avräkningen stannar hellre än att utelämna den.",
        "The grant is settled in Swedish kronor. A row in another currency cannot be counted, and "
        "the settlement stops rather than leave it out.",
    ),
)  # fmt: skip
VO.faults(
    5, "error", Text("Avvikelsen kan inte läsas", "The deviation cannot be read"),
    about=Text(
        "En godtagen avvikelse ska säga vilken regel som avses och varför. Går den inte att läsa "
        "godtar den ingenting, och iakttagelsen står kvar.",
        "An accepted deviation must say which rule is meant, and why. When it cannot be read it "
        "accepts nothing, and the finding stands.",
    ),
)  # fmt: skip


def grants_of(subject: Subject) -> Mapping[str, Grant]:
    """The grants that the book declares, by name."""
    return {grant.id: grant for grant in subject.book.grants}


def is_on_grant(voucher: Voucher, grants: Mapping[str, Grant]) -> bool:
    """Tell whether the voucher has a row under one of the grants."""
    return any(name in grants for name in voucher.grant_ids)


def only_grant(voucher: Voucher, grants: Mapping[str, Grant]) -> Grant | None:
    """The grant that the voucher is booked on; None when there is none, or several."""
    own = [grants[name] for name in voucher.grant_ids if name in grants]
    return own[0] if len(own) == 1 else None


def named(voucher: Voucher) -> str:
    """Name a voucher without its number; a person's number in its text stays unsaid."""
    return f"{voucher.date} {mask(voucher.description)}"


def voucher_hit(voucher: Voucher, grants: Mapping[str, Grant], what: Text, remedy: Text) -> Hit:
    """A hit on a voucher as a whole."""
    return Hit(
        what, remedy, voucher.place, grant=only_grant(voucher, grants), voucher=voucher,
        deviation=voucher.deviation,
    )  # fmt: skip
