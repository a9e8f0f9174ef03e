"""`rulekit try`: one sentence about a member and a purchase; what it gives, and why."""

from __future__ import annotations

import json
from collections.abc import Sequence

import click

from rulekit.cli import console
from rulekit.cli.program_file import Settings, load_editions, programs_and, set_option
from rulekit.cli.scenario.answer import answer_record, answer_text
from rulekit.cli.scenario.read_scenario import read_scenario, said_day
from rulekit.cli.scenario.stage import play
from rulekit.cli.scenario.vocabulary import vocabulary_of
from rulekit.diagnostics.display import visible
from rulekit.program.model import Program
from rulekit.values.calendar import Day, iso_day

EPILOG = """\b
Examples:
  rulekit try program.yaml "12 EUR"
  rulekit try program.yaml "gold member, 12 EUR coffee, Sat 15:00"
  rulekit try program.yaml "member with 120 points, 3 x 2.50 EUR cake and 4 EUR coffee, 10th purchase"
  rulekit try program.yaml "new member, 25 EUR, in the app, newsletter yes"
  rulekit try program.yaml "member with 120 points, redeems free coffee"
  rulekit try 2024.yaml 2025.yaml "12 EUR, 2025-03-01"    by the edition that rules on that day
\b
Parts stand between commas, in any order. What is left open is assumed, and the answer says so.
"""


@click.command("try", epilog=EPILOG)
@click.argument("words", metavar="PROGRAM... SENTENCE...", nargs=-1, required=True)
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True, show_envvar=True,
    help="How the answer is shown.",
)  # fmt: skip
@set_option
def command(words: tuple[str, ...], form: str, set: Settings) -> None:  # noqa: A002  the option's name
    """Ask what a member and a purchase would give, and why.

    Of several programs that follow one another, the one that rules on the day answers; without a day the last one.
    """
    paths, said = programs_and(words, "SENTENCE...")
    sentence = " ".join(said)
    editions, day = load_editions(paths, set), said_day(sentence)
    program = _ruling(editions, day)
    scenario = read_scenario(sentence, vocabulary_of(program))
    if len(editions) > 1:
        console.note(_which(program, day))
    played = play(program, scenario)
    if form == "json":
        console.say(json.dumps(answer_record(program, scenario, played), ensure_ascii=False, indent=2))
    else:
        console.say(answer_text(program, scenario, played))


def _ruling(editions: Sequence[Program], day: Day | None) -> Program:
    """The edition that rules on a day, the first before all of them; the last where no day is said."""
    begun = [edition for edition in editions if day is None or (edition.starts or 0) <= day]
    return begun[-1] if begun else editions[0]


def _which(program: Program, day: Day | None) -> str:
    which = f"the edition since {iso_day(program.starts)}" if program.starts is not None else "the first edition"
    return f"{visible(program.name)} answers, {which}{'; say a day to ask an earlier one' if day is None else ''}"
