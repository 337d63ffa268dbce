"""Projection against examples worked by hand, and what must hold of every projection."""

from __future__ import annotations

from decimal import Decimal

from nkr_audit.sampling.projecting import Projection, project
from tests.sampling.samples import item, part, sample, whole

ZERO = Decimal(0)


def mus(
    interval: str, found: dict[str, tuple[str, str]], top: dict[str, tuple[str, str]]
) -> Projection:
    """Project overstatements, each booked and audited, at 95 %."""
    drawn = [item(key, booked) for key, (booked, _) in found.items()]
    large = [item(key, booked) for key, (booked, _) in top.items()]
    parts = [whole("topp", large), part("urval", 1000, "500000.00", drawn), whole("kredit", [])]
    errors = {
        key: Decimal(booked) - Decimal(audited) for key, (booked, audited) in (found | top).items()
    }
    return project(sample(parts, interval), errors)


def test_harder_company() -> None:
    """An exercise of probability-proportional-to-size sampling, worked by hand.

    Receivables of 720,000, sample of 90, so an interval of 8,000; risk 5 %, factor 3.0, increments
    1.75 1.55 1.46 (the exercise "Harder Company", studentsmerit.com, paper 27099).
    Basic precision 3.00 × 8,000 = 24,000. Projected: 50 % → 4,000; 33.3 % → 2,666.67; 10 % → 800;
    items above the interval 700 + 1,000: 9,166.67 in all. Allowance 0.75 × 4,000 + 0.55 × 2,666.67
    + 0.46 × 800 = 3,000 + 1,466.67 + 368. Upper limit 38,001.34 (each row rounded).
    """
    result = mus(
        "8000.00",
        {"a": ("1500", "1000"), "b": ("2400", "1200"), "c": ("6000", "5400")},
        {"d": ("8200", "7500"), "e": ("9000", "8000")},
    )
    assert result.basic == Decimal("24000.00")
    assert result.likely == Decimal("9166.67")
    assert [one.key for one in result.taints] == ["b", "a", "c"]
    assert [one.allowance for one in result.taints] == [
        Decimal("3000.00"), Decimal("1466.67"), Decimal("368.00"),
    ]  # fmt: skip
    assert result.upper == Decimal("38001.34")


def test_receivables_with_an_item_above_the_interval() -> None:
    """A textbook exercise ("Jordan Thomas", justaaa.com 331542), worked by hand.

    Risk 5 %, interval 12,300. Booked 15,000, audited 12,500: above the interval, so 2,500 as it
    is. 10,000 audited 4,000: taint 60 % × 12,300 = 7,380. 3,000 audited 2,000: taint 1/3 × 12,300
    = 4,100. Projected in all 13,980. Basic precision 3.00 × 12,300 = 36,900. Allowance (4.75 − 3.00
    − 1) × 7,380 = 5,535 and (6.30 − 4.75 − 1) × 4,100 = 2,255. Upper limit 36,900 + 13,980 + 7,790
    = 58,670, below the tolerable 65,000.
    """
    result = mus(
        "12300.00",
        {"b": ("10000", "4000"), "c": ("3000", "2000")},
        {"a": ("15000", "12500")},
    )
    assert (result.basic, result.known) == (Decimal("36900.00"), Decimal("2500.00"))
    assert [one.projected for one in result.taints] == [Decimal("7380.00"), Decimal("4100.00")]
    assert [one.allowance for one in result.taints] == [Decimal("5535.00"), Decimal("2255.00")]
    assert result.likely == Decimal("13980.00")
    assert result.upper == Decimal("58670.00")


def test_a_course_handout() -> None:
    """Book value 1,000,000, tolerable 50,000, risk 5 %: a course handout (coursehero 6569919).

    Interval 11,333.33 there; projected 567 + 1,133 + 212 (above the interval) = 1,912. By hand:
    3.00 × 11,333.33 = 33,999.99; allowance 0.75 × 1,133.33 + 0.55 × 566.67 = 850.00 + 311.67.
    """
    result = mus(
        "11333.33",
        {"a": ("100.00", "95.00"), "c": ("65.00", "58.50")},
        {"b": ("11700.00", "11488.00")},
    )
    assert result.likely == Decimal("1912.00")
    assert result.upper == Decimal("33999.99") + Decimal("1912.00") + Decimal("1161.67")


def test_the_output_of_an_audit_program() -> None:
    """Messier, Auditing & Assurance Services, exercise 9-23, as evaluated by ACL in the solution.

    Inventory 9,000,000, interval 68,906.25, 95 %; errors 2,500 of 10,000, 3,000 of 9,000, 60,000
    of 60,000 and 160 of 800. ACL: most likely error 122,882.81, upper limit 407,351.03. ACL's
    factors have more decimals than the published table, hence within a krona and not equal.
    """
    result = mus(
        "68906.25",
        {
            "a": ("10000", "7500"), "b": ("9000", "6000"),
            "c": ("60000", "0"), "d": ("800", "640"),
        },
        {},
    )  # fmt: skip
    assert abs(result.likely - Decimal("122882.81")) <= Decimal("0.01")
    assert result.upper is not None
    assert abs(result.upper - Decimal("407351.03")) < 1


def test_no_error_leaves_the_basic_precision() -> None:
    result = mus("8000.00", {"a": ("1500", "1500")}, {"d": ("9000", "9000")})
    assert (result.likely, result.upper) == (ZERO, Decimal("24000.00"))


def test_the_steps_that_are_shown_add_up_to_the_limit() -> None:
    result = mus("8000.00", {"a": ("1500", "1000"), "b": ("90", "30")}, {"d": ("9000", "8000")})
    over = sum(one.projected + one.allowance for one in result.taints)
    assert result.basic is not None
    assert result.upper == result.basic + result.known + over


def test_many_errors_are_projected_with_the_growth_of_the_last_factor_computed() -> None:
    found = {f"a{number}": ("100", "99") for number in range(230)}
    result = mus("1000.00", found, {})
    growths = [one.factor for one in result.taints if one.factor is not None]
    assert len(growths) == 230
    assert set(growths[199:]) == {growths[199]}
    assert growths[199] > 1


def test_a_cost_booked_too_low_lowers_the_likely_error_but_not_the_limit() -> None:
    result = mus("8000.00", {"a": ("1000", "1100"), "b": ("1000", "500")}, {"d": ("9000", "9500")})
    assert result.likely == Decimal("-800.00") + Decimal("4000.00") - 500
    assert result.upper == Decimal("24000.00") + 4000 + Decimal("3000.00")


def test_everything_examined_is_known() -> None:
    parts = [whole("topp", [item("a", "9000")]), whole("urval", []), whole("kredit", [])]
    result = project(sample(parts, "8000.00"), {"a": Decimal(250)})
    assert (result.basic, result.likely, result.upper) == (ZERO, Decimal(250), Decimal(250))


def test_ratio_as_in_a_textbook() -> None:
    """Messier, chapter 9: book value 3,000,000; sampled 100,000, audited 98,000: 2 % → 60,000."""
    drawn = [item("a", "40000"), item("b", "60000")]
    parts = [part("urval", 60, "3000000.00", drawn), whole("kredit", [])]
    result = project(sample(parts, None, method="random"), {"a": Decimal(2000), "b": ZERO})
    assert result.likely == Decimal("60000.00")


def test_mean_per_unit_as_in_a_course() -> None:
    """University of Florida, ACG 5637, lecture 12: 4,800 items, a sample of 50.

    Audited 20,134, booked 20,234: 100 too high, 2 an item, 9,600 in the population.
    """
    drawn = [item(f"a{number}", "404.68") for number in range(50)]
    parts = [part("urval", 4800, "2000000.00", drawn), whole("kredit", [])]
    errors = {one.key: ZERO for one in drawn} | {"a0": Decimal(110), "a1": Decimal(-10)}
    result = project(sample(parts, None, method="random", estimate="mean"), errors)
    assert result.likely == Decimal("9600.00")


def test_precision_worked_by_hand() -> None:
    """Errors 0, 0, 3 and 9 of four items of a hundred: mean 3, s² = (9 + 9 + 0 + 36) ÷ 3 = 18.

    Precision 1.960 × √(100² × 18 ÷ 4) = 1.960 × 212.132… = 415.78. By ratio, with items of 10, 10,
    30 and 50 (Σ 100, ratio 0.12): residuals −1.2 −1.2 −0.6 3.0, Σ² = 12.24, s² = 4.08, precision
    1.960 × √(100² × 4.08 ÷ 4) = 1.960 × 100.995… = 197.95.
    """
    drawn = [item("a", "10"), item("b", "10"), item("c", "30"), item("d", "50")]
    errors = {"a": ZERO, "b": ZERO, "c": Decimal(3), "d": Decimal(9)}
    parts = [part("urval", 100, "2000.00", drawn), whole("kredit", [])]
    mean = project(sample(parts, None, method="random", estimate="mean"), errors)
    ratio = project(sample(parts, None, method="random"), errors)
    assert (mean.likely, mean.precision) == (Decimal("300.00"), Decimal("415.78"))
    assert (ratio.likely, ratio.precision) == (Decimal("240.00"), Decimal("197.95"))
    assert ratio.upper == Decimal("437.95")


def test_strata_are_projected_each_by_itself_and_a_whole_one_not_at_all() -> None:
    """By hand: stratum 1 is 1,000 × (10 ÷ 200) = 50; stratum 2 was drawn whole: 70."""
    parts = [
        part("skikt 1", 20, "1000.00", [item("a", "100"), item("b", "100")]),
        whole("skikt 2", [item("c", "5000")]),
        whole("kredit", [item("k", "-40")]),
    ]
    errors = {"a": Decimal(10), "b": ZERO, "c": Decimal(70), "k": None}
    result = project(sample(parts, None, method="stratified"), errors)
    assert [one.projected for one in result.parts] == [Decimal(50), Decimal(70), ZERO]
    assert result.likely == Decimal(120)
    assert result.parts[-1].examined == ZERO


def test_no_limit_is_made_up_when_a_sample_by_items_has_no_error() -> None:
    parts = [part("urval", 100, "2000.00", [item("a", "10"), item("b", "20")]), whole("kredit", [])]
    result = project(sample(parts, None, method="random"), {"a": ZERO, "b": ZERO})
    assert (result.likely, result.upper, result.is_above_materiality) == (ZERO, None, None)
