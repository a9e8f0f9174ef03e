"""Walking checked expressions without recursion: what they mention, how deep and how large they are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields

from rulekit.program.expression import InSegment, Literal_, Node


def nodes(node: Node) -> Iterator[Node]:
    """A node and all below it, without recursion."""
    stack = [node]
    while stack:
        current = stack.pop()
        yield current
        stack.extend(reversed(children(current)))


def children(node: Node) -> tuple[Node, ...]:
    """The nodes directly below a node."""
    found: list[Node] = []
    for field in fields(node):
        value = getattr(node, field.name)
        if isinstance(value, Node):
            found.append(value)
        elif isinstance(value, tuple):
            found.extend(part for part in value if isinstance(part, Node))
    return tuple(found)


def used_segments(node: Node) -> tuple[str, ...]:
    """The segments a condition mentions, in order, each as often as it does."""
    return tuple(one.segment for one in nodes(node) if isinstance(one, InSegment))


def extent(node: Node) -> tuple[int, int]:
    """How deep an expression is and how many parts it has."""
    depth, size, level = 0, 0, [node]
    while level:
        depth, size = depth + 1, size + len(level)
        level = [child for one in level for child in children(one)]
    return depth, size


def is_fixed(node: Node) -> bool:
    """Whether a value is the same for every event: it is made of constants alone."""
    return all(isinstance(one, Literal_) for one in nodes(node) if not children(one))
