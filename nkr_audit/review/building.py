"""Building a review package: everything in its place, written whole or not at all."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from nkr_audit.errors import NkrError
from nkr_audit.personal_number import mask
from nkr_audit.reports.as_json import findings_json, settlements_json
from nkr_audit.review.bag import Bag
from nkr_audit.review.log_files import log_files
from nkr_audit.review.page import Pages
from nkr_audit.review.placing import placed, refuse_taken, sink_for
from nkr_audit.review.readme import readme
from nkr_audit.review.rendering import Renderer
from nkr_audit.review.reports import Reports
from nkr_audit.review.subset import FILE_NAME, refuse_another_figure, subset
from nkr_audit.review.tables import Maker
from nkr_audit.text import Text
from nkr_audit.trail.commit import written_so_far
from nkr_audit.trail.log import read_log
from nkr_audit.trail.places import FOLDER as LOG_FOLDER
from nkr_audit.trail.places import Places
from nkr_audit.trail.record import hash_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from nkr_audit.programme import Programme
    from nkr_audit.review.contents import Contents

# About what the reports, tables and pages take, for the progress to tell something.
_PER_VOUCHER: Final = 10_000


@dataclass(frozen=True, slots=True)
class Built:
    """A package as it was built. ``checksum`` is what the whole of it can be known by.

    ``notes`` are what its reader is told to note, ``documents`` how many documents it has.
    """

    path: Path
    checksum: str
    vouchers: int
    documents: int
    notes: tuple[Text, ...]


def build(
    contents: Contents,
    output: Path,
    programmes: Mapping[str, Programme],
    *,
    force: bool = False,
    told: Callable[[int, int], None] = lambda _done, _total: None,
) -> Built:
    """Build the package at ``output``: a zip when its name ends so, else a folder.

    ``told`` is given the bytes written, and what is expected in all. Raises NkrError when
    something is there already (but ``force`` replaces an earlier package), when the ledger of the
    package would not say the same as the book, when the book is written meanwhile, and when the
    system refuses; nothing is then left behind.
    """
    refuse_taken(output, force=force)
    ledger = subset(contents)
    grant = contents.opened.context.grant.settlement.grant.id
    refuse_another_figure(ledger, contents, programmes)
    try:
        total = sum(path.stat().st_size for path in contents.files().values())
        total += _PER_VOUCHER * len(contents.vouchers)
        with placed(output) as temporary, sink_for(temporary, output, grant) as sink:
            bag = Bag(sink, lambda done: told(done, max(done, total)))
            with Renderer() as renderer:
                notes = _fill(bag, contents, ledger, Reports(contents, renderer))
            checksum = bag.finish(_about(contents))
            if written_so_far(contents.opened.root) != contents.opened.written:
                raise _written_meanwhile(contents)
    except OSError as error:
        why = error.strerror or str(error)
        raise NkrError(
            Text(f"Paketet kunde inte byggas: {why}.", f"The package was not built: {why}."),
            remedy=Text(
                "kontrollera rättigheter och ledigt utrymme, och kör om",
                "check permissions and free space, then run again",
            ),
            place=Path(error.filename) if isinstance(error.filename, str) else output,
        ) from error
    return Built(output, checksum, len(contents.vouchers), len(contents.files()), notes)


def _fill(bag: Bag, contents: Contents, ledger: bytes, reports: Reports) -> tuple[Text, ...]:
    """Put everything in the bag; return what the reader is to note."""
    context = contents.opened.context
    for name, content in reports.files():
        bag.add(name, content)
    sealed = {name: bag.add_file(name, path) for name, path in contents.files().items()}
    log, notes = log_files(contents)
    for name, content in log.items():
        bag.add(f"{LOG_FOLDER}/{name}", content)
    bag.add(f"bok/{FILE_NAME}", ledger)
    bag.add("avrakning.json", _json(settlements_json([context.grant])))
    bag.add("iakttagelser.json", _json(_findings(contents)))
    records = read_log(Places(contents.opened.root)).records if log else []
    made = Maker(contents, sealed, tuple((one, hash_of(one.line())) for one in records))
    for name, content in made.tables():
        bag.add(f"tabeller/{name}", content)
    for name, content in reports.pdfs():
        bag.add(name, content)
    told = (*_notes(contents), *notes, *reports.notes)
    for name, content in Pages(contents, reports.made, told).pages():
        bag.add(name, content)
    bag.add("README.txt", readme(contents, told))
    bag.add("verify.py", files("nkr_audit.review").joinpath("verifier.py").read_bytes())
    return told


def _findings(contents: Contents) -> dict[str, Any]:
    """The findings of the grant, without personnummer, files by their path in the book."""
    found = findings_json(contents.findings(), "sv")
    root = f"{contents.opened.root}{os.sep}"
    for finding in found["findings"]:
        finding["file"] = (finding["file"] or "").removeprefix(root).replace(os.sep, "/")
        finding["message"] = mask(finding["message"]).replace(root, "")
    return found


def _notes(contents: Contents) -> Iterator[Text]:
    """What the reader of the package must know of what is not in it."""
    if contents.sample:
        listed = ", ".join(contents.sample)
        yield Text(
            f"Paketet är ett urval: verifikationerna {listed}. Avräkningen gäller hela bidraget.",
            f"The package is a sample: vouchers {listed}. The settlement is of the whole grant.",
        )
    if contents.withheld:
        count = sum(paper.personal and paper.document.usable for paper in contents.papers)
        yield Text(
            f"{count} lönespecifikationer och anställningsavtal är utelämnade: "
            f"{contents.withheld}. De står i tabeller/documents.csv.",
            f"{count} payslips and contracts are left out: {contents.withheld}. They are listed in "
            "tabeller/documents.csv.",
        )
    missing = sum(not paper.document.usable for paper in contents.papers)
    if missing:
        yield Text(
            f"{missing} underlag saknas i bokens mapp.",
            f"{missing} documents are missing from the book's folder.",
        )


def _about(contents: Contents) -> Iterator[tuple[str, str]]:
    """What ``bag-info.txt`` tells."""
    context = contents.opened.context
    grant = context.grant.settlement.grant
    notes = context.contacts.of_grant(grant.id)
    yield "Source-Organization", grant.region or "-"
    yield "External-Identifier", grant.id
    yield "External-Description", "Granskningspaket / review package: statsbidrag till NKR"
    yield "Bag-Software-Agent", f"nkr-audit {context.version}"
    yield "Nkr-Programme", grant.programme_id
    yield "Nkr-Cost-Centre", grant.cost_centre or "-"
    if grant.programme:
        yield "Nkr-Period", f"{grant.programme.period.start}/{grant.programme.period.end}"
    yield "Nkr-Booked-Until", context.day.isoformat()
    for number in (notes.agreement, notes.decision, *notes.references):
        if number:
            yield "Nkr-Diarienummer", number


def _json(value: object) -> bytes:
    return f"{json.dumps(value, ensure_ascii=False, indent=2)}\n".encode()


def _written_meanwhile(contents: Contents) -> NkrError:
    return NkrError(
        Text(
            "Boken ändrades medan paketet byggdes.", "The book was changed during the building."
        ),
        remedy=Text("kör om", "run again"),
        place=contents.opened.root,
    )  # fmt: skip
