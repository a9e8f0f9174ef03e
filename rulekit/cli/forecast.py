"""`rulekit forecast`: what expires, lapses or drops in the next days, as a mailing list, and in total."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

import click

from rulekit.cli import console
from rulekit.cli.csv_text import csv_place, csv_text
from rulekit.cli.program_file import Settings, programs_and_ledgers, set_option
from rulekit.cli.replay import run
from rulekit.cli.summary_text import grouped, table
from rulekit.diagnostics.display import visible
from rulekit.engine import Forecast
from rulekit.engine.trace.wording import plural
from rulekit.result import Result
from rulekit.result.staged import write_staged

EPILOG = """\b
Examples:
  rulekit forecast program.yaml sales.csv
  rulekit forecast program.yaml sales.csv --days 30 --out mailing.csv
  rulekit forecast 2024.yaml 2025.yaml sales.csv         the second from its `starts` day on
\b
The days count from the last one of the replay (`--until`, or the last day of the ledger), and nothing else is assumed to happen.
"""

COLUMNS = ("member_id", "day", "kind", "what", "amount", "worth")


@click.command("forecast", epilog=EPILOG)
@click.argument("files", metavar="PROGRAM... LEDGER...", nargs=-1, required=True)
@click.option(
    "--days", type=click.IntRange(1, 36_500), default=90, show_default=True, show_envvar=True, help="How many days to look ahead."
)
@click.option("--out", metavar="FILE.csv", show_envvar=True, help="Write the list into this file, and print the totals.")
@click.option("--until", metavar="DATE", show_envvar=True, help="The last day to replay, e.g. 2024-12-31.")
@click.option("--mapping", metavar="FILE", show_envvar=True, help="What the columns of a foreign export mean.")
@click.option(
    "--format", "form", type=click.Choice(["table", "json", "csv"]), default="table", show_default=True, show_envvar=True,
    help="How the list is shown.",
)  # fmt: skip
@set_option
def command(
    files: tuple[str, ...], days: int, out: str | None, until: str | None, mapping: str | None, form: str,
    set: Settings,  # noqa: A002  the option's name
) -> None:  # fmt: skip
    """List what each member loses in the next days: points that expire, rewards that lapse, cards and levels.

    Several programs follow one another on one state, each from its `starts` day on, also in the days to come.
    """
    programs, ledgers = programs_and_ledgers(files)
    place = csv_place(out, [*files, mapping])
    result = run(programs, ledgers, until=until, mapping=mapping, values=set)
    lines = result.engine.forecast(days=days)
    if place is not None:
        write_staged(place, _csv(lines))
    if form == "csv":
        console.say(_csv(lines).removesuffix("\n"))
    elif form == "json":
        console.say(json.dumps(_record(result, lines, days), ensure_ascii=False, indent=2))
    else:
        console.say(_text(result, lines, days, with_list=place is None))
    if place is not None:
        console.note(f"{plural(grouped(len(lines)), 'line')} written to {out}")


def _cells(line: Forecast) -> list[str]:
    numbers = ("" if number is None else f"{number:f}" for number in (line.amount, line.worth))
    return [line.member_id, line.day.isoformat(), line.kind, line.what, *numbers]


def _csv(lines: Iterable[Forecast]) -> str:
    return csv_text(COLUMNS, map(_cells, lines))


def _record(result: Result, lines: Sequence[Forecast], days: int) -> dict[str, object]:
    totals = [dict(zip(("kind", "what", "members", "amount", "worth"), row, strict=True)) for row in _totals(lines)]
    return {
        "program": result.program.name,
        "since": result.summary["horizon"],
        "days": days,
        "forecast": [dict(zip(COLUMNS, (cell or None for cell in _cells(line)), strict=True)) for line in lines],
        "totals": totals,
    }


def _totals(lines: Sequence[Forecast]) -> Iterator[tuple[str, str, int, str | None, str | None]]:
    """Per kind and thing: how many members, how much, what it is worth."""
    for kind, what in sorted({(line.kind, line.what) for line in lines}):
        same = [line for line in lines if (line.kind, line.what) == (kind, what)]
        amount, worth = _sum(line.amount for line in same), _sum(line.worth for line in same)
        yield kind, what, len({line.member_id for line in same}), amount, worth


def _sum(numbers: Iterable[Decimal | None]) -> str | None:
    known = [number for number in numbers if number is not None]
    return f"{sum(known):f}" if known else None


def _text(result: Result, lines: Sequence[Forecast], days: int, *, with_list: bool) -> str:
    since = result.summary["horizon"]
    if since is None:
        return f"{visible(result.program.name)}: the ledger has no events, so no day from which to look ahead"
    heading = console.bold(f"{visible(result.program.name)}, the {plural(str(days), 'day')} after {since}")
    if not lines:
        return f"{heading}\n\nnothing expires, lapses or drops"
    worth = f"worth {result.program.currency}"
    blocks = [[heading]]
    if with_list:
        rows = [[*map(visible, cells[:4]), *map(_number, cells[4:])] for cells in map(_cells, lines)]
        blocks.append(table([["member", "last day", "kind", "what", "amount", worth], *rows], texts=4))
    totals = [
        [kind, visible(what), grouped(members), _number(amount), _number(total)]
        for kind, what, members, amount, total in _totals(lines)
    ]
    blocks.append(table([["in all", "what", "members", "amount", worth], *totals], texts=2))
    return "\n\n".join("\n".join(block) for block in blocks)


def _number(text: str | None) -> str:
    return grouped(text) if text else "-"
