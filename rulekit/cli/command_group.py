"""The group of commands: loads each when it is called; the boundary where every problem becomes a message and an exit code.

Exit codes: 0 fine, 1 findings, 2 usage or input/output or our own mistake, 128 + n ended by signal n. No traceback ever reaches
a user.
"""

from __future__ import annotations

import os
import signal
import sys
import traceback
from collections.abc import Mapping
from importlib import import_module
from typing import Any, NoReturn, TextIO

import click

from rulekit.cli import console
from rulekit.cli.ending import Ending
from rulekit.diagnostics import ProgramError, UsageError, closest

FINDINGS = 1
USAGE = 2
BROKEN_PIPE = 141


class ReaderGone(Exception):  # noqa: N818  no error: `rulekit explain … | head` is a fine thing to do
    """Whoever read our output has read enough."""


class CommandGroup(click.Group):
    """Commands in files of their own. `commands_by_name`: name -> (module in this package, one line of help)."""

    def __init__(self, *, commands_by_name: Mapping[str, tuple[str, str]], **attributes: Any) -> None:
        super().__init__(**attributes)
        self.commands_by_name = commands_by_name

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  click's signature
        """In the order of the table, which is the order of a newcomer's questions."""
        return list(self.commands_by_name)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load a command; for an unknown name say which is near."""
        if cmd_name not in self.commands_by_name:
            near = closest(cmd_name, self.commands_by_name)
            hint = f" Did you mean `{near}`?" if near else ""
            ctx.fail(f"There is no command `{cmd_name}`.{hint}")
        module = import_module(f"rulekit.cli.{self.commands_by_name[cmd_name][0]}")
        command: click.Command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002  click's signature
        """List the commands without loading them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in self.commands_by_name.items()])

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; a reader that went away is told apart from findings, which click would not do."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            raise ReaderGone from None

    def main(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Run a command and end the process with its exit code."""
        kwargs["standalone_mode"] = False
        console.prepare()
        with Ending() as ending:
            code = _run(super().main, args, kwargs, ending)
        sys.exit(code)


def _run(run: Any, args: tuple[Any, ...], kwargs: dict[str, Any], ending: Ending) -> int:
    """The exit code. A signal decides it, whatever became of its exception: DuckDB makes one of its own of it."""
    result = None
    try:
        result = run(*args, **kwargs)
        sys.stdout.flush()
    except BaseException as problem:  # noqa: BLE001  the boundary: whatever it is, the user gets a message and no traceback
        if ending.signal is None:
            return _said(problem)
    if ending.signal is not None:
        return _ended(ending.signal)
    return result if isinstance(result, int) else 0


def _said(problem: BaseException) -> int:
    """Tell the user about a problem; its exit code."""
    match problem:
        case click.ClickException():
            problem.show()
        case UsageError():
            console.complain(str(problem), problem.help)
        case ProgramError():
            console.show_findings(problem.diagnostics, to_stderr=True)
            return USAGE if any(finding.code == "RK101" for finding in problem.diagnostics) else FINDINGS
        case KeyboardInterrupt() | click.Abort():
            return _ended(signal.SIGINT)
        case ReaderGone() | BrokenPipeError():
            _silence(sys.stdout)
            return BROKEN_PIPE
        case Exception():
            _own_mistake(problem)
        case _:
            raise problem
    return USAGE


def _ended(by: int) -> int:
    """The exit code of a command that a signal has ended, as shells have it."""
    if by == signal.SIGINT:
        console.note("interrupted; nothing was left half-written")
    elif by != signal.SIGTERM:  # the terminal is closed
        _silence(sys.stdout)
        _silence(sys.stderr)
    return 128 + by


def _silence(stream: TextIO) -> None:
    """Nobody reads this any more, and Python need not find out when it flushes at the end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _own_mistake(problem: Exception) -> None:
    """RK901: our own bug, with what a report needs."""
    if os.environ.get("RULEKIT_DEBUG"):
        traceback.print_exception(problem)
    frames = traceback.extract_tb(problem.__traceback__)
    place = f"{os.path.basename(frames[-1].filename)}:{frames[-1].lineno}" if frames else "an unknown place"  # noqa: PTH119  text only
    from rulekit import __version__

    console.complain(
        "a mistake inside rulekit, not in your files",
        f"please report it with your command and this line: rulekit {__version__}, {place}; RULEKIT_DEBUG=1 shows the details",
        code="RK901",
    )
