"""Every test of a program: program -> verdicts. Pure: no file, no clock; the same program has the same verdicts everywhere."""

from __future__ import annotations

from dataclasses import dataclass

from rulekit.program.model import Program
from rulekit.testing.compare import Failure, compare
from rulekit.testing.play import Played, play


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of one test; it passed where there are no failures."""

    name: str
    failures: tuple[Failure, ...]

    @property
    def passed(self) -> bool:
        """Whether everything is as expected."""
        return not self.failures


def run_tests(program: Program) -> tuple[Verdict, ...]:
    """Run the tests of a program, in the order of the file.

    >>> from rulekit.program.model import Program
    >>> run_tests(Program("P", "EUR", "Europe/Berlin", ""))
    ()
    """
    return tuple(judge(played) for played in play_all(program))


def play_all(program: Program) -> tuple[Played, ...]:
    """Every test at play, in the order of the file."""
    return tuple(play(program, test) for test in program.tests)


def judge(played: Played) -> Verdict:
    """Compare what came of a test with what it expects; an event the ledger rejects is a failure too."""
    failures = [
        Failure(("tests", played.test.name, "given", given), f"this event is rejected: {rejection.reason}", rejection.code)
        for given, rejection in played.rejections
    ]
    failures += [failure for one in played.test.expectations if (failure := compare(played, one)) is not None]
    return Verdict(played.test.name, tuple(failures))
