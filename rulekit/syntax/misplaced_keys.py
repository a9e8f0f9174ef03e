"""Keys that stand at another place than people expect: a key and where it stands -> what to write, and where."""

from __future__ import annotations

from collections.abc import Container
from typing import Any

from rulekit.syntax.schema import load_schema
from rulekit.syntax.tree import Mapping, Pair, Scalar, Tree
from rulekit.values.calendar import parse_day

Path = tuple[str | int, ...]

_RULES = (
    "earn", "earning", "earnings", "birthday", "campaign", "campaigns", "promotion", "promotions", "bonus", "bonuses", "offers",
    "offer", "actions", "win-back", "winback", "welcome", "cashback", "draw", "draws", "lottery",
)  # fmt: skip
"""What people call the parts of a program that are rules here."""


def at_its_place(pair: Pair, path: Path) -> str | None:
    """What to write for a key that belongs elsewhere; None for others.

    `path` leads to the mapping it stands in.
    """
    written = pair.key.text.strip().casefold()
    value = pair.value.text.strip() if isinstance(pair.value, Scalar) else "…"
    if not path and written in _RULES:
        return "write it under `rules:`, each rule with a name, its `on:` and what it gives, such as `give: 50 points`"
    if path == ("referral",) and written in ("limit", "max", "maximum"):
        return f"write it under `referrer:`, such as `referrer: {{ give: …, limit: {value} }}`"
    if path == ("referral",) and written in ("both", "give", "reward", "each"):
        given = _given(pair)
        return f"write it for each side: `referrer: {{ give: {given} }}` and `friend: {{ give: {given} }}`"
    if path == ("tiers",) and (isinstance(pair.value, Mapping) or value[:1].isdigit()):
        number = _first_value(pair.value).partition(" per ")[0]
        return f"write it under `levels:`, such as `levels: {{ {pair.key.text.strip()}: {number} }}`"
    if path[:1] == ("rules",) and len(path) == 2 and written in ("chance", "probability", "draw", "odds"):
        drawn = value.removeprefix("chance ") if " in " in value else "1 in 200"
        return f"write `if: chance {drawn}`; with another condition join the two with `and`"
    return None


def day_of(event: Mapping, known: Container[str], program: Mapping) -> tuple[Scalar, str] | None:
    """The key an event of a test has its day under, and that day: a key that is not `known` and no attribute of the program."""
    scopes = program.get("attributes")
    attributes = [pair.value for pair in scopes.pairs] if isinstance(scopes, Mapping) else []
    for key, value in ((pair.key, pair.value) for pair in event.pairs):
        is_declared = any(isinstance(one, Mapping) and one.get(key.text) is not None for one in attributes)
        if key.text not in known and not is_declared and isinstance(value, Scalar):
            day = value.text.strip()
            if parse_day(day.replace("T", " ").partition(" ")[0]) is not None:
                return key, day
    return None


def _first_value(node: Tree) -> str:
    """The first text of a value, such as `50 visits` of `{ from: 50 visits }`."""
    while isinstance(node, Mapping) and node.pairs:
        node = node.pairs[0].value
    return node.text.strip() if isinstance(node, Scalar) else "…"


def _given(pair: Pair) -> str:
    """What both sides get, as far as it is one text."""
    value = pair.value.get("give") if isinstance(pair.value, Mapping) else pair.value
    return value.text.strip() if isinstance(value, Scalar) else "…"


def owners(key: str, schema: str) -> list[str]:
    """Whose key it is, where it is one of another part of the program."""
    whole = load_schema(schema)
    parts: dict[str, dict[str, Any]] = {f"`{name}`": part for name, part in whole["properties"].items()}
    parts.update((f"a {name}", part) for name, part in whole.get("$defs", {}).items())
    found = [name for name, part in parts.items() if key in part.get("properties", {})]
    return [*found, "the program itself"] if key in whole["properties"] else found
