"""Verifying a package from outside: every check, none of which trusts what is not yet checked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from nkr_audit.review.bag_reading import bag_info, check_bag, checksum
from nkr_audit.review.book_reading import check_book
from nkr_audit.review.content_reading import check_contents
from nkr_audit.review.figure import SCHEMA, TableError, check_figure, read_json
from nkr_audit.review.log_reading import check_log
from nkr_audit.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from nkr_audit.programme import Programme
    from nkr_audit.review.figure import Figure
    from nkr_audit.review.log_reading import LogState
    from nkr_audit.review.package import Package
    from nkr_audit.review.problem import Problem
    from nkr_audit.trail.checkpoint import VerifierKey

# What makes it unsafe to read any further.
_HOSTILE: Final = frozenset({"package", "name"})


@dataclass(frozen=True, slots=True)
class Verified:
    """What came of it. ``problems`` are what is wrong, ``notes`` what to know that is not wrong.

    ``checksum`` is what the whole package can be known by; ``was_read`` is False when it was
    refused before its files were read. ``log`` and ``figure`` are None when there are none.
    """

    problems: tuple[Problem, ...]
    notes: tuple[Text, ...]
    was_read: bool
    files: int
    size: int
    checksum: str
    info: Mapping[str, str]
    log: LogState | None
    figure: Figure | None

    @property
    def is_sound(self) -> bool:
        """Tell whether nothing is wrong."""
        return not self.problems


def verify_package(
    package: Package,
    programmes: Mapping[str, Programme],
    keys: Collection[VerifierKey] = (),
    told: Callable[[int, int], None] = lambda _done, _total: None,
) -> Verified:
    """Verify an opened package. ``keys`` are those got some other way than in the package."""
    if any(problem.kind in _HOSTILE for problem in package.problems):
        return Verified(
            tuple(package.problems), (), False, len(package.files), package.size, "", {}, None, None
        )
    hashes = check_bag(package, told)
    notes = check_contents(package, hashes)
    log = check_log(package, keys)
    figure = check_figure(package)
    check_book(package, programmes, figure)
    notes += _of_log(log, given=bool(keys))
    notes += _of_figure(package, figure)
    return Verified(
        tuple(package.problems),
        tuple(notes),
        True,
        len(package.files),
        package.size,
        checksum(hashes),
        bag_info(package),
        log,
        figure,
    )


def _of_log(log: LogState | None, *, given: bool) -> list[Text]:
    if log is None:
        return [
            Text("Paketet har ingen behandlingshistorik.", "The package has no processing log.")
        ]
    unsealed = len(log.lines) - log.sealed
    notes = []
    if unsealed:
        notes.append(
            Text(
                f"{unsealed} av {len(log.lines)} poster i loggen täcks inte av någon försegling.",
                f"{unsealed} of {len(log.lines)} records in the log are covered by no seal.",
            )
        )
    if log.sealed and not given:
        notes.append(
            Text(
                "Förseglingarna är prövade mot paketets egen nyckel. Jämför den med en ni fått på "
                "annan väg, med --key.",
                "The seals were checked by the package's own key. Compare it with one you have got "
                "some other way, by --key.",
            )
        )
    return notes


def _of_figure(package: Package, figure: Figure | None) -> list[Text]:
    if figure is not None:
        return []
    try:
        is_partial = bool(read_json(package, SCHEMA).get("partial"))
    except TableError:
        return []
    if not is_partial:
        return []
    return [
        Text(
            "Paketet har ett urval av verifikationer, så figuren kan inte räknas om ur det.",
            "The package has a sample of vouchers, so the figure cannot be worked out from it.",
        )
    ]
