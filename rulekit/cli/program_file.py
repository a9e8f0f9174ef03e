"""The program argument of commands, and `--set`: path -> checked program; its mistakes are shown by whoever runs the command."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Any

import click

from rulekit.cli import console
from rulekit.diagnostics import Diagnostic, ProgramError
from rulekit.program.compose import Composition, compose
from rulekit.program.editions import check_editions, editions_of
from rulekit.program.model import Program
from rulekit.semantics import check_composition
from rulekit.syntax.read_source import read_source


class Setting(click.ParamType[tuple[str, str]]):
    """`PATH=VALUE`; in the environment variable one on each line, as values hold spaces."""

    name = "PATH=VALUE"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, str]:
        """The path and the value."""
        path, sign, text = value.partition("=")
        if not sign:
            self.fail(f"`{value}` has no `=`; write --set 'rules.base points.give=2 points per 1 EUR'", param, ctx)
        return path.strip(), text

    def split_envvar_value(self, rv: str) -> Sequence[str]:
        """The settings of an environment variable."""
        return [line for line in rv.splitlines() if line.strip()]


set_option = click.option(
    "--set", metavar="PATH=VALUE", type=Setting(), multiple=True, show_envvar=True,
    help="Another value for this run, e.g. 'rules.base points.give=2 points per 1 EUR'. Can be repeated.",
)  # fmt: skip
"""Given to every command that takes a program."""

Settings = Sequence[tuple[str, str]]


def read_program(path: str, values: Settings = (), swept: Settings = ()) -> Composition | Diagnostic:
    """The program, unchecked, with what it extends and the values of `--set` and `--sweep`; or why its file cannot be read."""
    source = read_source(path)
    if isinstance(source, Diagnostic):
        return source
    _check_once_each([*values, *swept])
    return compose(source).with_values(dict(values), "--set").with_values(dict(swept), "--sweep")


def load_for_command(path: str, values: Settings = (), swept: Settings = ()) -> Program:
    """Load a program; raises ProgramError. Warnings are counted on stderr, so that they are neither lost nor in the way."""
    composition = read_program(path, values, swept)
    if isinstance(composition, Diagnostic):
        raise ProgramError([composition])
    program, findings = check_composition(composition)
    if program is None:
        raise ProgramError(findings)
    if findings:
        count = f"{len(findings)} warnings" if len(findings) > 1 else "1 warning"
        more = console.typed("check", path, *(f"--set={one}={text}" for one, text in (*values, *swept)))
        console.note(f"{count} about {path}: `{more}` shows more")
    return program


def programs_and_ledgers(files: Sequence[str]) -> tuple[list[str], list[str]]:
    """`v1.yaml v2.yaml sales.csv`: the first file and all YAML files behind it are programs, the others ledgers."""
    return programs_and(files, "LEDGER...")


def programs_and(words: Sequence[str], others: str) -> tuple[list[str], list[str]]:
    """The first word and all YAML files behind it, which are programs, and the others, of which there has to be one."""
    count = 1 + sum(1 for _ in itertools.takewhile(lambda name: name.lower().endswith((".yaml", ".yml")), words[1:]))
    if count == len(words):
        raise click.UsageError(f"Missing argument '{others}'.")
    return list(words[:count]), list(words[count:])


def load_editions(paths: Sequence[str], values: Settings = ()) -> tuple[Program, ...]:
    """Load programs that follow one another; what the next one gives up is shown on stderr."""
    programs = tuple(load_for_command(path, values) for path in paths)
    findings = check_editions(programs)
    ordered = editions_of(programs)
    console.show_findings(findings, to_stderr=True)
    return ordered


def _check_once_each(values: Settings) -> None:
    """A path that is set twice is a slip of the hand."""
    paths = [path for path, _ in values]
    for path in paths:
        if paths.count(path) > 1:
            raise click.UsageError(f"`{path}` is set twice; which value is meant?")
