"""`rulekit check`: every mistake in one or more programs, in the format asked for."""

from __future__ import annotations

import click

from rulekit.cli import console
from rulekit.cli.command_group import FINDINGS, USAGE
from rulekit.cli.program_file import Settings, read_program, set_option
from rulekit.diagnostics import Diagnostic, Severity
from rulekit.diagnostics.render import FORMATS, Format
from rulekit.program.editions import check_editions
from rulekit.program.model import Program
from rulekit.semantics import check_composition, defaults_of

EPILOG = """\b
Examples:
  rulekit check program.yaml
  rulekit check -v program.yaml              the defaults it relies on, too
  rulekit check --editions 2023.yaml 2024.yaml  what the second gives up that members have
  rulekit check --format github *.yaml       marks in a pull request
\b
Exit code: 0 no errors (warnings may be shown), 1 errors, 2 a file that cannot be read.
"""


@click.command("check", epilog=EPILOG)
@click.argument("programs", metavar="PROGRAM...", nargs=-1, required=True)
@click.option(
    "--format", "form", type=click.Choice(FORMATS), default="full", show_default=True, show_envvar=True,
    help="How findings are shown.",
)  # fmt: skip
@click.option("--editions", is_flag=True, show_envvar=True, help="The programs follow one another: can they, and what is lost?")
@set_option
@click.option("-v", "--verbose", is_flag=True, show_envvar=True, help="Also list the defaults each program relies on.")
def command(programs: tuple[str, ...], form: Format, editions: bool, set: Settings, verbose: bool) -> int:  # noqa: A002  the option's name
    """Find every mistake in a program: all at once, with the place, the reason and the mend."""
    findings: list[Diagnostic] = []
    remarks: list[str] = []
    checked: list[Program] = []
    for path in programs:
        program, found, about = _check(path, set, verbose=verbose)
        findings.extend(found)
        remarks.extend(about)
        checked.extend([program] if program else [])
    if editions and len(checked) == len(programs):
        findings.extend(check_editions(checked))
    console.show_findings(dict.fromkeys(findings), form)
    if form == "full":
        for remark in remarks:
            console.say(remark)
    if any(finding.code == "RK101" for finding in findings):
        return USAGE
    return FINDINGS if any(finding.severity is Severity.ERROR for finding in findings) else 0


def _check(path: str, values: Settings, *, verbose: bool) -> tuple[Program | None, list[Diagnostic], list[str]]:
    """One program, its findings, and what else there is to say about it."""
    composition = read_program(path, values)
    if isinstance(composition, Diagnostic):
        return None, [composition], []
    program, findings = check_composition(composition)
    remarks = []
    if program is not None:
        verdict = "no errors" if findings else "no mistakes found"
        remarks.append(f"{path}: {verdict} in {program.name} ({contents(program)})")
    if verbose:
        remarks.extend(f"  {default.path}: {default.value} (default)" for default in defaults_of(composition))
    return program, findings, remarks


def contents(program: Program) -> str:
    """What a program is made of, in a few words.

    >>> contents(Program("P", "EUR", "Europe/Berlin", ""))
    'nothing yet'
    """
    cards, ladders, challenges = (
        sum(counter.kind == kind for counter in program.counters) for kind in ("card", "milestone", "challenge")
    )
    counts = (
        (len(program.wallets), "wallet"), (len(program.rules), "rule"), (cards, "card"),
        (ladders, "milestone ladder"), (challenges, "challenge"), (len(program.tiers.levels) if program.tiers else 0, "tier"),
        (len(program.rewards), "reward"),
    )  # fmt: skip
    return ", ".join(f"{count} {word}{'s' * (count != 1)}" for count, word in counts if count) or "nothing yet"
