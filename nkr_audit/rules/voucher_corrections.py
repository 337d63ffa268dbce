"""VO108–110: corrections that tell what they correct, and periods that stay closed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nkr_audit.closing import closing_before
from nkr_audit.rules.rule import Hit, Subject
from nkr_audit.rules.vouchers import VO, grants_of, is_on_grant, voucher_hit
from nkr_audit.text import Text
from nkr_audit.vocabulary import CLOSING, TAG_CORRECTION

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from nkr_audit.book import Grant, Voucher


@VO.rule(
    108, "error",
    Text("Rättar en verifikation som inte finns", "Corrects a voucher that is not there"),
    "bookkeeping-law",
    about=Text(
        "Verifikationen säger att den rättar en annan, men boken har ingen med det numret. Då går "
        "det inte att se vad som var fel och vad som gäller nu.",
        "The voucher says that it corrects another, but the book has none with that number. Then "
        "nobody can see what was wrong and what holds now.",
    ),
)  # fmt: skip
def corrects_nothing(subject: Subject) -> Iterator[Hit]:
    """``rattar`` names no other voucher of the book."""
    grants = grants_of(subject)
    for voucher, corrected in _corrections(subject, grants):
        if voucher.corrects is not None and corrected is None:
            is_own = voucher.corrects == voucher.number
            yield voucher_hit(
                voucher, grants,
                Text(
                    "Verifikationen säger att den rättar sig själv."
                    if is_own
                    else f"Verifikationen {voucher.corrects}, som rättas, finns inte i boken.",
                    "The voucher says that it corrects itself."
                    if is_own
                    else f"The voucher {voucher.corrects}, which is corrected, is not in the book.",
                ),
                Text(
                    "skriv den rättade verifikationens nummer i rattar:, eller bokför den",
                    "write the number of the corrected voucher in rattar:, or book that voucher",
                ),
            )  # fmt: skip


@VO.rule(
    109, "warning",
    Text("Rättelsen hänger inte ihop med det rättade", "The correction is not linked"),
    "bookkeeping-law",
    about=Text(
        "En rättelse ska gå att finna från den verifikation som den rättar, och tvärtom. Därför "
        "säger den i rattar: vilken det är, och bär dess nummer som länk (^).",
        "A correction must be found from the voucher that it corrects, and the other way round. So "
        "it says in rattar: which one it is, and carries its number as a link (^).",
    ),
)  # fmt: skip
def correction_unlinked(subject: Subject) -> Iterator[Hit]:
    """A correction does not say what it corrects, or shares no link with it."""
    grants = grants_of(subject)
    for voucher, corrected in _corrections(subject, grants):
        if voucher.corrects is None:
            yield voucher_hit(
                voucher, grants,
                Text(
                    "Rättelsen säger inte vilken verifikation den rättar.",
                    "The correction does not say which voucher it corrects.",
                ),
                Text(
                    "skriv rattar: med den rättade verifikationens nummer, och numret som länk (^)",
                    "write rattar: with the number of the corrected voucher, and the number as a "
                    "link (^)",
                ),
            )  # fmt: skip
        elif corrected is not None and voucher.links.isdisjoint(corrected.links):
            yield voucher_hit(
                voucher, grants,
                Text(
                    f"Rättelsen har ingen länk gemensam med {voucher.corrects}, som den rättar.",
                    f"The correction shares no link with {voucher.corrects}, which it corrects.",
                ),
                Text(
                    f"skriv ^{voucher.corrects} på båda verifikationernas första rad",
                    f"write ^{voucher.corrects} on the first line of both vouchers",
                ),
            )  # fmt: skip


def _corrections(
    subject: Subject, grants: Mapping[str, Grant]
) -> Iterator[tuple[Voucher, Voucher | None]]:
    """Each correction on a grant, and the other voucher that it says it corrects."""
    vouchers = subject.book.vouchers
    corrections = [
        voucher
        for voucher in vouchers
        if (voucher.corrects is not None or TAG_CORRECTION in voucher.tags)
        and is_on_grant(voucher, grants)
    ]
    named = {voucher.corrects for voucher in corrections if voucher.corrects is not None}
    corrected = {voucher.number: voucher for voucher in vouchers if voucher.number in named}
    for voucher in corrections:
        other = corrected.get(voucher.corrects) if voucher.corrects is not None else None
        yield voucher, None if voucher.corrects == voucher.number else other


@VO.rule(
    110, "error", Text("Bokfört i en stängd period", "Booked in a closed period"),
    "bookkeeping-law", "reclaim-period",
    about=Text(
        "Bidraget har stängts med händelsen bokslut, och därefter har en verifikation daterad i "
        "bidragsåret registrerats. Den ändrar siffror som redan är redovisade. En rättelse efter "
        "bokslutet bokförs i det nya året, med en egen verifikation. Det som registreras medan "
        "bidraget är öppnat igen (oppnad) räknas inte.",
        "The grant was closed with the event bokslut, and a voucher dated within the grant year "
        "was registered after that. It changes figures that are already reported. A correction "
        "after closing is booked in the new year, as a voucher of its own. What is registered "
        "while the grant is open again (oppnad) does not count.",
    ),
)  # fmt: skip
def closed_period(subject: Subject) -> Iterator[Hit]:
    """A voucher dated within the programme's period was registered after the grant was closed."""
    closed = {grant.id: grant for grant in subject.book.grants if grant.events_of(CLOSING)}
    if not closed:
        return
    first = min(grant.events_of(CLOSING)[0].date for grant in closed.values())
    for voucher in subject.book.vouchers:
        if voucher.registered is None or voucher.registered <= first:
            continue
        for grant_id in sorted(voucher.grant_ids & closed.keys()):
            grant = closed[grant_id]
            closing = closing_before(grant, voucher.registered)
            if (
                closing is not None
                and grant.programme is not None
                and voucher.date in grant.programme.period
            ):
                yield Hit(
                    Text(
                        f"Verifikationen är daterad {voucher.date} men registrerades "
                        f"{voucher.registered}, efter bokslutet {closing.date}.",
                        f"The voucher is dated {voucher.date} but was registered on "
                        f"{voucher.registered}, after the closing on {closing.date}.",
                    ),
                    Text(
                        "bokför händelsen i det nya året, eller öppna bidraget igen (nkr close "
                        "--reopen) och redovisa om",
                        "book the event in the new year, or open the grant again (nkr close "
                        "--reopen) and report again",
                    ),
                    voucher.place, grant=grant, voucher=voucher, deviation=voucher.deviation,
                )  # fmt: skip
