"""Entries that slipped to the margin: an empty `cards:` with the card's own name below it, at no indentation.

To YAML both are keys of the program; one finding at the entry says what happened, and the empty section is not one more.
"""

from __future__ import annotations

from typing import Any

from rulekit.diagnostics import closest
from rulekit.syntax.foreign_keys import meant
from rulekit.syntax.tree import Mapping, Pair, Scalar

TYPING_ERROR = 0.8
"""How alike a word must be to a key of the program, to be that key misspelt rather than a name."""


def strays(tree: Mapping, known: dict[str, Any]) -> dict[str, str]:
    """The entries at the margin -> the empty section above them; `known`: the program's keys and their schemas."""
    found: dict[str, str] = {}
    section: str | None = None
    for pair in tree.pairs:
        name = pair.key.text
        if name in known:
            is_empty = isinstance(pair.value, Scalar) and pair.value.is_missing
            section = name if is_empty and known[name].get("type") == "object" else None
        elif section is not None and _is_entry(pair, known):
            found[name] = section
    return found


def _is_entry(pair: Pair, known: dict[str, Any]) -> bool:
    """Whether a key of nobody's is a name of the author's own, with lines below it or none yet."""
    name = pair.key.text
    has_lines = isinstance(pair.value, Mapping) or (isinstance(pair.value, Scalar) and pair.value.is_missing)
    return has_lines and "." not in name and not meant(name, frozenset(known)) and not closest(name, known, TYPING_ERROR)
