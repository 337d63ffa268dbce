"""A strict reader of TOML: every key has a type, and a key nobody asked for is refused."""

from __future__ import annotations

import re
import tomllib
from datetime import date, datetime
from decimal import Decimal
from difflib import get_close_matches
from typing import TYPE_CHECKING, TypeVar

from nkr_audit.errors import NkrError, Place
from nkr_audit.money import has_more_than_ore, to_ore
from nkr_audit.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping
    from pathlib import Path

T = TypeVar("T")

_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_LINE = re.compile(r"\(at line (\d+), column \d+\)")
_LARGEST_FILE = 4 << 20
_LARGEST_SUM = Decimal(10) ** 15

_TEXT = Text("en text inom citattecken", "a text within quotation marks")
_DAY = Text("ett datum utan citattecken, som 2026-12-31", "a date without quotes, as 2026-12-31")
_NUMBER = Text(
    "ett belopp i kronor med högst två decimaler, som 1000 eller 1000.50",
    "a sum in kronor with at most two decimals, as 1000 or 1000.50",
)
_COUNT = Text("ett heltal som är minst 1", "a whole number of at least 1")
_FLAG = Text("true eller false", "true or false")
_TABLE = Text("en tabell", "a table")
_LIST = Text("en lista med minst ett värde", "a list of at least one value")


class Table:
    """One TOML table. Reading a key takes it; ``end`` on the root refuses what is left."""

    def __init__(self, values: Mapping[str, object], file: Path, path: str = "") -> None:
        self.file = file
        self.path = path
        self._left = dict(values)
        self._asked: list[str] = []
        self._inner: list[Table] = []

    def names(self) -> tuple[str, ...]:
        """The keys not yet read, in the file's order."""
        return tuple(self._left)

    def optional(self, read: Callable[[str], T], key: str) -> T | None:
        """Return ``read(key)``, or None when the key is not there."""
        self._asked.append(key)
        return read(key) if key in self._left else None

    def text(self, key: str) -> str:
        """Read a text that is not blank."""
        value = self._take(key)
        if not isinstance(value, str) or not value.strip():
            raise self._wrong(key, _TEXT)
        return value

    def slug(self, key: str) -> str:
        """Read a name in lower-case ASCII, words joined by hyphens."""
        value = self.text(key)
        self.check_slug(value, key)
        return value

    def check_slug(self, name: str, key: str | None = None) -> None:
        """Refuse ``name`` unless it is lower-case ASCII words joined by hyphens."""
        if not _SLUG.fullmatch(name):
            raise self.error(
                name if key is None else key,
                Text(f"är inte ett giltigt namn: ”{name}”", f"is not a valid name: “{name}”"),
                Text(
                    "Skriv små bokstäver a–z, siffror och bindestreck, som statlig-uppfoljning.",
                    "Write lower-case a–z, digits and hyphens, as statlig-uppfoljning.",
                ),
            )

    def choice(self, key: str, allowed: Collection[str]) -> str:
        """Read a text that is one of ``allowed``."""
        value = self.text(key)
        if value not in allowed:
            listed = ", ".join(allowed)
            raise self.error(
                key,
                Text(f"har ett okänt värde: ”{value}”", f"has an unknown value: “{value}”"),
                Text(f"Skriv något av: {listed}.", f"Write one of: {listed}."),
            )
        return value

    def optional_choice(self, key: str, allowed: Collection[str]) -> str | None:
        """Read a text that is one of ``allowed``, or None when the key is not there."""
        return self.optional(lambda name: self.choice(name, allowed), key)

    def both(self, key: str) -> Text:
        """Read a text in both languages."""
        inner = self.table(key)
        return Text(inner.text("sv"), inner.text("en"))

    def texts(self, key: str) -> tuple[str, ...]:
        """Read a list of texts, at least one."""
        value = self._take(key)
        if not isinstance(value, list) or not value:
            raise self._wrong(key, _LIST)
        for number, item in enumerate(value, start=1):
            if not isinstance(item, str) or not item.strip():
                raise self._wrong(f"{key}[{number}]", _TEXT)
        return tuple(value)

    def day(self, key: str) -> date:
        """Read a date."""
        value = self._take(key)
        if not isinstance(value, date) or isinstance(value, datetime):
            raise self._wrong(key, _DAY)
        return value

    def kronor(self, key: str) -> Decimal:
        """Read a sum, with its two decimals."""
        value = self._take(key)
        if isinstance(value, int) and not isinstance(value, bool):
            value = Decimal(value)
        if not isinstance(value, Decimal) or not value.is_finite():
            raise self._wrong(key, _NUMBER)
        if not 0 <= value < _LARGEST_SUM or has_more_than_ore(value):
            raise self._wrong(key, _NUMBER)
        return to_ore(value)

    def count(self, key: str) -> int:
        """Read a number of things, at least one."""
        value = self._take(key)
        if not isinstance(value, int) or isinstance(value, bool) or value < 1:
            raise self._wrong(key, _COUNT)
        return value

    def flag(self, key: str) -> bool:
        """Read a true or false."""
        value = self._take(key)
        if not isinstance(value, bool):
            raise self._wrong(key, _FLAG)
        return value

    def table(self, key: str) -> Table:
        """Read a table."""
        value = self._take(key)
        if not isinstance(value, dict):
            raise self._wrong(key, _TABLE)
        return self._open(value, self.where(key))

    def table_or_empty(self, key: str) -> Table:
        """Read a table, an empty one when the key is not there."""
        return self.optional(self.table, key) or Table({}, self.file, self.where(key))

    def tables(self, key: str) -> tuple[Table, ...]:
        """Read a list of tables, at least one."""
        value = self._take(key)
        if not isinstance(value, list) or not value:
            raise self._wrong(key, _LIST)
        for number, item in enumerate(value, start=1):
            if not isinstance(item, dict):
                raise self._wrong(f"{key}[{number}]", _TABLE)
        return tuple(
            self._open(item, f"{self.where(key)}[{number}]")
            for number, item in enumerate(value, start=1)
        )

    def end(self) -> None:
        """Refuse every key that was not read, here and in the tables read from here."""
        for key in self._left:
            listed = ", ".join(dict.fromkeys(self._asked))
            raise self.error(
                key,
                Text("är ingen känd nyckel", "is not a known key"),
                Text(
                    f"Rätta namnet eller ta bort nyckeln. Här får stå: {listed}.",
                    f"Mend the name or remove the key. Here may stand: {listed}.",
                ),
            )
        for inner in self._inner:
            inner.end()

    def where(self, key: str) -> str:
        """Return the whole path of ``key``: ``terms.accrual.sources[1].quote``."""
        bare = _BARE_KEY.fullmatch(key.partition("[")[0])
        own = key if bare else f'"{key}"'
        return f"{self.path}.{own}" if self.path else own

    def error(self, key: str, what: Text, remedy: Text) -> NkrError:
        """Return the error that ``key`` ``what``."""
        path = self.where(key)
        return NkrError(
            Text(f"{path} {what.sv}.", f"{path} {what.en}."),
            remedy=remedy,
            place=Place(str(self.file)),
        )

    def _open(self, values: Mapping[str, object], path: str) -> Table:
        inner = Table(values, self.file, path)
        self._inner.append(inner)
        return inner

    def _take(self, key: str) -> object:
        self._asked.append(key)
        if key in self._left:
            return self._left.pop(key)
        near = get_close_matches(key, self._left, n=1)
        raise self.error(
            key,
            Text("saknas", "is missing"),
            Text(f"Kanske menades den med {near[0]}?", f"Was it meant by {near[0]}?")
            if near
            else Text("Skriv till den.", "Add it."),
        )

    def _wrong(self, key: str, wanted: Text) -> NkrError:
        return self.error(
            key,
            Text(f"ska vara {wanted.sv}", f"should be {wanted.en}"),
            Text("Rätta värdet.", "Mend the value."),
        )


def _too_large(path: Path) -> NkrError:
    return NkrError(
        Text(
            f"Filen är större än {_LARGEST_FILE >> 20} MiB och läses inte.",
            f"The file is larger than {_LARGEST_FILE >> 20} MiB and is not read.",
        ),
        remedy=Text("Ange rätt fil.", "Name the right file."),
        place=path,
    )


def read_toml(path: Path) -> Table:
    """Read the TOML file at ``path``; numbers with a decimal point become Decimals."""
    try:
        with path.open("rb") as file:
            content = file.read(_LARGEST_FILE + 1)
        if len(content) > _LARGEST_FILE:
            raise _too_large(path)
        # A byte order mark is what some editors on Windows begin a file with.
        text = content.decode("utf-8-sig")
        return Table(tomllib.loads(text, parse_float=Decimal), path)
    except OSError as error:
        raise NkrError(
            Text("Filen kan inte läsas.", "The file cannot be read."),
            remedy=Text(
                "Kontrollera att filen finns och att du får läsa den.",
                "Check that the file exists and that you may read it.",
            ),
            place=path,
        ) from error
    except UnicodeDecodeError as error:
        raise NkrError(
            Text("Filen är inte i UTF-8.", "The file is not in UTF-8."),
            remedy=Text(
                "Öppna filen i en textredigerare och spara den med teckenkodningen UTF-8.",
                "Open the file in a text editor and save it with the encoding UTF-8.",
            ),
            place=Place(str(path), error.object[: error.start].count(b"\n") + 1),
        ) from error
    except tomllib.TOMLDecodeError as error:
        line = _LINE.search(str(error))
        raise NkrError(
            Text(f"Filen är inte giltig TOML: {error}.", f"The file is not valid TOML: {error}."),
            remedy=Text(
                "Rätta raden: text ska stå inom citattecken och varje nyckel en gång.",
                "Mend the line: texts stand within quotation marks, and every key once.",
            ),
            place=Place(str(path), int(line[1]) if line else 0),
        ) from error
    except (RecursionError, ValueError) as error:
        raise NkrError(
            Text(
                "Filen har för djupt nästlade tabeller, eller ett orimligt långt tal.",
                "The file has too deeply nested tables, or an absurdly long number.",
            ),
            remedy=Text("Skriv den som i handboken.", "Write it as in the handbook."),
            place=path,
        ) from error
