"""The pages of vouchers in a package, a couple of hundred vouchers on each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from nkr_audit.review.contents import label
from nkr_audit.review.links import ON_A_PAGE
from nkr_audit.review.markup import amount, link, page, table, text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nkr_audit.book import Voucher
    from nkr_audit.journal import JournalVoucher
    from nkr_audit.review.contents import Contents
    from nkr_audit.review.links import Links

_LINES: Final = ("Konto", "=Belopp, kr", "Avser", "=I bidragsåret, kr", "Kodning")


def voucher_pages(contents: Contents, links: Links) -> Iterator[tuple[str, bytes]]:
    """Each page with its name, from ``data``."""
    articles = _Articles(contents, links)
    vouchers = contents.vouchers
    for first in range(0, len(vouchers), ON_A_PAGE):
        number = first // ON_A_PAGE + 1
        shown = vouchers[first : first + ON_A_PAGE]
        title = f"Verifikationer {label(shown[0])} – {label(shown[-1])}"
        header = (
            f'<nav aria-label="Sidor"><ul><li>{link("../index.html", "Till översikten")}</li>'
            f"</ul></nav><h1>{text(title)}</h1>"
        )
        yield links.page_of(number), page(title, header, map(articles.article, shown))


class _Articles:
    def __init__(self, contents: Contents, links: Links) -> None:
        self._contents = contents
        self._links = links
        self._by_number = {label(one): one.voucher for one in contents.vouchers}

    def article(self, one: JournalVoucher) -> str:
        """A voucher: what is known of it, its documents and its rows."""
        voucher = one.voucher
        facts = (
            ("Datum", str(voucher.date)),
            ("Registrerad", f"{voucher.registered or '–'}, {text(voucher.registered_by or '–')}"),
            ("Attesterad av", text(voucher.attested_by or "–")),
            ("Motpart", text(" ".join(filter(None, (voucher.payee, voucher.counterparty))))),
            ("Faktura", text(voucher.invoice or "–")),
            ("Märkning", text(", ".join(sorted(voucher.tags)) or "–")),
            ("Rättar", self._corrected(voucher)),
            ("Underlag", self._links.papers(voucher, "../")),
        )
        listed = "".join(f"<dt>{name}</dt><dd>{value}</dd>\n" for name, value in facts)
        return (
            f'<article id="{self._links.anchor(voucher)}"><h2>{text(label(one))}</h2>\n'
            f"<p>{text(voucher.narration)}</p><dl>\n{listed}</dl>\n"
            f"{table('Rader', _LINES, self._lines(one))}</article>\n"
        )

    def _corrected(self, voucher: Voucher) -> str:
        if voucher.corrects is None:
            return "–"
        found = self._by_number.get(voucher.corrects)
        return self._links.to(found, above="../") if found else text(voucher.corrects)

    def _lines(self, one: JournalVoucher) -> Iterator[tuple[str, ...]]:
        for row in one.rows:
            cost = self._contents.cost_line(one, row)
            words = (row.register, row.activity, row.purpose, row.category, row.benefit)
            yield (
                text(row.account.full), amount(row.amount),
                str(cost.period) if cost else "", amount(cost.inside) if cost else "",
                text(", ".join(word for word in words if word)),
            )  # fmt: skip
