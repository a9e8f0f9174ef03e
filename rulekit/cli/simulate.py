"""`rulekit simulate`: variants of a program over one past, side by side."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from typing import TYPE_CHECKING

import click

from rulekit.cli import console, report
from rulekit.cli.console import typed
from rulekit.cli.csv_text import csv_place, csv_text
from rulekit.cli.program_file import Setting, Settings, load_for_command, set_option
from rulekit.cli.progress import ProgressLine
from rulekit.cli.typed_options import refuse
from rulekit.diagnostics.display import visible
from rulekit.ledger import read_ledger

if TYPE_CHECKING:
    from rulekit.program.model import Program
    from rulekit.simulate import Comparison

EPILOG = """\b
Examples:
  rulekit simulate today.yaml idea.yaml --ledger sales.csv
  rulekit simulate program.yaml --ledger sales.csv --set 'rules.base points.give=2 points per 1 EUR'
  rulekit simulate program.yaml --ledger sales.csv --sweep 'wallets.points.value=0.01 EUR,0.02 EUR' --report variants.html
  rulekit simulate a.yaml b.yaml c.yaml --ledger sales.csv --by month --out variants.csv
\b
With `--set` the first program runs as it is, and once more with these values. With `--sweep` it runs once more with each of the
values, and with several `--sweep` with each combination. The past stays as it was in every variant.
"""

HIDDEN = "\N{HORIZONTAL ELLIPSIS}"
"""Stands for a secret on a page that may be shown to anybody; without it the codes of rewards, and so the digests, are others."""


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
@click.option("--report", "page", metavar="FILE.html", show_envvar=True, help="Write the comparison as a page with charts.")
@report.lang_option
@click.option(
    "--sweep", metavar="PATH=A,B,C", type=Setting(), multiple=True, show_envvar=True,
    help="One variant with each of these values. Can be repeated: then with each combination.",
)  # fmt: skip
@click.option(
    "--secret", metavar="TEXT", show_envvar=True, help="What the reward codes of the ledger were made with, as in replay."
)
@set_option
def command(
    programs: tuple[str, ...], ledgers: tuple[str, ...], mapping: str | None, until: str | None, by: str | None,
    out: str | None, form: str, page: str | None, lang: str, sweep: Settings, secret: str | None, set: Settings,  # noqa: A002  the option's name
) -> None:  # fmt: skip
    """Replay one ledger through several programs and show what each would have given, cost and owed."""
    from rulekit.cli.variants_text import variants_text
    from rulekit.result.staged import write_staged
    from rulekit.simulate import simulate
    from rulekit.simulate.compare import HELD

    place = csv_place(out, [*programs, *ledgers, mapping])
    if page is None:
        refuse(["lang"], report.NO_PAGE)
    html = None if page is None else report.page_of(page, [*programs, *ledgers, mapping, out])
    variants = _variants(programs, set, sweep)
    ledger = read_ledger(ledgers, mapping=mapping)
    with ProgressLine() as progress:
        found = simulate(
            ledger, variants, by=by, until=until, secret=secret,
            progress=lambda name, phase, done, total: progress(f"{phase} ({visible(name)})", done, total),
        )  # fmt: skip
    if place is not None:
        write_staged(place, _csv(found))
    if html is not None:
        options = {"mapping": mapping, "until": until, "by": by, "secret": secret and HIDDEN}
        line = _line(programs, ledgers, options, sweep, set, str(html), lang)
        report.write_variants(found, html, lang, line)
    if form == "json":
        console.say(json.dumps(found.record(), ensure_ascii=False, indent=2))
    elif form == "csv":
        console.say(_csv(found).removesuffix("\n"))
        console.note(HELD)
    else:
        console.say(variants_text(found))
    if html is not None:
        console.note(f"the comparison is in {html}: open it in a browser")


def _variants(paths: tuple[str, ...], values: Settings, sweep: Settings) -> list[Program]:
    """The programs as they are, and the first once more for each choice of values."""
    choices = list(_choices(sweep)) if values or sweep else []
    if len(paths) < 2 and not choices:
        raise click.UsageError("Name two programs, or one and `--set PATH=VALUE`: there is nothing to compare.")
    if len(set(paths)) < len(paths) or len(set(choices)) < len(choices):
        raise click.UsageError("Two variants are the same: name each program and each value once.")
    return [*map(load_for_command, paths), *(load_for_command(paths[0], values, choice) for choice in choices)]


def _choices(sweep: Settings) -> Iterator[Settings]:
    """Each combination of the values of `--sweep`."""
    return product(*([(path, text.strip()) for text in texts.split(",")] for path, texts in sweep))


def _line(
    programs: Sequence[str], ledgers: Sequence[str], options: Mapping[str, str | None], sweep: Settings, values: Settings,
    page: str, lang: str,
) -> str:  # fmt: skip
    """The command that makes this comparison again."""
    words = [word for ledger in ledgers for word in ("--ledger", ledger)]
    words += [word for name, value in options.items() if value is not None for word in (f"--{name}", value)]
    words += [word for path, texts in sweep for word in ("--sweep", f"{path}={texts}")]
    words += [word for path, text in values for word in ("--set", f"{path}={text}")]
    return typed("simulate", *programs, *words, "--report", page, "--lang", lang)


def _csv(found: Comparison) -> str:
    from rulekit.simulate.compare import COLUMNS

    return csv_text(COLUMNS, found.rows())
