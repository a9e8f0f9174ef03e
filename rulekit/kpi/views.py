"""The SQL files beside the figures: their text, and of the tables they make only those that some queries need."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from importlib import resources

_MADE = re.compile(r"(?:TABLE|VIEW) (\w+)")
_WORD = re.compile(r"\w+")


@cache
def views(name: str) -> str:
    """The text of one of the files."""
    return resources.files("rulekit.kpi").joinpath(f"{name}.sql").read_text(encoding="utf-8")


def needed_views(names: Iterable[str], queries: Iterable[str]) -> str:
    """The statements of some files, in their order, that make what queries name, and what these need in turn."""
    wanted: list[str] = []
    named = {word for query in queries for word in _words(query)}
    for made, statement in reversed([one for name in names for one in _statements(name)]):
        if made in named:
            wanted.append(statement)
            named |= _words(statement)
    return ";\n".join(reversed(wanted))


@cache
def _statements(name: str) -> tuple[tuple[str, str], ...]:
    """What each statement of a file makes, and its text."""
    found = ((_MADE.search(text), text) for text in _code(views(name)).split(";"))
    return tuple((made[1], text) for made, text in found if made)


@cache
def _words(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(_code(text)))


def _code(text: str) -> str:
    """Without comments; in these files nothing else looks like one."""
    return re.sub(r"--.*", "", text)
