"""The event model: what a ledger says happened. Plain data, exact, with its canonical content and total order (S2).

Money and quantities are integer ten-thousandths, instants UTC microseconds, days local ordinals, minutes of the local day.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from json.encoder import encode_basestring
from operator import attrgetter
from typing import Literal, NamedTuple

from rulekit.values.attribute import AttributeType, AttributeValue
from rulekit.values.calendar import Day, iso_day
from rulekit.values.money import SCALE, format_amount
from rulekit.values.zone import Zone

EventKind = Literal["enrol", "profile", "adjust", "purchase", "activity", "refund", "redeem", "use", "leave"]
KIND_RANKS: dict[str, int] = {
    kind: rank
    for rank, kind in enumerate(("enrol", "profile", "adjust", "purchase", "activity", "refund", "redeem", "use", "leave"))
}
"""The order of kinds within one instant (S2.4)."""

NO_ATTRIBUTES: Mapping[str, AttributeValue] = {}


class Line(NamedTuple):
    """One line of a purchase or refund. `number` is the ledger's own line number; an empty quantity is 1."""

    sku: str | None
    amount: int
    quantity: int = SCALE
    number: int | None = None
    attributes: Mapping[str, AttributeValue] = NO_ATTRIBUTES


@dataclass(frozen=True, slots=True)
class LedgerSchema:
    """What a program tells the ledger reader: currency, time zone and the declared attributes with their types."""

    currency: str
    zone: Zone
    member: Mapping[str, AttributeType] = field(default_factory=dict)
    purchase: Mapping[str, AttributeType] = field(default_factory=dict)
    line: Mapping[str, AttributeType] = field(default_factory=dict)


LINE_AMOUNT = attrgetter("amount")
LINE_QUANTITY = attrgetter("quantity")


@dataclass(slots=True)
class Event:
    """One event. Only the fields of its kind are filled; `profile` are `member.*` values.

    `attributes` are those of the purchase or activity. Absent attributes are absent from the mappings, never None. `points` are
    ten-thousandths of a point. Lines stand in line order (S3.2). `source` and `row` say where it was read, for messages only:
    they are no part of its content. Nor is what a part of a refund (S5.1) was split off from: the id of the `document`, and
    how many lines are `continued` from other parts of it.
    """

    event_id: str
    kind: EventKind
    at: int
    day: Day
    minute: int
    member_id: str | None = None
    amount: int | None = None
    lines: tuple[Line, ...] = ()
    ref: str | None = None
    activity: str | None = None
    reward: str | None = None
    code: str | None = None
    reason: str | None = None
    wallet: str | None = None
    points: int | None = None
    referred_by: str | None = None
    tier: str | None = None
    earned_on: Day | None = None
    usable_until: Day | None = None
    order: int = 0
    attributes: Mapping[str, AttributeValue] = field(default_factory=lambda: NO_ATTRIBUTES)
    profile: Mapping[str, AttributeValue] = field(default_factory=lambda: NO_ATTRIBUTES)
    source: str | None = field(default=None, compare=False)
    row: int | None = field(default=None, compare=False)
    document: str | None = field(default=None, compare=False)
    continued: int = field(default=0, compare=False)
    lines_amount: int = field(default=0, init=False, compare=False)
    lines_units: int = field(default=0, init=False, compare=False)

    def __post_init__(self) -> None:
        if self.lines:
            self.set_lines(self.lines)

    def set_lines(self, lines: tuple[Line, ...]) -> None:
        """Give the event its lines, and sum up their money and quantities."""
        self.lines = lines
        self.lines_amount = sum(map(LINE_AMOUNT, lines))
        self.lines_units = sum(map(LINE_QUANTITY, lines))

    def content(self, schema: LedgerSchema, line_contents: Iterable[bytes] | None = None) -> bytes:
        """The canonical content (S2.2): what makes two deliveries of one id equal. An event without id yet has none in it (S2.3).

        Compact UTF-8 JSON, keys in byte order. `line_contents` saves the work where the content of each line is at hand.
        """
        parts = _texts(("activity", self.activity))
        if self.amount is not None:
            parts.append(f'"amount":{self.amount}')
        parts.append(f'"at":{self.at}')
        parts += _texts(("code", self.code), ("earned_on", _day(self.earned_on)), ("event_id", self.event_id or None))
        if self.lines:
            contents = sorted(line_contents or (line_content(line, schema) for line in self.lines))
            parts.append(f'"lines":[{b",".join(contents).decode("utf-8", "surrogatepass")}]')
        if self.profile:
            parts += _attributes("member", self.profile, schema.member)
        parts += _texts(("member_id", self.member_id))
        if self.points is not None:
            parts.append(f'"points":"{format_amount(self.points)}"')
        if self.attributes:
            parts += _attributes("purchase", self.attributes, schema.purchase)
        parts += _texts(("reason", self.reason), ("ref", self.ref), ("referred_by", self.referred_by), ("reward", self.reward))
        parts += _texts(("tier", self.tier), ("type", self.kind), ("usable_until", _day(self.usable_until)))
        parts += _texts(("wallet", self.wallet))
        return f"{{{','.join(parts)}}}".encode("utf-8", "surrogatepass")

    def content_hash(self, schema: LedgerSchema) -> str:
        """SHA-256 of the canonical content, in hex."""
        return hashlib.sha256(self.content(schema)).hexdigest()

    def sort_key(self, schema: LedgerSchema) -> tuple[int, int, int, bytes, bytes]:
        """The total order of S2.4."""
        return self.at, self.order, KIND_RANKS[self.kind], self.event_id.encode(), self.content(schema)


OPENING = "opening"
"""The reason of an `adjust` that brings in what a member has from another program."""


class Rejection(NamedTuple):
    """One row or event that cannot be used (S2.6). `row` counts data rows from 1; None for an event given by itself."""

    source: str | None
    row: int | None
    event_id: str | None
    code: str
    reason: str


def ordered(lines: Iterable[Line], schema: LedgerSchema) -> tuple[Line, ...]:
    """Lines in line order: by `line` number, else by their canonical content (S3.2); the order of rows never matters."""
    return tuple(sorted(lines, key=lambda line: (line.number is None, line.number or 0, line_content(line, schema))))


def line_content(line: Line, schema: LedgerSchema) -> bytes:
    """The canonical content of one line, keys in byte order: `line` < `line.X` < `line_amount` < `quantity` < `sku`."""
    parts = [] if line.number is None else [f'"line":{line.number}']
    if line.attributes:
        parts += _attributes("line", line.attributes, schema.line)
    parts.append(f'"line_amount":{line.amount},"quantity":"{format_amount(line.quantity)}"')
    parts += _texts(("sku", line.sku))
    return f"{{{','.join(parts)}}}".encode("utf-8", "surrogatepass")


def _day(day: Day | None) -> str | None:
    return None if day is None else iso_day(day)


def _texts(*pairs: tuple[str, str | None]) -> list[str]:
    """Texts as members of a JSON object; absent ones are left out."""
    return [f'"{key}":{encode_basestring(text)}' for key, text in pairs if text is not None]


def _attributes(prefix: str, values: Mapping[str, AttributeValue], kinds: Mapping[str, AttributeType]) -> list[str]:
    """Attributes as members of a JSON object, in byte order of their names."""
    members = []
    for name in sorted(values):
        value = _text(values[name], kinds[name])
        text = encode_basestring(value) if isinstance(value, str) else json.dumps(value)
        members.append(f"{encode_basestring(f'{prefix}.{name}')}:{text}")
    return members


def _text(value: AttributeValue, kind: AttributeType) -> AttributeValue:
    if isinstance(value, bool | str) or kind.kind == "money":
        return value
    return iso_day(value) if kind.kind == "date" else format_amount(value)
