"""The activities a program speaks of: in triggers, counters, levels and conditions -> their names."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass

from rulekit.program.model import Program


def activities_of(program: Program) -> frozenset[str]:
    """Every name that some part of the program is about."""
    return frozenset(_names(program))


def _names(part: object) -> Iterator[str]:
    if isinstance(part, tuple):
        for each in part:
            yield from _names(each)
    elif isinstance(part, dict):
        yield from _names(tuple(part.values()))
    elif is_dataclass(part) and not isinstance(part, type):
        kind = getattr(part, "measure", getattr(part, "basis", getattr(part, "kind", None)))
        name = getattr(part, "activity", None) or getattr(part, "subject", None)
        if kind in ("activity", "activities") and isinstance(name, str):
            yield name
        for field in fields(part):
            yield from _names(getattr(part, field.name))
