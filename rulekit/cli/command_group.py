"""The group of commands: loads each when it is called; the boundary where every problem becomes a message and an exit code.

Exit codes: 0 fine, 1 findings, 2 usage or input/output or our own mistake, 130 interrupted. No traceback ever reaches a user.
"""

from __future__ import annotations

import os
import signal
import sys
import traceback
from collections.abc import Mapping
from importlib import import_module
from types import FrameType
from typing import Any, NoReturn

import click

from rulekit.cli import console
from rulekit.diagnostics import ProgramError, UsageError, closest

FINDINGS = 1
USAGE = 2
INTERRUPTED = 130
BROKEN_PIPE = 141
TERMINATED = 143


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
        previous = _end_on_termination()
        try:
            code = _run(super().main, args, kwargs)
        finally:
            if previous is not None:
                signal.signal(signal.SIGTERM, previous)
        sys.exit(code)


def _run(run: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> int:
    try:
        result = run(*args, **kwargs)
        sys.stdout.flush()
    except click.UsageError as problem:
        problem.show()
        return USAGE
    except click.ClickException as problem:
        problem.show()
        return USAGE
    except UsageError as problem:
        console.complain(str(problem), problem.help)
        return USAGE
    except ProgramError as problem:
        console.show_findings(problem.diagnostics, to_stderr=True)
        return USAGE if any(finding.code == "RK101" for finding in problem.diagnostics) else FINDINGS
    except (KeyboardInterrupt, click.Abort):
        console.note("interrupted; nothing was left half-written")
        return INTERRUPTED
    except (ReaderGone, BrokenPipeError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return BROKEN_PIPE
    except Exception as problem:  # noqa: BLE001  the boundary: whatever it is, the user gets a message and no traceback
        return _own_mistake(problem)
    return result if isinstance(result, int) else 0


def _own_mistake(problem: Exception) -> int:
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
    return USAGE


def _end_on_termination() -> Any:
    """Let a polite kill clean up as Ctrl-C does; None where signals cannot be set (not the main thread)."""

    def end(_: int, __: FrameType | None) -> NoReturn:
        raise SystemExit(TERMINATED)

    try:
        return signal.signal(signal.SIGTERM, end)
    except ValueError:
        return None
