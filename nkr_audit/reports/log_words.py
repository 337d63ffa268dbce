"""What the acts of a log are called when people read them, and its texts made fit for a screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nkr_audit.personal_number import mask
from nkr_audit.text import Text
from nkr_audit.trail import record as acts

if TYPE_CHECKING:
    from datetime import datetime

_ACTIONS = {
    acts.START: Text("loggen börjar", "log begins"),
    acts.INIT: Text("ny bok", "new book"),
    acts.IMPORT: Text("import", "import"),
    acts.CODE: Text("kodning", "coding"),
    acts.RECORD: Text("bokföring", "booking"),
    acts.CORRECT: Text("rättelse", "correction"),
    acts.ACCRUE: Text("reservering", "accrual"),
    acts.RELEASE: Text("upplösning", "release"),
    acts.ATTACH: Text("underlag", "evidence"),
    acts.ATTEST: Text("attest", "attestation"),
    acts.CLOSE: Text("bokslut", "closing"),
    acts.REOPEN: Text("bokslut öppnat", "reopening"),
    acts.REVIEW_REQUEST: Text("begäran om granskning", "review asked for"),
    acts.REVIEW_DELIVERED: Text("granskning besvarad", "review answered"),
    acts.DISCOVERED: Text("ändrad utanför", "changed outside"),
    acts.ADOPT: Text("intagen ändring", "adoption"),
}


def action_word(action: str) -> Text:
    """What to call an act; one that is not known here goes by its own name."""
    return _ACTIONS.get(action, Text(action, action))


def clean(text: str) -> str:
    """A text out of a log, fit for a screen: no control characters, personal numbers masked."""
    return mask("".join(one if one.isprintable() else " " for one in text))


def local_time(time: datetime) -> str:
    """A time by the clock where one is: ``2026-11-22 10:03``."""
    return f"{time.astimezone():%Y-%m-%d %H:%M}"
