"""A YAML document as read: text with positions, no types. Every scalar is text; the field decides what it means."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rulekit.diagnostics import Source, Span


@dataclass(frozen=True, slots=True)
class Scalar:
    """One scalar. `offsets[i]` is where character i of `text` stands in the source; one more for the end.

    `quoted`: in quotes or a block text, so an empty one is an empty text and not a missing value. `comment`: the YAML
    comment that follows on the same line, from its `#`; a sentence that seems unfinished may have lost its end to it.
    """

    text: str
    quoted: bool
    source: Source
    offsets: Sequence[int]
    span: Span
    comment: Span | None = None

    @property
    def is_missing(self) -> bool:
        """True for `key:` with nothing behind it."""
        return not self.text and not self.quoted

    @property
    def comment_help(self) -> str | None:
        """The help for a value that may have lost its end to a comment; None where that cannot be."""
        if self.comment is None or self.quoted:
            return None
        return "what follows ` #` is a comment; if it belongs to the value, put the whole value in single quotes"

    def place(self, start: int, end: int) -> Span:
        """The span of characters [start, end) of `text` in the source, clamped to the text."""
        size = len(self.text)
        start = min(max(start, 0), size)
        end = min(max(start, end), size)
        if end == start:
            return self.source.span(self.offsets[start], self.offsets[start])
        last = self.offsets[end - 1]
        escaped = self.quoted and self.source.text[last] in "\\'" and self.offsets[end] > last
        return self.source.span(self.offsets[start], self.offsets[end] if escaped else last + 1)


@dataclass(frozen=True, slots=True)
class Items:
    """A list."""

    items: tuple[Tree, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Pair:
    """One `key: value` of a mapping."""

    key: Scalar
    value: Tree


@dataclass(frozen=True, slots=True)
class Mapping:
    """A mapping in the author's order; duplicate keys were reported and dropped."""

    pairs: tuple[Pair, ...]
    span: Span

    def get(self, key: str) -> Tree | None:
        """The value of a key, or None."""
        for pair in self.pairs:
            if pair.key.text == key:
                return pair.value
        return None


Tree = Scalar | Items | Mapping
