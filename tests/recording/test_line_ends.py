"""What is added to a file has the line ends that the file has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.recording.books import done, record

if TYPE_CHECKING:
    from pathlib import Path


def test_added_lines_end_as_those_of_the_file(main: Path) -> None:
    main.write_bytes(main.read_bytes().replace(b"\n", b"\r\n").removesuffix(b"\r\n"))
    done(record(main))
    content = main.read_bytes()
    assert b'include "registrerat/' in content
    assert content.count(b"\n") == content.count(b"\r\n")

    year = main.parent / "registrerat" / "NKR2026-2026.beancount"
    assert b"\r" not in year.read_bytes()
    year.write_bytes(year.read_bytes().replace(b"\n", b"\r\n"))
    done(record(main))
    content = year.read_bytes()
    assert content.count(b"\n") == content.count(b"\r\n")
    assert b"2026-N2" in content
