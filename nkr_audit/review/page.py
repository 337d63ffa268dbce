"""The pages of a package: from the figure to the voucher to the document, in two clicks."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

from nkr_audit.labels import label_of
from nkr_audit.money import ZERO
from nkr_audit.review.links import Links, document_link
from nkr_audit.review.markup import amount, link, page, table, text
from nkr_audit.review.voucher_pages import voucher_pages

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from decimal import Decimal

    from nkr_audit.book import CostLine, Voucher
    from nkr_audit.finding import Finding
    from nkr_audit.review.contents import Contents
    from nkr_audit.text import Text

_SEVERITY: Final = {"error": "fel", "warning": "varning"}


class Pages:
    """Makes the pages of one package. ``reports`` are its other files, each with what it is."""

    def __init__(
        self, contents: Contents, reports: Sequence[tuple[str, Text]], notes: Sequence[Text]
    ) -> None:
        self._contents = contents
        self._reports = reports
        self._notes = notes
        self._assessed = contents.opened.context.grant
        self._settlement = self._assessed.settlement
        self._grant = self._settlement.grant
        self._links = Links(contents)

    def pages(self) -> Iterator[tuple[str, bytes]]:
        """Each page with its name, from ``data``."""
        yield "index.html", self._index()
        yield from voucher_pages(self._contents, self._links)

    def _index(self) -> bytes:
        grant, programme = self._grant, self._grant.programme
        name = programme.name.sv if programme else grant.programme_id
        period = f", {programme.period.start} – {programme.period.end}" if programme else ""
        title = f"{grant.region or ''} · {grant.id}"
        parts = ("avrakning", "kostnader", "pengar", "iakttagelser", "handlingar", "kontroll")
        labels = ("Avräkning", "Kostnader", "Utbetalt", "Iakttagelser", "Handlingar", "Kontroll")
        menu = "".join(
            f'<li><a href="#{part}">{said}</a></li>'
            for part, said in zip(parts, labels, strict=True)
        )
        header = (
            f"<p>Granskningspaket</p><h1>{text(title)}</h1><p>{text(name)}{period}</p>"
            f'<nav aria-label="Innehåll"><ul>{menu}</ul></nav>'
        )
        body = (
            self._figure(), self._costs(), self._money(), self._findings(), self._files(), _CHECK,
        )  # fmt: skip
        return page(title, header, body)

    def _figure(self) -> str:
        one = self._settlement
        rows = [
            ('<a href="#pengar">Utbetalt bidrag</a>', amount(one.received), ""),
            ('<a href="#kostnader">Kostnader i bidragsåret</a>', amount(-one.costs), ""),
            ("Oanvänt (bidrag − kostnader)", amount(one.unused), ' class="sum"'),
            ("Återbetalt", amount(one.repaid), ""),
            ('<a href="#iakttagelser">Ifrågasatt</a>', amount(self._assessed.questioned), ""),
        ]
        listed = "".join(
            f'<tr{kind}><th scope="row">{said}</th><td class="amount">{value}</td></tr>\n'
            for said, value, kind in rows
        )
        notes = "".join(f'<p class="note">{text(note.sv)}</p>\n' for note in self._notes)
        return (
            f'<section id="avrakning"><h2>Avräkning</h2>\n{notes}<table class="figure">'
            f"<caption>Kronor</caption><tbody>\n{listed}</tbody></table>\n{self._shares()}"
            "</section>\n"
        )

    def _shares(self) -> str:
        by_category = [
            (
                f'<a href="#{_anchor(one.name)}">{text(label_of(one.name).sv)}</a>',
                amount(one.amount),
            )
            for one in self._settlement.by_category
        ]
        by_purpose = [
            (text(label_of(one.name).sv), amount(one.amount)) for one in self._settlement.by_purpose
        ]
        by_register = [
            (text(one.register or "(ej angivet)"), amount(one.direct), amount(one.indirect))
            for one in self._settlement.by_register
        ]
        return (
            table("Per kostnadsslag", ("Kostnadsslag", "=Kronor"), by_category)
            + table("Per ändamål", ("Ändamål", "=Kronor"), by_purpose)
            + table("Per register", ("Register", "=Direkt nytta", "=Indirekt nytta"), by_register)
        )

    def _costs(self) -> str:
        groups: dict[str | None, dict[int, Decimal]] = defaultdict(
            lambda: defaultdict(lambda: ZERO)
        )
        vouchers: dict[int, CostLine] = {}
        for line in self._grant.cost_lines:
            if self._links.has(line.voucher):
                groups[line.category][id(line.voucher)] += line.inside
                vouchers[id(line.voucher)] = line
        tables = []
        for category in sorted(groups, key=lambda name: (name is None, name or "")):
            rows = [
                self._row(vouchers[key].voucher, inside) for key, inside in groups[category].items()
            ]
            said = (
                f"{text(label_of(category).sv)}, {amount(sum(groups[category].values(), ZERO))} kr"
            )
            tables.append(
                f'<h3 id="{_anchor(category)}">{said}</h3>\n'
                + table(f"Verifikationer: {text(label_of(category).sv)}", _COLUMNS, rows)
            )
        return (
            '<section id="kostnader"><h2>Kostnader i bidragsåret</h2>\n<p>Klicka på beloppet för '
            "verifikationen, på underlaget för att öppna det.</p>\n"
            f"{''.join(tables)}</section>\n"
        )

    def _row(self, voucher: Voucher, value: Decimal) -> tuple[str, ...]:
        return (
            _whole(self._links.to(voucher)), _whole(str(voucher.date)), text(voucher.description),
            self._links.to(voucher, amount(value)), self._links.papers(voucher),
        )  # fmt: skip

    def _money(self) -> str:
        rows = [
            self._row(entry.voucher, abs(entry.amount))
            for entry in (*self._grant.receipts, *self._grant.repayments)
        ]
        listed = table("Utbetalningar och återbetalningar", _RECEIPTS, rows)
        return f'<section id="pengar"><h2>Utbetalt och återbetalt</h2>\n{listed}</section>\n'

    def _findings(self) -> str:
        rows = [self._finding(finding) for finding in self._contents.findings()]
        columns = ("Kod", "Grad", "Verifikation", "Vad", "Godtagen därför att")
        listed = (
            table("Vad reglerna har funnit", columns, rows)
            if rows
            else "<p>Reglerna har inte funnit något.</p>"
        )
        return f'<section id="iakttagelser"><h2>Iakttagelser</h2>\n{listed}</section>\n'

    def _finding(self, finding: Finding) -> tuple[str, ...]:
        return (
            finding.code, _SEVERITY.get(finding.severity, finding.severity),
            self._links.to(finding.voucher) if finding.voucher else "–",
            text(finding.what.sv), text(finding.accepted or ""),
        )  # fmt: skip

    def _files(self) -> str:
        reports = "".join(
            f"<li>{link(name, what.sv)} <small>{text(name)}</small></li>\n"
            for name, what in self._reports
        )
        loose = [
            (
                document_link(paper, ""),
                text(paper.document.activity or "–"),
                str(paper.document.date),
            )
            for paper in self._contents.papers
            if not paper.vouchers
        ]
        others = table("Underlag som inte hör till en verifikation",
                       ("Underlag", "Insats", "Datum"), loose) if loose else ""  # fmt: skip
        return (
            f'<section id="handlingar"><h2>Handlingar</h2>\n<ul class="papers">\n{reports}</ul>\n'
            f"{others}</section>\n"
        )


def _whole(cell: str) -> str:
    """What is not to be broken over two lines."""
    return f'<span class="whole">{cell}</span>'


def _anchor(category: str | None) -> str:
    return "slag-" + "".join(one if one.isalnum() else "-" for one in category or "ej-angivet")


_COLUMNS: Final = ("Verifikation", "Datum", "Vad", "=I bidragsåret, kr", "Underlag")
_RECEIPTS: Final = ("Verifikation", "Datum", "Vad", "=Kronor", "Underlag")
_CHECK: Final = """\
<section id="kontroll"><h2>Kontroll</h2>
<p>Kör <code>python3 verify.py</code> i den här mappen, eller <code>sha256sum -c
manifest-sha256.txt</code> i mappen ovanför. Hur det går till står i
<a href="README.txt">README.txt</a> (in English too).</p></section>
"""
