"""Comparing a package with an earlier one of the same grant: what has changed since."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from nkr_audit.review.figure import SETTLED, TableError, read_json, rows
from nkr_audit.review.log_reading import LOG
from nkr_audit.text import Text

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

    from nkr_audit.review.figure import Row
    from nkr_audit.review.package import Package
    from nkr_audit.review.verifying import Verified

# In the settlement, those that a reader looks for first.
_AMOUNTS = ("received", "costs", "unused", "repaid", "questioned")


@dataclass(frozen=True, slots=True)
class Changed:
    """What was added, altered and removed of one kind, by name, in order."""

    added: tuple[str, ...]
    altered: tuple[str, ...]
    removed: tuple[str, ...]

    def __bool__(self) -> bool:
        """Tell whether anything is."""
        return bool(self.added or self.altered or self.removed)

    def as_json(self) -> dict[str, list[str]]:
        """The names as plain values."""
        return {one.name: list(getattr(self, one.name)) for one in fields(self)}


@dataclass(frozen=True, slots=True)
class Comparison:
    """What changed since the earlier package.

    ``figure`` has each amount of the settlement that differs (SEK), as it was and as it is.
    ``records`` is how many records the log has grown by; None when either has no log.
    """

    vouchers: Changed
    documents: Changed
    figure: Mapping[str, tuple[Decimal, Decimal]]
    records: int | None


def compare_packages(
    package: Package, verified: Verified, earlier: Package, before: Verified
) -> Comparison | None:
    """Compare two verified packages; None when either cannot be read.

    What is wrong between them is noted in ``package``: another grant, or another log.
    """
    if not (verified.was_read and before.was_read):
        return None
    try:
        vouchers = _changed(_vouchers(earlier), _vouchers(package))
        documents = _changed(_documents(earlier), _documents(package))
        old, new = _settled(earlier), _settled(package)
    except TableError as wrong:
        package.fault("earlier", wrong.name, wrong.what, wrong.line)
        return None
    if old["grant"] != new["grant"]:
        what = Text(
            f"Det tidigare paketet gäller {old['grant']}, det här {new['grant']}.",
            f"The earlier package is of {old['grant']}, this one of {new['grant']}.",
        )
        package.fault("earlier", SETTLED, what)
        return None
    figure = {
        key: (Decimal(old[key]), Decimal(new[key])) for key in _AMOUNTS if old[key] != new[key]
    }
    return Comparison(vouchers, documents, figure, _grown(package, verified, before))


def _grown(package: Package, verified: Verified, before: Verified) -> int | None:
    """How many records the log has grown by; one that does not go on from the earlier is wrong."""
    if verified.log is None or before.log is None:
        if before.log is not None:
            what = Text(
                "Det tidigare paketet hade en behandlingshistorik; det här har ingen.",
                "The earlier package had a processing log; this one has none.",
            )
            package.fault("earlier", LOG, what)
        return None
    old, new = before.log.lines, verified.log.lines
    for number, line in enumerate(old, start=1):
        if number > len(new) or new[number - 1] != line:
            what = Text(
                "Loggen fortsätter inte den i det tidigare paketet: den är en annan härifrån.",
                "The log does not go on from that of the earlier package: it differs from here.",
            )
            package.fault("earlier", LOG, what, number)
            return None
    return len(new) - len(old)


def _changed(old: Mapping[str, Hashable], new: Mapping[str, Hashable]) -> Changed:
    return Changed(
        tuple(sorted(new.keys() - old.keys())),
        tuple(sorted(name for name in new.keys() & old.keys() if new[name] != old[name])),
        tuple(sorted(old.keys() - new.keys())),
    )


def _vouchers(package: Package) -> dict[str, Hashable]:
    """Everything that the tables say of each voucher."""
    said: defaultdict[str, list[Hashable]] = defaultdict(list)
    for table in ("journal_entries.csv", "journal_lines.csv"):
        with rows(package, table) as listed:
            for row in listed:
                said[row["Journal_ID"]].append(_plain(row))
    return {number: tuple(found) for number, found in said.items()}


def _documents(package: Package) -> dict[str, Hashable]:
    """Each document by its name in the package, or by its voucher when it is left out."""
    said: defaultdict[str, set[Hashable]] = defaultdict(set)
    with rows(package, "documents.csv") as listed:
        for row in listed:
            name = row["Path"] or f"({row['Journal_ID']} {row['Document_Type']})"
            what = row["SHA256"] or row["Left_Out"]
            said[name].add((row["Journal_ID"], row["Document_Type"], what))
    return {name: frozenset(found) for name, found in said.items()}


def _plain(row: Row) -> Hashable:
    return tuple(sorted(row.items()))


def _settled(package: Package) -> dict[str, Any]:
    grants = read_json(package, SETTLED).get("grants")
    try:
        (grant,) = grants  # type: ignore[misc]
        for key in _AMOUNTS:
            Decimal(grant[key])
        return {key: grant[key] for key in ("grant", *_AMOUNTS)}
    except (TypeError, KeyError, ValueError, ArithmeticError) as error:
        what = Text("Avräkningen är skadad.", "The settlement is damaged.")
        raise TableError(SETTLED, 0, what) from error
