"""Where a part of a program stands: path + source -> span. The frozen program has no places; this finds them again."""

from __future__ import annotations

from dataclasses import dataclass

from rulekit.diagnostics import Source, Span
from rulekit.program.tests import Path
from rulekit.syntax.tree import Items, Mapping, Tree
from rulekit.syntax.yaml import read_yaml


@dataclass(frozen=True, slots=True)
class Places:
    """The tree of one program file."""

    tree: Tree | None

    def value(self, path: Path) -> Span | None:
        """The value at a path, or the nearest part around it that is there."""
        return self._find(path)[1]

    def key(self, path: Path) -> Span | None:
        """The key at a path, or the nearest part around it that is there."""
        return self._find(path)[0]

    def _find(self, path: Path) -> tuple[Span | None, Span | None]:
        node, key = self.tree, None
        for step in path:
            inner: Tree | None = None
            if isinstance(node, Mapping):
                pair = next((pair for pair in node.pairs if pair.key.text == step), None)
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


def places_of(source: Source) -> Places:
    """Read where everything stands."""
    return Places(read_yaml(source)[0])
