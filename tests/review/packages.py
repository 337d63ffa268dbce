"""Books to build review packages of, and the packages that come of it."""

from __future__ import annotations

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

from nkr_audit.cli import main
from nkr_audit.cli.review import review
from tests.ledgers import run

if TYPE_CHECKING:
    from click.testing import Result

LEDGERS = Path(__file__).parents[2] / "ledger"
REGIONS = ("uppsala", "stockholm")

if "review" not in main.commands:
    main.add_command(review)


def sealed_book(folder: Path, region: str = "uppsala") -> Path:
    """A copy of an example book whose processing log has begun and is sealed."""
    root = folder / region
    shutil.copytree(LEDGERS / region, root)
    key = folder / "nycklar" / "nyckel.pem"
    run("log", "adopt", root / "main.beancount", "--reason", "Början", env={"NKR_WHO": "ekonom1"})
    run("log", "key", "--name", "Exempelregionen", "--out", key)
    assert run("log", "seal", root / "main.beancount", "--key", key).exit_code == 0
    return root / "main.beancount"


def built(book: Path, output: Path, *options: str) -> Path:
    """Build a package; return its bag: a zip is unpacked beside it."""
    assert build(book, output, *options).exit_code == 0
    if output.suffix != ".zip":
        return output
    folder = output.with_name(f"{output.stem} uppackad å ä ö")
    with zipfile.ZipFile(output) as archive:
        archive.extractall(folder)
    (bag,) = folder.iterdir()
    return bag


def build(book: Path, output: Path, *options: str) -> Result:
    """Run ``nkr review build``."""
    return run("review", "build", book, "-o", output, *options)


def verified(bag: Path) -> tuple[int, str]:
    """Run the package's own verifier where nkr-audit and all else of ours is out of reach."""
    done = subprocess.run(
        [sys.executable, "-I", "-S", str(bag / "data" / "verify.py")],
        capture_output=True, env={"PYTHONUTF8": "1"}, cwd=bag.parent, check=False,
    )  # fmt: skip
    assert done.stderr == b""
    return done.returncode, done.stdout.decode("utf-8", "replace")
