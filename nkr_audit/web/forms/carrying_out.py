"""The one way in for the forms: try what was filled in, and write it by the log's own door."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nkr_audit.recording.attaching import plan_attachment
from nkr_audit.recording.attesting import plan_attest
from nkr_audit.recording.checks import hindering, new_findings, refuse_closed
from nkr_audit.recording.view import View as BookView
from nkr_audit.recording.view import tried
from nkr_audit.serve import seam
from nkr_audit.text import Text
from nkr_audit.trail.opening import open_book
from nkr_audit.trail.record import ATTACH, ATTEST, Act
from nkr_audit.trail.roles import MAY_ATTACH, MAY_ATTEST, MAY_RECORD, require
from nkr_audit.trail.writing import writing
from nkr_audit.web.forms.asking import FormError, programmes_of, who
from nkr_audit.web.forms.model import Trial

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from nkr_audit.recording.attaching import Attachment
    from nkr_audit.recording.documents import Paper
    from nkr_audit.recording.model import Plan
    from nkr_audit.web.reading import Reading

_CHANGED = Text(
    "Verifikationen har ändrats sedan du såg den. Se efter en gång till.",
    "The voucher has changed since you saw it. Look at it once more.",
)
# Metadata that tells where an entry stands, and not what it says.
_PLACE = frozenset({"filename", "lineno"})


class ChangedError(Exception):
    """What would be booked is another thing than what was shown; ``trial`` is what it is now."""

    def __init__(self, trial: Trial) -> None:
        super().__init__()
        self.trial = trial


def try_plan(reading: Reading, plan: Callable[[BookView], Plan]) -> Trial:
    """Plan on the book as it is now, and try it; nothing is written.

    Raises NkrError when it cannot be booked at all.
    """
    main = reading.ledger.path
    require(main.parent, who(), MAY_RECORD)
    return _tried(BookView(open_book(main), programmes_of(reading)), plan)


def book_plan(
    reading: Reading,
    plan: Callable[[BookView], Plan],
    seal: str,
    action: str,
    *,
    reason: str = "",
    anyway: str | None = None,
) -> Plan:
    """Book what was shown. Raises ChangedError when that would now be something else."""
    main, person = reading.ledger.path, who()
    require(main.parent, person, MAY_RECORD)
    known = programmes_of(reading)
    with writing(main) as writer:
        trial = _tried(BookView(writer.ledger, known), plan)
        if trial.seal != seal or (trial.stopping and anyway is None):
            raise ChangedError(trial)
        why = "; ".join(part for part in (reason, anyway if trial.stopping else None) if part)
        writer.write(trial.plan.contents, Act(action, person, trial.plan.numbers, why))
    seam.refresh()
    return trial.plan


def _tried(view: BookView, plan: Callable[[BookView], Plan]) -> Trial:
    planned = plan(view)
    after = tried(view, planned.contents)
    refuse_closed(view, after, planned)
    findings = new_findings(view, after)
    told = (planned.vouchers, [(one.code, one.what.sv) for one in findings])
    seal = hashlib.sha256(repr(told).encode()).hexdigest()
    return Trial(planned, findings, hindering(findings, planned), seal)


def attest_vouchers(reading: Reading, seals: Mapping[str, str]) -> tuple[str, ...]:
    """Attest the vouchers that have the numbers and were seen as the ``seals`` say.

    Raises NkrError or FormError when one of them may not be; then none is.
    """
    main, person = reading.ledger.path, who()
    require(main.parent, person, MAY_ATTEST)
    known = programmes_of(reading)
    with writing(main) as writer:
        view = BookView(writer.ledger, known)
        for number, seal in seals.items():
            entry, _ = view.voucher(number)
            if seal_of(entry) != seal:
                raise FormError(
                    general=Text(f"{number}: {_CHANGED.sv}", f"{number}: {_CHANGED.en}")
                )
        numbers, contents = plan_attest(view, seals, person)
        tried(view, contents)
        writer.write(contents, Act(ATTEST, person, numbers, ""))
    seam.refresh()
    return numbers


def seal_of(entry: Any) -> str:
    """What tells whether a transaction still says what it said."""
    rows = [(one.account, str(one.units), _words(one.meta)) for one in entry.postings]
    told = (
        str(entry.date), entry.payee, entry.narration, sorted(entry.tags or ()),
        sorted(entry.links or ()), _words(entry.meta), rows,
    )  # fmt: skip
    return hashlib.sha256(repr(told).encode()).hexdigest()


def _words(meta: Mapping[str, Any] | None) -> list[tuple[str, str]]:
    found = (meta or {}).items()
    return sorted((key, str(value)) for key, value in found if key not in _PLACE)


def attach_document(reading: Reading, number: str, paper: Paper) -> Attachment:
    """File a document on a voucher. ``contents`` are empty when it was there already."""
    main, person = reading.ledger.path, who()
    require(main.parent, person, MAY_ATTACH)
    known = programmes_of(reading)
    with writing(main) as writer:
        view = BookView(writer.ledger, known)
        planned = plan_attachment(view, number, paper)
        if planned.contents:
            tried(view, planned.contents)
            reason = f"{Path(planned.path).name} sha256:{paper.sha256[:12]}"
            writer.write(planned.contents, Act(ATTACH, person, (planned.number,), reason))
    seam.refresh()
    return planned
