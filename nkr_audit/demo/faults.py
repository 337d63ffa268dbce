"""The faults of the one unsound example book: what is wrong, with which voucher, and how.

The faults that lie in no voucher stand in the book's data file, with their comments.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Final

from nkr_audit.demo.drafts import OTHER, Draft, Line, Meta
from nkr_audit.demo.reading import kronor_of

if TYPE_CHECKING:
    from collections.abc import Callable

_GRANT: Final = "NKR2026"
_VAT_ON_GRANT: Final = f"Kostnader:{_GRANT}:2641-Debiterad-ingående-moms"
_EARLIER_GRANT: Final = "Kostnader:NKR2025:5420-Programvaror"
_FOREIGN_REGISTER: Final = "RiksSvikt (hjärtsvikt)"

EXTRA_ACCOUNTS: Final = (_VAT_ON_GRANT, _EARLIER_GRANT)


@dataclass(frozen=True, slots=True)
class _Fault:
    """A fault in the voucher ``key``: its comment, and the change that makes it."""

    key: str
    comment: str
    change: Callable[[Draft], Draft]


def plant(drafts: list[Draft]) -> list[Draft]:
    """The drafts with every fault in place."""
    faults = {fault.key: fault for fault in _FAULTS}
    planted = [_changed(draft, faults.pop(draft.key, None)) for draft in drafts]
    if faults:
        raise KeyError(*faults)
    return [*planted, _UNTAGGED, _SPONSORED]


def _changed(draft: Draft, fault: _Fault | None) -> Draft:
    return draft if fault is None else replace(fault.change(draft), comment=fault.comment)


def _as_it_is(draft: Draft) -> Draft:
    """The draft itself: the fault lies in what was bought, or in when."""
    return draft


def _with(key: str, value: str) -> Callable[[Draft], Draft]:
    """Give the voucher another value of ``key``, or a new one."""

    def change(draft: Draft) -> Draft:
        known = key in dict(draft.meta)
        meta = tuple((k, value if k == key else v) for k, v in draft.meta)
        return replace(draft, meta=meta if known else (*draft.meta, (key, value)))

    return change


def _without_meta(key: str) -> Callable[[Draft], Draft]:
    return lambda draft: replace(draft, meta=tuple(item for item in draft.meta if item[0] != key))


def _without_paper(kind: str) -> Callable[[Draft], Draft]:
    return lambda draft: replace(
        draft, papers=tuple(paper for paper in draft.papers if paper.kind != kind)
    )


def _foreign_register(draft: Draft) -> Draft:
    first, *rest = draft.lines
    meta: Meta = tuple(
        (key, _FOREIGN_REGISTER if key == "register" else value) for key, value in first.meta
    )
    return replace(draft, lines=(replace(first, meta=meta), *rest))


def _on_earlier_grant(draft: Draft) -> Draft:
    """The first cost line strays to a grant that the book does not have."""
    first, *rest = draft.lines
    return replace(draft, lines=(replace(first, account=_EARLIER_GRANT), *rest))


def _vat_as_cost(draft: Draft) -> Draft:
    """The VAT is booked on the grant, with the dimensions of the first cost line."""
    benefit = draft.lines[0].meta
    lines = tuple(
        Line(_VAT_ON_GRANT, line.amount, benefit) if "1640-" in line.account else line
        for line in draft.lines
    )
    return replace(draft, lines=lines)


_FAULTS: Final = (
    _Fault(
        "hjartsvikt",
        "FEL (CC): registret på raden hör inte till bidraget.",
        _foreign_register,
    ),
    _Fault(
        "bild",
        "FEL (CC): första raden är bokförd på NKR2025, ett bidrag som inte finns i boken.",
        _on_earlier_grant,
    ),
    _Fault(
        "licens-2027",
        "FEL (GY): fakturan avser helt och hållet 2027 och hör inte till bidragsåret.",
        _as_it_is,
    ),
    _Fault(
        "logg",
        "FEL (GY): perioden går över årsskiftet; bara 47 av 92 dagar ligger i bidragsåret.",
        _as_it_is,
    ),
    _Fault(
        "drift",
        "FEL (EL): drift och förvaltning av ett register ersätts inte av bidraget.",
        _as_it_is,
    ),
    _Fault(
        "forskning",
        "FEL (EL): att genomföra forskning ersätts inte; att lämna ut uppgifter är en annan sak.",
        _as_it_is,
    ),
    _Fault(
        "konferens",
        "FEL (EL): momsen är bokförd på bidraget; regionen får tillbaka den.",
        _vat_as_cost,
    ),
    _Fault(
        "resor",
        "FEL (PU): ändamålet saknas.",
        _without_meta("andamal"),
    ),
    _Fault(
        "profil",
        "FEL (PU): ändamålet marknadsforing finns inte i bidragsprogrammet.",
        _with("andamal", "marknadsforing"),
    ),
    _Fault(
        "kurs",
        "FEL (PU): kunskapsutveckling är ett ändamål för regionens egna medel, inte för bidraget.",
        _with("andamal", "kunskapsutveckling"),
    ),
    _Fault(
        "granskning",
        "FEL (EV): fakturan är inte bifogad.",
        _without_paper("faktura"),
    ),
    _Fault(
        f"{_GRANT}-lon-7",
        "FEL (EV): varken lönespecifikationer eller anställningsavtal är bifogade.",
        _without_paper("lonespecifikation"),
    ),
    _Fault(
        "resultatvisning",
        "FEL (EV): reserveringen styrks av fakturan men inte av någon leverans.",
        _without_paper("leverans"),
    ),
    _Fault(
        "overhead-1",
        "FEL (EV): fördelningsunderlaget saknas.",
        _without_paper("fordelning"),
    ),
    _Fault(
        "overtagande",
        "AVVIKELSE: driftkostnaden är godtagen med skäl. Iakttagelsen står kvar som godtagen.",
        _with(
            "avvikelse",
            "EL101: engångskostnad för flytt till den gemensamma plattformen, beslutad av chef1 "
            "2026-11-20",
        ),
    ),
)  # fmt: skip

_STRAY_AMOUNT: Final = kronor_of("25000.00")
_UNTAGGED: Final = Draft(
    key="omforing",
    series=OTHER,
    day=date(2026, 9, 30),
    payee="Redovisningsenheten",
    text="Omföring av del av statsbidraget till annan förvaltning",
    lines=(
        Line(f"Skulder:{_GRANT}:2971-Förutbetalt-statsbidrag", _STRAY_AMOUNT),
        Line("Skulder:2890-Avräkning-mellan-förvaltningar", -_STRAY_AMOUNT),
    ),
    comment=(
        "FEL (SE): skulden minskas utan intäktsföring eller återbetalning, så att den inte "
        "längre stämmer med avräkningen."
    ),
)

_GIFT: Final = kronor_of("30000.00")
_SPONSORED: Final = Draft(
    key="sponsring",
    series=OTHER,
    day=date(2026, 10, 12),
    payee="Exempel Implantat AB",
    text="Stöd till användarmötet för implantatregistren",
    lines=(
        Line("Tillgångar:1930-Bank", _GIFT),
        Line(f"Intäkter:{_GRANT}:3511-Statsbidrag", -_GIFT),
    ),
    meta=(("finansiar", "industri"), ("form", "sponsring")),
    comment=(
        "FEL (IN): ett företag sponsrar registren, och intäkten är bokförd på bidraget i stället "
        "för för sig."
    ),
)
