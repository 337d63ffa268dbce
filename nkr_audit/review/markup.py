"""Small pieces of HTML for the pages of a package: no script, nothing from the network."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from nkr_audit.review.masking import mask
from nkr_audit.text import kronor

if TYPE_CHECKING:
    from collections.abc import Iterable
    from decimal import Decimal

_STYLE: Final = """\
:root{color-scheme:light;--ink:#1b1b1b;--line:#c9c9c9;--soft:#f3f5f7;--link:#0b4f9e}
*{box-sizing:border-box}
body{font:16px/1.5 system-ui,"Segoe UI",Roboto,Arial,sans-serif;color:var(--ink);margin:0}
header,main,footer{max-width:76rem;margin:0 auto;padding:1rem 1.5rem}
header{border-bottom:3px solid var(--link)}
h1{font-size:1.6rem;margin:.2rem 0}h2{font-size:1.25rem;margin:2.2rem 0 .4rem}
h3{font-size:1.05rem;margin:1.6rem 0 .3rem}
a{color:var(--link)}a:focus-visible{outline:3px solid #d97706;outline-offset:2px}
nav ul{display:flex;flex-wrap:wrap;gap:.2rem 1.2rem;padding:0;margin:.5rem 0;list-style:none}
.skip{position:absolute;left:-99rem}.skip:focus{left:1rem;background:#fff;padding:.5rem}
.wide{overflow-x:auto}.whole{white-space:nowrap}
table{border-collapse:collapse;width:100%;margin:.4rem 0 1rem}
caption{text-align:left;font-weight:600;padding:.3rem 0}
th,td{text-align:left;vertical-align:top;padding:.3rem .7rem .3rem 0}
th,td{border-bottom:1px solid var(--line)}
thead th{border-bottom:2px solid var(--ink);font-size:.9rem}
.amount{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}
.figure{width:auto;min-width:26rem}.figure .sum>*{font-weight:700;border-top:2px solid var(--ink)}
article{border-top:2px solid var(--line);padding-top:.4rem;margin-top:1.6rem}
article:target{background:var(--soft);outline:2px solid var(--link);outline-offset:.5rem}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.1rem 1rem;margin:.3rem 0}
dt{color:#4a4a4a}dd{margin:0}ul.papers{margin:.2rem 0;padding-left:1.2rem}
.note{background:var(--soft);border-left:4px solid var(--link);padding:.5rem .9rem;margin:.8rem 0}
@media print{nav,.skip{display:none}article{break-inside:avoid}}
"""


# Whatever follows, a page that begins so runs nothing and fetches nothing.
SAFE_HEAD: Final = (
    b'<!DOCTYPE html>\n<html lang="sv">\n<head>\n<meta charset="utf-8">\n'
    b'<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
    b"style-src 'unsafe-inline'\">\n"
)


def page(title: str, header: str, body: Iterable[str]) -> bytes:
    """A whole page."""
    return (
        SAFE_HEAD
        + (
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
            '<meta name="referrer" content="no-referrer">\n'
            f"<title>{text(title)}</title>\n<style>\n{_STYLE}</style>\n</head>\n<body>\n"
            f'<a class="skip" href="#innehall">Till innehållet</a>\n<header>{header}</header>\n'
            f'<main id="innehall">\n{"".join(body)}</main>\n</body>\n</html>\n'
        ).encode()
    )


def text(said: str) -> str:
    """A text, personnummer masked."""
    return escape(mask(said))


def link(to: str, said: str, *, fragment: str = "") -> str:
    """A link to a file of the package, relative to the page it stands on."""
    target = quote(to) + (f"#{quote(fragment)}" if fragment else "")
    return f'<a href="{escape(target)}">{text(said)}</a>'


def amount(value: Decimal) -> str:
    """An amount as it is read."""
    return escape(kronor(value))


def table(caption: str, columns: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A table; columns and cells are HTML already, an amount column begins with ``=``."""
    named = list(columns)
    kinds = [' class="amount"' if one.startswith("=") else "" for one in named]
    head = "".join(
        f'<th scope="col"{kind}>{one.removeprefix("=")}</th>'
        for one, kind in zip(named, kinds, strict=True)
    )
    body = "".join(
        "<tr>" + "".join(f"<td{kind}>{cell}</td>" for cell, kind in zip(row, kinds, strict=True))
        + "</tr>\n"
        for row in rows
    )  # fmt: skip
    return (
        f'<div class="wide"><table><caption>{caption}</caption>\n<thead><tr>{head}</tr></thead>\n'
        f"<tbody>\n{body}</tbody></table></div>\n"
    )
