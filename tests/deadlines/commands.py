"""Running the commands on deadlines by themselves, and books to run them on."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from click.testing import CliRunner

from nkr_audit.cli.common import Group
from nkr_audit.cli.deadlines import deadlines, status
from nkr_audit.text import Text

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result

_COMMANDS = Group(
    "nkr", commands={"deadlines": deadlines, "status": status}, text=Text("Prov.", "Test.")
)


def run(*arguments: str | Path) -> Result:
    """Run ``deadlines`` or ``status``; a traceback fails the test."""
    result = CliRunner().invoke(_COMMANDS, [str(part) for part in arguments])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def as_json(*arguments: str | Path) -> Any:
    """Run a command with ``--json``, which must print nothing but JSON."""
    result = run(*arguments, "--json")
    assert (result.exit_code, result.stderr) == (0, "")
    return json.loads(result.stdout)


def refused(*arguments: str | Path) -> str:
    """Run what must be refused: exit 2, nothing on stdout, what is wrong and a remedy."""
    result = run(*arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.count("Gör så här: ") == 1
    return result.stderr
