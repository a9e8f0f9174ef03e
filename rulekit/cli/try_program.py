"""`rulekit try`: one sentence about a member and a purchase; what it gives, and why."""

from __future__ import annotations

import json

import click

from rulekit.cli import console
from rulekit.cli.program_file import Settings, load_for_command, set_option
from rulekit.cli.scenario.answer import answer_record, answer_text
from rulekit.cli.scenario.read_scenario import read_scenario
from rulekit.cli.scenario.stage import play
from rulekit.cli.scenario.vocabulary import vocabulary_of

EPILOG = """\b
Examples:
  rulekit try program.yaml "12 EUR"
  rulekit try program.yaml "gold member, 12 EUR coffee, Sat 15:00"
  rulekit try program.yaml "member with 120 points, 3 x 2.50 EUR cake and 4 EUR coffee, 10th purchase"
  rulekit try program.yaml "new member, 25 EUR, in the app, newsletter yes"
  rulekit try program.yaml "member with 120 points, redeems free coffee"
\b
Parts stand between commas, in any order. What is left open is assumed, and the answer says so.
"""


@click.command("try", epilog=EPILOG)
@click.argument("program", metavar="PROGRAM")
@click.argument("sentence", metavar="SENTENCE", nargs=-1, required=True)
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True, show_envvar=True,
    help="How the answer is shown.",
)  # fmt: skip
@set_option
def command(program: str, sentence: tuple[str, ...], form: str, set: Settings) -> None:  # noqa: A002  the option's name
    """Ask what a member and a purchase would give, and why."""
    checked = load_for_command(program, set)
    scenario = read_scenario(" ".join(sentence), vocabulary_of(checked))
    played = play(checked, scenario)
    if form == "json":
        console.say(json.dumps(answer_record(checked, scenario, played), ensure_ascii=False, indent=2))
    else:
        console.say(answer_text(checked, scenario, played))
