"""Findings as text: full for people, concise for editors, json, github and sarif for machines.

Invariant: no format lets a control character of the author's text through to a terminal.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal, get_args

from rulekit.diagnostics.codes import Severity
from rulekit.diagnostics.diagnostic import Diagnostic
from rulekit.diagnostics.display import visible
from rulekit.diagnostics.full import Paint, render_full
from rulekit.diagnostics.machine import render_github, render_json, render_sarif

Format = Literal["full", "concise", "json", "github", "sarif"]
FORMATS: tuple[Format, ...] = get_args(Format)


def render(diagnostics: Iterable[Diagnostic], format: Format = "full", color: bool = False) -> str:  # noqa: A002  the option's name
    """All findings in one format, in the order given, without an end of line at the end.

    `color` concerns `full` alone. Where nothing was found, full and concise are empty; json and sarif are documents.
    """
    findings = tuple(diagnostics)
    if format == "json":
        return render_json(findings)
    if format == "sarif":
        return render_sarif(findings)
    if format == "github":
        return "\n".join(map(render_github, findings))
    if format == "concise":
        return "\n".join(map(_concise, findings))
    if not findings:
        return ""
    paint = Paint(color)
    return "\n\n".join([*(render_full(finding, paint) for finding in findings), counts(findings)])


def counts(findings: Sequence[Diagnostic]) -> str:
    """How many errors and warnings.

    >>> counts([Diagnostic("RK101", "x"), Diagnostic("RK101", "y")])
    '2 errors'
    """
    numbers = [(kind.value, sum(finding.severity is kind for finding in findings)) for kind in Severity]
    return ", ".join(f"{number} {word}{'s' * (number != 1)}" for word, number in numbers if number) or "nothing found"


def _concise(finding: Diagnostic) -> str:
    span = finding.span
    place = f"{visible(span.source.name)}:{span.line}:{span.column}: " if span else ""
    extra = f" (help: {visible(finding.help)})" if finding.help else ""
    return f"{place}{finding.severity.value}[{finding.code}]: {visible(finding.message)}{extra}"
