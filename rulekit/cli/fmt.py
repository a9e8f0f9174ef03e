"""`rulekit fmt`: programs in their canonical layout, in place; the meaning stays, or nothing is written."""

from __future__ import annotations

import difflib
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from rulekit.cli import console
from rulekit.cli.command_group import FINDINGS, USAGE
from rulekit.diagnostics import Diagnostic, Source, UsageError
from rulekit.result.staged import staged
from rulekit.semantics import check_program, format_program
from rulekit.syntax.read_source import MAX_BYTES, decoded, read_data

STDIN = "-"

EPILOG = """\b
Examples:
  rulekit fmt program.yaml
  rulekit fmt --check *.yaml            in a pipeline: fails where a program is not formatted
  rulekit fmt --diff program.yaml       what would change
  rulekit fmt - < program.yaml          from standard input to standard output
\b
Exit code: 0 fine, 1 a program with mistakes (with --check or --diff also one to be formatted), 2 a file that cannot be read.
"""


@click.command("fmt", epilog=EPILOG)
@click.argument("programs", metavar="PROGRAM...", nargs=-1, required=True)
@click.option("--check", is_flag=True, show_envvar=True, help="Write nothing; name the programs that are not formatted.")
@click.option("--diff", is_flag=True, show_envvar=True, help="Write nothing; show what would change.")
def command(programs: tuple[str, ...], check: bool, diff: bool) -> int:
    """Lay programs out in the one canonical form: the meaning and every comment stay."""
    return max(_attempt(path, check=check, diff=diff) for path in programs)


def _attempt(path: str, *, check: bool, diff: bool) -> int:
    """Format one program; a file that cannot be written hinders none behind it."""
    try:
        return _format(path, check=check, diff=diff)
    except UsageError as problem:
        console.complain(str(problem), problem.help)
        return USAGE


def _format(path: str, *, check: bool, diff: bool) -> int:
    """Format one program; returns the exit code."""
    data = sys.stdin.buffer.read(MAX_BYTES + 1) if path == STDIN else read_data(path)
    if isinstance(data, Diagnostic):
        return _refuse([data])
    source = decoded("<stdin>" if path == STDIN else path, data)
    if isinstance(source, Diagnostic):
        return _refuse([source])
    canonical, findings = format_program(source)
    if canonical is None:
        return _refuse(findings)
    formatted = canonical.encode("utf-8")
    if formatted != data:
        _prove(source, canonical)
    if diff:
        for line in _difference(source.name, data.decode("utf-8"), canonical):
            console.say(line)
    elif path == STDIN and not check:
        click.echo(formatted, nl=False)
    elif formatted == data:
        console.say(f"{source.name} is formatted already")
    elif check:
        console.say(f"{source.name} would be formatted")
    else:
        _write(path, formatted)
        console.say(f"{source.name} is formatted now")
    return FINDINGS if (check or diff) and formatted != data else 0


def _refuse(findings: list[Diagnostic]) -> int:
    console.show_findings(findings, to_stderr=True)
    return USAGE if any(finding.code == "RK101" for finding in findings) else FINDINGS


def _prove(source: Source, canonical: str) -> None:
    """What we are about to write must be the same program (its hash, too), and formatted (I11)."""
    again = Source(source.name, canonical)
    assert format_program(again)[0] == canonical, "a formatted program is not formatted again"
    assert check_program(again)[0] == check_program(source)[0], "formatting keeps the meaning"


def _difference(name: str, before: str, after: str) -> Iterator[str]:
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    for line in difflib.unified_diff(old, new, name, f"{name} (formatted)"):
        yield line.removesuffix("\n").replace("\r", "\\r")
        if not line.endswith("\n"):
            yield "\\ No newline at end of file"


def _write(path: str, data: bytes) -> None:
    """Replace a file at once, whatever link leads to it; who may read and write it stays."""
    file = Path(path).resolve()
    if not os.access(file, os.W_OK):
        raise UsageError(f"you may not change `{path}`", help="ask for the permission, or use --diff to see what would change")
    with staged(file.parent) as stage:
        new = stage.place(file.name)
        new.write_bytes(data)
        shutil.copymode(file, new)
