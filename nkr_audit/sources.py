"""What the source documents are called when people read of them."""

from __future__ import annotations

from nkr_audit.text import Text

_NAMES = {
    "000_5dc258ecda7ceb99.txt": Text(
        "SKR 2021-06-01, Användning av medel och övrig finansiering",
        "SKR 2021-06-01, Use of funds and other financing",
    ),
    "001_a7b3b60f3433cc00.txt": Text(
        "Överenskommelsen för 2021 mellan staten och SKR",
        "The agreement for 2021 between the state and SKR",
    ),
    "002_d02cea3e41f22a01.txt": Text(
        "Socialstyrelsens anvisningar för 2026", "Socialstyrelsen's instructions for 2026"
    ),
    "003_bd5f6fa17ce8b229.txt": Text(
        "SKR 2022-03-07, Sammanhållen, jämlik och säker vård",
        "SKR 2022-03-07, on the agreement for 2022",
    ),
    "004_8486234359231abc.txt": Text(
        "Överenskommelsen för 2022 mellan staten och SKR",
        "The agreement for 2022 between the state and SKR",
    ),
}


def name_of(document: str) -> Text:
    """Return what to call a source document; one of a region's own goes by its file name."""
    return _NAMES.get(document, Text(document, document))
