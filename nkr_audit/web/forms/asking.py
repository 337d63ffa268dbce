"""What was sent with a form: values, documents, and who sent them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, Final, TypeVar

from flask import current_app, request

from nkr_audit.errors import NkrError
from nkr_audit.recording import given
from nkr_audit.recording.documents import LARGEST, Paper
from nkr_audit.recording.view import View as BookView
from nkr_audit.serve import seam
from nkr_audit.text import Text
from nkr_audit.trail.person import seen_name
from nkr_audit.vocabulary import DOCUMENT_KINDS
from nkr_importers.payroll.privacy import looks_personal

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from nkr_audit.programme import Programme
    from nkr_audit.web.forms.drafts import Owner
    from nkr_audit.web.reading import Reading

T = TypeVar("T")
LONGEST: Final = 1000
MISSING: Final = Text("Fältet är tomt. Fyll i det.", "The field is empty. Fill it in.")
_NOT_A_CHOICE: Final = Text("Det går inte att välja här.", "That is no choice here.")
# What the commands call their options, where an error of theirs is shown in a form.
_IN_FORMS: Final = {
    "--orgnr": Text("organisationsnumret", "the organisation number"),
    "--date": Text("datum", "the date"),
    "--registered": Text("registreringsdagen", "the day of registration"),
    "--account": Text("kontot", "the account"),
    "--anyway": Text("ett skäl", "a reason"),
    "--type": Text("typ", "the kind"),
    "--activity": Text("insats", "the activity"),
    "nkr record": Text("Registrera kostnad", "Record a cost"),
}


class FormError(Exception):
    """Something that was sent cannot be used. ``errors`` are by field, ``general`` of the whole."""

    def __init__(
        self, errors: Mapping[str, Text] | None = None, general: Text | None = None
    ) -> None:
        super().__init__()
        self.errors = dict(errors or {})
        self.general = general


def who() -> str:
    """The name that acts are logged under: the user's, as the commands take it.

    Raises NkrError when some of its characters cannot be seen.
    """
    user = seam.current_user()
    return given.words(seen_name(user.name)) if user is not None else ""


def owner() -> Owner:
    """Whose the documents are that are sent."""
    return who(), seam.current_book()


def programmes_of(reading: Reading) -> Mapping[str, Programme]:
    """The programmes of the book's grants, as the server has them."""
    grants = reading.book.grants
    return {grant.programme_id: grant.programme for grant in grants if grant.programme}


def shown_book(reading: Reading) -> BookView:
    """The book as it is shown, for what the recording code asks of it."""
    return BookView(reading.ledger, programmes_of(reading))


def sent() -> dict[str, str]:
    """The values of the form, by field, no longer than anybody writes."""
    return {name: value.strip()[:LONGEST] for name, value in request.form.items()}


def largest() -> int:
    """How many bytes a document may have: the server's own limit, less what else is sent."""
    limit = current_app.config.get("MAX_CONTENT_LENGTH") or LARGEST
    return min(int(limit) - (1 << 16), LARGEST)


def said(error: NkrError) -> Text:
    """What an error says, and how to mend it, without where in the server it is."""
    swedish = f"{error.what.sv} Gör så här: {error.remedy.sv}."
    english = f"{error.what.en} To mend it: {error.remedy.en}."
    for option, words in _IN_FORMS.items():
        swedish, english = swedish.replace(option, words.sv), english.replace(option, words.en)
    return Text(swedish, english)


class Sent:
    """Reads the fields of a form, and gathers what is wrong with them."""

    def __init__(self, values: Mapping[str, str]) -> None:
        self.values = values
        self.errors: dict[str, Text] = {}

    def read(self, name: str, reader: Callable[[str], T]) -> T | None:
        """A field that must be filled in."""
        if not self.values.get(name):
            self.errors[name] = MISSING
            return None
        return self.optional(name, reader)

    def optional(self, name: str, reader: Callable[[str], T]) -> T | None:
        """A field that may be left empty."""
        text = self.values.get(name, "")
        if not text:
            return None
        try:
            return reader(text)
        except NkrError as error:
            self.errors[name] = said(error)
            return None

    def done(self) -> None:
        """Raise FormError when something was wrong."""
        if self.errors:
            raise FormError(self.errors)


def one_of(choices: Sequence[str]) -> Callable[[str], str]:
    """Read a choice of a drop-down: a browser may send anything."""

    def read(text: str) -> str:
        if text not in choices:
            raise NkrError(_NOT_A_CHOICE, remedy=Text("välj i listan", "choose in the list"))
        return text

    return read


def reason(text: str) -> str:
    """Read why something is done. It is kept for good, and handed over with the book.

    Raises NkrError when it has no letters, or what looks like a personal identity number.
    """
    words = given.words(text)
    if not any(one.isalpha() for one in words):
        raise NkrError(
            Text("Texten säger ingenting.", "The text says nothing."),
            remedy=Text("skriv en kort mening", "write a short sentence"),
        )
    if looks_personal(words):
        raise NkrError(
            Text(
                "Texten har något som ser ut som ett personnummer, och sådana skrivs inte i boken.",
                "The text has what looks like a personnummer; those are not written in the book.",
            ),
            remedy=Text("skriv utan numret", "write it without the number"),
        )
    return words


def kinds(*, with_activity: bool) -> tuple[str, ...]:
    """The kinds of documents; that of an activity only where one can be named."""
    return tuple(kind for kind in sorted(DOCUMENT_KINDS) if with_activity or kind != "insats")


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it came."""

    name: str
    content: bytes

    def paper(self, kind: str, activity: str | None = None) -> Paper:
        """The file as a document; its name is made safe when it is filed."""
        return Paper(self.name, self.content, kind, activity)


def upload(name: str) -> Upload | None:
    """The file of a field, None when none was chosen. Raises FormError when it cannot be used."""
    file: Any = request.files.get(name)
    if file is None or not file.filename:
        return None
    most = largest()
    content = file.stream.read(most + 1)
    if len(content) > most:
        large = Text(
            f"Filen är större än {most >> 20} MiB. Spara den i ett mindre format.",
            f"The file is larger than {most >> 20} MiB. Save it in a smaller format.",
        )
        raise FormError({name: large})
    if not content:
        empty = Text(
            "Filen är tom och styrker ingenting. Välj den rätta filen.",
            "The file is empty and proves nothing. Choose the right file.",
        )
        raise FormError({name: empty})
    plain = PurePath(file.filename.replace("\\", "/")).name[:200]
    return Upload(plain or "underlag", content)
