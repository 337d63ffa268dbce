"""The kinds of reports: each makes a ``Report`` out of a ``Context``, and knows no file format.

A kind is a module of its own here, with a function ``build``, and one line in ``KINDS``.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from nkr_audit.reports.kinds import (
    aterrapport,
    balansspecifikation,
    budget,
    efterslapning,
    grundbok,
    huvudbok,
    kontoutdrag,
    redovisning,
    rekvisition,
    reserveringar,
    sarredovisning,
    sjalvkostnad,
    slutrapport,
    systemdokumentation,
    underlag,
)
from nkr_audit.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from nkr_audit.reports.context import Context
    from nkr_audit.reports.document import Report


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of report. ``title`` is what the help calls it.

    ``books``: it can be written as SIE. ``system``: its context has the facts of the system.
    ``accounts``: it can be made of other accounts than its own.
    """

    name: str
    title: Text
    build: Callable[[Context], Report]
    books: bool = False
    system: bool = False
    accounts: bool = False


def _by_name(kinds: Iterable[Kind]) -> Mapping[str, Kind]:
    return MappingProxyType({kind.name: kind for kind in kinds})


# One line a kind, in the order that the help lists them:
KINDS: Mapping[str, Kind] = _by_name((
    Kind("rekvisition", Text("Rekvisition", "Requisition"), rekvisition.build),
    Kind("redovisning", Text("Ekonomisk redovisning", "Economic report"), redovisning.build),
    Kind("aterrapport", Text("Återrapportering", "Report back"), aterrapport.build),
    Kind("slutrapport", Text("Slutrapport", "Final report"), slutrapport.build),
    Kind("sarredovisning", Text("Särredovisning av statliga medel",
                                "Separate account of the state's money"), sarredovisning.build),
    Kind("sjalvkostnad", Text("Självkostnad för tjänster till industrin",
                              "Self-cost of services to the industry"), sjalvkostnad.build),
    Kind("budget", Text("Budget mot utfall, med prognos", "Budget against outcome, with forecast"),
         budget.build),
    Kind("huvudbok", Text("Huvudbok", "General ledger"), huvudbok.build, books=True),
    Kind("grundbok", Text("Grundbok", "Journal"), grundbok.build, books=True),
    Kind("kontoutdrag", Text("Kontoutdrag för bidragets skuld, eller för andra konton (--account)",
                             "Statement of the grant's liability, or of others (--account)"),
         kontoutdrag.build, accounts=True),
    Kind("balansspecifikation", Text("Specifikation av balanskonton",
                                     "Specification of balance accounts"),
         balansspecifikation.build),
    Kind("reserveringar", Text("Reserveringar och deras utfall", "Accruals and their outcome"),
         reserveringar.build),
    Kind("efterslapning", Text("Eftersläpning i registreringen", "Lag in registration"),
         efterslapning.build),
    Kind("underlag", Text("Styrkt med underlag, och vad som saknas",
                          "Proved by evidence, and what is missing"), underlag.build),
    Kind("systemdokumentation", Text("Systemdokumentation", "System documentation"),
         systemdokumentation.build, system=True),
))  # fmt: skip
