"""The command `rulekit`: which commands there are, and where the process begins and ends.

Each command lives in a file of its own and is loaded when it is called, so that help is quick.
"""

from __future__ import annotations

import click

from rulekit.cli.command_group import CommandGroup

COMMANDS = {
    "check": ("check", "Find every mistake in a program."),
    "fmt": ("fmt", "Lay a program out in the one canonical form."),
    "test": ("test_program", "Run the tests a program carries."),
    "try": ("try_program", "Ask what a member and a purchase would give, and why."),
    "replay": ("replay", "Replay a ledger through a program: the main job."),
    "explain": ("explain", "Explain every entry of one member, or a code such as RK204."),
    "kpis": ("kpis", "Measure retention, repeat purchases, value, and what the program owes."),
    "report": ("report", "Write a result as one page with charts, in English or German."),
    "forecast": ("forecast", "List what expires, lapses or drops next, per member."),
    "simulate": ("simulate", "Compare variants of a program over the same past."),
    "import": ("import_ledger", "Draft a mapping for a foreign export."),
    "init": ("init", "Make a starter project."),
    "demo": ("demo", "See it all at work on bundled sales data."),
}
"""Name: its module in this package and one line of help."""

EXAMPLES = """\b
Start here:
  rulekit demo
  rulekit init my-program
  rulekit check my-program/program.yaml
  rulekit try my-program/program.yaml "member, 12 EUR coffee"
"""


@click.group(
    name="rulekit",
    cls=CommandGroup,
    commands_by_name=COMMANDS,
    help="Declarative rules for loyalty programs: exact, explained, replayed over real sales.",
    epilog=EXAMPLES,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "auto_envvar_prefix": "RULEKIT", "max_content_width": 100},
)
@click.option("--version", "wants_version", is_flag=True, allow_from_autoenv=False, help="Show the version; with -v all of them.")
@click.option(
    "-v",
    "--verbose",
    is_flag=True,
    allow_from_autoenv=False,
    help="With --version: libraries, time-zone data, backends.",
)
@click.pass_context
def cli(context: click.Context, wants_version: bool, verbose: bool) -> None:
    """Answer `--version`, or show the help where no command is given."""
    if wants_version:
        from rulekit.cli.version import show_version

        show_version(verbose=verbose)
        context.exit()
    if verbose:
        raise click.UsageError("`--verbose` goes with `--version` here; that of a command stands behind its name.")
    if context.invoked_subcommand is None:
        raise click.exceptions.NoArgsIsHelpError(context)


def main() -> None:
    """Run the command line; ends the process with 0 (fine), 1 (findings) or 2 (usage, input or output)."""
    cli(prog_name="rulekit")


if __name__ == "__main__":
    main()
