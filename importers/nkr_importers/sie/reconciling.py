"""Does a SIE file agree with itself? Its balances against its vouchers, account by account."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from nkr_audit.money import ZERO
from nkr_audit.text import Text
from nkr_importers.sie.movements import add, is_balance_account, movements_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from decimal import Decimal

    from nkr_importers.model import Objects
    from nkr_importers.sie.document import BalanceKind, SieDocument
    from nkr_importers.sie.movements import Movements, Sums

Check = Literal["UB", "RES", "IB", "OUB", "OIB", "PSALDO"]

CHECKS: dict[Check, Text] = {
    "UB": Text("IB + verifikationer = UB", "IB + vouchers = UB"),
    "RES": Text("verifikationer = RES", "vouchers = RES"),
    "IB": Text("UB föregående år = IB", "UB of the year before = IB"),
    "OUB": Text("OIB + verifikationer = OUB, per objekt", "OIB + vouchers = OUB, by object"),
    "OIB": Text(
        "OUB föregående år = OIB, per objekt", "OUB of the year before = OIB, by object"
    ),
    "PSALDO": Text("verifikationer = PSALDO, per månad", "vouchers = PSALDO, by month"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Difference:
    """Two figures of the file that should be the same and are not.

    ``expected`` is what the rest of the file comes to, ``found`` what the record says.
    """

    check: Check
    account: str
    objects: Objects
    period: str
    expected: Decimal
    found: Decimal

    @property
    def difference(self) -> Decimal:
        """How much more is found than expected."""
        return self.found - self.expected


@dataclass(frozen=True, slots=True)
class Comparison:
    """One check: how many figures were compared, and those that differ."""

    check: Check
    count: int
    differences: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """Every comparison that could be made, and what could not be compared and why."""

    comparisons: tuple[Comparison, ...]
    not_compared: tuple[Text, ...]

    @property
    def differences(self) -> tuple[Difference, ...]:
        """Every difference, check by check."""
        return tuple(one for comparison in self.comparisons for one in comparison.differences)

    @property
    def count(self) -> int:
        """How many figures were compared."""
        return sum(comparison.count for comparison in self.comparisons)


def reconcile(document: SieDocument) -> Reconciliation:
    """Compare the balances of the file with one another and with its vouchers.

    What is not stated counts as zero. Files of type 2 and 3 have no vouchers; their months
    (#PSALDO) stand in for them.
    """
    if document.kind == "4I":
        return Reconciliation((), (_NO_BALANCES,))
    return _Comparing(document, movements_of(document)).reconcile()


@dataclass(slots=True)
class _Comparing:
    """The figures of one document, and what came of comparing them."""

    document: SieDocument
    moved: Movements | None
    figures: dict[tuple[BalanceKind, int], Sums] = field(default_factory=dict)
    months: Sums = field(default_factory=dict)
    kinds: dict[str, str | None] = field(default_factory=dict)
    found: list[Comparison] = field(default_factory=list)
    reasons: list[Text] = field(default_factory=list)
    joint: int = 0

    def reconcile(self) -> Reconciliation:
        """Make every comparison that can be made."""
        self._sort()
        if self.moved is None:
            self.reasons.append(_NO_YEAR if self.document.kind == "4E" else _NO_MOVEMENTS)
        else:
            self._accounts(self.moved)
            self._objects(self.moved)
            self._months(self.moved)
        self._opening("IB", "UB")
        self._opening("OIB", "OUB")
        self._explain()
        return Reconciliation(tuple(self.found), tuple(self.reasons))

    def _sort(self) -> None:
        self.kinds = {one.number: one.kind for one in self.document.accounts}
        for balance in self.document.balances:
            if len(balance.objects) > 1:
                self.joint += 1
                continue
            sums = self.figures.setdefault((balance.kind, balance.year), {})
            add(sums, ("", balance.account, balance.objects), balance.amount)
        for period in self.document.periods:
            if period.kind == "PSALDO" and period.year == 0:
                if len(period.objects) > 1:
                    self.joint += 1
                    continue
                add(self.months, (period.period, period.account, period.objects), period.amount)

    def _of(self, kind: BalanceKind, year: int = 0) -> Sums:
        return self.figures.get((kind, year), {})

    def _accounts(self, moved: Movements) -> None:
        """IB + Σ = UB for balance accounts, Σ = RES for the others; the records tell first."""
        opening, closing, result = self._of("IB"), self._of("UB"), self._of("RES")
        balance = opening.keys() | closing.keys()
        unplaced = moved.by_account.keys() - balance - result.keys()
        if balance:
            more = {key for key in unplaced if is_balance_account(key[1], self.kinds)}
            expected = _sum(opening, _only(moved.by_account, balance | more))
            self._compare("UB", expected, closing)
            unplaced -= more
        else:
            self.reasons.append(_missing("IB, UB"))
        if result:
            more = {key for key in unplaced if is_balance_account(key[1], self.kinds) is False}
            expected = _only(moved.by_account, (result.keys() - balance) | more)
            self._compare("RES", expected, _only(result, result.keys() - balance))
            unplaced -= more
        else:
            self.reasons.append(_missing("RES"))
        if unplaced and balance and result:
            self.reasons.append(_unplaced(sorted(key[1] for key in unplaced)))

    def _objects(self, moved: Movements) -> None:
        """OIB + Σ = OUB for the accounts and objects that have a record."""
        opening, closing = self._of("OIB"), self._of("OUB")
        recorded = opening.keys() | closing.keys()
        if not recorded:
            self.reasons.append(_missing("OIB, OUB"))
            return
        self._compare("OUB", _sum(opening, _only(moved.by_object, recorded)), closing)
        silent = len(moved.by_object.keys() - recorded)
        if silent:
            self.reasons.append(
                Text(
                    f"objekt per konto med verifikationer men varken OIB eller OUB ({silent})",
                    f"objects by account with vouchers but neither OIB nor OUB ({silent})",
                )
            )

    def _months(self, moved: Movements) -> None:
        """Σ of each month = PSALDO for what has a record; types 2 and 3 have nothing to compare."""
        if self.document.kind == "4E" and self.months:
            self._compare("PSALDO", _only(moved.by_month, self.months.keys()), self.months)

    def _opening(self, opening: Literal["IB", "OIB"], closing: Literal["UB", "OUB"]) -> None:
        """UB(-1) = IB(0); by object only for accounts that carry their balance over."""
        before, after = self._of(closing, -1), self._of(opening)
        if opening == "OIB":
            before, after = self._carried(before), self._carried(after)
        if before and after:
            self._compare(opening, before, after)
        elif opening == "IB":
            self.reasons.append(
                Text(
                    "UB för föregående år eller IB för året saknas",
                    "UB of the year before or IB of this one is missing",
                )
            )

    def _carried(self, sums: Sums) -> Sums:
        return _only(sums, {key for key in sums if is_balance_account(key[1], self.kinds)})

    def _compare(self, check: Check, expected: Sums, found: Sums) -> None:
        keys = sorted(expected.keys() | found.keys())
        differences = tuple(
            Difference(check, key[1], key[2], key[0], expected.get(key, ZERO), found.get(key, ZERO))
            for key in keys
            if expected.get(key, ZERO) != found.get(key, ZERO)
        )
        self.found.append(Comparison(check, len(keys), differences))

    def _explain(self) -> None:
        quarantined, outside = len(self.document.quarantined), self.moved and self.moved.outside
        if quarantined:
            self.reasons.append(
                Text(
                    f"verifikationer i karantän ({quarantined}) är inte med i summorna",
                    f"quarantined vouchers ({quarantined}) are not in the sums",
                )
            )
        if outside:
            self.reasons.append(
                Text(
                    f"verifikationer daterade utanför räkenskapsåret ({outside}) är inte med",
                    f"vouchers dated outside the financial year ({outside}) are not in the sums",
                )
            )
        if self.joint:
            self.reasons.append(
                Text(
                    f"saldon som gäller flera objekt tillsammans ({self.joint})",
                    f"balances of several objects at once ({self.joint})",
                )
            )


def _sum(one: Sums, other: Sums) -> Sums:
    return {key: one.get(key, ZERO) + other.get(key, ZERO) for key in one.keys() | other.keys()}


def _only(sums: Sums, keys: Iterable[tuple[str, str, Objects]]) -> Sums:
    return {key: sums[key] for key in keys if key in sums}


_NO_BALANCES = Text(
    "filen är av typ 4I och har inga saldon att stämma av mot",
    "the file is of type 4I and has no balances to reconcile with",
)
_NO_YEAR = Text(
    "räkenskapsåret (#RAR 0) saknas, så verifikationer och saldon kan inte jämföras",
    "the financial year (#RAR 0) is missing, so vouchers and balances cannot be compared",
)
_NO_MOVEMENTS = Text(
    "UB och RES: filen har varken verifikationer eller månader (PSALDO)",
    "UB and RES: the file has neither vouchers nor months (PSALDO)",
)


def _missing(labels: str) -> Text:
    return Text(f"{labels} saknas i filen", f"the file has no {labels}")


def _unplaced(accounts: list[str]) -> Text:
    listed = ", ".join(accounts[:10]) + (" …" if len(accounts) > 10 else "")
    return Text(
        f"konto {listed} har verifikationer men varken saldo eller känd kontotyp",
        f"account {listed} has vouchers but neither a balance nor a known kind",
    )
