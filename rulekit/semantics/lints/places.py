"""What every family of warnings walks through: workers, conditions, what is given; and a warning at the place of a path."""

from __future__ import annotations

from collections.abc import Iterator

from rulekit.diagnostics import Diagnostic, Label, Span
from rulekit.program.award import Award
from rulekit.program.expression import Node
from rulekit.program.model import Counter, Program, Rule
from rulekit.syntax.tree import Mapping

_SHOWN = {"card": "card", "milestone": "milestones", "challenge": "challenge"}


def warning(
    code: str,
    tree: Mapping,
    path: tuple[str, ...],
    message: str,
    *,
    help_text: str,
    context: str | None = None,
    labels: tuple[Label, ...] = (),
) -> Diagnostic:
    """A warning at the last key of a path; where it is not written, at the last one that is."""
    return Diagnostic(code, message, place(tree, path), labels, help_text, context)


def place(tree: Mapping, path: tuple[str, ...]) -> Span | None:
    """The last key of a path; where it is not written, the last one that is."""
    span: Span | None = None
    node: object = tree
    for name in path:
        pair = next((pair for pair in node.pairs if pair.key.text == name), None) if isinstance(node, Mapping) else None
        if pair is None:
            return span
        span, node = pair.key.span, pair.value
    return span


def workers(program: Program) -> Iterator[tuple[tuple[str, str], str, Rule | Counter]]:
    """Rules and counters with their path and context."""
    for rule in program.rules:
        yield ("rules", rule.name), f"in rule `{rule.name}`", rule
    for counter in program.counters:
        yield (f"{counter.kind}s", counter.name), f"in {_SHOWN[counter.kind]} `{counter.name}`", counter


def conditions(program: Program) -> Iterator[tuple[tuple[str, ...], str, Node]]:
    """Every condition with its path and context."""
    for path, context, worker in workers(program):
        if worker.condition is not None:
            yield (*path, "if"), context, worker.condition
        if worker.lines is not None:
            yield (*path, "lines"), context, worker.lines
    for name, node in program.segments.items():
        yield ("segments", name), f"in segment `{name}`", node
    for reward in program.rewards:
        if reward.condition is not None:
            yield ("rewards", reward.name, "if"), f"in reward `{reward.name}`", reward.condition
    sides = (program.referral.referrer, program.referral.friend) if program.referral else (None, None)
    for key, side in zip(("referrer", "friend"), sides, strict=True):
        if side is not None and side.condition is not None:
            yield ("referral", key, "if"), f"in `referral`, {key}", side.condition


def given(program: Program) -> Iterator[tuple[Award, ...]]:
    """Everything that is given anywhere."""
    yield from (rule.awards for rule in program.rules)
    yield from (threshold.awards for counter in program.counters for threshold in counter.thresholds)
    if program.referral is not None:
        yield from (side.awards for side in (program.referral.referrer, program.referral.friend) if side)


def levels(program: Program) -> tuple[str, ...]:
    """The names of the levels, lowest first."""
    return tuple(level.name for level in program.tiers.levels) if program.tiers else ()
