"""The shipped programmes: exact quotations, sums that add up, and the terms that rules build on."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from decimal import ROUND_DOWN, Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from nkr_audit import vocabulary
from nkr_audit.programme_file import SHIPPED, TERMS, load_programmes

if TYPE_CHECKING:
    from nkr_audit.programme import Amount, Programme

SEEDS = Path(__file__).resolve().parents[2] / "shared" / "seeds"
PROGRAMMES = load_programmes()
IDS = ("skr-2021", "skr-2022", "sos-2026")
SKR = ("skr-2021", "skr-2022")

STATE = {
    "it", "statistik", "tillganglighet", "juridik", "statlig-uppfoljning",
    "forskning-tillgangliggorande", "life-science",
}  # fmt: skip
REGIONAL = {"kunskapsutveckling", "innehallsutveckling", "anvandning"}
INELIGIBLE = {"forskning", "individuell-bedomning", "drift-forvaltning", "egen-anvandning"}

# Every recipient as the sources write it, by the total it belongs to in the tables of chapter 7.
TOTALS_BY_RECIPIENT = {
    "skr-2021": {"SKR": 52_350_000, "Regionerna via SKR": 70_000_000, "Regionerna": 275_000_000},
    "skr-2022": {"SKR": 28_000_000, "Regionerna via SKR": 83_500_000, "Regionerna": 172_500_000},
}


def one_space(text: str) -> str:
    return " ".join(text.split())


def amount(programme_id: str, name: str) -> Amount:
    return next(a for a in PROGRAMMES[programme_id].all_amounts() if a.name == name)


def kronor(programme_id: str, *names: str) -> Decimal:
    return sum((amount(programme_id, name).kronor for name in names), Decimal(0))


@pytest.fixture(params=IDS)
def programme(request: pytest.FixtureRequest) -> Programme:
    return PROGRAMMES[request.param]


def test_exactly_the_three_programmes_ship() -> None:
    assert tuple(sorted(PROGRAMMES)) == IDS
    assert len(list(SHIPPED.glob("*.toml"))) == len(IDS)


# --- quotations ---------------------------------------------------------------------------------


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the source documents are not beside the repository")
def test_every_quotation_stands_word_for_word_in_its_source(programme: Programme) -> None:
    texts = {
        name: one_space((SEEDS / name).read_text(encoding="utf-8")) for name in programme.documents
    }
    sources = [source for clause in programme.clauses() for source in clause.sources]
    missing = [s for s in sources if one_space(s.quote) not in texts[s.document]]
    assert missing == []
    assert len(sources) > 100


def test_every_clause_has_a_source_and_every_document_is_quoted(programme: Programme) -> None:
    clauses = list(programme.clauses())
    assert all(clause.sources for clause in clauses)
    quoted = {source.document for clause in clauses for source in clause.sources}
    assert quoted == set(programme.documents)


def test_clauses_reaches_every_part_of_the_programme(programme: Programme) -> None:
    reached = {id(clause) for clause in programme.clauses()}
    permissions = [p for by_name in programme.purposes.values() for p in by_name.values()]
    expected = [
        programme.period_clause, programme.repayment.clause,
        *(a.clause for a in programme.all_amounts()),
        *(r.clause for r in programme.reports),
        *(f.clause for f in programme.form_fields),
        *(p.clause for p in permissions),
        *(p.clause for p in programme.categories.values()),
        *programme.terms.values(),
    ]  # fmt: skip
    expected += [
        part.clause
        for part in (programme.allocation, programme.requisition, programme.external_income)
        if part
    ]
    expected += [programme.regions_clause] if programme.regions_clause else []
    assert {id(clause) for clause in expected} == reached


def test_no_quotation_is_longer_than_a_rule_needs(programme: Programme) -> None:
    quotes = [source.quote for clause in programme.clauses() for source in clause.sources]
    assert max(map(len, quotes)) <= 330


# --- sums ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("programme_id", IDS)
def test_parts_add_up_at_every_level(programme_id: str) -> None:
    whole = [a for a in PROGRAMMES[programme_id].all_amounts() if a.parts]
    for a in whole:
        assert sum(part.kronor for part in a.parts) == a.kronor, a.name
    assert len(whole) >= (8 if programme_id in SKR else 0)


def test_the_sums_of_2021_as_the_agreement_states_them() -> None:
    registers = ("stodfunktionen", "grundanslag", "grundanslag-psykiatri")
    assert [int(kronor("skr-2021", n)) for n in registers] == [25_750_000, 54_000_000, 7_000_000]
    assert kronor("skr-2021", *registers) == 86_750_000
    assert kronor("skr-2021", "regionernas-insats", "statens-insats") == 186_750_000
    assert kronor("skr-2021", "anslag-kvalitetsregister", "anslag-psykiatri") == 86_750_000
    areas = ("sakrare-vard", "kvalitetsregister", "lakemedel", "sallsynta", "vardforlopp")
    assert kronor("skr-2021", *areas) == 497_350_000
    assert kronor("skr-2021", "regionernas-andel", "statens-andel") == 497_350_000
    assert kronor("skr-2021", "overenskommelsen") == kronor("skr-2021", "efter-finansiar")


def test_the_sums_of_2022_as_the_agreement_states_them() -> None:
    assert kronor("skr-2022", "grundanslag") == 65_000_000
    assert kronor("skr-2022", "grundanslag-psykiatri") == 9_500_000
    assert kronor("skr-2022", "grundanslag", "grundanslag-psykiatri") == 74_500_000
    assert kronor("skr-2022", "regionernas-grundanslag") == 71_700_000
    assert kronor("skr-2022", "stodfunktionen") == 28_300_000
    assert kronor("skr-2022", "regionernas-grundanslag", "stodfunktionen") == 100_000_000
    assert kronor("skr-2022", "kvalitetsregister") == 174_500_000
    areas = ("sakrare-vard", "kvalitetsregister", "lakemedel", "sallsynta", "vardforlopp")
    assert kronor("skr-2022", *areas) == 384_000_000
    assert kronor("skr-2022", "regionernas-andel", "statens-andel") == 384_000_000


@pytest.mark.parametrize("programme_id", SKR)
def test_the_states_money_by_recipient_gives_the_totals_of_chapter_7(programme_id: str) -> None:
    by_recipient: Counter[str] = Counter()
    for leaf in amount(programme_id, "overenskommelsen").walk():
        if not leaf.parts and leaf.money == "stat":
            by_recipient[leaf.recipient or ""] += int(leaf.kronor)
    assert by_recipient == TOTALS_BY_RECIPIENT[programme_id]
    assert sum(by_recipient.values()) == kronor(programme_id, "statens-andel")
    assert by_recipient["SKR"] == kronor(programme_id, "statens-andel-skr")


@pytest.mark.parametrize("programme_id", SKR)
def test_every_part_of_the_registers_money_tells_whose_it_is(programme_id: str) -> None:
    leaves = [a for a in amount(programme_id, "kvalitetsregister").walk() if not a.parts]
    by_money: Counter[str | None] = Counter()
    for leaf in leaves:
        by_money[leaf.money] += int(leaf.kronor)
    state = kronor(programme_id, "statens-insats")
    assert by_money == {"region": 100_000_000, "stat": state}


@pytest.mark.parametrize("programme_id", SKR)
def test_a_whole_has_the_money_and_the_recipient_of_its_parts(programme_id: str) -> None:
    for whole in PROGRAMMES[programme_id].all_amounts():
        money = {part.money for part in whole.parts}
        recipients = {part.recipient for part in whole.parts}
        if whole.parts:
            assert whole.money == (money.pop() if len(money) == 1 else None), whole.name
        if len(recipients) == 1:
            assert whole.recipient in recipients, whole.name
        elif recipients:
            assert whole.recipient in {None, "Regionerna och SKR"}, whole.name


def test_vat_is_marked_only_where_a_source_states_it() -> None:
    marked = {(p.id, a.name): a.vat for p in PROGRAMMES.values() for a in p.all_amounts() if a.vat}
    assert marked == {
        ("skr-2022", "stodfunktionen"): "exkl",
        ("skr-2022", "patientsakerhet"): "inkl",
        ("skr-2022", "vardforlopp-skr"): "inkl",
    }
    for programme_id, name in marked:
        quotes = " ".join(s.quote for s in amount(programme_id, name).clause.sources)
        assert re.search(r"(inklusive|exklusive) moms", quotes)


def test_the_allocation_of_2026_is_rounded_down_and_leaves_29_kronor() -> None:
    allocation = PROGRAMMES["sos-2026"].allocation
    assert allocation is not None
    share = (allocation.frame / allocation.registers).quantize(Decimal(1), ROUND_DOWN)
    assert allocation.frame == 78_500_000
    assert allocation.registers == 99
    assert allocation.per_register == share == 792_929
    assert allocation.per_register * 99 == 78_499_971
    assert allocation.undistributed == 29
    assert kronor("sos-2026", "ram") == allocation.frame
    assert kronor("sos-2026", "per-register") == allocation.per_register


# --- dates, payees, regions ---------------------------------------------------------------------


def test_sos_2026_window_period_and_repayment() -> None:
    sos = PROGRAMMES["sos-2026"]
    assert sos.requisition is not None
    assert (sos.requisition.opens, sos.requisition.closes) == (date(2026, 3, 1), date(2026, 5, 13))
    assert not sos.requisition.lapses
    assert str(sos.period) == "2026-01-01/2026-12-31"
    assert (sos.payer, sos.repayment.payee) == ("Socialstyrelsen", "Socialstyrelsen")
    assert (sos.repayment.floor, sos.repayment.deadline) == (Decimal(1000), None)
    assert [(r.name, r.due, r.by) for r in sos.reports] == [("aterrapport", None, None)]


def test_sos_2026_names_the_seven_regions_its_source_names() -> None:
    sos = PROGRAMMES["sos-2026"]
    assert len(sos.regions) == len(set(sos.regions)) == 7
    assert sos.regions_clause is not None
    quote = sos.regions_clause.sources[0].quote
    assert all(f"- {region}." in quote for region in sos.regions)
    assert quote.count("- ") == 7


@pytest.mark.parametrize("year", [2021, 2022])
def test_the_agreements_window_period_and_repayment(year: int) -> None:
    skr = PROGRAMMES[f"skr-{year}"]
    assert skr.requisition is not None
    assert skr.requisition.opens is None
    assert skr.requisition.closes == date(year, 12, 1)
    assert skr.requisition.lapses
    assert (skr.period.start, skr.period.end) == (date(year, 1, 1), date(year, 12, 31))
    assert (skr.payer, skr.repayment.payee) == ("Kammarkollegiet", "Kammarkollegiet")
    assert (skr.repayment.floor, skr.repayment.deadline) == (None, date(year + 1, 3, 31))
    assert skr.regions == ()
    assert skr.allocation is None


@pytest.mark.parametrize(("year", "pathways_due"), [(2021, 15), (2022, 31)])
def test_the_agreements_reports_and_their_days(year: int, pathways_due: int) -> None:
    due = {r.name: (r.due, r.by) for r in PROGRAMMES[f"skr-{year}"].reports}
    assert due == {
        "redovisning": (date(year + 1, 3, 31), None),
        "slutrapport": (date(year + 1, 3, 31), "SKR"),
        "delrapport-sallsynta": (date(year, 9, 30), "SKR"),
        "delrapport-vardforlopp": (date(year, 9, 30), "SKR"),
        "verksamhetsrapport-vardforlopp": (date(year + 1, 3, pathways_due), "SKR"),
    }


# --- purposes and categories --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("programme_id", "money", "of_state", "of_region"),
    [
        ("sos-2026", "stat", None, "error"),
        ("skr-2021", "stat", None, "warning"),
        ("skr-2021", "region", "warning", None),
        ("skr-2022", "stat", None, "error"),
        ("skr-2022", "region", "warning", None),
    ],
)
def test_purposes_by_money(
    programme_id: str, money: str, of_state: str | None, of_region: str | None
) -> None:
    purposes = PROGRAMMES[programme_id].purposes[money]
    severity = {name: permission.severity for name, permission in purposes.items()}
    assert severity == dict.fromkeys(STATE, of_state) | dict.fromkeys(REGIONAL, of_region)


def test_state_money_alone_in_2026_both_in_the_agreements() -> None:
    assert set(PROGRAMMES["sos-2026"].purposes) == {"stat"}
    assert all(set(PROGRAMMES[skr].purposes) == {"stat", "region"} for skr in SKR)


def test_categories_are_those_of_the_vocabulary_and_four_are_errors(programme: Programme) -> None:
    assert set(programme.categories) == vocabulary.CATEGORIES
    refused = {name for name, p in programme.categories.items() if p.severity == "error"}
    assert refused == INELIGIBLE
    assert {p.severity for p in programme.categories.values()} == {None, "error"}


def test_where_sources_disagree_both_are_quoted_and_the_reading_is_told() -> None:
    sos, skr_2021, skr_2022 = (PROGRAMMES[i] for i in ("sos-2026", "skr-2021", "skr-2022"))
    disputed = [
        *((p.terms["industry-price"], ("självkostnad", "affärsmässiga")) for p in (sos, skr_2021)),
        (skr_2022.terms["industry-price"], ("självkostnad", "affärsmässiga")),
        *(
            (p.categories["drift-forvaltning"].clause, ("kan inte ersättas", "driva och utveckla"))
            for p in (sos, skr_2021, skr_2022)
        ),
        (sos.purposes["stat"]["juridik"].clause, ("juridiska kompetensen", "IT, statistik och")),
        (skr_2022.repayment.clause, ("för avsett ändamål", "SKR eller regionerna")),
        (amount("skr-2022", "stodfunktionen").clause, ("28 300 0001", "28 300 000 kronor2")),
        (skr_2022.terms["table-reference"], ("kapitel 6", "7.2 Statens")),
        (amount("skr-2022", "vardforlopp").clause, ("190 000 000", "200 mkr")),
        (sos.categories["forskning"].clause, ("genomförande av forskning", "tillgängliggörs")),
        (sos.terms["own-code"], ("objekt\u043a\u043e\u0434",)),
    ]
    for clause, words in disputed:
        quotes = [source.quote for source in clause.sources]
        assert all(any(word in quote for quote in quotes) for word in words), words
        assert clause.interpretation is not None, words


def test_sos_2026_tells_that_its_terms_are_silent_on_what_it_borrows() -> None:
    for name in INELIGIBLE:
        clause = PROGRAMMES["sos-2026"].categories[name].clause
        assert clause.interpretation is not None
        assert re.search(r"säger inget|tysta", clause.interpretation.sv), name
        assert not clause.sources[0].document.startswith("002"), name


# --- terms and forms ----------------------------------------------------------------------------

EVERY_PROGRAMME = {
    "recipients", "amount", "single-payment", "requisition-window", "requisition-content",
    "register-scope", "purpose", "unused", "own-financing", "review", "ledger-extract",
    "traceable", "evidence-activity", "evidence-invoice", "evidence-payroll", "vat",
    "industry-price", "sponsorship", "separate-accounts", "report-back", "report-late",
}  # fmt: skip
ONLY_SOS = {
    "own-code", "region-responsible", "accrual", "accrual-about-year", "accrual-proof",
    "review-consequence", "evidence-not-proved", "bookkeeping-law", "requisition-agent",
}  # fmt: skip
ONLY_SKR = {"lapse", "two-diary-numbers", "signature", "finance-chief", "separate-state-costs"}


def test_the_terms_that_rules_cite_are_there(programme: Programme) -> None:
    own = ONLY_SOS if programme.id == "sos-2026" else ONLY_SKR
    assert set(programme.terms) >= EVERY_PROGRAMME | own
    assert not set(programme.terms) & (ONLY_SOS | ONLY_SKR) - own


def test_sources_gives_the_named_terms_in_order_and_nothing_for_a_missing_one() -> None:
    sos = PROGRAMMES["sos-2026"]
    sources = sos.sources("accrual-proof", "lapse", "accrual")
    assert [s.quote[:9] for s in sources] == ["fakturan ", "Det går b"]


def test_every_known_term_is_used_by_a_shipped_programme() -> None:
    assert {name for p in PROGRAMMES.values() for name in p.terms} == TERMS


def test_the_forms_fields_stand_in_the_forms_order_and_in_their_quotations() -> None:
    for skr in SKR:
        fields = PROGRAMMES[skr].form_fields
        assert Counter(f.form for f in fields) == {"rekvisition": 18, "redovisning": 27}
        for form in ("rekvisition", "redovisning"):
            numbers = [int(f.section[0]) for f in fields if f.form == form]
            assert numbers == sorted(numbers)
        for field in fields:
            assert any(field.label in source.quote for source in field.clause.sources)


def test_the_economic_reports_identity_is_the_fourth_line_of_section_3() -> None:
    lines = [
        f.label
        for f in PROGRAMMES["skr-2022"].form_fields
        if f.form == "redovisning" and f.section.startswith("3.")
    ]
    assert lines == [
        "Bidrag som erhållits Kammarkollegiet",
        "Kostnader (specificera större kostnadsposter)",
        "Summa kostnader",
        "Medel som inte har förbrukats (Bidrag – kostnader)",
    ]


def test_sos_2026_asks_five_questions_word_for_word() -> None:
    questions = [f for f in PROGRAMMES["sos-2026"].form_fields if f.form == "aterrapport"]
    assert len(questions) == 5
    assert all(f.label == f.clause.sources[0].quote for f in questions)
    assert all(f.label.endswith("?") for f in questions)


def test_severities_are_not_overridden_by_any_shipped_programme(programme: Programme) -> None:
    assert programme.severities == {}
