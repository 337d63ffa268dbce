"""Questions to the book in BQL: SELECT only, and each in a shell of its own.

Fava's shell is shared by all who ask: it keeps the last asker's rows, has commands that write files
(``.output``) and settings that hold for everyone (``.set``). Here there is no shell.
"""

from __future__ import annotations

import csv
import io
import shlex
from decimal import Decimal
from http import HTTPStatus
from threading import Lock
from typing import TYPE_CHECKING, Any, Final

from beanquery import CompilationError, ParseError, connect  # type: ignore[import-untyped]
from beanquery.numberify import numberify_results  # type: ignore[import-untyped]
from beanquery.parser import ast, parse  # type: ignore[import-untyped]
from fava.core import query_shell
from fava.json_api import FavaJSONAPIError

from nkr_audit.serve.language import here
from nkr_audit.serve.patterns import is_costly
from nkr_audit.text import Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from beanquery import Cursor
    from fava.beans.abc import Directive
    from fava.core.query import QueryResultTable

# One question at a time: they hold the interpreter anyway, and nothing of theirs may mix.
_one_at_a_time = Lock()
_PATIENCE: Final = 20.0


class QueryError(FavaJSONAPIError):
    """The question is not one that is answered."""

    status = HTTPStatus.BAD_REQUEST

    def __init__(self, what: Text) -> None:
        super().__init__(what.to(here()))


class BusyError(QueryError):
    """Others' questions take all the time there is."""

    status = HTTPStatus.SERVICE_UNAVAILABLE


class SelectOnly(query_shell.QueryShell):
    """What Fava asks for instead of its own shell."""

    def execute_query_serialised(
        self, entries: Sequence[Directive], query: str
    ) -> QueryResultTable:
        """Answer a question with a table."""
        cursor = self._answer(entries, self._named(query)[1])
        return query_shell._serialise(cursor)

    def query_to_file(
        self, entries: Sequence[Directive], query_string: str, result_format: str
    ) -> tuple[str, io.BytesIO]:
        """Answer a question with a CSV file; Fava's own would make floats of amounts."""
        if result_format != "csv":
            raise QueryError(Text("Bara CSV kan hämtas här.", "Only CSV can be had here."))
        name, query = self._named(query_string)
        cursor = self._answer(entries, query)
        context: Any = self.ledger.options["dcontext"]
        types, rows = numberify_results(cursor.description, cursor.fetchall(), context.build())
        written = io.StringIO()
        table = csv.writer(written)
        table.writerow([column.name for column in types])
        table.writerows([_cell(value) for value in row] for row in rows)
        return name, io.BytesIO(written.getvalue().encode("utf-8-sig"))

    def _named(self, query: str) -> tuple[str, str]:
        """The question itself, and its name when it is one that the book keeps."""
        words = _words(query)
        if not words or words[0].lower() not in ("run", ".run"):
            return "query_result", query
        for kept in self.ledger.all_entries_by_type.Query:
            if words[1:] == [kept.name]:
                return kept.name, kept.query_string
        raise QueryError(Text("Boken har ingen sådan fråga.", "The book has no such query."))

    def _answer(self, entries: Sequence[Directive], query: str) -> Cursor:
        if not _one_at_a_time.acquire(timeout=_PATIENCE):
            raise BusyError(Text("Servern är upptagen. Försök igen.", "The server is busy."))
        try:
            statement = _select(query)
            context = connect(
                "beancount:",
                entries=entries,
                errors=self.ledger.errors,
                options=self.ledger.options,
            )
            return context.execute(statement)
        except (ParseError, CompilationError) as error:
            raise QueryError(
                Text(
                    f"Frågan går inte att förstå: {error}", f"The query is not understood: {error}"
                )
            ) from error
        except QueryError:
            raise
        except Exception as error:
            kind = type(error).__name__
            raise QueryError(
                Text(f"Frågan går inte att besvara ({kind}).", f"It has no answer ({kind}).")
            ) from error
        finally:
            _one_at_a_time.release()


def _select(query: str) -> Any:
    """Read the question; anything but a SELECT is refused, also when it is well formed."""
    if is_costly(query):
        raise QueryError(
            Text(
                "Frågan är för lång, eller har ett sökmönster som tar för lång tid.",
                "The query is too long, or has a pattern that takes too long.",
            )
        )
    if query.lstrip().startswith("."):
        raise _only_select()
    statement = parse(query.strip().rstrip(";"))
    if not isinstance(statement, ast.Select):
        raise _only_select()
    return statement


def _only_select() -> QueryError:
    return QueryError(Text("Här besvaras bara SELECT.", "Only SELECT is answered here."))


def _words(query: str) -> list[str]:
    try:
        return shlex.split(query.strip().rstrip("; \t"))
    except ValueError:
        return []


def _cell(value: Any) -> str:
    """A value as a cell: sums to the öre as they are, and no text that begins a formula."""
    if value is None:
        return ""
    if isinstance(value, (set, frozenset)):
        value = " ".join(sorted(str(each) for each in value))
    text = str(value)
    formula = text.startswith(("=", "+", "-", "@", "\t", "\r"))
    return f"'{text}" if formula and not isinstance(value, Decimal) else text
