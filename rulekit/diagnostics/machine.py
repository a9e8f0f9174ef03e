"""Findings for other programs: json (our own shape), github (workflow commands) and sarif (2.1.0).

Lines and columns count from 1, columns in characters, ends exclusive, as everywhere in rulekit.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from rulekit.diagnostics.codes import CODES, Severity
from rulekit.diagnostics.diagnostic import Diagnostic
from rulekit.diagnostics.display import visible
from rulekit.diagnostics.source import Span


def render_json(findings: Sequence[Diagnostic], **more: object) -> str:
    """One object: `diagnostics`, each with its place, the counts, and `more`. Only ASCII, so that every reader can take it."""
    counts = {f"{kind.value}s": sum(finding.severity is kind for finding in findings) for kind in Severity}
    return json.dumps({"diagnostics": [_as_data(finding) for finding in findings], **counts, **more}, indent=2)


def _as_data(finding: Diagnostic) -> dict[str, Any]:
    return {
        "code": finding.code,
        "severity": finding.severity.value,
        "message": finding.message,
        "place": _place(finding.span),
        "labels": [{"text": label.text, "place": _place(label.span)} for label in finding.labels],
        "context": finding.context,
        "notes": list(finding.notes),
        "help": finding.help,
    }


def _place(span: Span | None) -> dict[str, Any] | None:
    if span is None:
        return None
    return {
        "file": span.source.name,
        "line": span.line,
        "column": span.column,
        "end_line": span.end_line,
        "end_column": span.end_column,
    }


def render_github(finding: Diagnostic) -> str:
    """One workflow command, which GitHub shows beside the line of a pull request."""
    span = finding.span
    properties = {"title": f"{finding.code}: {CODES[finding.code].title}"}
    if span is not None:
        properties |= {"file": visible(span.source.name), "line": str(span.line), "endLine": str(span.end_line)}
        if span.line == span.end_line:
            properties |= {"col": str(span.column), "endColumn": str(span.end_column)}
    listed = ",".join(f"{name}={_github_property(value)}" for name, value in properties.items())
    parts = [finding.message, finding.context, *finding.notes, f"help: {finding.help}" if finding.help else None]
    return f"::{finding.severity.value} {listed}::" + "%0A".join(_github_text(visible(part)) for part in parts if part)


def _github_text(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _github_property(text: str) -> str:
    return _github_text(text).replace(":", "%3A").replace(",", "%2C")


def render_sarif(findings: Sequence[Diagnostic]) -> str:
    """A SARIF log with one run; the rules are the codes that occur."""
    codes = sorted({finding.code for finding in findings})
    rules = [{"id": code, "shortDescription": {"text": CODES[code].title}} for code in codes]
    run = {
        "tool": {"driver": {"name": "rulekit", "rules": rules}},
        "columnKind": "unicodeCodePoints",
        "results": [_sarif_result(finding, codes.index(finding.code)) for finding in findings],
    }
    schema = "https://json.schemastore.org/sarif-2.1.0.json"
    return json.dumps({"$schema": schema, "version": "2.1.0", "runs": [run]}, indent=2)


def _sarif_result(finding: Diagnostic, rule: int) -> dict[str, Any]:
    parts = [finding.message, finding.context, *finding.notes, f"help: {finding.help}" if finding.help else None]
    result: dict[str, Any] = {
        "ruleId": finding.code,
        "ruleIndex": rule,
        "level": finding.severity.value,
        "message": {"text": "\n".join(part for part in parts if part)},
    }
    if finding.span is not None:
        result["locations"] = [{"physicalLocation": _sarif_place(finding.span)}]
    if finding.labels:
        result["relatedLocations"] = [
            {"id": number, "message": {"text": label.text}, "physicalLocation": _sarif_place(label.span)}
            for number, label in enumerate(finding.labels, 1)
        ]
    return result


def _sarif_place(span: Span) -> dict[str, Any]:
    path = span.source.name.replace("\\", "/").encode("utf-8", "replace").decode("utf-8")
    return {
        "artifactLocation": {"uri": quote(path)},
        "region": {
            "startLine": span.line,
            "startColumn": span.column,
            "endLine": span.end_line,
            "endColumn": span.end_column,
        },
    }
