"""The book as a command that records sees it: as loaded, its accounts, and what the rules say."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from beancount.core.data import Document, Transaction

from nkr_audit.assessment import Assessment, assess
from nkr_audit.beancount_words import in_our_words
from nkr_audit.book_builder import build_book
from nkr_audit.errors import NkrError, Place
from nkr_audit.ledger import Ledger, load
from nkr_audit.metadata import word
from nkr_audit.reading import altered_documents, unusable_documents
from nkr_audit.text import Text
from nkr_audit.vocabulary import VOUCHER

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from nkr_audit.assessment import GrantAssessment
    from nkr_audit.book import Book, Grant, Voucher
    from nkr_audit.programme import Programme


@dataclass(frozen=True)
class View:
    """A book that is to be written in. ``new_files`` are documents that are not on disk yet."""

    ledger: Ledger
    programmes: Mapping[str, Programme]
    new_files: frozenset[str] = frozenset()

    @property
    def book(self) -> Book:
        """The book as plain values."""
        return self.assessment.book

    @cached_property
    def assessment(self) -> Assessment:
        """What the rules and the settlement say."""
        ledger = self.ledger
        unusable = unusable_documents(ledger.entries, ledger.root)
        return assess(
            build_book(
                ledger.entries,
                ledger.options,
                self.programmes,
                unusable_documents=unusable - self.new_files,
                altered_documents=altered_documents(ledger.entries, unusable),
            )
        )

    @cached_property
    def entries(self) -> Mapping[str, list[Any]]:
        """The transactions by voucher number."""
        found: dict[str, list[Any]] = {}
        for entry in self.ledger.entries:
            if isinstance(entry, Transaction):
                number = word(entry.meta.get(VOUCHER))
                if number is not None:
                    found.setdefault(number, []).append(entry)
        return found

    def assessed(self, grant_id: str) -> GrantAssessment:
        """The grant, assessed. Raises NkrError when the book has none of that name."""
        for one in self.assessment.grants:
            if one.settlement.grant.id == grant_id:
                if one.settlement.grant.programme is None:
                    raise self._unknown_programme(one.settlement.grant)
                return one
        known = ", ".join(grant.id for grant in self.book.grants) or "–"
        raise NkrError(
            Text(f"Boken har inget bidrag {grant_id}.", f"The book has no grant {grant_id}."),
            remedy=Text(
                f"ange ett bidrag med --grant: {known}", f"name a grant with --grant: {known}"
            ),
            place=self.ledger.path,
        )

    def grant(self, grant_id: str) -> Grant:
        """The grant of that name. Raises NkrError when the book has none."""
        return self.assessed(grant_id).settlement.grant

    def refuse_corrected(self, voucher: Voucher, remedy: Text) -> None:
        """Raise NkrError, with ``remedy``, when another voucher corrects this one."""
        correcting = [one for one in self.book.vouchers if one.corrects == voucher.number]
        if correcting:
            listed = ", ".join(one.number or "–" for one in correcting)
            raise NkrError(
                Text(
                    f"{voucher.number} är redan rättad, av {listed}.",
                    f"{voucher.number} is corrected already, by {listed}.",
                ),
                remedy=remedy,
                place=correcting[0].place,
            )

    def _unknown_programme(self, grant: Grant) -> NkrError:
        known = ", ".join(self.programmes)
        return NkrError(
            Text(
                f"Bidragsprogrammet {grant.programme_id} är inte känt (GR103).",
                f"The programme {grant.programme_id} is not known (GR103).",
            ),
            remedy=Text(
                f"skriv något av {known}, eller lägg till programmet med --programmes",
                f"write one of {known}, or add the programme with --programmes",
            ),
            place=grant.place,
        )

    def voucher(self, named: str) -> tuple[Any, Voucher]:
        """The voucher of that number, or the only one that ends with it: ``A42`` for ``2026-A42``.

        Returns Beancount's entry and ours. Raises NkrError when there is none, or several.
        """
        numbers = [named] if named in self.entries else self._ending_with(named)
        found = [entry for number in numbers for entry in self.entries[number]]
        if len(found) == 1:
            place = Place(found[0].meta["filename"], found[0].meta["lineno"])
            return found[0], next(one for one in self.book.vouchers if one.place == place)
        if not found:
            raise NkrError(
                Text(f"Boken har ingen verifikation {named}.", f"The book has no voucher {named}."),
                remedy=Text(
                    "ange numret som det står i boken, som 2026-A42",
                    "give the number as the book has it, as 2026-A42",
                ),
                place=self.ledger.path,
            )
        listed = ", ".join(
            f"{word(entry.meta[VOUCHER])} ({Path(entry.meta['filename']).name}:"
            f"{entry.meta['lineno']})"
            for entry in found
        )
        raise NkrError(
            Text(
                f"{named} kan vara flera verifikationer: {listed}.",
                f"{named} may be several vouchers: {listed}.",
            ),
            remedy=Text(
                "ange hela numret; står samma nummer på två, ge den ena sitt rätta nummer i boken",
                "give the whole number; if two have the same, give one its right number",
            ),
            place=self.ledger.path,
        )

    def _ending_with(self, named: str) -> list[str]:
        return [number for number in self.entries if number.endswith(f"-{named}")]

    def grant_of(self, voucher: Voucher) -> Grant:
        """The grant that a voucher is booked on, the first when several.

        Raises NkrError when it concerns no grant.
        """
        own = [grant for grant in self.book.grants if grant.id in voucher.grant_ids]
        if own:
            return self.grant(own[0].id)
        raise NkrError(
            Text(
                f"Verifikationen {voucher.number} rör inget bidrag.",
                f"The voucher {voucher.number} concerns no grant.",
            ),
            remedy=Text(
                "bokför den i ekonomisystemet; här förs bara det som rör bidragen",
                "book it in the ERP; only what concerns the grants is kept here",
            ),
            place=voucher.place,
        )


def tried(view: View, contents: Mapping[Path, bytes]) -> View:
    """Return the book as it would be with new ``contents``; nothing of it is changed.

    The text is loaded in a folder of its own, so that whatever Beancount has to say of it is said
    before it is written. Raises NkrError when the book would have errors.
    """
    root = view.ledger.root
    try:
        with tempfile.TemporaryDirectory(prefix="nkr-") as folder:
            copy = Path(folder).resolve()
            _copy(view.ledger, contents, copy)
            ledger = load(copy / view.ledger.path.name)
    except OSError as error:
        why = error.strerror or str(error)
        raise NkrError(
            Text(
                f"Ändringen kunde inte prövas: {why}. Inget är skrivet.",
                f"The change could not be tried: {why}. Nothing is written.",
            ),
            remedy=Text(
                "kontrollera utrymmet för tillfälliga filer, och kör om",
                "check the space for temporary files, then run again",
            ),
        ) from error
    _refuse_errors(ledger, copy, root)
    entries = [_moved(entry, str(copy), str(root)) for entry in ledger.entries]
    entries += _found_in_folders(view.ledger)
    options = {**ledger.options, "filename": str(view.ledger.path)}
    new_files = frozenset(str(path) for path in contents if path.suffix != ".beancount")
    moved = Ledger(view.ledger.path, entries, options, ())
    return View(moved, view.programmes, new_files)


def _copy(ledger: Ledger, contents: Mapping[Path, bytes], copy: Path) -> None:
    """Put the text files of the book, as they would be, in another folder."""
    for name in ledger.options["include"]:
        target = copy / _inside(Path(name), ledger.root)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(name, target)
    for path, content in contents.items():
        if path.suffix == ".beancount":
            target = copy / _inside(path, ledger.root)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)


def _inside(path: Path, root: Path) -> Path:
    """The path from the book's folder; one that was named through a link is what it leads to."""
    if path.is_relative_to(root):
        return path.relative_to(root)
    return path.resolve().relative_to(root.resolve())


def _found_in_folders(ledger: Ledger) -> Iterator[Any]:
    """Documents that Beancount found in folders (option "documents"): no line tells of them."""
    for entry in ledger.entries:
        if isinstance(entry, Document) and not entry.meta["lineno"]:
            yield entry


def _moved(entry: Any, copy: str, root: str) -> Any:
    """An entry as it would be in the book and not in the copy."""
    metas = [entry.meta, *[one.meta for one in getattr(entry, "postings", ()) if one.meta]]
    for meta in metas:
        if "filename" in meta:
            meta["filename"] = _path_moved(meta["filename"], copy, root)
    if isinstance(entry, Document):
        return entry._replace(filename=_path_moved(entry.filename, copy, root))
    return entry


def _path_moved(path: str, copy: str, root: str) -> str:
    return f"{root}{path[len(copy) :]}" if path.startswith(copy) else path


def _refuse_errors(ledger: Ledger, copy: Path, root: Path) -> None:
    if not ledger.errors:
        return
    first = ledger.errors[0]
    said = in_our_words(first.message)
    raise NkrError(
        Text(
            f"Det går inte att bokföra så. {said.what.sv}",
            f"It cannot be booked like that. {said.what.en}",
        ),
        remedy=Text(f"{said.remedy.sv}; inget är skrivet", f"{said.remedy.en}; nothing is written"),
        place=first.place._replace(file=_path_moved(first.place.file, str(copy), str(root))),
    )
