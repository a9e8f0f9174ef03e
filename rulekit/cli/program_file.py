"""The program argument of commands: path -> checked program; its mistakes are shown by whoever runs the command."""

from __future__ import annotations

from rulekit.cli import console
from rulekit.diagnostics import Diagnostic, ProgramError
from rulekit.program.model import Program
from rulekit.semantics import check_program
from rulekit.syntax.read_source import read_source


def load_for_command(path: str) -> Program:
    """Load a program; raises ProgramError. Warnings are counted on stderr, so that they are neither lost nor in the way."""
    source = read_source(path)
    if isinstance(source, Diagnostic):
        raise ProgramError([source])
    program, findings = check_program(source)
    if program is None:
        raise ProgramError(findings)
    if findings:
        count = f"{len(findings)} warnings" if len(findings) > 1 else "1 warning"
        console.note(f"{count} about {path}: `rulekit check {path}` shows more")
    return program
