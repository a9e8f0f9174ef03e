"""`rulekit report`: a result folder -> one page with charts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from rulekit.cli import console
from rulekit.cli.console import typed
from rulekit.cli.csv_text import is_among
from rulekit.diagnostics import UsageError

if TYPE_CHECKING:
    from rulekit.kpi.benchmarks import Benchmark
    from rulekit.result import Result
    from rulekit.simulate import Comparison

EPILOG = """\b
Examples:
  rulekit replay program.yaml sales.csv --out result
  rulekit report result -o report.html
  rulekit report result -o bericht.html --lang de
  rulekit report result --benchmarks industry.yaml
\b
The page opens in any browser, offline, and can be printed or sent: it loads nothing from elsewhere.
"""

LONGEST_HEAD = 4_096
"""Bytes of a page in which its mark stands."""

lang_option = click.option(
    "--lang", type=click.Choice(["de", "en"]), default="en", show_default=True, show_envvar=True,
    help="The language of the report.",
)

benchmarks_option = click.option(
    "--benchmarks", metavar="FILE", show_envvar=True, help="What is usual in the industry, shown beside the figures.",
)  # fmt: skip


NO_PAGE = "is for the report: write one with `--report FILE.html`."
"""Why `--lang` says nothing to a command that writes no report."""


@click.command("report", epilog=EPILOG)
@click.argument("result", metavar="RESULT")
@click.option(
    "-o", "--out", metavar="FILE.html", default="report.html", show_default=True, show_envvar=True, help="Where to write it."
)
@lang_option
@benchmarks_option
def command(result: str, out: str, lang: str, benchmarks: str | None) -> None:
    """Write the figures of a result folder as one page that people want to read."""
    place, usual = page_of(out, [benchmarks]), usual_of(benchmarks)
    more = ("--benchmarks", benchmarks) if benchmarks else ()
    write(Path(result), place, lang, typed("report", result, "-o", out, "--lang", lang, *more), usual)
    console.note(f"the report is in {out}: open it in a browser")


def page_of(name: str, others: Iterable[str | None] = ()) -> Path:
    """Where a report is to be written. Raises UsageError for the name of another file, such as one of `others`."""
    place = Path(name)
    if place.suffix.lower() not in (".html", ".htm"):
        raise UsageError(f"`{place}` is no name for a page", help="let it end with `.html`")
    if place.is_dir():
        raise UsageError(f"`{place}` is a folder", help="name a file for the page, in it or elsewhere")
    if is_among(place, others):
        raise UsageError(f"`{place}` is another file of this command, and would be lost", help="give the page a name of its own")
    if place.exists() and not _is_report(place):
        raise UsageError(f"`{place}` is no report of rulekit, and would be lost", help="give the page another name, or remove it")
    return place


def _is_report(place: Path) -> bool:
    """Whether a page says at its beginning that rulekit wrote it."""
    from rulekit.report.page import MARK

    try:
        with place.open("rb") as file:
            return MARK.encode() in file.read(LONGEST_HEAD)
    except OSError as problem:
        raise UsageError(f"`{place}` cannot be replaced", help="give the page another name") from problem


def usual_of(benchmarks: str | None) -> Sequence[Benchmark]:
    """What a file of benchmarks says, before anything long begins."""
    from rulekit.kpi.benchmarks import read_benchmarks

    return () if benchmarks is None else read_benchmarks(benchmarks)


def write(source: Result | Path, place: Path, lang: str, line: str, benchmarks: Sequence[Benchmark] = ()) -> None:
    """Write the report; `line` is the command it names as its own. An older report is replaced, nothing else ever is."""
    from rulekit.report import report
    from rulekit.result.staged import write_staged

    write_staged(place, report(source, lang, command=line, benchmarks=benchmarks))


def write_variants(found: Comparison, place: Path, lang: str, line: str) -> None:
    """Write the page of variants side by side, in the same way."""
    from rulekit.report import variants_report
    from rulekit.result.staged import write_staged

    write_staged(place, variants_report(found, lang, command=line))
