"""A program file to the checked program, for Python callers: path -> Program, or ProgramError with every finding."""

from __future__ import annotations

from pathlib import Path

from rulekit.diagnostics import Diagnostic, ProgramError
from rulekit.program.model import Program
from rulekit.semantics import check_program
from rulekit.syntax.read_source import read_source


def load(path: str | Path) -> Program:
    """Load and check a program. Raises ProgramError, whose `.diagnostics` holds all findings in file order.

    Warnings alone raise nothing; `rulekit check` shows them.
    """
    source = read_source(path)
    if isinstance(source, Diagnostic):
        raise ProgramError([source])
    program, findings = check_program(source)
    if program is None:
        raise ProgramError(findings)
    return program
