"""Keys of the program that are misspelt (`Wallets`, `walets`, `Regeln`): what is below them is read as below the keys they mean.

`check_structure` says what to write instead; read on like this, one slip stays one finding.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from rulekit.diagnostics import closest
from rulekit.syntax.foreign_keys import meant
from rulekit.syntax.margin import TYPING_ERROR, strays
from rulekit.syntax.schema import load_schema
from rulekit.syntax.tree import Mapping, Pair, Scalar, Tree


def read_as_meant(tree: Tree) -> Tree:
    """The program with the names of its keys put right, where only one key can be meant and its value has the right form."""
    if not isinstance(tree, Mapping):
        return tree
    known: dict[str, Any] = load_schema("program")["properties"]
    names = {pair.key.text: _meant(pair, known) for pair in tree.pairs if pair.key.text not in known}
    for name in (*strays(tree, known), *(pair.key.text for pair in tree.pairs if "." in pair.key.text)):
        names.pop(name, None)
    taken = [pair.key.text for pair in tree.pairs] + [name for name in names.values() if name is not None]
    right = {written: name for written, name in names.items() if name is not None and taken.count(name) == 1}
    pairs = [replace(pair, key=replace(pair.key, text=right.get(pair.key.text, pair.key.text))) for pair in tree.pairs]
    return replace(tree, pairs=tuple(pairs)) if right else tree


def _meant(pair: Pair, known: dict[str, Any]) -> str | None:
    """The key that is meant, or None."""
    written = pair.key.text
    name = meant(written, frozenset(known)) or closest(written, known, TYPING_ERROR)
    is_section = name is not None and known[name].get("type") == "object"
    return name if isinstance(pair.value, Mapping if is_section else Scalar) else None
