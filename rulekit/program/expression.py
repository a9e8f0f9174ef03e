"""Checked expressions: every name resolved, every unit settled, every value exact.

Money and plain numbers are ten-thousandths, points smallest units of their wallet, dates day ordinals, times minutes.
Counts (`purchases`, `visits`, …) are plain numbers, so ten-thousandths too. A percentage is the number it stands for (5% = 500).
`text` is the author's own spelling, for explanations; it never takes part in equality.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from rulekit.values.calendar import Duration, Period

Scope = Literal["basket", "purchase", "line", "member"]
Measure = Literal["purchases", "visits", "spend", "units", "refunds", "refunded", "earned", "activities"]
Comparison = Literal["=", "!=", "<", "<=", ">", ">="]


@dataclass(frozen=True, slots=True)
class ValueType:
    """The type of an expression. `wallet` is set for points alone; `choice` and `tier` compare as text."""

    kind: Literal["money", "points", "number", "percent", "text", "yes/no", "date", "time", "choice", "tier"]
    wallet: str | None = None


@dataclass(frozen=True, slots=True)
class Window:
    """The stretch of history a fact looks at, as seen on the local day of the event (S1.4).

    A membership year begins on the day of joining and on each anniversary.
    """

    kind: Literal["last", "this", "since joining", "membership year", "ever"]
    duration: Duration | None = None
    period: Period | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """What every expression has."""

    type: ValueType
    text: str = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Literal_(Node):  # noqa: N801  `Literal` is typing's
    """A constant: integer, text or boolean, as the type says."""

    value: int | str | bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact(Node):
    """A fact of the event or member: `basket.total|units|lines`, `purchase.X`, `line.X`, `member.X`.

    `member.tier` and `member.joined` are always there.
    """

    scope: Scope
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance(Node):
    """The spendable balance of a wallet."""

    wallet: str


@dataclass(frozen=True, slots=True, kw_only=True)
class History(Node):
    """A measure of the member's history before this event. `subject`: the wallet of `earned`, the name of `activities`.

    With a condition only the purchases count that fulfilled it when they were made.
    """

    measure: Measure
    window: Window
    subject: str | None = None
    condition: Node | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstPurchase(Node):
    """True where the member has made no purchase before this event (S5.5)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DaysSinceLastPurchase(Node):
    """The difference of local days; missing before the first purchase."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chance(Node):
    """A seeded draw, hit once in `one_in` events (S9), by the `path` of its sentence and its `ordinal` in it, from 0."""

    one_in: int
    path: str
    ordinal: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Compare(Node):
    """Two values of one type; with a missing side the answer is no, except `!=`."""

    operator: Comparison
    left: Node
    right: Node


@dataclass(frozen=True, slots=True, kw_only=True)
class Among(Node):
    """Membership in a list; a missing item is in no list."""

    item: Node
    options: tuple[Node, ...]
    negated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Between(Node):
    """Both ends included."""

    item: Node
    low: Node
    high: Node


@dataclass(frozen=True, slots=True, kw_only=True)
class TierAtLeast(Node):
    """The member's level is this one or a higher one."""

    level: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing(Node):
    """The fact has no value."""

    item: Node


@dataclass(frozen=True, slots=True, kw_only=True)
class InSegment(Node):
    """The member is (not) in a declared segment."""

    segment: str
    negated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AnyLine(Node):
    """Some line fulfils the condition."""

    condition: Node


@dataclass(frozen=True, slots=True, kw_only=True)
class AllLines(Node):
    """Every line fulfils the condition, and there is at least one."""

    condition: Node


@dataclass(frozen=True, slots=True, kw_only=True)
class SumWhere(Node):
    """The sum of a numeric line fact over the lines that fulfil the condition."""

    item: Fact
    condition: Node


@dataclass(frozen=True, slots=True, kw_only=True)
class CountWhere(Node):
    """How many lines fulfil the condition."""

    condition: Node


@dataclass(frozen=True, slots=True, kw_only=True)
class Not(Node):
    """The opposite."""

    condition: Node


@dataclass(frozen=True, slots=True, kw_only=True)
class AllOf(Node):
    """All of the conditions (`and`)."""

    conditions: tuple[Node, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AnyOf(Node):
    """At least one of the conditions (`or`)."""

    conditions: tuple[Node, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Arithmetic(Node):
    """Exact addition, subtraction, multiplication; with a missing side the result is missing."""

    operator: Literal["+", "-", "*"]
    left: Node
    right: Node


@dataclass(frozen=True, slots=True, kw_only=True)
class Negative(Node):
    """The same value with the other sign."""

    item: Node
