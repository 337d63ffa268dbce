"""VO: vouchers: what is written can be read, balances exactly, and is in whole öre."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nkr_audit.rules.rule import Family, Hit, Subject
from nkr_audit.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator

VO = Family("VO", Text("Verifikationer", "Vouchers"))

VO.faults(1, "error", Text("Boken kan inte läsas här", "The ledger cannot be read here"))


@VO.rule(2, "error", Text("Verifikationen balanserar inte", "The voucher does not balance"))
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


VO.faults(3, "error", Text("Mer än två decimaler", "More than two decimals"))
VO.faults(4, "error", Text("Annan valuta än kronor", "Another currency than kronor"))
VO.faults(5, "error", Text("Avvikelsen kan inte läsas", "The deviation cannot be read"))
