"""The catalogue of diagnostic codes. A code is never reused; each has a page in docs/errors and a file in tests/errors.

Families: RK1xx reading and syntax, 2xx names, types and units, 3xx program logic, 4xx ledger rows, 5xx limits and run time,
9xx our own bug.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Severity(Enum):
    """How grave a finding is: an error stops the program from being used, a warning does not."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Code:
    """One kind of finding."""

    code: str
    severity: Severity
    title: str


def _error(code: str, title: str) -> tuple[str, Code]:
    return code, Code(code, Severity.ERROR, title)


def _warning(code: str, title: str) -> tuple[str, Code]:
    return code, Code(code, Severity.WARNING, title)


CODES: dict[str, Code] = dict((
    _error("RK101", "the file cannot be read"),
    _error("RK901", "a mistake inside rulekit"),
))
