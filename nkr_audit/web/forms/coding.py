"""Trying and writing what a person says that costs were for, as ``nkr code`` writes it."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from nkr_audit.recording.checks import hindering, new_findings, refuse_closed
from nkr_audit.recording.model import Plan
from nkr_audit.recording.view import View as BookView
from nkr_audit.recording.view import tried
from nkr_audit.serve import seam
from nkr_audit.trail.opening import open_book
from nkr_audit.trail.record import CODE, Act
from nkr_audit.trail.roles import MAY_RECORD, require
from nkr_audit.trail.writing import writing
from nkr_audit.web.forms.asking import programmes_of, who
from nkr_audit.web.forms.model import CodeTrial

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from nkr_audit.web.reading import Reading
    from nkr_importers.coding.plan import CodingPlan


class OtherCodingError(Exception):
    """What would be written is another thing than what was shown; ``trial`` is what it is now."""

    def __init__(self, trial: CodeTrial) -> None:
        super().__init__()
        self.trial = trial


def try_coding(
    reading: Reading, grant_id: str, plan: Callable[[BookView], CodingPlan]
) -> CodeTrial:
    """Plan on the book as it is now, and try it; nothing is written.

    Raises NkrError when the rows cannot be coded so.
    """
    main = reading.ledger.path
    require(main.parent, who(), MAY_RECORD)
    trial, _ = _tried(BookView(open_book(main), programmes_of(reading)), grant_id, plan)
    return trial


def write_coding(
    reading: Reading,
    grant_id: str,
    plan: Callable[[BookView], CodingPlan],
    seal: str,
    reason: str,
) -> None:
    """Write what was shown. Raises OtherCodingError when that would now be something else."""
    main, person = reading.ledger.path, who()
    require(main.parent, person, MAY_RECORD)
    known = programmes_of(reading)
    with writing(main) as writer:
        trial, contents = _tried(BookView(writer.ledger, known), grant_id, plan)
        if trial.seal != seal:
            raise OtherCodingError(trial)
        vouchers = tuple(dict.fromkeys(change.voucher for change in trial.changes))
        writer.write(contents, Act(CODE, person, vouchers, reason))
    seam.refresh()


def _tried(
    view: BookView, grant_id: str, plan: Callable[[BookView], CodingPlan]
) -> tuple[CodeTrial, Mapping[Path, bytes]]:
    planned = plan(view)
    contents = planned.edits.contents()
    after = tried(view, contents)
    as_plan = Plan(grant_id, (), contents)
    refuse_closed(view, after, as_plan)
    findings = new_findings(view, after)
    told = (planned.changes, [(one.code, one.what.sv) for one in findings])
    trial = CodeTrial(
        changes=tuple(planned.changes),
        findings=findings,
        errors=hindering(findings, as_plan),
        gone=new_findings(after, view),
        left_empty=planned.left_empty,
        seal=hashlib.sha256(repr(told).encode()).hexdigest(),
    )
    return trial, contents
