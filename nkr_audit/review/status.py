"""How far a request for review has come: of each thing asked for, whether it is ready to send."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from nkr_audit.review.completeness import Missing, gaps
from nkr_audit.review.requests import ITEMS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from nkr_audit.assessment import GrantAssessment
    from nkr_audit.book import Book
    from nkr_audit.review.requests import Request

State = Literal["ready", "missing", "delivered", "unknown"]


@dataclass(frozen=True, slots=True)
class ItemStatus:
    """One thing asked for: its name, or what was asked for in words, and what is missing of it."""

    item: str
    state: State
    missing: tuple[Missing, ...] = ()


@dataclass(frozen=True, slots=True)
class RequestStatus:
    """A request, and each thing asked for in it."""

    request: Request
    items: tuple[ItemStatus, ...]

    def days_left(self, day: date) -> int | None:
        """The days until the last day; negative when it has passed, None when there is none."""
        due = self.request.due
        return None if due is None else (due - day).days

    def is_late(self, day: date) -> bool:
        """Tell whether the last day passed without an answer, or before it came."""
        due, delivered = self.request.due, self.request.delivered
        return due is not None and (delivered or day) > due


def statuses(
    book: Book, assessed: GrantAssessment, requests: Sequence[Request]
) -> tuple[RequestStatus, ...]:
    """The status of each request."""
    return tuple(RequestStatus(one, _items(book, assessed, one)) for one in requests)


def _items(book: Book, assessed: GrantAssessment, request: Request) -> tuple[ItemStatus, ...]:
    named = request.items or (() if request.others else tuple(ITEMS))
    if request.delivered is not None:
        return tuple(ItemStatus(item, "delivered") for item in (*named, *request.others))
    found = []
    for item in named:
        lacking = tuple(gaps(item, book, assessed, request.vouchers))
        found.append(ItemStatus(item, "missing" if lacking else "ready", lacking))
    # What was asked for in words no book can tell of.
    return (*found, *(ItemStatus(item, "unknown") for item in request.others))
