"""What is told of requests for review and of completeness: lines of text, and plain values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from nkr_audit.personal_number import mask
from nkr_audit.review.requests import ITEMS
from nkr_audit.text import Text, kronor

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from nkr_audit.review.completeness import Completeness, Missing
    from nkr_audit.review.requests import Request
    from nkr_audit.review.status import RequestStatus
    from nkr_audit.text import Language

_STATES: Final = {
    "ready": Text("klart", "ready"),
    "missing": Text("saknas", "missing"),
    "delivered": Text("lämnat", "delivered"),
    "unknown": Text("se efter", "look"),
}
_FEW: Final = 5


def label(item: str) -> Text:
    """What an item is called; one that was asked for in words is its own label."""
    return ITEMS.get(item, Text(mask(item), mask(item)))


def status_lines(
    grant_id: str, found: Iterable[RequestStatus], day: date, language: Language
) -> Iterator[str]:
    """Each request with its last day, and each thing asked for in it."""
    for one in found:
        request = one.request
        by = request.by or Text("okänd", "unknown").to(language)
        what = Text(
            f"{grant_id}: begäran från {by} {request.day}",
            f"{grant_id}: request by {by} of {request.day}",
        )
        yield f"{what.to(language)}, {_due(one, day).to(language)}"
        if request.vouchers:
            listed = ", ".join(request.vouchers)
            yield Text(f"  gäller bara {listed}", f"  only {listed}").to(language)
        for item in one.items:
            amount = f" ({len(item.missing)})" if item.missing else ""
            state = _STATES[item.state].to(language)
            yield f"  {state:<9} {label(item.item).to(language)}{amount}"
            yield from _gaps(item.missing, language, most=_FEW)


def _due(one: RequestStatus, day: date) -> Text:
    request, left = one.request, one.days_left(day)
    if request.delivered is not None:
        late = Text(", för sent", ", too late") if one.is_late(day) else Text("", "")
        return Text(
            f"besvarad {request.delivered}{late.sv}", f"answered {request.delivered}{late.en}"
        )
    if left is None:
        return Text("utan sista dag", "without a last day")
    if left < 0:
        return Text(f"skulle besvaras {request.due}", f"was to be answered by {request.due}")
    days = "dag" if left == 1 else "dagar", "day" if left == 1 else "days"
    return Text(
        f"senast {request.due}, {left} {days[0]} kvar", f"by {request.due}, {left} {days[1]} left"
    )


def completeness_lines(grant_id: str, found: Completeness, language: Language) -> Iterator[str]:
    """What a reviewer will miss, the answer first."""
    if found.is_complete:
        yield Text(
            f"{grant_id}: inget saknas inför granskningen.",
            f"{grant_id}: nothing is missing for the review.",
        ).to(language)
    else:
        count = sum(map(len, (found.missing, found.vague, found.accruals, found.others)))
        yield Text(
            f"{grant_id}: att ordna innan paketet lämnas: {count}.",
            f"{grant_id}: to put in order before the package is sent: {count}.",
        ).to(language)
    if found.at_risk:
        yield from _risk(found, language)
    for title, gaps in (
        (Text("Saknas:", "Missing:"), found.missing),
        (Text("Vaga fakturatexter:", "Vague invoices:"), found.vague),
        (Text("Reserveringar som inte är upplösta:", "Accruals not resolved:"), found.accruals),
    ):
        if gaps:
            yield title.to(language)
            yield from _gaps(gaps, language)
    if found.others:
        yield Text("Andra öppna fel (nkr check):", "Other open errors (nkr check):").to(language)
        for finding in found.others:
            what = mask(finding.what.to(language))
            yield f"  {finding.code}  {finding.voucher_number or '–'}  {what}"
    if found.questions:
        yield Text("Obesvarade begäranden:", "Requests not answered:").to(language)
        for request in found.questions:
            due = request.due or "–"
            yield Text(
                f"  {request.by or '–'} {request.day}, senast {due}",
                f"  {request.by or '–'} {request.day}, by {due}",
            ).to(language)


def _risk(found: Completeness, language: Language) -> Iterator[str]:
    """What may be disallowed, and of which registers; the amounts under one another."""
    without = Text("utan register", "without a register").to(language)
    lines = [(Text("Kan underkännas", "May be disallowed").to(language), found.at_risk)]
    lines += [(f"  {name or without}", amount) for name, amount in found.by_register]
    lines.append((Text("varav utan underlag", "of it without proof").to(language), found.unproved))
    width = max(40, *(len(name) for name, _ in lines))
    for name, amount in lines:
        yield f"  {name:<{width}}{kronor(amount, language):>18}"


def _gaps(gaps: Iterable[Missing], language: Language, most: int | None = None) -> Iterator[str]:
    listed = list(gaps)
    for gap in listed[:most]:
        amount = "" if gap.amount is None else f"  {kronor(gap.amount, language)}"
        yield f"    {gap.voucher or '–'}{amount}  {mask(gap.what.to(language))}"
    if most is not None and len(listed) > most:
        more = len(listed) - most
        yield Text(f"    … och {more} till", f"    … and {more} more").to(language)


def status_json(
    grant_id: str, found: Iterable[RequestStatus], day: date, language: Language
) -> dict[str, Any]:
    """The status as plain values."""
    return {
        "requests": [
            {
                "grant": grant_id,
                **_request_json(one.request),
                "days_left": one.days_left(day),
                "late": one.is_late(day),
                "items": [
                    {
                        "item": item.item,
                        "label": label(item.item).to(language),
                        "state": item.state,
                        "missing": [_gap_json(gap, language) for gap in item.missing],
                    }
                    for item in one.items
                ],
            }
            for one in found
        ]
    }


def completeness_json(grant_id: str, found: Completeness, language: Language) -> dict[str, Any]:
    """The completeness as plain values. Amounts are strings with two decimals."""
    return {
        "grant": grant_id,
        "complete": found.is_complete,
        "at_risk": f"{found.at_risk:.2f}",
        "unproved": f"{found.unproved:.2f}",
        "by_register": [
            {"register": name, "amount": f"{amount:.2f}"} for name, amount in found.by_register
        ],
        "missing": [_gap_json(gap, language) for gap in found.missing],
        "vague": [_gap_json(gap, language) for gap in found.vague],
        "accruals": [_gap_json(gap, language) for gap in found.accruals],
        "others": [
            {
                "code": one.code,
                "voucher": one.voucher_number,
                "message": mask(one.what.to(language)),
            }
            for one in found.others
        ],
        "unanswered": [_request_json(one) for one in found.questions],
    }


def _request_json(request: Request) -> dict[str, Any]:
    return {
        "from": request.by or None,
        "date": request.day.isoformat(),
        "due": request.due.isoformat() if request.due else None,
        "reference": request.reference or None,
        "vouchers": list(request.vouchers),
        "delivered": request.delivered.isoformat() if request.delivered else None,
        "package": request.package or None,
    }


def _gap_json(gap: Missing, language: Language) -> dict[str, Any]:
    return {
        "item": gap.item,
        "voucher": gap.voucher,
        "amount": None if gap.amount is None else f"{gap.amount:.2f}",
        "message": mask(gap.what.to(language)),
    }
