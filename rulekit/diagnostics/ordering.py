"""The findings of several steps as one list: file by file, in file order, one finding for one mistake."""

from __future__ import annotations

from collections.abc import Iterable

from rulekit.diagnostics.diagnostic import Diagnostic
from rulekit.diagnostics.source import Span


def in_file_order(findings: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Sort by place; of findings that say the same about the same place one stays.

    Where reading or syntax (RK1xx) complains about a place, what later steps say about the same place is left out: it
    is about the same mistake.
    """
    ordered = sorted(findings, key=lambda finding: (_file(finding), finding.order))
    misread = {_place(finding) for finding in ordered if finding.span and _is_reading(finding)}
    kept: dict[tuple[str, Span | None, str], Diagnostic] = {}
    for finding in ordered:
        if _is_reading(finding) or finding.span is None or _place(finding) not in misread:
            kept.setdefault((finding.code, finding.span, finding.message), finding)
    return list(kept.values())


def _file(finding: Diagnostic) -> tuple[str, str]:
    """Which text a finding is about; values set on the command line share one name."""
    return (finding.span.source.name, finding.span.source.text) if finding.span else ("", "")


def _place(finding: Diagnostic) -> tuple[str, str, int, int]:
    return *_file(finding), *finding.order[:2]


def _is_reading(finding: Diagnostic) -> bool:
    return finding.code.startswith("RK1") and finding.severity.value == "error"
