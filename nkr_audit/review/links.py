"""Links of the pages of a package: to vouchers, and to their documents."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from nkr_audit.review.contents import label
from nkr_audit.review.markup import link, text

if TYPE_CHECKING:
    from nkr_audit.book import Voucher
    from nkr_audit.review.contents import Contents, Paper

FOLDER: Final = "sidor"
ON_A_PAGE: Final = 200


class Links:
    """Where the vouchers of a package are shown. ``above`` leads to ``data`` from a page."""

    def __init__(self, contents: Contents) -> None:
        self._contents = contents
        self._place = {id(one.voucher): at for at, one in enumerate(contents.vouchers)}
        self._labels = {id(one.voucher): label(one) for one in contents.vouchers}

    def has(self, voucher: Voucher) -> bool:
        """Tell whether a voucher is in the package."""
        return id(voucher) in self._place

    def anchor(self, voucher: Voucher) -> str:
        """What a voucher is called on its page."""
        return f"v{self._place[id(voucher)] + 1}"

    def page_of(self, number: int) -> str:
        """The page of that number, by its name from ``data``."""
        return f"{FOLDER}/verifikationer-{number}.html"

    def to(self, voucher: Voucher, said: str | None = None, *, above: str = "") -> str:
        """A link to a voucher, or only its number when it is not in the package."""
        at = self._place.get(id(voucher))
        said = said or voucher.number or str(voucher.date)
        if at is None:
            return text(said)
        return link(
            f"{above}{self.page_of(at // ON_A_PAGE + 1)}", said, fragment=self.anchor(voucher)
        )

    def papers(self, voucher: Voucher, above: str = "") -> str:
        """Links to the documents of a voucher, and what is said of those that are left out."""
        papers = self._contents.by_voucher.get(self._labels.get(id(voucher), ""), ())
        return "<br>".join(document_link(paper, above) for paper in papers) or "–"


def document_link(paper: Paper, above: str) -> str:
    """A link to a document, or why it is left out."""
    kind = paper.document.kind or "underlag"
    if paper.name is None:
        why = paper.left_out.sv if paper.left_out else ""
        return f"{text(kind)}: utelämnat. {text(why)}"
    return link(f"{above}{paper.name}", f"{kind}: {paper.name.rpartition('/')[2]}")
