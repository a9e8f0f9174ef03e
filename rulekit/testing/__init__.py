"""The tests a program carries, run by the ordinary engine: program -> verdicts, and what no test reached."""

from rulekit.testing.compare import Failure
from rulekit.testing.run import Verdict, run_tests

__all__ = ["Failure", "Verdict", "run_tests"]
