"""`rulekit demo`: the main job on bundled data. Runs two commands that anybody can run, and says which.

The report goes into a new temporary folder, so that a demo leaves nothing between somebody's own files.
"""

from __future__ import annotations

import os
import tempfile
from importlib import resources
from pathlib import Path

import click

from rulekit.cli import check, console, replay
from rulekit.cli.console import typed
from rulekit.diagnostics import UsageError
from rulekit.result.staged import write_staged

EXAMPLE = "online-retail"

EPILOG = """\b
Example:
  rulekit demo
"""


@click.command("demo", epilog=EPILOG)
@click.pass_context
def command(context: click.Context) -> None:
    """Check a program and replay it over real sales of 2011 (UCI Online Retail, an excerpt, CC BY 4.0)."""
    from rulekit.report import report

    folder = example_folder()
    program, ledger, mapping = (_shown(folder / name) for name in ("program.yaml", "ledger.csv", "mapping.yaml"))
    console.say(console.bold(f"$ {typed('check', program)}"))
    context.invoke(check.command, programs=(program,), form="full", verbose=False)
    console.say("\n" + console.bold(f"$ {typed('replay', program, ledger, '--mapping', mapping)}"))
    result = replay.run((program,), (ledger,), mapping=mapping)
    replay.show(result, "text")
    line = typed("replay", program, ledger, "--mapping", mapping, "--report", "report.html")
    text = report(result, "en", command=line)
    page = Path(tempfile.mkdtemp(prefix="rulekit-demo-")) / "report.html"
    write_staged(page, text)
    console.say(f"\nThe same as a page with charts, to open in a browser: {page}")
    gifted = next((member.member_id for member in result.members_list if member.rewards), "M")
    console.say("\nThe sales: UCI Online Retail, an excerpt, CC BY 4.0 (see ATTRIBUTION.md beside them). Now try:")
    console.say(f"  {typed('explain', program, ledger, '--mapping', mapping, '--member', gifted)}")
    console.say(f"  {typed('try', program, f'Gold member, 120 {result.program.currency}, 2011-11-05')}")
    console.say("  rulekit init my-program")


def example_folder() -> Path:
    """The folder of the bundled example: inside the package where it was installed, else in the repository."""
    packaged = Path(str(resources.files("rulekit"))) / "_data" / "examples" / EXAMPLE
    folder = packaged if packaged.is_dir() else Path(__file__).parents[2] / "examples" / EXAMPLE
    if not (folder / "program.yaml").is_file():
        raise UsageError("the bundled example is missing", help="install rulekit again")
    return folder


def _shown(path: Path) -> str:
    """The shorter of the path itself and the path from here, so that it can be typed."""
    try:
        return min(str(path), os.path.relpath(path), key=len)
    except ValueError:  # another drive
        return str(path)
