"""XML from outside is read safely, and errors name the line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from nkr_audit.errors import NkrError
from nkr_audit.text import Text
from nkr_importers import xml_reading
from nkr_importers.xml_reading import parse_xml, read_xml

if TYPE_CHECKING:
    from pathlib import Path

WHICH = Text("ange filen", "name the file")


def refused(content: bytes) -> str:
    with pytest.raises(NkrError) as caught:
        parse_xml(content, "in.xml")
    return caught.value.describe("sv")


def test_elements_are_known_by_local_name_and_line() -> None:
    root = parse_xml(
        b'<?xml version="1.0"?>\n<a xmlns:x="urn:x">\n <x:b k="1"> two </x:b>\n'
        b"<b>three<c>four</c>tail</b></a>",
        "in.xml",
    )
    assert [(node.text, node.line, node.namespace) for node in root.all("b")] == [
        ("two", 3, "urn:x"),
        ("three", 4, ""),
    ]
    assert root.value("b/c") == "four"
    assert root.value("b/missing") == ""
    assert [node.text for node in root.within("c")] == ["four"]
    assert next(root.all("b")).attributes == {"k": "1"}


@pytest.mark.parametrize(
    "dtd",
    [
        b'<!DOCTYPE a [<!ENTITY e "x">]>',
        b'<!DOCTYPE a SYSTEM "http://example.invalid/a.dtd">',
        b'<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]>',
        b"<!DOCTYPE a>",
    ],
)
def test_dtd_and_entities_are_refused(dtd: bytes) -> None:
    assert "DTD eller egna entiteter" in refused(b'<?xml version="1.0"?>\n' + dtd + b"<a>&e;</a>")


@pytest.mark.parametrize(
    "content",
    [b"", b"\0\0", b"<a>", b"<a></b>", b"no xml", b'<?xml encoding="x"?><a/>', b"\xff<a/>"],
)
def test_what_is_no_xml_is_refused_with_file_and_line(content: bytes) -> None:
    message = refused(content)
    assert message.startswith("in.xml:1: ")
    assert "Gör så här" in message


def test_deep_nesting_is_refused() -> None:
    assert "djupare än 100" in refused(b"<a>" * 200 + b"</a>" * 200)


def test_large_file_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xml_reading, "LARGEST", 10)
    path = tmp_path / "in.xml"
    path.write_bytes(b"<a>" + b" " * 100 + b"</a>")
    with pytest.raises(NkrError, match="större än"):
        read_xml(path, WHICH)


def test_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(NkrError, match="finns inte"):
        read_xml(tmp_path / "none.xml", WHICH)


def test_hash_is_that_of_the_bytes(tmp_path: Path) -> None:
    path = tmp_path / "in.xml"
    path.write_bytes(
        "<a>å</a>".encode("latin-1").replace(
            b"<a>", b'<?xml version="1.0" encoding="ISO-8859-1"?><a>'
        )
    )
    read = read_xml(path, WHICH)
    assert read.root.text == "å"
    assert len(read.sha256) == 64
