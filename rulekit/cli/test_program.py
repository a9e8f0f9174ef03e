"""`rulekit test`: runs the tests a program carries, and says what none of them reached."""

from __future__ import annotations

import click

from rulekit.cli import console
from rulekit.cli.command_group import FINDINGS, USAGE
from rulekit.diagnostics import Diagnostic, Severity
from rulekit.diagnostics.render import FORMATS, Format
from rulekit.semantics import check_program
from rulekit.syntax.read_source import read_source
from rulekit.testing.findings import failing
from rulekit.testing.places import places_of
from rulekit.testing.run import run_tests

EPILOG = """\b
Examples:
  rulekit test program.yaml
  rulekit test --format github *.yaml           marks in a pull request
\b
Exit code: 0 all tests pass, 1 a test fails or a program has errors, 2 a file that cannot be read.
"""


@click.command("test", epilog=EPILOG)
@click.argument("programs", metavar="PROGRAM...", nargs=-1, required=True)
@click.option(
    "--format", "form", type=click.Choice(FORMATS), default="full", show_default=True, show_envvar=True,
    help="How findings are shown.",
)  # fmt: skip
@click.option("-v", "--verbose", is_flag=True, show_envvar=True, help="Also name the tests that pass.")
def command(programs: tuple[str, ...], form: Format, verbose: bool) -> int:
    """Run the tests a program carries under `tests:`."""
    findings: list[Diagnostic] = []
    remarks: list[str] = []
    for path in programs:
        found, about = _run(path, verbose=verbose)
        findings += found
        remarks += about
    console.show_findings(findings, form)
    if form == "full":
        for remark in remarks:
            console.say(remark)
    if any(finding.code == "RK101" for finding in findings):
        return USAGE
    return FINDINGS if any(finding.severity is Severity.ERROR for finding in findings) else 0


def _run(path: str, *, verbose: bool) -> tuple[list[Diagnostic], list[str]]:
    """The findings of one file, and what else there is to say about it."""
    source = read_source(path)
    if isinstance(source, Diagnostic):
        return [source], []
    program, checked = check_program(source)
    if program is None:
        return checked, [f"{path}: no test was run; mend the errors first"]
    verdicts = run_tests(program)
    found = list(failing(verdicts, places_of(source)))
    if not verdicts:
        return found, [f"{path}: {program.name} has no tests; write some under `tests:`"]
    remarks = [f"  {'passed' if verdict.passed else 'failed'}  {verdict.name}" for verdict in verdicts if verbose]
    passed = sum(verdict.passed for verdict in verdicts)
    many = f"{len(verdicts)} test{'s' * (len(verdicts) != 1)}"
    return found, [*remarks, f"{path}: {passed} of {many} passed in {program.name}"]
