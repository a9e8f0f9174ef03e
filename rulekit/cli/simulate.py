"""`rulekit simulate`: variants of a program over one past, side by side."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import click

from rulekit.cli import console
from rulekit.cli.csv_text import csv_place, csv_text
from rulekit.cli.program_file import Settings, load_for_command, set_option
from rulekit.cli.progress import ProgressLine
from rulekit.cli.summary_text import grouped, table
from rulekit.diagnostics.display import visible
from rulekit.ledger import read_ledger

if TYPE_CHECKING:
    from rulekit.program.model import Program
    from rulekit.simulate import Comparison

EPILOG = """\b
Examples:
  rulekit simulate today.yaml idea.yaml --ledger sales.csv
  rulekit simulate program.yaml --ledger sales.csv --set 'rules.base points.give=2 points per 1 EUR'
  rulekit simulate a.yaml b.yaml c.yaml --ledger sales.csv --by month --out variants.csv
\b
With `--set` the first program runs as it is, and once more with these values. The past stays as it was in every variant.
"""

COLUMNS = ("variant", "kpi", "period", "value", "difference")


@click.command("simulate", epilog=EPILOG)
@click.argument("programs", metavar="PROGRAM...", nargs=-1, required=True)
@click.option(
    "--ledger", "ledgers", metavar="FILE", multiple=True, required=True, show_envvar=True, help="A ledger file. Can be repeated."
)
@click.option("--mapping", metavar="FILE", show_envvar=True, help="What the columns of a foreign export mean.")
@click.option("--until", metavar="DATE", show_envvar=True, help="The last day to replay, e.g. 2024-12-31.")
@click.option(
    "--by", metavar="PERIOD", show_envvar=True, help="Figures by day, week, month, quarter, year, or '90 days'."
)
@click.option("--out", metavar="FILE.csv", show_envvar=True, help="Write every figure of every variant into this file.")
@click.option(
    "--format", "form", type=click.Choice(["table", "json", "csv"]), default="table", show_default=True, show_envvar=True,
    help="How the comparison is shown.",
)  # fmt: skip
@set_option
def command(
    programs: tuple[str, ...], ledgers: tuple[str, ...], mapping: str | None, until: str | None, by: str | None,
    out: str | None, form: str, set: Settings,  # noqa: A002  the option's name
) -> None:  # fmt: skip
    """Replay one ledger through several programs and show what each would have given, cost and owed."""
    from rulekit.result.staged import write_staged
    from rulekit.simulate import simulate

    place = csv_place(out, [*programs, *ledgers, mapping])
    variants = _variants(programs, set)
    ledger = read_ledger(ledgers, mapping=mapping)
    with ProgressLine() as progress:
        found = simulate(
            ledger, variants, by=by, until=until,
            progress=lambda name, phase, done, total: progress(f"{phase} ({visible(name)})", done, total),
        )  # fmt: skip
    if place is not None:
        write_staged(place, _csv(found))
    if form == "json":
        console.say(json.dumps(found.record(), ensure_ascii=False, indent=2))
    elif form == "csv":
        console.say(_csv(found).removesuffix("\n"))
    else:
        console.say(_text(found))


def _variants(paths: tuple[str, ...], values: Settings) -> dict[str, Program]:
    """The variants by the names of their files, and one more for `--set`."""
    if len(paths) < 2 and not values:
        raise click.UsageError("Name two programs, or one and `--set PATH=VALUE`: there is nothing to compare.")
    stems = [Path(path).stem for path in paths]
    names = stems if len(set(stems)) == len(stems) else list(paths)
    found = {name: load_for_command(path) for name, path in zip(names, paths, strict=True)}
    if values:
        settings = ", ".join(f"{path}={text}" for path, text in values)
        found[f"{names[0]} with {settings}"] = load_for_command(paths[0], values)
    return found


def _csv(found: Comparison) -> str:
    return csv_text(COLUMNS, found.rows())


def _text(found: Comparison) -> str:
    """The headline figures of every variant, one column each, with the difference to the first."""
    from rulekit.simulate.compare import HELD

    names = [f"{chr(ord('A') + place)}" for place in range(len(found.variants))]
    legend = [f"{letter}  {visible(variant.name)}" for letter, variant in zip(names, found.variants, strict=True)]
    rows = [["", *names], *_lines(found)]
    return "\n\n".join(["\n".join(legend), "\n".join(table(rows)), HELD])


def _lines(found: Comparison) -> Iterator[list[str]]:
    """What is looked at first: points and money given, rewards and their cost, liability, members."""
    for group, keys in (("wallets", ("earned", "spent", "expired", "balance", "liability")), ("rewards", ("issued", "cost"))):
        for name in dict.fromkeys(name for one in found.variants for name in one.summary[group]):
            for key in keys:
                values = [one.summary[group].get(name, {}).get(key) for one in found.variants]
                if any(value is not None for value in values):
                    yield [f"{visible(name)}: {key}", *_cells(values)]
    for outcome in found.variants[0].members:
        counts = [grouped(one.members[outcome]) for one in found.variants[1:]]
        yield [f"members {outcome}" + (" off" if outcome in ("better", "worse") else ""), "", *counts]


def _cells(values: Sequence[str | int | None]) -> Iterator[str]:
    """Each value, and in brackets how much more or less it is than the first."""
    first = None if values[0] is None else Decimal(values[0])
    for place, value in enumerate(values):
        if value is None:
            yield "-"
        elif place and first is not None and Decimal(value) != first:
            yield f"{grouped(value)} ({Decimal(value) - first:+,f})"
        else:
            yield grouped(value)
