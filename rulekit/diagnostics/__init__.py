"""What rulekit says about a file or a row: a diagnostic is data; renderers turn it into text."""

from rulekit.diagnostics.codes import CODES, Code, Severity
from rulekit.diagnostics.diagnostic import Diagnostic, Label, ProgramError, UsageError
from rulekit.diagnostics.source import Source, Span
from rulekit.diagnostics.suggest import closest

__all__ = ["CODES", "Code", "Diagnostic", "Label", "ProgramError", "Severity", "Source", "Span", "UsageError", "closest"]
