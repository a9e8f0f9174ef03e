"""Types of expressions, and how people call them."""

from __future__ import annotations

from dataclasses import dataclass

from rulekit.program.expression import ValueType
from rulekit.semantics.names import Names

MONEY = ValueType("money")
NUMBER = ValueType("number")
PERCENT = ValueType("percent")
TEXT = ValueType("text")
YES_NO = ValueType("yes/no")
DATE = ValueType("date")
TIME = ValueType("time")
TIER = ValueType("tier")


@dataclass(frozen=True, slots=True)
class Expected:
    """What the other side of an operator is, so that bare names and texts can be read as its values.

    `choices`: the values there are; `said`: the author's words for that side.
    """

    type: ValueType
    choices: tuple[str, ...] = ()
    said: str = ""


def noun(type_: ValueType, names: Names) -> str:
    """A type inside a sentence: "cannot compare money with a plain number"."""
    if type_.kind == "points":
        return _points(type_, names)
    return {
        "money": "money", "number": "a plain number", "percent": "a percentage", "text": "a text",
        "yes/no": "yes/no", "date": "a date", "time": "a time of day", "choice": "a choice", "tier": "a level",
    }[type_.kind]  # fmt: skip


def label(type_: ValueType, names: Names) -> str:
    """A type as a remark below its place: "money in EUR"."""
    if type_.kind == "money":
        return f"money in {names.currency}" if names.currency else "money"
    return "a number" if type_.kind == "number" else noun(type_, names)


def _points(type_: ValueType, names: Names) -> str:
    wallet = names.wallets.get(type_.wallet or "")
    if wallet is None or wallet.is_money:
        return f"the balance of `{type_.wallet}`"
    return wallet.plural if wallet.plural == wallet.name else f"{wallet.plural} of `{wallet.name}`"
