"""The small sentences of a mapping as trees: conditions (`invoice starts with C`) and calculations (`quantity * unit_price`)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Comparison = Literal["=", "!=", "<", "<=", ">", ">=", "starts with", "ends with", "contains", "is empty"]


@dataclass(frozen=True, slots=True)
class Test:
    """One comparison of a column. `numbers` are in ten-thousandths where the author wrote bare numbers, one beside each text."""

    column: str
    comparison: Comparison
    texts: tuple[str, ...] = ()
    numbers: tuple[int | None, ...] = ()


@dataclass(frozen=True, slots=True)
class Both:
    """All of several conditions (`every`), or any of them."""

    parts: tuple[Condition, ...]
    every: bool


@dataclass(frozen=True, slots=True)
class Not:
    """The opposite of a condition."""

    part: Condition


Condition = Test | Both | Not


@dataclass(frozen=True, slots=True)
class Column:
    """The number in a column."""

    name: str


@dataclass(frozen=True, slots=True)
class Constant:
    """A number the author wrote, in ten-thousandths."""

    value: int


@dataclass(frozen=True, slots=True)
class Sum:
    """Terms added; False marks one that is taken away."""

    parts: tuple[tuple[Term, bool], ...]


@dataclass(frozen=True, slots=True)
class Product:
    """Terms multiplied."""

    parts: tuple[Term, ...]


Term = Column | Constant | Sum | Product


def columns_of(node: Condition | Term) -> set[str]:
    """Every column that a sentence reads."""
    if isinstance(node, Test):
        return {node.column}
    if isinstance(node, Column):
        return {node.name}
    if isinstance(node, Constant):
        return set()
    if isinstance(node, Not):
        return columns_of(node.part)
    parts = [part for part, _ in node.parts] if isinstance(node, Sum) else node.parts
    return set().union(*(columns_of(part) for part in parts))
