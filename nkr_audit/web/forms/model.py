"""A form as a value: its fields with what was written in them, and what is wrong with that."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from nkr_audit.web.model import Page

if TYPE_CHECKING:
    from collections.abc import Mapping

    from nkr_audit.finding import Finding
    from nkr_audit.recording.model import Plan
    from nkr_audit.text import Text
    from nkr_importers.coding.plan import Change

FieldKind = Literal["text", "date", "select", "file"]


@dataclass(frozen=True, slots=True)
class Field:
    """A field with its label. ``options`` are those of a drop-down; ``error`` stands beside it."""

    name: str
    label: Text
    kind: FieldKind = "text"
    required: bool = False
    hint: Text | None = None
    options: tuple[tuple[str, Text], ...] = ()
    value: str = ""
    error: Text | None = None

    def filled(self, values: Mapping[str, str], errors: Mapping[str, Text]) -> Field:
        """The field with what was written in it, and what is wrong with that."""
        value = values.get(self.name, self.value)
        return replace(self, value=value, error=errors.get(self.name))


@dataclass(frozen=True, slots=True)
class Trial:
    """What a form would book, what the check would say of it, and what of that stops it.

    ``seal`` tells whether what is booked is what was shown.
    """

    plan: Plan
    findings: tuple[Finding, ...]
    stopping: tuple[Finding, ...]
    seal: str


@dataclass(frozen=True, slots=True)
class CostPart:
    """The form that books a cost; with a trial, also the voucher as it would be booked."""

    template: ClassVar[str] = "forms/cost.html"

    fields: tuple[Field, ...]
    document: tuple[Field, ...]
    reason: Field
    general: Text | None = None
    trial: Trial | None = None
    draft: str = ""
    draft_name: str = ""

    @property
    def faulty(self) -> tuple[Field, ...]:
        """The fields that something is wrong with."""
        every = (*self.fields, *self.document, self.reason)
        return tuple(field for field in every if field.error is not None)


@dataclass(frozen=True, slots=True)
class AttachPart:
    """The form that files a document on a voucher."""

    template: ClassVar[str] = "forms/attach.html"

    number: str
    fields: tuple[Field, ...]
    general: Text | None = None

    @property
    def faulty(self) -> tuple[Field, ...]:
        """The fields that something is wrong with."""
        return tuple(field for field in self.fields if field.error is not None)


@dataclass(frozen=True, slots=True)
class Awaiting:
    """A voucher that nobody has attested. ``why_not`` says why the asker may not either."""

    number: str
    key: str
    day: str
    text: str
    amount: str
    registered_by: str
    documents: int
    seal: str
    chosen: bool = False
    why_not: Text | None = None


@dataclass(frozen=True, slots=True)
class AttestPart:
    """The vouchers that wait for somebody to attest them. ``more`` are not shown."""

    template: ClassVar[str] = "forms/attest.html"

    vouchers: tuple[Awaiting, ...]
    more: int = 0
    general: Text | None = None

    @property
    def faulty(self) -> tuple[Field, ...]:
        """No field of it can be wrong by itself."""
        return ()


@dataclass(frozen=True, slots=True)
class Uncoded:
    """A cost row that is to be coded. ``value`` tells which, and what it said when it was seen.

    ``says`` is what the book says of it already, by key; ``missing`` the keys that it lacks.
    """

    value: str
    number: str
    key: str
    row: int
    day: str
    text: str
    account: str
    amount: str
    period: str
    says: tuple[tuple[str, str], ...]
    missing: tuple[str, ...]
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class CodeTrial:
    """What a coding would write, and what the check would say: anew, and no longer (``gone``).

    ``errors`` are those of the new findings that the coding itself gives.
    """

    changes: tuple[Change, ...]
    findings: tuple[Finding, ...]
    errors: tuple[Finding, ...]
    gone: tuple[Finding, ...]
    left_empty: int
    seal: str


@dataclass(frozen=True, slots=True)
class CodePart:
    """The cost rows that are to be coded, a page of them, and what they can be coded as.

    ``asked`` is what the rows are narrowed by; ``unnumbered`` are left out. With a trial, the rows
    are those that were chosen.
    """

    template: ClassVar[str] = "forms/code.html"

    rows: tuple[Uncoded, ...]
    fields: tuple[Field, ...]
    reason: Field
    asked: Mapping[str, str]
    number: int = 1
    pages: int = 1
    count: int = 0
    unnumbered: int = 0
    general: Text | None = None
    trial: CodeTrial | None = None

    @property
    def faulty(self) -> tuple[Field, ...]:
        """The fields that something is wrong with."""
        return tuple(field for field in (*self.fields, self.reason) if field.error is not None)


@dataclass(frozen=True, slots=True)
class CorrectPart:
    """The form that corrects a voucher; with a trial, also what the correction would book.

    ``how`` is whether it is replaced or only taken back; ``fields`` are those of what replaces it,
    none when it can only be taken back. ``how`` is None when it cannot be corrected at all.
    """

    template: ClassVar[str] = "forms/correct.html"

    number: str
    how: Field | None
    reason: Field
    fields: tuple[Field, ...]
    anyway: Field
    general: Text | None = None
    trial: Trial | None = None

    @property
    def faulty(self) -> tuple[Field, ...]:
        """The fields that something is wrong with."""
        every = (*([self.how] if self.how else ()), self.reason, *self.fields, self.anyway)
        return tuple(field for field in every if field.error is not None)


FormPart = CostPart | AttachPart | AttestPart | CodePart | CorrectPart


def form_page(
    title: Text, part: FormPart, lead: Text | None = None, *, before: tuple[Any, ...] = ()
) -> Page:
    """The page of a form, after what stands ``before`` it. Its template is found as others are."""
    parts: tuple[Any, ...] = (*before, part)
    return Page(title, parts, lead)
