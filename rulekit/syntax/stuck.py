"""Where the YAML reader got stuck, and the lines around that place: what explanations look at."""

from __future__ import annotations

from dataclasses import dataclass

from rulekit.diagnostics import Diagnostic, Label, Source


@dataclass(frozen=True, slots=True)
class Stuck:
    """The reader's words (`problem`, `context`), where it got stuck (`at`), and where what it read `began`."""

    source: Source
    problem: str
    context: str
    at: int
    began: int

    @property
    def text(self) -> str:
        """The whole file."""
        return self.source.text

    @property
    def character(self) -> str:
        """What stands at the place; empty at the end of the file."""
        return self.text[self.at : self.at + 1]

    @property
    def line_start(self) -> int:
        """Where the line of the place begins."""
        return self.text.rfind("\n", 0, self.at) + 1

    @property
    def line(self) -> str:
        """The line of the place."""
        end = self.text.find("\n", self.at)
        return self.text[self.line_start : len(self.text) if end < 0 else end].rstrip("\r")

    @property
    def before(self) -> str:
        """What stands on the line before the place."""
        return self.text[self.line_start : self.at]

    @property
    def indent(self) -> int:
        """How many spaces the line begins with."""
        return len(self.line) - len(self.line.lstrip(" "))

    def previous(self) -> tuple[int, str]:
        """Where the nearest line above with something but a comment on it begins, and that line."""
        end = self.line_start - 1
        while end >= 0:
            start = self.text.rfind("\n", 0, end) + 1
            line = self.text[start:end].rstrip("\r")
            if line.strip() and not line.lstrip().startswith("#"):
                return start, line
            end = start - 1
        return 0, ""

    def next(self) -> str:
        """The nearest line below with something but a comment on it; empty at the end of the file."""
        below = self.text[self.line_start + len(self.line) :].splitlines()
        return next((line for line in below if line.strip() and not line.lstrip().startswith("#")), "")

    def rest_of_line(self, start: int) -> str:
        """The text from some place to the end of its line."""
        return self.text[start:].split("\n", 1)[0].rstrip()

    def finding(
        self,
        code: str,
        message: str,
        help_text: str,
        start: int | None = None,
        size: int = 1,
        *,
        labels: tuple[Label, ...] = (),
    ) -> Diagnostic:
        """A finding at the place, or at another."""
        first = self.at if start is None else start
        place = self.source.span(first, min(first + max(size, 1), len(self.text)))
        return Diagnostic(code, message, place, labels, help_text)
