"""Reading XML from outside: no DTD, no entities, no network, and a bound on size and depth.

The documents come in several versions of one format, whose namespaces differ; so elements are
known by their local name.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from nkr_audit.errors import NkrError, Place
from nkr_audit.text import Text
from nkr_importers.opening import unreadable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LARGEST = 64 << 20
DEEPEST = 100
_AGAIN = Text("hämta filen på nytt från avsändaren", "fetch the file again from its sender")


@dataclass(slots=True)
class Node:
    """An element: its local name, namespace, attributes (local names), text and children.

    ``text`` is the text before the first child, without space around it; ``line`` 1 = first.
    """

    name: str
    namespace: str
    attributes: dict[str, str]
    line: int
    text: str = ""
    children: list[Node] = field(default_factory=list)

    def all(self, path: str) -> Iterator[Node]:
        """The elements at the end of a path of local names: ``Party/PostalAddress``."""
        first, _, rest = path.partition("/")
        for child in self.children:
            if child.name == first:
                if rest:
                    yield from child.all(rest)
                else:
                    yield child

    def find(self, path: str) -> Node | None:
        """The first element at the end of the path, if there is any."""
        return next(self.all(path), None)

    def value(self, path: str) -> str:
        """The text of the first element at the end of the path; empty when there is none."""
        found = self.find(path)
        return found.text if found is not None else ""

    def within(self, name: str) -> Iterator[Node]:
        """Every element of that name, however deep, itself included, in document order."""
        waiting = [self]
        while waiting:
            node = waiting.pop()
            if node.name == name:
                yield node
            waiting.extend(reversed(node.children))


@dataclass(frozen=True, slots=True)
class XmlFile:
    """A file as read: its bytes, their SHA-256, and the outermost element."""

    path: Path
    content: bytes
    sha256: str
    root: Node

    def place(self, node: Node) -> Place:
        """Where an element stands."""
        return Place(str(self.path), node.line)


def read_xml(path: Path, which: Text) -> XmlFile:
    """Read an XML file whole. ``which`` tells the user which file to name when it is not there.

    Raises NkrError when it cannot be read, is too large, is no XML, or has a DTD or entities.
    """
    try:
        with path.open("rb") as stream:
            content = stream.read(LARGEST + 1)
    except OSError as error:
        raise unreadable(path, error, which) from error
    if len(content) > LARGEST:
        raise NkrError(
            Text(
                f"Filen är större än {LARGEST >> 20} MiB och läses inte.",
                f"The file is larger than {LARGEST >> 20} MiB and is not read.",
            ),
            remedy=_AGAIN,
            place=path,
        )
    root = parse_xml(content, str(path))
    return XmlFile(path, content, hashlib.sha256(content).hexdigest(), root)


def parse_xml(content: bytes, name: str) -> Node:
    """Parse a document. ``name`` is what error messages call it. Raises NkrError as read_xml."""
    builder = _Builder(name)
    parser = DefusedXMLParser(
        target=builder, forbid_dtd=True, forbid_entities=True, forbid_external=True
    )
    builder.parser = parser.parser
    try:
        parser.feed(content)
        parser.close()
    except DefusedXmlException as error:
        raise NkrError(
            Text(
                "Filen har en DTD eller egna entiteter, som kan dölja innehåll eller hämta andra "
                "filer, och läses inte.",
                "The file has a DTD or entities of its own, which can hide contents or fetch other "
                "files, and is not read.",
            ),
            remedy=_AGAIN,
            place=Place(name, builder.line),
        ) from error
    except (ParseError, ValueError, LookupError) as error:
        raise NkrError(
            Text(f"Filen är inte välformad XML: {error}.", f"The file is no sound XML: {error}."),
            remedy=_AGAIN,
            place=Place(name, builder.line),
        ) from error
    if builder.root is None:
        raise NkrError(
            Text("Filen har inget innehåll.", "The file has no contents."),
            remedy=_AGAIN,
            place=Place(name, 1),
        )
    return builder.root


class _Builder:
    """Makes nodes of what the parser meets."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.root: Node | None = None
        self.parser: object = None
        self._open: list[Node] = []
        self._texts: list[list[str]] = []

    @property
    def line(self) -> int:
        """The line the parser has come to."""
        return int(getattr(self.parser, "CurrentLineNumber", 1))

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Begin an element."""
        if len(self._open) >= DEEPEST:
            raise NkrError(
                Text(
                    f"Elementen är nästlade djupare än {DEEPEST} nivåer.",
                    f"The elements are nested more than {DEEPEST} levels deep.",
                ),
                remedy=_AGAIN,
                place=Place(self.name, self.line),
            )
        namespace, name = _parted(tag)
        local = {_parted(key)[1]: value for key, value in attributes.items()}
        node = Node(name, namespace, local, self.line)
        if self._open:
            self._open[-1].children.append(node)
        else:
            self.root = node
        self._open.append(node)
        self._texts.append([])

    def data(self, text: str) -> None:
        """Take in text; that between the children of an element means nothing here."""
        if self._open and not self._open[-1].children:
            self._texts[-1].append(text)

    def end(self, _tag: str) -> None:
        """End an element."""
        node = self._open.pop()
        node.text = "".join(self._texts.pop()).strip()

    def close(self) -> None:
        """The document is at its end."""


def _parted(tag: str) -> tuple[str, str]:
    """Return the namespace and the local name of ``{namespace}name``."""
    namespace, _, name = tag.rpartition("}")
    return namespace.removeprefix("{"), name
