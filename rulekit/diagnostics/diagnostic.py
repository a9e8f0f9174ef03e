"""A diagnostic: code, message, place, labels, help. Collected as values, rendered in one spot."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from rulekit.diagnostics.codes import CODES, Severity
from rulekit.diagnostics.source import Span


@dataclass(frozen=True, slots=True)
class Label:
    """A remark on one more place that belongs to a diagnostic, e.g. `a number`."""

    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding. `code` is an entry of `CODES`; `context` says where in the program's own words, e.g. "in rule `x`".

    `notes` are lines of what led there, such as the bookings behind a balance.
    """

    code: str
    message: str
    span: Span | None = None
    labels: tuple[Label, ...] = ()
    help: str | None = None
    context: str | None = None
    notes: tuple[str, ...] = ()

    @property
    def severity(self) -> Severity:
        """The severity belongs to the code, never to the place."""
        return CODES[self.code].severity

    @property
    def order(self) -> tuple[int, int, str]:
        """Sorts the findings of a file in file order."""
        return (self.span.line, self.span.column, self.code) if self.span else (0, 0, self.code)


class ProgramError(Exception):
    """A program that cannot be used; `.diagnostics` holds every finding, errors and warnings, in file order.

    As text it is the place and message of the first error, and how many findings there are beside it.
    """

    def __init__(self, diagnostics: Iterable[Diagnostic]) -> None:
        self.diagnostics = tuple(diagnostics)
        super().__init__(_in_short(self.diagnostics))


def _in_short(findings: tuple[Diagnostic, ...]) -> str:
    if not findings:
        return "invalid program"
    first = next((finding for finding in findings if finding.severity is Severity.ERROR), findings[0])
    place = "" if first.span is None else f"{first.span.source.name}:{first.span.line}: "
    more = f" (and {len(findings) - 1} more)" if len(findings) > 1 else ""
    return f"{place}{first.code}: {first.message}{more}"


class UsageError(Exception):
    """A request that cannot be carried out: a missing file, an unknown option value. Exit code 2 on the command line."""

    def __init__(self, message: str, *, help: str | None = None) -> None:  # noqa: A002  the field is called help everywhere
        super().__init__(message)
        self.help = help
