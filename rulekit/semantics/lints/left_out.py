"""Levels that a choice by level leaves out (S3.2): who has none of the named ones gets nothing there, which is easily overlooked.

Nothing is said where a condition asks for the level, or where the level was just reached: then it is meant.
"""

from __future__ import annotations

from collections.abc import Iterator

from rulekit.diagnostics import Diagnostic
from rulekit.program.award import Award, ChosenAward
from rulekit.program.expression import Fact, InSegment, Node, TierAtLeast
from rulekit.program.model import Program, Rule
from rulekit.semantics.lints.places import levels, warning, workers
from rulekit.semantics.nodes import nodes
from rulekit.semantics.types import TIER
from rulekit.syntax.tree import Mapping

_Giver = tuple[tuple[str, ...], str, tuple[Award, ...], Node | None]
"""The path of what is given, the context, the awards, and the condition in front of them."""


def left_out(program: Program, tree: Mapping) -> Iterator[Diagnostic]:
    """One warning for each choice by level that has no word for some members."""
    for path, context, awards, condition in _givers(program):
        for award in awards:
            if not isinstance(award, ChosenAward) or award.by.type != TIER or award.otherwise or _asks_for_level(condition):
                continue
            missing = [name for name in (None, *levels(program)) if name not in award.options]
            if missing:
                keys = ", ".join(f"`{name or 'none'}: …`" for name in missing)
                help_text = f"add {keys}"
                if path[0] == "rules" and missing == [None]:
                    help_text += f", or, where that is meant, `if: member.tier is at least {levels(program)[0]}`"
                message = f"{_members(missing)} get nothing here"
                yield warning("RK366", tree, path, message, help_text=help_text, context=context)


def _members(missing: list[str | None]) -> str:
    """Who is left out, in words."""
    named = " or ".join(f"`{name}`" for name in missing if name is not None)
    without = "members without a level" if None in missing else ""
    return " and ".join(part for part in (without, named and f"members of level {named}") if part)


def _givers(program: Program) -> Iterator[_Giver]:
    for path, context, worker in workers(program):
        if not isinstance(worker, Rule):
            key = "gifts" if worker.kind == "milestone" else "give"
            for threshold in worker.thresholds:
                yield (*path, key), context, threshold.awards, worker.condition
        elif worker.trigger.kind != "reaching":
            yield (*path, "give"), context, worker.awards, worker.condition
    sides = (program.referral.referrer, program.referral.friend) if program.referral else (None, None)
    for name, side in zip(("referrer", "friend"), sides, strict=True):
        if side is not None:
            yield ("referral", name, "give"), f"in `referral`, {name}", side.awards, side.condition


def _asks_for_level(condition: Node | None) -> bool:
    """Whether a condition says something about the level, or about a segment, which may."""
    asked = () if condition is None else nodes(condition)
    return any(isinstance(node, InSegment | TierAtLeast) or (isinstance(node, Fact) and node.type == TIER) for node in asked)
