"""The keys `lines if from until at limit`, which stand on rules, cards and milestones alike (language.md)."""

from __future__ import annotations

from dataclasses import dataclass

from rulekit.program.expression import Node
from rulekit.program.model import Active, Limit
from rulekit.semantics.checker import Checker
from rulekit.semantics.expression import check_condition
from rulekit.semantics.fields import key_of, scalar
from rulekit.semantics.limit import Limited, check_limits
from rulekit.semantics.place import Place
from rulekit.semantics.schedule import check_active
from rulekit.syntax.tree import Mapping


@dataclass(frozen=True, slots=True)
class Gate:
    """When something works, on what, and how often."""

    lines: Node | None
    condition: Node | None
    active: Active
    limits: tuple[Limit, ...]


def check_gate(checker: Checker, owner: Mapping, place: Place, limited: Limited) -> Gate:
    """All of these keys of one rule or counter."""
    return Gate(
        lines=_lines(checker, owner, place),
        condition=check_if(checker, owner, place),
        active=check_active(checker, owner),
        limits=check_limits(checker, owner.get("limit"), limited),
    )


def check_if(checker: Checker, owner: Mapping, place: Place) -> Node | None:
    """`if:`; also of rewards and of the sides of a referral."""
    found = scalar(checker, owner.get("if"), "`if:`")
    return None if found is None else check_condition(checker, found, place.at_key("if"))


def _lines(checker: Checker, owner: Mapping, place: Place) -> Node | None:
    found = scalar(checker, owner.get("lines"), "`lines:`")
    if found is None:
        return None
    if not place.purchase:
        span = key_of(owner, "lines").span
        checker.report("RK309", span, f"{place.who} sees no purchase, so no lines", help="leave `lines:` out")
        return None
    return check_condition(checker, found, place.of_line().at_key("lines"))
