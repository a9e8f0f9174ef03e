"""Which defaults a program relies on: every key that is left out and what it then means (language.md)."""

from __future__ import annotations

from typing import NamedTuple

from rulekit.diagnostics import Source
from rulekit.program.compose import Composition, compose
from rulekit.syntax.tree import Mapping, Scalar, Tree


class Default(NamedTuple):
    """One key that is left out: its path in the program and the value it has then."""

    path: str
    value: str


_ONE_EACH: dict[str, tuple[tuple[str, str], ...]] = {
    "wallets": (
        ("rounding", "down"), ("decimals", "0"), ("available", "at once"), ("expires", "never"),
        ("refunds", "proportional"), ("debt", "allowed"),
    ),
    "cards": (("overflow", "carry over"), ("then", "start again"), ("expires", "never")),
    "milestones": (("then", "stop"),),
}  # fmt: skip
_WHOLE: dict[str, tuple[tuple[str, str], ...]] = {
    "tiers": (("over", "last 12 months"), ("keep", "while qualified"), ("drop", "to what is qualified")),
    "stacking": (("bonuses", "add"), ("rounding", "once per purchase")),
}


def defaults_used(source: Source) -> list[Default]:
    """The defaults of one program, in file order, those of absent sections last; none where it is unreadable.

    >>> defaults_used(Source("p.yaml", "milestones: {mugs: {count: visits, gifts: {10: mug}}}"))
    [Default(path='milestones.mugs.then', value='stop'), Default(path='enrolment', value='automatic')]
    """
    return defaults_of(compose(source))


def defaults_of(composition: Composition) -> list[Default]:
    """The defaults of a program whose files and values are read."""
    tree, _ = composition.complete()
    if not isinstance(tree, Mapping):
        return []
    found = [default for pair in tree.pairs for default in _of_section(pair.key.text, pair.value, tree)]
    if tree.get("stacking") is None and tree.get("rules") is not None:
        found.extend(Default(f"stacking.{key}", value) for key, value in _WHOLE["stacking"])
    if tree.get("enrolment") is None:
        found.append(Default("enrolment", "automatic"))
    return found


def _of_section(section: str, node: Tree, tree: Mapping) -> list[Default]:
    if not isinstance(node, Mapping):
        return []
    if section in _WHOLE:
        return _left_out(section, node, _WHOLE[section])
    found: list[Default] = []
    for pair in node.pairs if section in _ONE_EACH else ():
        if isinstance(pair.value, Mapping):
            keys = _ONE_EACH[section]
            if section == "wallets" and _text(pair.value.get("unit")) == _text(tree.get("currency")):
                keys = tuple(one for one in keys if one[0] != "decimals")
            found.extend(_left_out(f"{section}.{pair.key.text}", pair.value, keys))
    return found


def _left_out(path: str, owner: Mapping, keys: tuple[tuple[str, str], ...]) -> list[Default]:
    return [Default(f"{path}.{key}", value) for key, value in keys if owner.get(key) is None]


def _text(node: Tree | None) -> str:
    return node.text if isinstance(node, Scalar) else ""
