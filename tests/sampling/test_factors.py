"""The factors against the tables of AICPA, Audit Guide: Audit Sampling."""

from __future__ import annotations

from decimal import ROUND_CEILING, Decimal

import pytest

from nkr_audit.sampling.factors import confidence_factor, planning_factor
from nkr_audit.sampling.selecting import planned_size

# Table of confidence factors: overstatements 0 to 20 at 5, 10, 15, 20 and 25 % risk.
PUBLISHED = {
    95: "3.00 4.75 6.30 7.76 9.16 10.52 11.85 13.15 14.44 15.71 16.97 18.21 19.45 20.67 21.89 "
    "23.10 24.31 25.50 26.70 27.88 29.07",
    90: "2.31 3.89 5.33 6.69 8.00 9.28 10.54 11.78 13.00 14.21 15.41 16.60 17.79 18.96 20.13 "
    "21.30 22.46 23.61 24.76 25.91 27.05",
    85: "1.90 3.38 4.73 6.02 7.27 8.50 9.71 10.90 12.08 13.25 14.42 15.57 16.72 17.86 19.00 "
    "20.13 21.26 22.39 23.51 24.63 25.74",
    80: "1.61 3.00 4.28 5.52 6.73 7.91 9.08 10.24 11.38 12.52 13.66 14.78 15.90 17.02 18.13 "
    "19.24 20.34 21.44 22.54 23.64 24.73",
    75: "1.39 2.70 3.93 5.11 6.28 7.43 8.56 9.69 10.81 11.92 13.02 14.13 15.22 16.32 17.40 "
    "18.49 19.58 20.66 21.74 22.81 23.89",
}


@pytest.mark.parametrize("confidence", PUBLISHED)
def test_the_factors_are_those_of_the_published_table(confidence: int) -> None:
    published = [Decimal(one) for one in PUBLISHED[confidence].split()]
    assert [confidence_factor(count, confidence) for count in range(len(published))] == published


# Table of sample sizes: expected ÷ tolerable, then sizes at tolerable 10, 5, 1 and 0.5 % of the
# population.
@pytest.mark.parametrize(
    ("confidence", "share", "sizes"),
    [
        (95, "0", (30, 60, 300, 600)), (95, "0.1", (37, 74, 368, 736)),
        (95, "0.2", (47, 93, 463, 925)), (95, "0.3", (60, 120, 600, 1199)),
        (95, "0.4", (81, 162, 809, 1618)), (95, "0.5", (116, 231, 1154, 2308)),
        (90, "0.2", (35, 69, 341, 682)), (90, "0.3", (44, 87, 433, 866)),
        (90, "0.4", (58, 115, 572, 1144)), (90, "0.5", (80, 160, 799, 1597)),
    ],
)  # fmt: skip
def test_the_sizes_are_those_of_the_published_table(
    confidence: int, share: str, sizes: tuple[int, ...]
) -> None:
    factor = planning_factor(Decimal(share), confidence)
    parts = [Decimal(one) for one in ("0.10", "0.05", "0.01", "0.005")]
    assert tuple(int((factor / one).to_integral_value(ROUND_CEILING)) for one in parts) == sizes


def test_a_planned_sample_without_errors_stays_within_the_materiality() -> None:
    amount, materiality = Decimal("10000000.00"), Decimal("10007.00")
    size = planned_size(amount, materiality, Decimal(0), 95)
    assert size == 2998
    assert confidence_factor(0, 95) * amount / size <= materiality
