"""``nkr review verify``: is the package whole, safe and right, and what has changed since?"""

from __future__ import annotations

import json
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from nkr_audit.cli.common import Command, language, option, programmes, shared_options
from nkr_audit.cli.progress import byte_bar
from nkr_audit.ledger import collector_held
from nkr_audit.review.comparing import compare_packages
from nkr_audit.review.problem import Problem
from nkr_audit.review.safe_reading import open_package
from nkr_audit.review.verify_text import verified_json, verify_lines
from nkr_audit.review.verifying import Verified, verify_package
from nkr_audit.text import Text
from nkr_audit.trail.verifier_keys import given_keys

if TYPE_CHECKING:
    from collections.abc import Collection

    from nkr_audit.review.package import Package
    from nkr_audit.trail.checkpoint import VerifierKey


@click.command(
    "verify",
    cls=Command,
    text=Text(
        "Pröva granskningspaketet PATH, en zip-fil eller en mapp, utan att packa upp det eller "
        "köra något i det. Slutar med 0 när allt stämmer, 1 när något inte stämmer, 2 när det "
        "inte går att pröva.",
        "Verify the review package PATH, a zip or a folder, without unpacking it or running "
        "anything in it. Exits with 0 when all is sound, 1 when something is not, 2 when it cannot "
        "be verified.",
    ),
)
@click.argument("path", metavar="PATH", type=click.Path(path_type=Path))
@option(
    "--earlier", metavar="PATH", type=click.Path(path_type=Path),
    text=Text(
        "Ett tidigare paket om samma bidrag; visa vad som ändrats sedan dess.",
        "An earlier package of the same grant; show what has changed since.",
    ),
)  # fmt: skip
@option(
    "--key", metavar="FILE|NYCKEL",
    text=Text(
        "Regionens öppna nyckel, eller en fil med den, som ni fått på annan väg.",
        "The region's verifier key, or a file that holds it, that you got some other way.",
    ),
)  # fmt: skip
@option("--json", "as_json", is_flag=True, text=Text("Skriv JSON.", "Print JSON."))
@shared_options
def review_verify(path: Path, earlier: Path | None, key: str | None, *, as_json: bool) -> None:
    """Print what is wrong with a package, and where."""
    keys = given_keys(key) if key is not None else ()
    with (
        collector_held(),
        open_package(path) as package,
        open_package(earlier) if earlier is not None else nullcontext() as former,
    ):
        verified = _verified(package, keys)
        comparison = None
        if former is not None:
            before = _verified(former, keys)
            for problem in before.problems:
                place = problem.where._replace(file=f"{former.path.name}: {problem.where.file}")
                package.problems.append(Problem("earlier", place, problem.what))
            comparison = compare_packages(package, verified, former, before)
            verified = replace(verified, problems=tuple(package.problems))
    if as_json:
        said = verified_json(verified, comparison, language())
        click.echo(json.dumps(said, ensure_ascii=False, indent=2))
    else:
        for line in verify_lines(verified, comparison, language()):
            click.echo(line)
    click.get_current_context().exit(0 if verified.is_sound else 1)


def _verified(package: Package, keys: Collection[VerifierKey]) -> Verified:
    label = Text(f"Läser {package.path.name}", f"Reading {package.path.name}")
    with byte_bar(label, language()) as told:
        return verify_package(package, programmes(), keys, told)
