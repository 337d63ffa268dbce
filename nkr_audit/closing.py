"""Whether a grant is closed: the last of its closings (bokslut) and reopenings (oppnad) decides."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nkr_audit.vocabulary import CLOSING, REOPENED

if TYPE_CHECKING:
    from datetime import date

    from nkr_audit.book import Event, Grant


def closing_in_force(grant: Grant) -> Event | None:
    """The closing that holds at the end of the book; None when the grant is open."""
    closing = None
    for event in grant.events:
        if event.kind == CLOSING:
            closing = event
        elif event.kind == REOPENED:
            closing = None
    return closing


def closing_before(grant: Grant, day: date) -> Event | None:
    """The closing that what was registered on ``day`` came after; None when it was open then.

    The days of closing and of reopening are open.
    """
    closing = None
    for event in grant.events:
        if event.kind == CLOSING and event.date < day:
            closing = closing or event
        elif event.kind == REOPENED and event.date <= day:
            closing = None
    return closing
