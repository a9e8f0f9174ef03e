"""The full rendering of one finding: title, place, the author's line with marks below it, context and help."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rulekit.diagnostics.codes import Severity
from rulekit.diagnostics.diagnostic import Diagnostic
from rulekit.diagnostics.display import DisplayLine, display_line, visible
from rulekit.diagnostics.source import Source, Span

WIDEST_LINE = 120
"""Longer lines of the author are cut around the place, in columns."""


@dataclass(frozen=True, slots=True)
class Mark:
    """Something to underline on one line: characters [start, end), counted from 0, and a remark."""

    source: Source
    line: int
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Paint:
    """The colours of a terminal, or none."""

    color: bool

    def severity(self, severity: Severity, text: str) -> str:
        """Red for errors, yellow for warnings."""
        return self._in("1;31" if severity is Severity.ERROR else "1;33", text)

    def frame(self, text: str) -> str:
        """What stands around the author's text."""
        return self._in("1;34", text)

    def strong(self, text: str) -> str:
        """The message."""
        return self._in("1", text)

    def _in(self, style: str, text: str) -> str:
        return f"\x1b[{style}m{text}\x1b[0m" if self.color and text else text


def render_full(finding: Diagnostic, paint: Paint) -> str:
    """One finding as several lines, without an end of line at the end."""
    severity = finding.severity
    title = paint.severity(severity, f"{severity.value}[{finding.code}]") + paint.strong(
        f": {visible(finding.message)}"
    )
    marks = _marks(finding)
    width = max((len(str(mark.line)) for mark in marks), default=1)
    lines = [title]
    if finding.span is not None:
        lines.append(f"{' ' * width}{paint.frame('-->')} {_place(finding.span)}")
        lines.append(paint.frame(f"{' ' * width} |"))
        lines.extend(_excerpt(finding.span, marks, width, paint, severity))
    notes = [finding.context or "", *finding.notes, f"help: {finding.help}" if finding.help else ""]
    lines.extend(f"{' ' * width} {paint.frame('=')} {visible(note)}" for note in notes if note)
    return "\n".join(lines)


def _place(span: Span) -> str:
    return f"{visible(span.source.name)}:{span.line}:{span.column}"


def _marks(finding: Diagnostic) -> list[Mark]:
    """Every stretch to underline, in file order; a label on the place itself is its remark."""
    if finding.span is None:
        return []
    remarks = [(label.span, label.text) for label in finding.labels]
    if all(span != finding.span for span, _ in remarks):
        remarks.append((finding.span, ""))
    marks = [mark for span, text in remarks for mark in _stretches(span, text)]
    own = finding.span.source
    marks.sort(
        key=lambda mark: (
            mark.source is not own and mark.source != own,
            mark.source.name,
            mark.line,
            mark.start,
            mark.end,
        )
    )
    return marks


def _stretches(span: Span, text: str) -> Iterator[Mark]:
    """A place as marks: one, or its first and last line where it runs over several."""
    end_line, end = span.end_line, span.end_column - 1
    if end_line > span.line and end == 0:
        end_line, end = end_line - 1, len(span.source.line(end_line - 1))
    if end_line == span.line:
        yield Mark(span.source, span.line, span.column - 1, end, text)
        return
    yield Mark(span.source, span.line, span.column - 1, len(span.source.line(span.line)), "")
    last = span.source.line(end_line)
    yield Mark(span.source, end_line, len(last) - len(last.lstrip()), end, text)


def _excerpt(place: Span, marks: list[Mark], width: int, paint: Paint, severity: Severity) -> Iterator[str]:
    """The marked lines with their marks, and a sign where lines are left out or another file begins."""
    before: tuple[str, int] = ("", 0)
    source = place.source
    for key in dict.fromkeys((mark.source.name, mark.line) for mark in marks):
        here = [mark for mark in marks if (mark.source.name, mark.line) == key]
        if here[0].source != source:
            source = here[0].source
            yield f"{' ' * width}{paint.frame('-->')} {visible(source.name)}:{here[0].line}:{here[0].start + 1}"
        elif before[1] and key[1] > before[1] + 1:
            yield paint.frame("..." if width < 3 else "." * width)
        before = key
        main = next((mark for mark in here if mark.start == place.column - 1), here[0])
        shown = display_line(source.line(key[1]), main.start, max(mark.end for mark in here), WIDEST_LINE)
        yield f"{paint.frame(f'{key[1]:>{width}} |')} {shown.text}".rstrip()
        for row in _underlines(here, shown):
            yield f"{paint.frame(' ' * width + ' |')} {paint.severity(severity, row)}"


def _underlines(marks: list[Mark], shown: DisplayLine) -> Iterator[str]:
    """The row of carets, with the last remark behind it, and a row for each other remark, from right to left."""
    row = ""
    for mark in marks:
        first, last = shown.range(mark.start, mark.end)
        row = row.ljust(first)
        row += "^" * (last - len(row))
    remarks = [(shown.range(mark.start, mark.end)[0], visible(mark.text)) for mark in marks if mark.text]
    if remarks and marks[-1].text:
        row = f"{row} {remarks.pop()[1]}"
    yield row
    for column, text in reversed(remarks):
        yield " " * column + text
