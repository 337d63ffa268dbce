"""Bifoga underlag: file a document on a voucher that is in the book."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from nkr_audit.errors import NkrError
from nkr_audit.labels import label_of
from nkr_audit.text import Text
from nkr_audit.web.forms.asking import MISSING, FormError, Sent, kinds, one_of, said, sent, upload
from nkr_audit.web.forms.carrying_out import attach_document
from nkr_audit.web.forms.model import AttachPart, Field, form_page
from nkr_audit.web.model import Link, Notice, Page
from nkr_importers.coding.values import allowed_values

if TYPE_CHECKING:
    from nkr_audit.web.view import View

TITLE: Final = Text("Bifoga underlag", "Attach a document")
_OF_ACTIVITY: Final = "insats"
_NO_FILE: Final = Text("Ingen fil är vald. Välj en fil.", "No file is chosen. Choose one.")


def build(view: View) -> Page:
    """The form for the voucher that is asked for."""
    return _page(view, FormError(), {})


def receive(view: View) -> Page | Link:
    """File what was sent."""
    one = view.reading.voucher(view.get("nr"))
    if one is None:
        return _page(view, FormError(), {})
    values = sent()
    form = Sent(values)
    activities = allowed_values(view.grant.settlement.grant).get("insats", ())
    kind = form.read("typ", one_of(kinds(with_activity=True)))
    activity = form.optional("insats", one_of(activities))
    if kind == _OF_ACTIVITY and activity is None:
        form.errors.setdefault("insats", MISSING)
    try:
        file = upload("underlag")
    except FormError as error:
        return _page(view, FormError({**form.errors, **error.errors}), values)
    if file is None:
        form.errors["underlag"] = _NO_FILE
    if file is None or kind is None or form.errors:
        return _page(view, FormError(form.errors), values)
    try:
        paper = file.paper(kind, activity)
        done = attach_document(view.reading, str(one.voucher.number), paper)
    except NkrError as error:
        return _page(view, FormError(general=said(error)), values)
    how = "bifogat" if done.contents else "fanns"
    return Link("verifikation", {"nr": view.get("nr"), "klart": how}, "underlag")


def _page(view: View, error: FormError, values: dict[str, str]) -> Page:
    one = view.reading.voucher(view.get("nr"))
    if one is None or one.voucher.number != view.get("nr"):
        what = Text(
            "Boken har ingen sådan verifikation, eller flera med samma nummer.",
            "The book has no such voucher, or several of the same number.",
        )
        return Page(TITLE, (Notice(what),), found=False)
    fields = tuple(field.filled(values, error.errors) for field in _fields(view))
    lead = Text(f"{one.voucher.number} {one.text}", f"{one.voucher.number} {one.text}")
    return form_page(TITLE, AttachPart(one.voucher.number, fields, error.general), lead)


def _fields(view: View) -> tuple[Field, ...]:
    activities = allowed_values(view.grant.settlement.grant).get("insats", ())
    kind_options = tuple((one, label_of(one)) for one in kinds(with_activity=True))
    return (
        Field("underlag", Text("Fil", "File"), "file", required=True),
        Field("typ", Text("Underlagets typ", "Kind of the document"), "select", required=True,
              options=kind_options, value="faktura"),
        Field("insats", Text("Insats som underlaget styrker", "Activity that it proves"), "select",
              options=(("", Text("–", "–")), *((one, label_of(one)) for one in activities)),
              hint=Text("Behövs när typen är insats.", "Needed when the kind is insats.")),
    )  # fmt: skip
