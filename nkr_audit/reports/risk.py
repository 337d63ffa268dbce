"""The amount at risk: what a grant's open errors question, each cost line counted once.

The sum is the ``questioned`` of the settlement. A line in several families is counted under the
first of them in the order EL, PU, CC, EV: what may never be paid before what is badly described,
and that before what may still be proved.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from nkr_audit.assessment import questions_costs
from nkr_audit.money import ZERO
from nkr_audit.settlement import Share, sum_inside

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from decimal import Decimal

    from nkr_audit.book import CostLine, Voucher
    from nkr_audit.finding import Finding

FAMILIES_IN_ORDER = ("EL", "PU", "CC", "EV")


@dataclass(frozen=True, slots=True)
class FamilyRisk:
    """One family: its errors with costs, what is counted under it, and what already was, SEK."""

    letters: str
    errors: int
    amount: Decimal
    counted_before: Decimal


@dataclass(frozen=True, slots=True)
class VoucherRisk:
    """One voucher: what of it is at risk, SEK, and the codes of the findings that say so."""

    voucher: Voucher
    amount: Decimal
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Risk:
    """What would be repaid too if the flagged costs were disallowed, SEK; largest first.

    ``shares`` tells how much is counted under each finding.
    """

    total: Decimal
    families: tuple[FamilyRisk, ...]
    registers: tuple[Share, ...]
    vouchers: tuple[VoucherRisk, ...]
    shares: tuple[tuple[Finding, Decimal], ...]


def risk_of(findings: Iterable[Finding]) -> Risk:
    """Add up what the findings of one grant question."""
    questioning = sorted(
        (finding for finding in findings if finding.lines and questions_costs(finding)),
        key=lambda finding: FAMILIES_IN_ORDER.index(finding.family),
    )
    lines: dict[int, CostLine] = {}
    codes: dict[int, dict[str, None]] = defaultdict(dict)
    shares: list[tuple[Finding, Decimal]] = []
    for finding in questioning:
        fresh = [line for line in finding.lines if id(line) not in lines]
        shares.append((finding, sum_inside(fresh)))
        lines.update((id(line), line) for line in fresh)
        for line in finding.lines:
            codes[id(line.voucher)][finding.code] = None
    return Risk(
        total=sum((share for _, share in shares), ZERO),
        families=_families(shares),
        registers=_registers(lines.values()),
        vouchers=_vouchers(lines.values(), codes),
        shares=tuple(shares),
    )


def _families(shares: Iterable[tuple[Finding, Decimal]]) -> tuple[FamilyRisk, ...]:
    by_family: dict[str, list[tuple[Finding, Decimal]]] = defaultdict(list)
    for finding, share in shares:
        by_family[finding.family].append((finding, share))
    families = []
    for letters, counted in by_family.items():
        amount = sum((share for _, share in counted), ZERO)
        whole = sum_inside(line for finding, _ in counted for line in finding.lines)
        families.append(FamilyRisk(letters, len(counted), amount, whole - amount))
    return tuple(families)


def _registers(lines: Iterable[CostLine]) -> tuple[Share, ...]:
    sums: dict[str | None, Decimal] = defaultdict(lambda: ZERO)
    for line in lines:
        sums[line.register] += line.inside
    order = sorted(sums, key=lambda name: (-sums[name], name is None, name or ""))
    return tuple(Share(name, sums[name]) for name in order)


def _vouchers(
    lines: Iterable[CostLine], codes: Mapping[int, Iterable[str]]
) -> tuple[VoucherRisk, ...]:
    vouchers: dict[int, Voucher] = {}
    sums: dict[int, Decimal] = defaultdict(lambda: ZERO)
    for line in lines:
        vouchers[id(line.voucher)] = line.voucher
        sums[id(line.voucher)] += line.inside
    order = sorted(
        vouchers, key=lambda key: (-sums[key], vouchers[key].date, vouchers[key].number or "")
    )
    return tuple(VoucherRisk(vouchers[key], sums[key], tuple(codes[key])) for key in order)
