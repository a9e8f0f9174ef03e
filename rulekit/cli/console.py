"""What commands say, and where: results to stdout, everything else to stderr; colour only where a person looks at it."""

from __future__ import annotations

import os
import shlex
import shutil
import sys
from collections.abc import Iterable
from typing import TextIO

import click

from rulekit.diagnostics import Diagnostic
from rulekit.diagnostics.display import visible, wrap
from rulekit.diagnostics.render import Format, render


def prepare() -> None:
    """Never fail on a terminal that cannot show a letter: show its number instead."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")


def is_interactive(stream: TextIO) -> bool:
    """Whether somebody looks at a stream who can see a line change."""
    return stream.isatty() and os.environ.get("TERM") != "dumb"


def wants_color(stream: TextIO) -> bool:
    """Whether a stream is a terminal whose user has not asked for plain text (NO_COLOR, TERM=dumb)."""
    return is_interactive(stream) and not os.environ.get("NO_COLOR")


def width() -> int:
    """How many columns a result may have: those of the terminal; where nobody looks, as many as it takes."""
    return shutil.get_terminal_size().columns if is_interactive(sys.stdout) else sys.maxsize


def wrapped(text: str, indent: int = 0) -> str:
    """A long line in lines that fit, the further ones indented; where nobody looks it stays one line, to be searched."""
    return wrap(text, width(), indent) if is_interactive(sys.stdout) else text


def draws_sparklines() -> bool:
    """Whether somebody looks at stdout on a terminal that knows such letters; elsewhere text stays plain."""
    return is_interactive(sys.stdout) and (sys.stdout.encoding or "").lower().startswith("utf")


def say(text: str = "") -> None:
    """A result, on stdout."""
    click.echo(text, color=wants_color(sys.stdout))


def note(text: str) -> None:
    """A remark that is no result, on stderr."""
    click.echo(text, err=True, color=wants_color(sys.stderr))


def typed(*words: str) -> str:
    """A command as it can be typed.

    >>> typed("try", "my program.yaml", "12 EUR")
    'rulekit try "my program.yaml" "12 EUR"'
    """
    return " ".join(["rulekit", *(word if word == shlex.quote(word) else _quoted(word) for word in words)])


def _quoted(word: str) -> str:
    """In double quotes, which every shell knows, where that is enough."""
    return shlex.quote(word) if any(sign in word for sign in '"$`\\!') else f'"{word}"'


def bold(text: str) -> str:
    """A heading; plain where stdout is no terminal."""
    return click.style(text, bold=True) if wants_color(sys.stdout) else text


def complain(message: str, help: str | None = None, code: str | None = None) -> None:  # noqa: A002  the field is called help everywhere
    """A problem and how to go on, on stderr."""
    label = f"error[{code}]" if code else "error"
    if wants_color(sys.stderr):
        label = click.style(label, fg="red", bold=True)
    note(f"{label}: {visible(message)}")
    if help:
        first, *more = map(visible, help.splitlines())
        note("\n".join([f"  = help: {first}", *more]))


def show_findings(findings: Iterable[Diagnostic], form: Format = "full", *, to_stderr: bool = False) -> None:
    """Findings about a program or mapping, in one of the formats; on stderr where they are not the result asked for."""
    stream = sys.stderr if to_stderr else sys.stdout
    text = render(findings, form, color=wants_color(stream))
    if text:
        click.echo(text, err=to_stderr, color=wants_color(stream))
