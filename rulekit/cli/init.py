"""`rulekit init`: a starter project that checks clean and replays. Nothing that is there is ever overwritten."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

import click

from rulekit.cli import console
from rulekit.cli.console import typed
from rulekit.diagnostics import UsageError
from rulekit.result.staged import staged
from rulekit.syntax.schema import schema_text

FILES = ("program.yaml", "ledger.csv", "README.md")
SCHEMA = "program.schema.json"

EPILOG = """\b
Examples:
  rulekit init my-program
  rulekit init                     here, in this folder
"""


@click.command("init", epilog=EPILOG)
@click.argument("folder", metavar="[DIR]", default=".")
def command(folder: str) -> None:
    """Make a starter project: a program, sales to replay, and what to do with them."""
    home = Path(folder)
    there = [name for name in (*FILES, SCHEMA) if (home / name).exists()]
    if there:
        raise UsageError(f"`{folder}` has {', '.join(there)} already", help="nothing was changed; name another folder")
    starter = resources.files("rulekit.cli").joinpath("starter")
    texts = {name: starter.joinpath(name).read_text("utf-8") for name in FILES} | {SCHEMA: schema_text("program")}
    with staged(home) as stage:
        for name, text in texts.items():
            stage.place(name).write_text(text, encoding="utf-8", newline="\n")
    console.say(f"{', '.join(texts)} are in {folder}")
    program, ledger = home / FILES[0], home / FILES[1]
    console.say("\nNow try:")
    for line in (
        typed("check", str(program)),
        typed("test", str(program)),
        typed("try", str(program), "member, 12 EUR coffee, Mon 15:00"),
        typed("replay", str(program), str(ledger)),
    ):
        console.say(f"  {line}")
