"""A text and places in it: what every diagnostic points at.

Lines and columns count from 1, columns in characters; an end is exclusive.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Source:
    """A named text, e.g. a program file as it was read."""

    name: str
    text: str
    starts: tuple[int, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        starts = [0]
        while (end := self.text.find("\n", starts[-1])) >= 0:
            starts.append(end + 1)
        object.__setattr__(self, "starts", tuple(starts))

    def line(self, number: int) -> str:
        """The text of one line without its end; empty beyond the last."""
        if not 1 <= number <= len(self.starts):
            return ""
        start = self.starts[number - 1]
        end = self.starts[number] - 1 if number < len(self.starts) else len(self.text)
        return self.text[start:end].rstrip("\r")

    def span(self, start: int, end: int) -> Span:
        """The span of two offsets into the text."""
        line, column = self._place(start)
        end_line, end_column = self._place(max(start, end))
        return Span(self, line, column, end_line, end_column)

    def _place(self, offset: int) -> tuple[int, int]:
        offset = min(max(offset, 0), len(self.text))
        line = bisect_right(self.starts, offset)
        return line, offset - self.starts[line - 1] + 1


@dataclass(frozen=True, slots=True)
class Span:
    """A place in a source: from (line, column) up to but without (end_line, end_column)."""

    source: Source
    line: int
    column: int
    end_line: int
    end_column: int

    @property
    def text(self) -> str:
        """The author's own text at this place."""
        start = self.source.starts[self.line - 1] + self.column - 1
        end = self.source.starts[self.end_line - 1] + self.end_column - 1
        return self.source.text[start:end]
