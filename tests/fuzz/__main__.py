"""Fuzz a parser, led by what its code covers: ``python -m tests.fuzz sie --seconds 600``.

Needs atheris (``pip install -e '.[fuzz]'``). A file that breaks a parser is kept where it is told.
"""

from __future__ import annotations

import argparse
import resource
import sys
import tempfile
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["nkr_importers", "nkr_audit"]):
    from tests.fuzz.targets import targets


def main() -> None:
    """Run one parser until the time is up or a file breaks it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("parser", nargs="?")
    parser.add_argument("--seconds", type=int, default=600)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        known = targets(folder)
        if asked.parser not in known:
            sys.exit(f"choose among {', '.join(known)}")
        target = known[asked.parser]
        seeds = folder / "seeds"
        seeds.mkdir()
        for number, seed in enumerate(target.seeds):
            (seeds / str(number)).write_bytes(seed)
        words = folder / "words.txt"
        words.write_text("".join(f'"{_escaped(word)}"\n' for word in target.words))
        path = folder / f"in{target.suffix}"

        def try_one(content: bytes) -> None:
            path.write_bytes(content)
            target.examine(path)

        # libFuzzer ends the process itself, so what it needs is left for the system to clean.
        arguments = [
            sys.argv[0], str(seeds), f"-max_total_time={asked.seconds}", f"-dict={words}",
            "-timeout=20", "-rss_limit_mb=2048", "-max_len=20000", "-print_final_stats=1",
            "-verbosity=0", f"-artifact_prefix={tempfile.gettempdir()}/fuzz-{asked.parser}-",
        ]  # fmt: skip
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        atheris.Setup(arguments, try_one)
        atheris.Fuzz()


def _escaped(word: bytes) -> str:
    return "".join(f"\\x{byte:02x}" for byte in word)


if __name__ == "__main__":
    main()
