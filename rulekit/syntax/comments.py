"""The comments of a program file: (source, tree) -> comments in file order, which YAML itself drops.

A `#` outside of keys and values begins one, so they are what stands between the scalars of the tree.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rulekit.diagnostics import Source, Span
from rulekit.syntax.tree import Items, Scalar, Tree

_COMMENT = re.compile(r"#[^\r\n]*")
_BEFORE_VALUES = " \t-?:{["


@dataclass(frozen=True, slots=True)
class Comment:
    """One comment. `alone`: no key or value on its line, which has `column` characters before it; else it follows them."""

    position: int
    text: str
    column: int
    alone: bool
    after_blank: bool


def find_comments(source: Source, tree: Tree) -> list[Comment]:
    """Every comment outside of keys and values, without white space at its end."""
    found: list[Comment] = []
    position = 0
    for scalar in scalars(tree):
        found.extend(_between(source, position, start_of(scalar.span)))
        position = max(position, end_of(scalar.span))
        if source.text.startswith(("|", ">"), start_of(scalar.span)):
            header = source.starts[scalar.span.line] if scalar.span.line < len(source.starts) else len(source.text)
            found.extend(_between(source, start_of(scalar.span), header))
            position = max(position, header)
    found.extend(_between(source, position, len(source.text)))
    return found


def _between(source: Source, start: int, end: int) -> Iterator[Comment]:
    for match in _COMMENT.finditer(source.text, start, end):
        place = source.span(match.start(), match.end())
        before = source.line(place.line)[: place.column - 1]
        alone = not before.strip(_BEFORE_VALUES)
        yield Comment(match.start(), match.group().rstrip(), place.column - 1, alone, alone and is_after_blank(place))


def is_after_blank(place: Span) -> bool:
    """Whether nothing stands before a place on its line, and nothing on the line above."""
    before = place.source.line(place.line)[: place.column - 1]
    return place.line > 1 and not before.strip(_BEFORE_VALUES) and not place.source.line(place.line - 1).strip()


def scalars(tree: Tree) -> Iterator[Scalar]:
    """The keys and values of a tree in file order."""
    if isinstance(tree, Scalar):
        yield tree
    elif isinstance(tree, Items):
        for item in tree.items:
            yield from scalars(item)
    else:
        for pair in tree.pairs:
            yield pair.key
            yield from scalars(pair.value)


def start_of(span: Span) -> int:
    """The offset at which a span begins."""
    return span.source.starts[span.line - 1] + span.column - 1


def end_of(span: Span) -> int:
    """The offset behind a span."""
    return span.source.starts[span.end_line - 1] + span.end_column - 1
