"""What Beancount says of a ledger it cannot read or accept, in the words of those who keep it."""

from __future__ import annotations

import re
from typing import NamedTuple

from nkr_audit.text import Text


class Said(NamedTuple):
    """What is wrong, and how to mend it."""

    what: Text
    remedy: Text


# A pattern of Beancount's message, what is wrong, and the remedy; its groups fill the braces.
_KNOWN = (
    (
        re.compile(r"month must be in|day is out of range|year .*is out of range"),
        Text("Datumet finns inte.", "There is no such date."),
        Text("rätta datumet på raden", "correct the date on the line"),
    ),
    (
        re.compile(r"Invalid token: '?(.*?)'?$"),
        Text("”{}” hör inte hemma i en bok.", "“{}” does not belong in a ledger."),
        Text("rätta eller ta bort det", "correct or remove it"),
    ),
    (
        re.compile(r"syntax error"),
        Text("Raden går inte att tolka.", "The line cannot be understood."),
        Text(
            "jämför med raderna intill: indrag, citattecken och ordning",
            "compare it with the lines around: indentation, quotes and order",
        ),
    ),
    (
        re.compile(r"Invalid reference to unknown account '(.*)'"),
        Text("Kontot {} är inte öppnat.", "The account {} is not open."),
        Text(
            "lägg till en rad open för kontot, eller rätta kontots namn",
            "add an open line for the account, or correct its name",
        ),
    ),
    (
        re.compile(r"Invalid reference to inactive account '(.*)'"),
        Text("Kontot {} är inte öppet den dagen.", "The account {} is not open on that day."),
        Text("rätta datumet på raden open eller close", "correct the date of its open or close"),
    ),
    (
        re.compile(r"Balance failed for '(.*)': expected (\S+) \S+ != accumulated (\S+)"),
        Text("Saldot på {} skulle vara {} men är {}.", "The balance of {} should be {} but is {}."),
        Text(
            "leta efter det som saknas eller är bokfört två gånger före den dagen",
            "look for what is missing or booked twice before that day",
        ),
    ),
)


def in_our_words(message: str) -> Said:
    """Return what a message of Beancount's means; an unknown one is quoted as it stands."""
    for pattern, what, remedy in _KNOWN:
        match = pattern.search(message)
        if match:
            return Said(Text(*(text.format(*match.groups()) for text in what)), remedy)
    return Said(
        Text(f"Beancount säger: {message}", f"Beancount says: {message}"),
        Text("rätta raden", "correct the line"),
    )
