"""`rulekit import`: a mapping draft for a foreign export, from its header and first rows."""

from __future__ import annotations

import click

from rulekit.cli import console
from rulekit.ledger import draft_mapping

EPILOG = """\b
Examples:
  rulekit import sales-export.csv
  rulekit import sales-export.csv > mapping.yaml
\b
Read the draft, mend what it guessed wrong, then: rulekit replay program.yaml sales-export.csv --mapping mapping.yaml
"""


@click.command("import", epilog=EPILOG)
@click.argument("ledger", metavar="LEDGER")
def command(ledger: str) -> None:
    """Draft a mapping: what the columns of a foreign export mean."""
    console.say(draft_mapping(ledger).rstrip("\n"))
