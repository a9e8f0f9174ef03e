"""Mapping files, second step: with a file's header -> ColumnMapping. Every column that a mapping names must exist."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar, cast, get_args

from rulekit.ledger import mapping_keys as keys
from rulekit.ledger.event import EventKind
from rulekit.ledger.mapping import ColumnMapping, Joined, Target
from rulekit.ledger.mapping_file import MOST_SHOWN, MappingFile, meant
from rulekit.ledger.mapping_sentence import Column, Condition, Term
from rulekit.ledger.read_sentence import SentenceFault, read_condition, read_term
from rulekit.syntax.tree import Items, Pair, Scalar, Tree

Read = TypeVar("Read")


def read_columns(file: MappingFile, columns: Sequence[str]) -> ColumnMapping:
    """What the mapping says about these columns; findings are added to the file."""
    targets = [
        *((pair.key.text, _filling(file, pair, columns)) for pair in file.pairs("columns")),
        *((pair.key.text, file.text(pair)) for pair in file.pairs("constants")),
    ]
    skip = [(pair.key.text, _condition(file, pair, columns)) for pair in file.pairs("skip")]
    types = [(pair.key.text, _condition(file, pair, columns)) for pair in file.pairs("type")]
    return ColumnMapping(
        targets=tuple(Target(name, filling) for name, filling in targets if filling is not None),
        skip=tuple((reason, condition) for reason, condition in skip if condition is not None),
        types=tuple(
            (cast("EventKind", kind), condition)
            for kind, condition in types
            if condition is not None and kind in get_args(EventKind)
        ),
        negative_refunds=file.choice(file.pair("refunds", "amounts"), keys.AMOUNTS) == "negative",
    )


def _filling(file: MappingFile, pair: Pair, columns: Sequence[str]) -> Term | Joined | None:
    """What fills a column of events: several columns joined, a calculation, or one column."""
    name, node = pair.key.text, pair.value
    if isinstance(node, Items):
        return _joined(file, name, node, columns)
    text = file.text(pair)
    if text is None:
        return None
    if name in keys.NUMBER_TARGETS or name.startswith(keys.PREFIXES):
        term = _sentence(file, node, lambda: read_term(text, columns))
        return Joined((term.name,), "") if isinstance(term, Column) and name not in keys.NUMBER_TARGETS else term
    found = _column(file, name, node, columns)
    return None if found is None else Joined((found,), "")


def _joined(file: MappingFile, name: str, node: Items, columns: Sequence[str]) -> Joined | None:
    if name not in keys.JOINED_TARGETS:
        file.report("RK402", f"`{name[:MOST_SHOWN]}` needs one column, not a list", node.span, _list_help(name))
        return None
    names = [_column(file, name, item, columns) for item in node.items]
    if not names:
        file.report("RK402", f"`{name}` needs at least one column", node.span)
    return Joined(tuple(found for found in names if found is not None), " " if name == "at" else "-")


def _list_help(name: str) -> str:
    if name in keys.NUMBER_TARGETS:
        return "calculate with `+`, `-` and `*`, e.g. `quantity * unit_price`"
    return f"only {', '.join(f'`{target}`' for target in keys.JOINED_TARGETS)} can be joined from several columns"


def _column(file: MappingFile, name: str, node: Tree, columns: Sequence[str]) -> str | None:
    text = file.node_text(name, node)
    if text is None or text in columns:
        return text
    file.report("RK404", f"the ledger has no column `{text[:MOST_SHOWN]}`", node.span, meant(text, columns, "it has"))
    return None


def _condition(file: MappingFile, pair: Pair, columns: Sequence[str]) -> Condition | None:
    text = file.text(pair)
    return None if text is None else _sentence(file, pair.value, lambda: read_condition(text, columns))


def _sentence(file: MappingFile, node: Tree, read: Callable[[], Read]) -> Read | None:
    """A condition or calculation; a fault in it becomes a finding at its place."""
    assert isinstance(node, Scalar), "only a scalar has a text"
    try:
        return read()
    except SentenceFault as fault:
        start = min(fault.start, len(node.text) - 1)
        end = max(min(fault.end, len(node.text)), start + 1)
        behind = fault.start >= len(node.text)
        place = node.place(len(node.text), len(node.text)) if behind else node.place(start, end)
        file.report("RK404" if fault.unknown else "RK406", str(fault), place, fault.help_text)
        return None
