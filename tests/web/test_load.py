"""A few auditors at once against a real server: the measurement of ``make bench``, made small."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

BENCH = Path(__file__).parents[2] / "bench" / "web_load.py"
GENEROUS = "5"  # seconds for a page: other work may share the machine


def test_auditors_at_the_same_time_get_every_page(tmp_path: Path) -> None:
    command = [
        sys.executable, str(BENCH), "--auditors", "10", "--seconds", "5", "--vouchers", "300",
        "--think", "0.5", "1.5", "--p95", GENEROUS,
    ]  # fmt: skip
    ran = subprocess.run(
        command, cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert " 0 errors" in ran.stdout
    assert "Verifikation" in ran.stdout
