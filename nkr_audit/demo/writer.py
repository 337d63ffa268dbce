"""Writing a book as Beancount text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from nkr_audit import vocabulary as words
from nkr_audit.demo import chart
from nkr_audit.demo.closing import granted
from nkr_audit.demo.reading import MONTHS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date
    from decimal import Decimal

    from nkr_audit.demo.drafts import Meta, Voucher
    from nkr_audit.demo.plan import Grant, Plan, Reporting

_AMOUNT_COLUMN: Final = 80
_PLUGINS: Final = (
    "grants", "cost_centre", "grant_year", "eligibility", "evidence", "vouchers", "settlement",
)  # fmt: skip
_ROOTS: Final = (
    ("assets", "Tillgångar"),
    ("liabilities", "Skulder"),
    ("equity", "EgetKapital"),
    ("income", "Intäkter"),
    ("expenses", "Kostnader"),
)
_ROOT_NAMES: Final = "".join(f'option "name_{word}" "{name}"\n' for word, name in _ROOTS)
_BANNER: Final = """\
;; EXEMPELDATA
;;
;; Belopp, leverantörer, fakturor och personer i boken är påhittade. Regionen och registren finns,
;; men vilka register regionen får bidrag för avgörs av fördelningslistan i bilaga 1 till
;; bidragsgivarens anvisningar: byt registren här mot bilagans innan boken används på riktigt.
;;
"""


def main_file(plan: Plan, years: Iterable[int]) -> str:
    """``main.beancount``: options, plugins, includes and the declarations of the grants."""
    parts = [*(f";; {line}" for line in plan.shows), ""]
    parts.append(f'option "title" "{plan.title}"')
    parts.append('option "operating_currency" "SEK"')
    parts += [_ROOT_NAMES, *(f'plugin "nkr_plugins.{name}"' for name in _PLUGINS)]
    parts += ["", 'include "kontoplan.beancount"']
    parts += [f'include "{year}.beancount"' for year in years]
    for grant in plan.grants:
        parts += ["", *_declarations(grant)]
    first = min(grant.year for grant in plan.grants)
    parts += ["", ";; Sidorna under Granskning i Fava"]
    parts.append(f'{first}-01-01 custom "fava-extension" "nkr_audit.web"')
    return _BANNER + "\n".join(parts) + "\n"


def chart_file(plan: Plan) -> str:
    """``kontoplan.beancount``: the open directives, from the shared chart of accounts."""
    lines = [
        ";; EXEMPELDATA. Kontona kommer ur den gemensamma kontoplanen, kontoplan.toml.",
        ";; Andra ledet i kontonamnet är bidraget, det vill säga dess eget kostnadsställe.",
        "",
        _included(),
    ]
    first = min(grant.year for grant in plan.grants)
    own = [
        n for n in chart.numbers() if chart.account(n, "-") == chart.account(n, "") and n != "2641"
    ]
    lines += [";; Regionens egna konton, utanför bidraget"]
    lines += [f"{first}-01-01 open {chart.account(number, '')} SEK" for number in own]
    for grant in plan.grants:
        lines += ["", f";; {grant.id}, kostnadsställe {grant.cost_centre}"]
        lines += [
            f"{grant.year}-01-01 open {chart.account(number, grant.id)} SEK"
            for number in chart.numbers()
            if number not in own and number != "2641"
        ]
    if plan.extra_accounts:
        lines += ["", ";; Konton som inte borde finnas: de hör till de inlagda felen"]
        lines += [f"{first}-01-01 open {name} SEK" for name in plan.extra_accounts]
    return "\n".join(lines) + "\n"


def year_file(
    year: int, vouchers: Iterable[Voucher], names: Mapping[str, str], hashes: Mapping[str, str]
) -> Iterator[str]:
    """The vouchers of one year with their documents, month by month."""
    yield included_heading(year)
    month = 0
    for voucher in vouchers:
        if voucher.draft.day.month != month:
            month = voucher.draft.day.month
            yield f"\n\n;; --- {MONTHS[month - 1].capitalize()} {year}\n"
        yield "\n"
        yield from _voucher(voucher, names)
        yield from _documents(voucher, names, hashes)


def included_heading(year: int) -> str:
    """The first lines of a year's file."""
    return f";; EXEMPELDATA. Verifikationer {year}.\n\n{_included()}"


def balance(day: date, account: str, amount: Decimal) -> str:
    """A balance assertion: what the account holds when ``day`` begins."""
    return f"{day.isoformat()} balance {account}  {amount:.2f} SEK\n"


def activity_document(grant: Grant, path: str, day: date, activity: str, sha256: str) -> str:
    """The document directive of an insats."""
    account = chart.account("2971", grant.id)
    return _document(day.isoformat(), account, path, (), "insats", sha256, (("insats", activity),))


def reporting(grant: Grant, one: Reporting) -> Iterator[str]:
    """The events of the report to the payer."""
    yield f"\n;; {grant.id}: redovisningen till utbetalaren\n"
    yield from (f"{line}\n" for line in _comment(one.comment))
    if one.received:
        yield f'{one.received} custom "nkr-handelse" "{grant.id}" "{words.FORM_RECEIVED}"\n'
    if one.due:
        yield f"  senast: {one.due}\n"
    if one.handed_in:
        yield f'{one.handed_in} custom "nkr-handelse" "{grant.id}" "{words.REPORTED}"\n'


def paper_path(number: str, name: str) -> str:
    """Where a voucher's document lies, from the book's folder."""
    return f"underlag/{number}-{name}.pdf"


def _included() -> str:
    """The names of the roots: Beancount reads accounts in each file by that file's options."""
    return f";; Rotkontonas namn måste stå i varje fil.\n{_ROOT_NAMES}"


def _declarations(grant: Grant) -> Iterator[str]:
    start = f"{grant.year}-01-01"
    yield f";; {grant.id}: bidraget, dess register och insatser"
    yield f'{start} custom "nkr-bidrag" "{grant.id}" "{grant.programme}"'
    yield f'  region: "{grant.region}"'
    yield f'  kostnadsstalle: "{grant.cost_centre}"'
    yield f"  beviljat: {granted(grant):.2f} SEK"
    if grant.money:
        yield f'  medel: "{grant.money}"'
    if grant.deviation:
        yield f'  avvikelse: "{grant.deviation}"'
    for name, amount in grant.registers:
        yield f'{start} custom "nkr-register" "{grant.id}" "{name}" {amount} SEK'
    for one in grant.activities:
        yield ""
        yield from _comment(one.comment)
        yield f'{start} custom "nkr-insats" "{grant.id}" "{one.id}" "{one.name}"'
        yield f'  andamal: "{one.purpose}"'
        yield f'  framjar: "{one.promotes}"'
    yield ""
    if grant.ombud:
        yield f'{grant.ombud} custom "nkr-handelse" "{grant.id}" "{words.OMBUD}"'
    yield from _comment(grant.requisition_comment)
    yield f'{grant.requisition} custom "nkr-handelse" "{grant.id}" "rekvisition"'
    yield f"  belopp: {granted(grant):.2f} SEK"


def _voucher(voucher: Voucher, names: Mapping[str, str]) -> Iterator[str]:
    draft = voucher.draft
    yield from (f"{line}\n" for line in _comment(draft.comment))
    tags = "".join(f" #{tag}" for tag in draft.tags)
    links = "".join(f" ^{names[key]}" for key in draft.links)
    text = draft.text.format_map(names)
    yield f'{draft.day} * "{draft.payee}" "{text}"{tags} ^{voucher.number}{links}\n'
    yield f'  verifikation: "{voucher.number}"\n'
    yield f"  registrerad: {voucher.registered}\n"
    yield '  registrerad-av: "ekonom1"\n'
    yield '  attesterad-av: "chef1"\n'
    if draft.corrects:
        yield f'  rattar: "{names[draft.corrects]}"\n'
    yield from _meta(draft.meta, "  ")
    for line in draft.lines:
        amount = f"{line.amount:.2f}"
        gap = max(2, _AMOUNT_COLUMN - 2 - len(line.account) - len(amount))
        yield f"  {line.account}{' ' * gap}{amount} SEK\n"
        yield from _meta(line.meta, "    ")


def _meta(meta: Meta, indent: str) -> Iterator[str]:
    for key, value in meta:
        yield f'{indent}{key}: "{value}"\n'


def _documents(
    voucher: Voucher, names: Mapping[str, str], hashes: Mapping[str, str]
) -> Iterator[str]:
    account = voucher.draft.lines[0].account
    for paper in voucher.draft.papers:
        path = paper_path(voucher.number, paper.name)
        links = (voucher.number, *(names[key] for key in paper.shared))
        yield _document(paper.day.isoformat(), account, path, links, paper.kind, hashes[path], ())


def _document(
    day: str, account: str, path: str, links: Iterable[str], kind: str, sha256: str, extra: Meta
) -> str:
    marks = "".join(f" ^{link}" for link in links)
    more = "".join(_meta(extra, "  "))
    head = f'{day} document {account} "{path}"{marks}\n'
    return f'{head}  typ: "{kind}"\n{more}  sha256: "{sha256}"\n'


def _comment(text: str) -> Iterator[str]:
    if text:
        yield f";; {text}"
