"""Program paths: `rules.base points.give`, `tiers.levels.Gold`. A tree and settings -> the tree with these values.

Names hold no `.`, so the steps of a path are the keys from the document down to a value, and numbers from 1 for the items of a
list. A key may hold one (`100.50 EUR: mug`): of the keys that fit the longest is taken. Nothing is changed; trees are frozen.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from rulekit.diagnostics import Diagnostic, Span, closest
from rulekit.syntax.schema import load_schema
from rulekit.syntax.tree import Items, Mapping, Pair, Scalar, Tree

_MOST_NAMED = 6
"""So many keys are listed in a help."""


@dataclass(frozen=True, slots=True)
class Setting:
    """A path as written and the value it is to have."""

    path: Scalar
    value: Tree


class _UnknownPathError(Exception):
    """Ends the walk; carries the finding."""

    def __init__(self, finding: Diagnostic) -> None:
        super().__init__()
        self.finding = finding


def with_settings(tree: Mapping, settings: Iterable[Setting]) -> tuple[Mapping, list[Diagnostic]]:
    """Put every value at its path, outer paths before those inside them; a path that leads nowhere is a finding (RK330)."""
    findings: list[Diagnostic] = []
    for setting in sorted(settings, key=lambda setting: setting.path.text.count(".")):
        try:
            changed = _set(tree, load_schema("program"), setting, 0)
            assert isinstance(changed, Mapping), "a mapping stays one"
            tree = changed
        except _UnknownPathError as problem:
            findings.append(problem.finding)
    return tree, findings


def place_of(tree: Tree, path: str) -> Span | None:
    """Where the key that ends a path stands; None where the path leads nowhere or to an item of a list."""
    found: Span | None = None
    while path:
        fitting = [pair for pair in tree.pairs if f"{path}.".startswith(f"{pair.key.text}.")] if isinstance(tree, Mapping) else []
        if not fitting:
            return None
        pair = max(fitting, key=lambda pair: len(pair.key.text))
        found, tree, path = pair.key.span, pair.value, path[len(pair.key.text) + 1 :]
    return found


def _set(node: Tree, schema: dict[str, Any], setting: Setting, start: int) -> Tree:
    """The node with the value set at what is left of the path from character `start` on."""
    if isinstance(node, Mapping):
        return _set_in_mapping(node, schema, setting, start)
    if isinstance(node, Items):
        return _set_in_list(node, schema, setting, start)
    whole = setting.path.text[: max(start - 1, 0)]
    raise _unknown(setting, start, f"`{whole}` is one value: set it as a whole")


def _set_in_mapping(node: Mapping, schema: dict[str, Any], setting: Setting, start: int) -> Mapping:
    rest = setting.path.text[start:]
    fitting = [pair for pair in node.pairs if rest == pair.key.text or rest.startswith(f"{pair.key.text}.")]
    if not fitting:
        return Mapping((*node.pairs, _added(node, schema, setting, start)), node.span)
    found = max(fitting, key=lambda pair: len(pair.key.text))
    end = start + len(found.key.text)
    if end == len(setting.path.text):
        new = Pair(_part(setting.path, start, end), setting.value)
    else:
        new = Pair(found.key, _set(found.value, _below(schema, found.key.text), setting, end + 1))
    return Mapping(tuple(new if pair is found else pair for pair in node.pairs), node.span)


def _set_in_list(node: Items, schema: dict[str, Any], setting: Setting, start: int) -> Items:
    step, end = _step(setting, start)
    if not (step.isascii() and step.isdecimal() and 1 <= int(step) <= len(node.items)):
        whole = setting.path.text[: start - 1]
        raise _unknown(setting, start, f"`{whole}` is a list; write `{whole}.1` for its first item, up to {len(node.items)}")
    index = int(step) - 1
    below: dict[str, Any] = _resolved(schema.get("items", {}))
    whole_item = end == len(setting.path.text)
    new = setting.value if whole_item else _set(node.items[index], below, setting, end + 1)
    return Items((*node.items[:index], new, *node.items[index + 1 :]), node.span)


def _added(node: Mapping, schema: dict[str, Any], setting: Setting, start: int) -> Pair:
    """A key that is left out so far: one of the language, or a whole new entry beside others such as a rule."""
    step, end = _step(setting, start)
    is_last = end == len(setting.path.text)
    known = {key: part for key, part in schema.get("properties", {}).items() if key != "extends"}
    key = _part(setting.path, start, end)
    if step in known and is_last:
        return Pair(key, setting.value)
    if "properties" in _resolved(known.get(step, {})):
        inside = _set(Mapping((), key.span), _resolved(known[step]), setting, end + 1)
        return Pair(key, inside)
    if step and is_last and isinstance(setting.value, Mapping) and "properties" in _below(schema, step):
        return Pair(key, setting.value)
    raise _unknown(setting, start, _help(node, known, setting, start))


def _help(node: Mapping, known: Iterable[str], setting: Setting, start: int) -> str | None:
    path, (step, end) = setting.path.text, _step(setting, start)
    names = [pair.key.text for pair in node.pairs]
    if step in known:
        return f"`{path[:end]}` is left out so far: set it as a whole"
    near = closest(step, [*names, *known])
    if near is not None:
        return f"did you mean `{path[:start]}{near}{path[end:]}`?"
    listed = names or list(known)
    if not listed:
        return None
    more = ", …" if len(listed) > _MOST_NAMED else ""
    owner = f"`{path[: start - 1]}`" if start else "the program"
    return f"{owner} holds {', '.join(f'`{name}`' for name in listed[:_MOST_NAMED])}{more}"


def _unknown(setting: Setting, start: int, help_text: str | None) -> _UnknownPathError:
    step, end = _step(setting, start)
    message = f"the program has no `{setting.path.text[:end]}`" if step else "a step of this path is empty"
    return _UnknownPathError(Diagnostic("RK330", message, setting.path.place(start, end), help=help_text))


def _step(setting: Setting, start: int) -> tuple[str, int]:
    """The next step of a path and where it ends."""
    end = setting.path.text.find(".", start)
    end = len(setting.path.text) if end < 0 else end
    return setting.path.text[start:end], end


def _part(path: Scalar, start: int, end: int) -> Scalar:
    """One step of a path as a key with its place."""
    return Scalar(path.text[start:end], path.quoted, path.source, path.offsets[start : end + 1], path.place(start, end))


def _below(schema: dict[str, Any], key: str) -> dict[str, Any]:
    """The schema of the value behind a key; empty where the schema has nothing to say."""
    below = schema.get("properties", {}).get(key, schema.get("additionalProperties"))
    return _resolved(below) if isinstance(below, dict) else {}


def _resolved(schema: dict[str, Any]) -> dict[str, Any]:
    reference: str = schema.get("$ref", "")
    if not reference:
        return schema
    found: dict[str, Any] = load_schema("program")["$defs"][reference.rpartition("/")[2]]
    return found
