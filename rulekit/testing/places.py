"""Where a part of a program stands: path + source -> span. The frozen program has no places; this finds them again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rulekit.diagnostics import Source, Span
from rulekit.program.compose import compose
from rulekit.program.tests import Path
from rulekit.syntax.tree import Items, Mapping, Pair, Scalar, Tree
from rulekit.testing.part import Answer


@dataclass(frozen=True, slots=True)
class Places:
    """The tree of a program, and the files it was put together from, each with its own."""

    tree: Tree | None
    files: Sequence[tuple[Source, Tree]] = ()

    def value(self, path: Path) -> Span | None:
        """The value at a path, or the nearest part around it that is there."""
        return self._find(path)[1]

    def key(self, path: Path) -> Span | None:
        """The key at a path, or the nearest part around it that is there."""
        return self._find(path)[0]

    def part(self, path: Path, text: str) -> Span | None:
        """A piece of the sentence at a path, in the author's own spelling; the whole where it is not found."""
        node = self._walk(path)
        start = node.text.find(text) if isinstance(node, Scalar) else -1
        return node.place(start, start + len(text)) if isinstance(node, Scalar) and start >= 0 else self.value(path)

    def answer(self, path: Path, answer: Answer) -> Span | None:
        """The key of one answer of the `give:` at a path, which may be a list; the key of the field where it is not found."""
        index, key = answer
        node = self._walk(path)
        listed = node.items if isinstance(node, Items) else (node,)
        chosen = listed[index] if index < len(listed) else None
        pair = _pair(chosen, key) if isinstance(chosen, Mapping) else None
        return pair.key.span if pair else self.key(path)

    def _walk(self, path: Path) -> Tree | None:
        node = self.tree
        for step in path:
            pair = _pair(node, step) if isinstance(node, Mapping) else None
            node = pair.value if pair else None
        return node

    def _find(self, path: Path) -> tuple[Span | None, Span | None]:
        node, key = self.tree, None
        for step in path:
            inner: Tree | None = None
            if isinstance(node, Mapping):
                pair = _pair(node, step)
                if pair is None:
                    break
                key, inner = pair.key.span, pair.value
            elif isinstance(node, Items) and isinstance(step, int) and step < len(node.items):
                inner = node.items[step]
                key = inner.pairs[0].key.span if isinstance(inner, Mapping) and inner.pairs else inner.span
            else:
                break
            node = inner
        whole = node.span if node is not None else None
        return key, key if whole is not None and whole.line != whole.end_line else whole


def _pair(node: Mapping, step: str | int) -> Pair | None:
    """The pair of a key, or the pair of that number."""
    if isinstance(step, int):
        return node.pairs[step] if step < len(node.pairs) else None
    return next((pair for pair in node.pairs if pair.key.text == step), None)


def places_of(source: Source) -> Places:
    """Read where everything stands, be it in a program that this one extends."""
    composition = compose(source)
    return Places(composition.tree, composition.files)
