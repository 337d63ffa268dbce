"""Ekonomisk redovisning: the economic report of the agreements, with the vouchers behind it."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from nkr_audit.money import ZERO
from nkr_audit.reports.document import Field, Fields, Prose, Row, Table
from nkr_audit.reports.kinds.form_answers import (
    Answer,
    contact_answers,
    grant_answers,
    grant_of,
    notes_of,
    programme_of,
)
from nkr_audit.reports.kinds.form_blocks import blocks, not_answered, own_fields, signature
from nkr_audit.reports.kinds.form_costs import (
    AMOUNT,
    CATEGORY,
    TEXT,
    VOUCHER,
    CostItem,
    activities,
    category_of,
    cost_items,
    documents_of,
    payments_behind,
    vouchers_behind,
)
from nkr_audit.reports.kinds.form_deviations import (
    deviating,
    deviations,
    proposed_alternative,
)
from nkr_audit.reports.kinds.form_draft import open_errors, why_draft, year_not_settled
from nkr_audit.reports.kinds.form_prose import narrative, not_written, paragraphs
from nkr_audit.text import Text, whole_kronor

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from nkr_audit.reports.context import Context
    from nkr_audit.reports.document import Report, Section

FORM: Final = "redovisning"
# From what size a cost is an item of its own, when kontakt.toml does not say.
LARGER_FROM: Final = Decimal("50000.00")


def build(context: Context) -> Report:
    """Fill in the economic report: received, costs, and what is left."""
    answers = {
        **contact_answers(context),
        **grant_answers(context),
        **_amounts(context),
        **_chief(context),
        **own_fields(context, FORM),
        **narrative(context),
    }
    return context.report(
        FORM,
        Text("Ekonomisk redovisning", "Economic report"),
        tuple(_sections(context, answers)),
        draft=(
            *why_draft(context, answers),
            *not_answered(context, FORM, answers),
            *year_not_settled(context),
            *_wrong_sums(context),
            *_wrong_choice(context),
        ),
    )


def _sections(context: Context, answers: Mapping[str, Answer]) -> Iterator[Section]:
    for keys, block in blocks(context, FORM, answers):
        yield from block
        if "summa-kostnader" in keys:
            yield _larger_items(context)
            yield _left(context)
            yield from _narrative(context)
        if "alternativ-1" in keys:
            yield deviations(context)
            yield from paragraphs(
                "ovriga-avvikelser", Text("Övriga avvikelser", "Other deviations"),
                notes_of(context).deviations,
            )  # fmt: skip
            yield signature(
                "ekonomichef",
                Text("Ekonomichef eller motsvarande", "Finance chief or equivalent"),
                context.contacts.finance_chief,
            )
    yield payments_behind(context)
    yield vouchers_behind(context)


def _amounts(context: Context) -> dict[str, Answer]:
    settlement = context.grant.settlement
    return {
        "beviljat": Answer(grant_of(context).granted, "amount"),
        "utbetalt": Answer(settlement.received, "amount"),
        "erhallet": Answer(settlement.received, "amount"),
        "kostnader": Answer(
            Text("Specificeras i tabellen nedan.", "Specified in the table below.")
        ),
        "summa-kostnader": Answer(settlement.costs, "amount"),
        "ej-forbrukat": Answer(settlement.repayable, "amount"),
    }


def _chief(context: Context) -> dict[str, Answer]:
    """The finance chief, and the alternative chosen; on a draft, else the one proposed."""
    chief = context.contacts.finance_chief
    chosen = notes_of(context).alternative
    said = chosen or proposed_alternative(context)
    name = chief.name or "N.N."
    mark = (
        Text(f"X  {name}", f"X  {name}")
        if chosen or context.final
        else Text(f"X  {name} (förslag)", f"X  {name} (proposed)")
    )
    return {
        "alternativ-1": Answer(mark if said == 1 else "–"),
        "alternativ-2": Answer("–" if said == 1 else mark),
        "ekonomichef-namn": Answer(chief.name, where="ekonomichef.namn"),
        "ekonomichef-befattning": Answer(chief.title, where="ekonomichef.befattning"),
        "ekonomichef-telefon": Answer(chief.phone, where="ekonomichef.telefon"),
        "ekonomichef-e-post": Answer(chief.email, where="ekonomichef.e-post"),
    }


def _larger_items(context: Context) -> Table:
    """The items from the threshold up, and the rest by category: in all the costs."""
    threshold = notes_of(context).threshold
    threshold = LARGER_FROM if threshold is None else threshold
    items, documents = cost_items(context), documents_of(context)
    large = [item for item in items if abs(item.amount) >= threshold]
    rows = [
        Row(
            (_numbers(item), item.voucher.description, _categories(item), item.amount),
            voucher=item.voucher.number,
            document=documents(item.voucher),
        )
        for item in large
    ]
    return Table(
        "kostnadsposter",
        Text("Kostnader, större poster specificerade", "Costs, larger items specified"),
        (VOUCHER, TEXT, CATEGORY, AMOUNT),
        (*rows, *_rest(item for item in items if abs(item.amount) < threshold)),
        note=Text(
            f"En post på minst {whole_kronor(threshold)} kr står för sig. En reservering och dess "
            "utfall är en post.",
            f"An item of at least SEK {whole_kronor(threshold, 'en')} stands by itself. An accrual "
            "and its outcome are one item.",
        ),
    )


def _rest(items: Iterable[CostItem]) -> Iterator[Row]:
    sums: dict[Text, Decimal] = defaultdict(lambda: ZERO)
    for item in items:
        for line in item.lines:
            sums[category_of(line)] += line.inside
    for category in sorted(sums):
        yield Row((None, Text("Övriga poster", "Other items"), category, sums[category]))


def _numbers(item: CostItem) -> str:
    return ", ".join(voucher.number or "–" for voucher in item.vouchers)


def _categories(item: CostItem) -> Text:
    names = sorted({category_of(line) for line in item.lines})
    return Text(", ".join(name.sv for name in names), ", ".join(name.en for name in names))


def _left(context: Context) -> Fields:
    """What becomes of the money that is left, or who bears what is too much."""
    settlement, terms = context.grant.settlement, programme_of(context).repayment
    deadline = f", senast {terms.deadline}" if terms.deadline else ""
    by = f", by {terms.deadline}" if terms.deadline else ""
    return Fields(
        "aterbetalning",
        Text("Medel som inte har förbrukats", "Money not used"),
        (
            Field(
                "att-aterbetala",
                Text(f"Att återbetala till {terms.payee}{deadline}",
                     f"To repay to {terms.payee}{by}"),
                settlement.repayable if settlement.repayment_expected else ZERO,
                "amount",
            ),
            Field("aterbetalt", Text("Återbetalt", "Repaid"), settlement.repaid, "amount"),
            Field(
                "egen-finansiering",
                Text("Kostnader utöver bidraget, egen finansiering",
                     "Costs above the grant, own financing"),
                settlement.overspent,
                "amount",
            ),
        ),
    )  # fmt: skip


def _narrative(context: Context) -> Iterator[Section]:
    title = Text("Redogörelse för verksamheten", "Account of the activity")
    written = tuple(paragraphs("verksamhet", title, notes_of(context).narrative))
    yield from written or (Prose("verksamhet", title, (not_written(context),)),)
    yield activities(context)
    yield from paragraphs(
        "jamstalldhet", Text("Jämställdhet", "Gender equality"), notes_of(context).equality
    )


def _wrong_sums(context: Context) -> Iterator[Text]:
    settlement, granted = context.grant.settlement, grant_of(context).granted
    if granted is None:
        yield Text(
            "Bidragets belopp saknas i boken (beviljat).",
            "The amount of the grant is missing in the book (beviljat).",
        )
    elif settlement.received > granted:
        yield Text(
            "Det utbetalda är mer än bidraget enligt överenskommelsen.",
            "What was paid out is more than the grant under the agreement.",
        )
    if not settlement.received:
        yield Text("Inget bidrag är utbetalt.", "No grant has been paid out.")


def _wrong_choice(context: Context) -> Iterator[Text]:
    notes = notes_of(context)
    if notes.alternative == 2 and not (notes.deviations or deviating(context)):
        yield Text(
            "Ekonomichefen har valt alternativ 2, men inga avvikelser är redovisade.",
            "The finance chief has chosen alternative 2, but no deviations are accounted for.",
        )
    if notes.alternative == 1 and open_errors(context):
        yield Text(
            "Ekonomichefen har valt alternativ 1, men boken har öppna fel.",
            "The finance chief has chosen alternative 1, but the book has open errors.",
        )
