"""What Fava's data addresses have answered, kept packed as long as the book is the same.

Such an answer depends on nothing but the book, the question and the language: each is worked out
once, however many ask for it. They are worked out one after the other, since side by side each
would take as long as all of them, and our own pages with them.
"""

from __future__ import annotations

import gzip
from collections import OrderedDict
from http import HTTPStatus
from threading import Lock
from typing import TYPE_CHECKING, Final

from fava.context import g
from flask import Response, request

from nkr_audit.serve.language import here

if TYPE_CHECKING:
    from flask import Flask

    from nkr_audit.text import Language

KEPT: Final = frozenset(
    f"json_api.get_{name}"
    for name in (
        "journal_page", "account_report", "income_statement", "balance_sheet", "trial_balance",
        "statistics", "documents",
    )
)  # fmt: skip
MOST: Final = 24 << 20
_QUICK: Final = 3
# How long one waits for others' answers, in seconds, before going ahead anyway.
_PATIENCE: Final = 5.0
_JSON: Final = "application/json"
# Set when the answer is one that is kept.
_MARK: Final = "nkr.kept"
# Set when the request has its turn to work an answer out.
_TURN: Final = "nkr.turn"

Question = tuple[str, "Language"]


class Answers:
    """The answers about one state of a book. The ones that were not asked for long give way."""

    def __init__(self, most: int = MOST) -> None:
        self._most, self._lock = most, Lock()
        self._kept: OrderedDict[Question, bytes] = OrderedDict()
        self._size = 0

    def get(self, question: Question) -> bytes | None:
        """The answer, packed, if it was given before."""
        with self._lock:
            found = self._kept.get(question)
            if found is not None:
                self._kept.move_to_end(question)
            return found

    def put(self, question: Question, packed: bytes) -> None:
        """Keep an answer."""
        with self._lock:
            self._size += _size(question, packed) - self._drop(question)
            self._kept[question] = packed
            while self._size > self._most:
                oldest = next(iter(self._kept))
                self._size -= self._drop(oldest)

    def _drop(self, question: Question) -> int:
        packed = self._kept.pop(question, None)
        return 0 if packed is None else _size(question, packed)


def keep_answers(app: Flask) -> None:
    """Have the application answer from what is kept, and keep what it answers."""

    turn = Lock()

    @app.before_request
    def look() -> Response | None:
        answers = _answers()
        if answers is None:
            return None
        packed = answers.get(_question())
        if packed is None:
            request.environ[_TURN] = turn.acquire(timeout=_PATIENCE)
            packed = answers.get(_question())  # somebody may have asked the same meanwhile
        return None if packed is None else _answer(packed)

    @app.teardown_request
    def next_one(_error: BaseException | None) -> None:
        if request.environ.pop(_TURN, False):
            turn.release()

    @app.after_request
    def keep(response: Response) -> Response:
        answers = _answers()
        is_new = response.status_code == HTTPStatus.OK and _MARK not in request.environ
        if answers is None or not is_new:
            return response
        packed = gzip.compress(response.get_data(), _QUICK, mtime=0)
        answers.put(_question(), packed)
        return _answer(packed)


def _answers() -> Answers | None:
    """Where the answer to the request belongs, when it is one to keep."""
    if request.endpoint not in KEPT or request.method != "GET":
        return None
    found: Answers | None = getattr(getattr(g, "ledger", None), "answers", None)
    return found


def _question() -> Question:
    return request.full_path, here()


def _answer(packed: bytes) -> Response:
    request.environ[_MARK] = True
    if not request.accept_encodings["gzip"]:
        return Response(gzip.decompress(packed), mimetype=_JSON)
    answer = Response(packed, mimetype=_JSON)
    answer.headers["Content-Encoding"] = "gzip"
    answer.headers["Vary"] = "Accept-Encoding"
    return answer


def _size(question: Question, packed: bytes) -> int:
    return len(packed) + len(question[0])
