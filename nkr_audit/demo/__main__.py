"""``python -m nkr_audit.demo LEDGER_DIR``: write the example books again."""

from __future__ import annotations

from pathlib import Path

import click

from nkr_audit.demo.books import write_examples
from nkr_audit.text import kronor


@click.command()
@click.argument("ledger_dir", type=click.Path(file_okay=False, path_type=Path))
def main(ledger_dir: Path) -> None:
    """Skriv exempelböckerna i LEDGER_DIR. Filer med samma namn skrivs över."""
    for book in write_examples(ledger_dir):
        for grant, figures in book.figures.items():
            click.echo(
                f"{book.plan.folder:16}{grant:10}{book.vouchers:4} verifikationer  "
                f"oanvänt {kronor(figures.unused):>14}"
            )


if __name__ == "__main__":
    main()
