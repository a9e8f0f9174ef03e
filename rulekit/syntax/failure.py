"""A sentence that does not parse, and the place where it stopped to make sense: what explanations look at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rulekit.diagnostics import Diagnostic
from rulekit.syntax.tree import Scalar

if TYPE_CHECKING:
    from lark import Token


@dataclass(frozen=True, slots=True)
class Failure:
    """The tokens before `index` begin a right sentence; the token there does not fit, or there is none.

    `accepted`: kinds of token that could follow; `spelled`: how keywords and signs are written, by kind.
    `examples`: sentences the field may hold, where it may hold fewer than its kind.
    """

    start: str
    scalar: Scalar
    names: Mapping[str, str]
    tokens: list[Token]
    index: int
    accepted: frozenset[str]
    spelled: Mapping[str, str]
    examples: tuple[str, ...] = ()

    @property
    def written(self) -> str:
        """The token that did not fit; empty at the end."""
        return self.tokens[self.index].value if self.index < len(self.tokens) else ""

    @property
    def previous(self) -> str:
        """The token before it."""
        return self.tokens[self.index - 1].value if self.index else ""

    @property
    def text(self) -> str:
        """The whole sentence."""
        return self.scalar.text

    @property
    def size(self) -> int:
        """The length of the sentence without white space at its end."""
        return len(self.text.rstrip())

    @property
    def at(self) -> int:
        """Where it stopped, in characters of the sentence."""
        return self.start_of(self.index) if self.index < len(self.tokens) else self.end_of(self.index - 1)

    def start_of(self, index: int) -> int:
        """Where a token begins."""
        return self.tokens[index].start_pos or 0

    def end_of(self, index: int) -> int:
        """Where a token ends."""
        return self.tokens[index].end_pos or 0

    def kind(self, index: int) -> str:
        """The kind of a token; empty beyond both ends."""
        return self.tokens[index].type if 0 <= index < len(self.tokens) else ""

    def words(self, count: int) -> list[str]:
        """The last tokens before the place."""
        return [token.value for token in self.tokens[max(0, self.index - count) : self.index]]

    def finding(self, code: str, message: str, help_text: str, start: int | None = None, end: int | None = None) -> Diagnostic:
        """A finding at the token that did not fit, or at characters [start, end) of the sentence."""
        first = self.at if start is None else start
        last = self.end_of(min(self.index, len(self.tokens) - 1)) if end is None else end
        return Diagnostic(code, message, self.scalar.place(first, last), help=help_text)
