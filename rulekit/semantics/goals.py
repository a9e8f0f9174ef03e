"""`goals:` — what the program should reach, by the id of a figure: `retention.strict per quarter: at least 60%`.

Figures are measured far above this room; all it knows of them is which there are and what each counts (`program.figure_units`).
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from rulekit.diagnostics import closest
from rulekit.program.figure_units import FIGURE_UNITS
from rulekit.program.goal import GOAL_PERIODS, Bound, Goal, GoalPeriod
from rulekit.semantics.checker import Branch, Checker, Sentence, as_branch, as_token
from rulekit.semantics.fields import pairs, quoted, scalar
from rulekit.semantics.quantities import amount, duration, number
from rulekit.syntax.tree import Mapping, Scalar
from rulekit.values.money import SCALE

_EXAMPLES = {
    "ratio": "a percentage, such as `at least 60%`",
    "money": "money, such as `at least 25 {currency}`",
    "points": "points, such as `at least 500 {points}`",
    "count": "a number, such as `at least 100`",
    "score": "a number, such as `at least 50`",
    "days": "days, such as `at most 30 days`",
}


@dataclass(frozen=True, slots=True)
class _Target:
    """What was written: its kind in words of `FIGURE_UNITS` (`number` for a bare one), the number, and a wallet."""

    kind: str
    number: Fraction
    wallet: str | None = None


def check_goals(checker: Checker, tree: Mapping) -> tuple[Goal, ...]:
    """Every goal that has no mistake."""
    found = []
    for pair in pairs(checker, tree.get("goals"), "`goals:`"):
        with checker.within(f"in goal `{pair.key.text}`"):
            goal = _goal(checker, pair.key, scalar(checker, pair.value, "a goal"))
        if goal is not None:
            found.append(goal)
    return tuple(found)


def _goal(checker: Checker, key: Scalar, written: Scalar | None) -> Goal | None:
    figure, per, period = " ".join(key.text.split()).partition(" per ")
    is_known = _is_known(checker, key, figure, period if per else None)
    sentence = checker.sentence("goal", written, checker.names.amounts()) if written else None
    if sentence is None or not is_known:
        return None
    bound: Bound = "at least" if str(sentence.tree.children[1]) == "least" else "at most"
    target = _target(checker, sentence, as_branch(sentence.tree.children[2]))
    if target is None or not _fits(checker, sentence, figure, target):
        return None
    return Goal(figure, _period(period), bound, target.number, target.wallet)


def _is_known(checker: Checker, key: Scalar, figure: str, period: str | None) -> bool:
    if figure not in FIGURE_UNITS:
        near = closest(figure, FIGURE_UNITS)
        help_text = f"did you mean `{near}`?" if near else "docs/kpis.md lists all figures"
        checker.report("RK201", key.span, f"no figure is called `{figure}`", help=help_text)
        return False
    if period is not None and period not in GOAL_PERIODS:
        checker.report("RK212", key.span, f"`{period}` is no period", help=f"write `per` and {quoted(GOAL_PERIODS)}")
        return False
    return True


def _period(text: str) -> GoalPeriod | None:
    return next((period for period in GOAL_PERIODS if period == text), None)


def _target(checker: Checker, sentence: Sentence, node: Branch) -> _Target | None:
    """`60%`, `25 EUR`, `500 points`, `30 days` or `100`."""
    if node.data == "goal_amount":
        found = amount(checker, sentence, as_branch(node.children[0]))
        if found is None:
            return None
        kind = "money" if found.is_money else "points" if found.wallet else "rewards"
        return _Target(kind, Fraction(found.minor, SCALE), None if found.is_money or not found.wallet else found.wallet.name)
    if node.data == "goal_duration":
        length = duration(checker, sentence, as_branch(node.children[0]), "a goal")
        if length is None:
            return None
        return _Target("days" if length.unit == "days" else "months", Fraction(length.count))
    minor = number(checker, sentence, as_token(node.children[0]))
    if minor is None:
        return None
    is_percent = node.data == "goal_percent"
    return _Target("ratio" if is_percent else "number", Fraction(minor, SCALE * (100 if is_percent else 1)))


def _fits(checker: Checker, sentence: Sentence, figure: str, target: _Target) -> bool:
    """A figure in money is compared with money, and so on; a cashback wallet's points are money."""
    unit = FIGURE_UNITS[figure]
    if target.kind == unit or (target.kind == "number" and unit in ("count", "score")):
        return True
    wallets = [wallet for wallet in checker.names.wallets.values() if not wallet.is_money]
    if unit == "points" and target.kind == "money" and len(wallets) < len(checker.names.wallets):
        return True
    points = wallets[0].plural if wallets else "points"
    example = _EXAMPLES[unit].format(currency=checker.names.currency or "EUR", points=points)
    span = sentence.span(sentence.tree.children[2])
    text = sentence.text(sentence.tree.children[2])
    checker.report("RK209", span, f"`{figure}` cannot be compared with `{text}`", help=f"write {example}")
    return False
