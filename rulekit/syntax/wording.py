"""Parts of a program in words and places: a path or a node -> rule `x`, in `tiers`, the first words of a value."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from rulekit.diagnostics import Span
from rulekit.syntax.tree import Mapping, Scalar, Tree

Path = tuple[str | int, ...]
"""Keys and indexes from the document down to a value."""

_ONE = {
    "rules": "rule", "wallets": "wallet", "cards": "card", "milestones": "milestones", "challenges": "challenge",
    "rewards": "reward", "segments": "segment", "tests": "test", "groups": "group",
}  # fmt: skip


def named(path: Path) -> str:
    """A value in words: rule `x`, `tiers`, the program."""
    if not path:
        return "the program"
    if len(path) == 2 and path[0] in _ONE:
        return f"{_ONE[str(path[0])]} `{shortened(str(path[1]))}`"
    names = [step for step in path if isinstance(step, str)]
    return f"`{shortened(names[-1])}`" if isinstance(path[-1], str) else f"an item of `{shortened(names[-1])}`"


def context_of(path: Path) -> str | None:
    """Where a value stands in the program's own words."""
    if len(path) > 2 and path[0] in _ONE:
        return f"in {_ONE[str(path[0])]} `{shortened(str(path[1]))}`"
    return f"in `{path[0]}`" if len(path) > 1 and path[0] not in _ONE else None


def example_of(schema: dict[str, Any]) -> str | None:
    """The first example of a value, or the first of its words."""
    examples = schema.get("examples") or schema.get("enum")
    return str(examples[0]) if examples and not isinstance(examples[0], list | dict) else None


def head_of(key: Scalar | None, node: Mapping) -> Span:
    """Where a mapping begins: the key that names it, else its own first key."""
    return key.span if key is not None else beginning_of(node)


def beginning_of(node: Tree) -> Span:
    """The first words of a value."""
    while not isinstance(node, Scalar):
        if isinstance(node, Mapping) and node.pairs:
            return node.pairs[0].key.span
        if isinstance(node, Mapping) or not node.items:
            return node.span
        node = node.items[0]
    return node.span


def listed(words: Sequence[str], last: str) -> str:
    """Words with a word such as `or` before the last one."""
    return f"{', '.join(words[:-1])} {last} {words[-1]}" if len(words) > 1 else "".join(words)


def marked(names: Iterable[str], last: str) -> str:
    """Names as code, with a word before the last one."""
    return listed([f"`{name}`" for name in names], last)


def shortened(name: str) -> str:
    """A name that may be very long."""
    return name if len(name) <= 60 else name[:57] + "..."
