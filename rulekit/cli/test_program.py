"""`rulekit test`: runs the tests a program carries, and says what none of them reached."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import click

from rulekit.cli import console
from rulekit.cli.command_group import FINDINGS, USAGE
from rulekit.diagnostics import Diagnostic, Severity
from rulekit.diagnostics.machine import render_json
from rulekit.diagnostics.render import FORMATS, Format
from rulekit.program.model import Program
from rulekit.semantics import check_program
from rulekit.syntax.read_source import read_source
from rulekit.testing.coverage import Coverage, coverage
from rulekit.testing.findings import failing, too_little, unreached
from rulekit.testing.places import Places, places_of
from rulekit.testing.run import judge, play_all

EPILOG = """\b
Examples:
  rulekit test program.yaml
  rulekit test --coverage program.yaml          what no test reached, and a percentage
  rulekit test --coverage-at-least 80 --format github *.yaml
\b
Exit code: 0 all tests pass, 1 a test fails, too little is covered or a program has errors, 2 a file that cannot be read.
"""


@dataclass(slots=True)
class Outcome:
    """What there is to say about the programs so far. `records`: their figures, for machines."""

    findings: list[Diagnostic] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    records: list[dict[str, object]] = field(default_factory=list)


@click.command("test", epilog=EPILOG)
@click.argument("programs", metavar="PROGRAM...", nargs=-1, required=True)
@click.option(
    "--format", "form", type=click.Choice(FORMATS), default="full", show_default=True, show_envvar=True,
    help="How findings are shown.",
)  # fmt: skip
@click.option("--coverage", "covers", is_flag=True, show_envvar=True, help="Also show what no test reached, and a percentage.")
@click.option(
    "--coverage-at-least", "least", type=click.IntRange(0, 100), metavar="PERCENT", show_envvar=True,
    help="Fail where less is covered.",
)  # fmt: skip
@click.option("-v", "--verbose", is_flag=True, show_envvar=True, help="Also name the tests that pass.")
def command(programs: tuple[str, ...], form: Format, covers: bool, least: int | None, verbose: bool) -> int:
    """Run the tests a program carries under `tests:`."""
    outcome = Outcome()
    for path in programs:
        source = read_source(path)
        if isinstance(source, Diagnostic):
            outcome.findings.append(source)
            continue
        program, checked = check_program(source)
        if program is None:
            outcome.findings += checked
            outcome.remarks.append(f"{path}: no test was run; mend the errors first")
            continue
        _run(outcome, path, program, places_of(source), verbose=verbose, covers=covers, least=least)
    return _show(outcome, form)


def _run(
    outcome: Outcome, path: str, program: Program, places: Places, *, verbose: bool, covers: bool, least: int | None
) -> None:
    """Run the tests of one program."""
    tests = play_all(program)
    verdicts = [judge(played) for played in tests]
    passed = sum(verdict.passed for verdict in verdicts)
    outcome.findings += failing(verdicts, places)
    if verbose:
        outcome.remarks += [f"  {'passed' if verdict.passed else 'failed'}  {verdict.name}" for verdict in verdicts]
    many = f"{len(verdicts)} test{'s' * (len(verdicts) != 1)}"
    none = f"{program.name} has no tests; write some under `tests:`"
    outcome.remarks.append(f"{path}: {f'{passed} of {many} passed in {program.name}' if verdicts else none}")
    record: dict[str, object] = {"program": path, "tests": len(verdicts), "passed": passed}
    if covers or least is not None:
        reached = coverage(program, tests)
        found = unreached(reached, places) if covers else []
        found += too_little(reached, least or 0, places, is_listed=covers)
        outcome.findings += [_of_variant(finding, path) for finding in found]
        outcome.remarks += [f"{path}: {line}" for line in _covered(reached)] if covers else []
        record["coverage"] = {"percent": reached.percent, "reached": reached.reached, "total": reached.total, "least": least}
    outcome.records.append(record)


def _of_variant(finding: Diagnostic, path: str) -> Diagnostic:
    """A finding that stands in a file which this program extends says which program it is about."""
    if finding.span is None or finding.span.source.name == path:
        return finding
    return replace(finding, message=f"{finding.message}, in {path}, which extends this file")


def _covered(reached: Coverage) -> Iterator[str]:
    yield f"{reached.percent}% covered, {reached.reached} of {reached.total} gifts, levels and answers of conditions"
    if reached.bounds:
        count = sum(bound.is_reached for bound in reached.bounds)
        yield f"{count} of {len(reached.bounds)} limits, budgets and stocks used up, not counted"


def _show(outcome: Outcome, form: Format) -> int:
    if form == "json":
        console.say(render_json(outcome.findings, programs=outcome.records))
    else:
        console.show_findings(outcome.findings, form)
    if form == "full":
        for remark in outcome.remarks:
            console.say(remark)
    if any(finding.code == "RK101" for finding in outcome.findings):
        return USAGE
    return FINDINGS if any(finding.severity is Severity.ERROR for finding in outcome.findings) else 0
