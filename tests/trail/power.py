"""What is left on disk when the power goes: only what was synced, and by chance some of the rest.

A disk is taken at its word and no further. The contents of a file last when the file was synced;
its name lasts when its folder was, and that of the folder when the folder above was. What was not
synced may last all the same: for each folder and file up to some point, by chance.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Sequence
    from pathlib import Path


@dataclass(slots=True, eq=False)
class Node:
    """A file: what programs see in it, and what of that lasts. ``None``: a folder."""

    seen: bytearray | None
    kept: bytes = b""


@dataclass(frozen=True, slots=True)
class Change:
    """A change of names: in which folders, and what it does to a tree of names."""

    folders: frozenset[Path]
    apply: Callable[[dict[Path, Node]], None]


@dataclass(slots=True)
class Disk:
    """A disk with the files of a folder, which all last. ``seen`` is what programs see on it."""

    seen: dict[Path, Node] = field(default_factory=dict)
    lasting: dict[Path, Node] = field(default_factory=dict)
    waiting: list[Change] = field(default_factory=list)
    handles: dict[int, Path] = field(default_factory=dict)
    open_nodes: dict[int, Node] = field(default_factory=dict)

    @classmethod
    def of(cls, folder: Path) -> Disk:
        """The disk as it is now."""
        disk = cls()
        for path in [folder, *folder.rglob("*")] if folder.exists() else []:
            content = None if path.is_dir() else bytearray(path.read_bytes())
            disk.seen[path] = Node(content, bytes(content or b""))
        disk.lasting = dict(disk.seen)
        return disk

    def do(self, step: tuple[Any, ...]) -> None:
        """Take a step of the trace."""
        name, *given = step
        getattr(self, f"_{name}")(*given)

    def after_power_cut(self, chance: random.Random | None) -> dict[Path, bytes | None]:
        """What is there when the power comes back; without ``chance`` only what was synced."""
        tree = dict(self.lasting)
        stopped: set[Path] = set()
        for change in self.waiting:
            if chance is None or change.folders & stopped or chance.random() < 0.3:
                stopped |= change.folders
            else:
                change.apply(tree)
        found: dict[Path, bytes | None] = {}
        for path in sorted(tree):
            parent = path.parent
            if parent in self.seen and parent not in found:
                continue  # its folder did not last
            found[path] = None if tree[path].seen is None else _content(tree[path], chance)
        return found

    def _change(self, apply: Callable[[dict[Path, Node]], None], *paths: Path) -> None:
        apply(self.seen)
        self.waiting.append(Change(frozenset(path.parent for path in paths), apply))

    def _put(self, path: Path, node: Node) -> None:
        def apply(tree: dict[Path, Node]) -> None:
            tree[path] = node

        self._change(apply, path)

    def _mkdir(self, path: Path) -> None:
        if path not in self.seen:
            self._put(path, Node(None))

    def _open(self, handle: int, path: Path, flags: int) -> None:
        if path not in self.seen and flags & os.O_CREAT:
            self._put(path, Node(bytearray()))
        self.handles[handle] = path
        self.open_nodes[handle] = self.seen[path]

    def _write(self, handle: int, at: int, data: bytes) -> None:
        content = self.open_nodes[handle].seen
        assert content is not None
        content[at : at + len(data)] = data

    def _ftruncate(self, handle: int, _at: int, size: int) -> None:
        content = self.open_nodes[handle].seen
        assert content is not None
        del content[size:]

    def _fsync(self, handle: int, _at: int) -> None:
        node, path = self.open_nodes[handle], self.handles[handle]
        if node.seen is not None:
            node.kept = bytes(node.seen)
            return
        left = []
        for change in self.waiting:
            if path in change.folders:
                change.apply(self.lasting)
            else:
                left.append(change)
        self.waiting = left

    def _replace(self, source: Path, target: Path) -> None:
        node = self.seen[source]

        def apply(tree: dict[Path, Node]) -> None:
            tree.pop(source, None)
            tree[target] = node

        self._change(apply, source, target)

    _rename = _replace

    def _unlink(self, path: Path) -> None:
        def apply(tree: dict[Path, Node]) -> None:
            tree.pop(path, None)

        self._change(apply, path)

    _remove = _unlink

    def _chmod(self, *_given: Any) -> None:
        pass

    _fchmod = _chmod


def lay_out(found: dict[Path, bytes | None], old: Path, new: Path) -> None:
    """Write what is left under another folder."""
    for path, content in found.items():
        to = new / path.relative_to(old)
        if content is None:
            to.mkdir(parents=True, exist_ok=True)
        else:
            to.parent.mkdir(parents=True, exist_ok=True)
            to.write_bytes(content)


def images(
    before: Disk, trace: Sequence[tuple[Any, ...]], chances: Sequence[random.Random | None]
) -> list[dict[Path, bytes | None]]:
    """What may be left after each step of the trace, once for each of the ``chances``."""
    found = [before.after_power_cut(chance) for chance in chances]
    for step in trace:
        before.do(step)
        found += [before.after_power_cut(chance) for chance in chances]
    return found


def _content(node: Node, chance: random.Random | None) -> bytes:
    seen = bytes(node.seen or b"")
    if chance is None or seen == node.kept:
        return node.kept
    choice = chance.randrange(3)
    if choice == 2 and seen.startswith(node.kept):  # longer already, but not yet what was written
        return node.kept + bytes(len(seen) - len(node.kept))
    return seen if choice else node.kept
