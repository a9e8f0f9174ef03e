"""`rulekit replay`: the main job. Program + ledger -> the summary on stdout and, with `--out`, the result folder."""

from __future__ import annotations

import json
from collections.abc import Sequence

import click

from rulekit.cli import console, report
from rulekit.cli.command_group import FINDINGS
from rulekit.cli.console import typed
from rulekit.cli.program_file import Settings, load_editions, programs_and_ledgers, set_option
from rulekit.cli.progress import ProgressLine
from rulekit.cli.summary_text import rejection_lines, summary_text
from rulekit.cli.typed_options import refuse
from rulekit.ledger import read_ledger
from rulekit.replay import replay
from rulekit.result import Result
from rulekit.result.files import EntriesFormat

EPILOG = """\b
Examples:
  rulekit replay program.yaml sales.csv
  rulekit replay program.yaml 2023.csv 2024.parquet --out result --until 2024-12-31
  rulekit replay 2023.yaml 2024.yaml sales.csv           the second from its `starts` day on
  rulekit replay program.yaml sales.csv --report report.html --lang de
  rulekit replay program.yaml export.xlsx.csv --mapping mapping.yaml --strict
\b
Exit code: 0 done, 1 a program with errors (or, with --strict, rejected rows), 2 a file that cannot be read or written.
"""


@click.command("replay", epilog=EPILOG)
@click.argument("files", metavar="PROGRAM... LEDGER...", nargs=-1, required=True)
@click.option("--out", metavar="DIR", show_envvar=True, help="Write the result files into this folder.")
@click.option("--until", metavar="DATE", show_envvar=True, help="The last day to replay, e.g. 2024-12-31.")
@click.option("--mapping", metavar="FILE", show_envvar=True, help="What the columns of a foreign export mean.")
@click.option("--secret", metavar="TEXT", show_envvar=True, help="Makes reward codes that nobody can guess.")
@click.option("--strict", is_flag=True, show_envvar=True, help="Write nothing and fail where any row is rejected.")
@click.option(
    "--entries", type=click.Choice(["parquet", "csv", "jsonl"]), default="parquet", show_default=True, show_envvar=True,
    help="The form of the entries file.",
)  # fmt: skip
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True, show_envvar=True,
    help="How the summary is shown.",
)  # fmt: skip
@click.option("--report", "page", metavar="FILE.html", show_envvar=True, help="Write a report with charts as well.")
@report.lang_option
@report.benchmarks_option
@set_option
def command(
    files: tuple[str, ...], out: str | None, until: str | None, mapping: str | None, secret: str | None,
    strict: bool, entries: EntriesFormat, form: str, page: str | None, lang: str, benchmarks: str | None,
    set: Settings,  # noqa: A002  the option's name
) -> int:  # fmt: skip
    """Replay a ledger through a program, exactly, and sum up what came of it.

    Several programs follow one another on one state, each from its `starts` day on.
    """
    if page is None:
        refuse(["lang", "benchmarks"], report.NO_PAGE)
    if out is None:
        refuse(["entries"], "is for a file of the result folder: write one with `--out DIR`.")
    place = None if page is None else report.page_of(page, [*files, mapping, benchmarks])
    usual = () if page is None else report.usual_of(benchmarks)
    programs, ledgers = programs_and_ledgers(files)
    result = run(programs, ledgers, until=until, mapping=mapping, secret=secret, values=set)
    if strict and result.rejections:
        return _refuse(result)
    written = []
    if out is not None:
        with ProgressLine() as progress:
            written = result.write(out, entries=entries, progress=progress)
    if place is not None:
        report.write(result, place, lang, _line(files, mapping, until, secret, set, str(place), lang, benchmarks), usual)
    show(result, form)
    if written:
        console.note(f"{len(written)} files written to {out}: {', '.join(file.name for file in written)}")
    if place is not None:
        console.note(f"the report is in {place}: open it in a browser")
    return 0


def _line(
    files: Sequence[str], mapping: str | None, until: str | None, secret: str | None, values: Settings, page: str, lang: str,
    benchmarks: str | None,
) -> str:  # fmt: skip
    """The command that makes this report again; where there is a secret, that is all it says of it."""
    options = [*(("--mapping", mapping) if mapping else ()), *(("--until", until) if until else ())]
    options += ["--secret", "…"] if secret is not None else []
    for path, text in values:
        options += ["--set", f"{path}={text}"]
    more = ("--benchmarks", benchmarks) if benchmarks else ()
    return typed("replay", *files, *options, "--report", page, "--lang", lang, *more)


def run(
    programs: Sequence[str], ledgers: Sequence[str], *, until: str | None = None, mapping: str | None = None,
    secret: str | None = None, values: Settings = (),
) -> Result:  # fmt: skip
    """Replay files, with progress where somebody looks."""
    checked = load_editions(programs, values)
    ledger = read_ledger(ledgers, mapping=mapping)
    with ProgressLine() as progress:
        return replay(checked, ledger, until=until, secret=secret, progress=progress)


def show(result: Result, form: str) -> None:
    """Print the summary."""
    is_json = form == "json"
    console.say(json.dumps(result.summary, ensure_ascii=False, indent=2) if is_json else summary_text(result))


def _refuse(result: Result) -> int:
    """Say what was rejected; nothing is written (interfaces: `--strict`)."""
    count = len(result.rejections)
    console.complain(
        f"{count} rejected, and `--strict` allows none; nothing was written", "mend these rows, or leave out `--strict`"
    )
    for line in rejection_lines(result):
        console.note(f"  {line}")
    return FINDINGS
