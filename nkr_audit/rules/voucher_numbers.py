"""VO101–105: the numbers of vouchers: each once, none missing, in order and in time."""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise
from pathlib import PurePath
from typing import TYPE_CHECKING, Final, NamedTuple

from nkr_audit.rules.rule import Hit, Subject
from nkr_audit.rules.vouchers import VO, grants_of, is_on_grant, named, only_grant, voucher_hit
from nkr_audit.text import Text
from nkr_audit.vocabulary import TAG_CORRECTION, TAG_RELEASE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from nkr_audit.book import Book, Voucher

_DIGITS: Final = "0123456789"
# A longer run of digits is no running number.
_MOST_DIGITS: Final = 18
# Where a series leaps further than this, it begins anew, or others have the numbers between.
_LEAP: Final = 20
_LAG_DAYS: Final = 60


class _Series(NamedTuple):
    """A series in its order: the running numbers, and the voucher of each."""

    numbers: list[int]
    vouchers: list[Voucher]


@VO.rule(
    101, "error", Text("Verifikationsnummer saknas", "No voucher number"), "bookkeeping-law",
    about=Text(
        "Verifikationen har inget nummer. Numret är det som följer en krona från siffran i "
        "rapporten till underlaget; utan det går posten inte att peka ut vid en granskning.",
        "The voucher has no number. The number is what follows a krona from the figure in the "
        "report to the document; without it the posting cannot be pointed out in a review.",
    ),
)  # fmt: skip
def number_missing(subject: Subject) -> Iterator[Hit]:
    """A voucher on a grant has no number."""
    grants = grants_of(subject)
    for voucher in subject.book.vouchers:
        if voucher.number is None and is_on_grant(voucher, grants):
            yield voucher_hit(
                voucher, grants,
                Text(
                    f"Verifikationen {named(voucher)} har inget nummer.",
                    f"The voucher {named(voucher)} has no number.",
                ),
                Text(
                    "skriv verifikation: med serie och nummer, och samma text som länk (^)",
                    "write verifikation: with series and number, and the same text as a link (^)",
                ),
            )  # fmt: skip


@VO.rule(
    102, "error", Text("Numret finns två gånger", "The number is used twice"), "bookkeeping-law",
    about=Text(
        "Två verifikationer har samma nummer. Då går det inte att säga vilken av dem ett underlag "
        "hör till, och samma händelse kan vara bokförd två gånger.",
        "Two vouchers have the same number. Then nobody can say to which of them a document "
        "belongs, and the same event may be booked twice.",
    ),
)  # fmt: skip
def number_twice(subject: Subject) -> Iterator[Hit]:
    """Two vouchers, at least one of them on a grant, have the same number."""
    vouchers = [voucher for voucher in subject.book.vouchers if voucher.number is not None]
    if len({voucher.number for voucher in vouchers}) == len(vouchers):
        return
    grants = grants_of(subject)
    first: dict[str | None, Voucher] = {}
    for voucher in vouchers:
        other = first.setdefault(voucher.number, voucher)
        if other is voucher or not (is_on_grant(voucher, grants) or is_on_grant(other, grants)):
            continue
        yield Hit(
            Text(
                f"Numret {voucher.number} finns redan, på verifikationen {named(other)} "
                f"({_where(other)}).",
                f"The number {voucher.number} is already used, by the voucher {named(other)} "
                f"({_where(other)}).",
            ),
            Text(
                "ge den ena sitt rätta nummer, eller ta bort den om den är inläst två gånger",
                "give one of them its right number, or remove it if it was read in twice",
            ),
            voucher.place, grant=only_grant(voucher, grants) or only_grant(other, grants),
            voucher=voucher, deviation=voucher.deviation,
        )  # fmt: skip


def _where(voucher: Voucher) -> str:
    return f"{PurePath(voucher.place.file).name}:{voucher.place.line}"


@VO.rule(
    103, "warning", Text("Lucka i nummerserien", "Gap in the series"), "bookkeeping-law",
    about=Text(
        "Ett nummer saknas mitt i en serie, så att någon kan ha tagit bort en verifikation. Regeln "
        "gäller serier som boken för själv: har något i serien hämtats ur ekonomisystemet, eller "
        "saknas minst hälften av numren, är de andra numren någon annans. Alla verifikationer i "
        "boken räknas, också de som inte rör bidraget.",
        "A number is missing in the middle of a series, so that someone may have removed a "
        "voucher. The rule is for series that the book keeps itself: if any of the series came "
        "from the ERP, or at least half of the numbers are missing, the others are someone "
        "else's. All vouchers of the book count, also those that do not concern the grant.",
    ),
)  # fmt: skip
def number_gap(subject: Subject) -> Iterator[Hit]:
    """A number is missing in a series that is kept in the book."""
    grants = grants_of(subject)
    for prefix, series in _series(subject.book).items():
        if any(voucher.source for voucher in series.vouchers):
            continue
        for place in _gaps(series.numbers):
            before, after = series.vouchers[place - 1 : place + 1]
            if is_on_grant(before, grants) or is_on_grant(after, grants):
                missing = range(series.numbers[place - 1] + 1, series.numbers[place])
                yield voucher_hit(after, grants, *_gap(prefix, before, after, missing))


def _gap(prefix: str, before: Voucher, after: Voucher, missing: range) -> tuple[Text, Text]:
    numbers = before.number or "", after.number or ""
    width = len(numbers[0]) - len(prefix)
    first, last = (f"{prefix}{running:0{width}}" for running in (missing[0], missing[-1]))
    between, between_en = " och ".join(numbers), " and ".join(numbers)
    if first == last:
        what = Text(
            f"Numret {first} saknas mellan {between}.",
            f"The number {first} is missing between {between_en}.",
        )
    else:
        what = Text(
            f"Numren {first}–{last} saknas mellan {between}.",
            f"The numbers {first}–{last} are missing between {between_en}.",
        )
    return what, Text(
        "bokför det som saknas, eller förklara luckan med avvikelse: ”VO103: skäl”",
        "book what is missing, or explain the gap with avvikelse: “VO103: reason”",
    )


@VO.rule(
    104, "warning", Text("Registrerad i fel ordning", "Registered out of order"),
    "bookkeeping-law",
    about=Text(
        "I en serie har ett senare nummer en tidigare registreringsdag än numret före. Numren ska "
        "följa den ordning som händelserna registrerades i; annars kan grundboken inte visa att "
        "allt är med.",
        "In a series a later number was registered on an earlier day than the number before it. "
        "The numbers are to follow the order of registration; otherwise the journal cannot show "
        "that everything is there.",
    ),
)  # fmt: skip
def out_of_order(subject: Subject) -> Iterator[Hit]:
    """A later number of a series was registered before the number that precedes it."""
    grants = grants_of(subject)
    for series in _series(subject.book).values():
        dated = (
            (voucher.registered, voucher)
            for voucher in series.vouchers
            if voucher.registered is not None
        )
        for (day_before, before), (day, after) in pairwise(dated):
            if day < day_before and is_on_grant(after, grants):
                yield voucher_hit(
                    after, grants,
                    Text(
                        f"Verifikationen registrerades {day}, men "
                        f"{before.number}, som har ett lägre nummer, först {day_before}.",
                        f"The voucher was registered on {day}, but "
                        f"{before.number}, which has a lower number, only on {day_before}.",
                    ),
                    Text(
                        "rätta dagen eller numret efter ekonomisystemet",
                        "correct the day or the number by the ERP",
                    ),
                )  # fmt: skip


@VO.rule(
    105, "warning", Text("Sent registrerad", "Registered late"), "bookkeeping-law",
    about=Text(
        f"Verifikationen registrerades mer än {_LAG_DAYS} dagar efter det den gäller. Bokföring "
        "ska ske löpande, och en lång eftersläpning kan dölja att en kostnad flyttats till "
        "bidraget i efterhand. Rättelser och upplösningar av reserveringar räknas inte.",
        f"The voucher was registered more than {_LAG_DAYS} days after what it concerns. "
        "Bookkeeping is continuous, and a long lag may hide that a cost was moved to the grant "
        "afterwards. Corrections and releases of accruals do not count.",
    ),
)  # fmt: skip
def registered_late(subject: Subject) -> Iterator[Hit]:
    """A voucher on a grant was registered long after its date."""
    grants = grants_of(subject)
    for voucher in subject.book.vouchers:
        if voucher.registered is None or voucher.registered <= voucher.date:
            continue
        days = (voucher.registered - voucher.date).days
        if (
            days <= _LAG_DAYS
            or voucher.corrects
            or not voucher.tags.isdisjoint((TAG_RELEASE, TAG_CORRECTION))
            or not is_on_grant(voucher, grants)
        ):
            continue
        yield voucher_hit(
            voucher, grants,
            Text(
                f"Händelsen är från {voucher.date} men registrerades först {voucher.registered}, "
                f"{days} dagar senare.",
                f"The event is of {voucher.date} but was registered only on "
                f"{voucher.registered}, {days} days later.",
            ),
            Text(
                "rätta dagen om den är fel, eller förklara dröjsmålet med avvikelse: "
                "”VO105: skäl”",
                "correct the day if it is wrong, or explain the delay with avvikelse: "
                "“VO105: reason”",
            ),
        )  # fmt: skip


@lru_cache(maxsize=1)
def _series(book: Book) -> Mapping[str, _Series]:
    """The numbered vouchers by series (what stands before the running number).

    Kept for the next rule that asks, since the book is large and the same.
    """
    series: dict[str, _Series] = {}
    for voucher in book.vouchers:
        number = voucher.number
        if number is not None:
            prefix = number.rstrip(_DIGITS)
            running = number[len(prefix) :]
            if 0 < len(running) <= _MOST_DIGITS:
                if prefix not in series:
                    series[prefix] = _Series([], [])
                series[prefix].numbers.append(int(running))
                series[prefix].vouchers.append(voucher)
    return {prefix: _in_order(*one) for prefix, one in series.items()}


def _in_order(numbers: list[int], vouchers: list[Voucher]) -> _Series:
    order = sorted(range(len(numbers)), key=numbers.__getitem__)
    return _Series([numbers[place] for place in order], [vouchers[place] for place in order])


def _stretches(numbers: list[int]) -> Iterator[range]:
    """The places of a series in which nothing leaps."""
    start = 0
    for place in range(1, len(numbers) + 1):
        if place == len(numbers) or numbers[place] - numbers[place - 1] > _LEAP:
            yield range(start, place)
            start = place


def _gaps(numbers: list[int]) -> Iterator[int]:
    """The places before which numbers are missing, where the book has most of them."""
    for stretch in _stretches(numbers):
        first, last = numbers[stretch[0]], numbers[stretch[-1]]
        if 2 * len(set(numbers[stretch.start : stretch.stop])) > last - first + 1:
            for place in stretch[1:]:
                if numbers[place] - numbers[place - 1] > 1:
                    yield place
