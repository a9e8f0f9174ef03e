"""What chooses a gift: the keys of a `give:` mapping -> the member's level, or the one attribute whose values they are."""

from __future__ import annotations

from collections.abc import Mapping as Values

from rulekit.diagnostics import closest
from rulekit.program.expression import Fact, ValueType
from rulekit.semantics.checker import Checker
from rulekit.semantics.fields import quoted
from rulekit.semantics.types import TIER
from rulekit.syntax.tree import Mapping, Scalar

OTHERWISE = "otherwise"
"""The key for every value that is not named, and for none."""

NO_LEVEL = "none"
"""The key for who has no level."""


def chosen_by(checker: Checker, node: Mapping) -> Fact | None:
    """The fact whose values are the keys of a mapping; None where no fact has all of them, or several have."""
    keys = [pair.key for pair in node.pairs if pair.key.text != OTHERWISE]
    values = _values(checker)
    if not keys:
        help_text = "write the values before it, such as `{ Silver: 5 points, otherwise: 1 point }`"
        span = node.pairs[0].key.span if node.pairs else node.span
        checker.report("RK315", span, "nothing is chosen here", help=help_text)
        return None
    fitting = [name for name, known in values.items() if all(key.text in known for key in keys)]
    if len(fitting) > 1:
        names = " and ".join(f"`member.{name}`" for name in fitting)
        listed = ", ".join(f"`{key.text}`" for key in keys)
        message = f"it is not clear what chooses: {names} have {listed}"
        help_text = "name a value that only one of them has, or write a rule with `if:` for each value"
        checker.report("RK315", keys[0].span, message, help=help_text)
    elif not fitting:
        _report_unknown(checker, keys, values)
    if len(fitting) != 1:
        return None
    name = fitting[0]
    return Fact(type=TIER if name == "tier" else ValueType("choice"), text=f"member.{name}", scope="member", name=name)


def _values(checker: Checker) -> dict[str, tuple[str, ...]]:
    """What can choose: the level, and the attributes of members that are lists of values."""
    levels = checker.names.of("level")
    found = {"tier": (NO_LEVEL, *levels)} if levels else {}
    return found | {name: kind.choices for name, kind in checker.names.attributes.member.items() if kind.kind == "choice"}


def _report_unknown(checker: Checker, keys: list[Scalar], values: Values[str, tuple[str, ...]]) -> None:
    """The keys that the likeliest fact does not have."""
    if not values:
        help_text = "declare `tiers:`, or an attribute such as `member: { drink: [coffee, tea] }`; or write one sentence"
        checker.report("RK315", keys[0].span, f"nothing has the value `{keys[0].text}`", help=help_text)
        return
    meant = max(values, key=lambda name: _likeness(keys, values[name]))
    for key in keys:
        if key.text not in values[meant]:
            near = closest(key.text, values[meant])
            help_text = f"did you mean `{near}`?" if near else f"write {quoted((*values[meant][:8], OTHERWISE))}"
            if meant == "tier":
                checker.report("RK201", key.span, f"there is no level `{key.text}`", help=help_text)
            else:
                checker.report("RK208", key.span, f"`{key.text}` is not one of the values of `member.{meant}`", help=help_text)


def _likeness(keys: list[Scalar], known: tuple[str, ...]) -> tuple[int, int]:
    """How many keys are among some values, and how many are nearly."""
    return sum(key.text in known for key in keys), sum(closest(key.text, known) is not None for key in keys)
