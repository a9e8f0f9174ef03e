"""One event from its cells: head columns -> Event, line columns -> Line. What each type needs is known here alone (S2.6, S3.2).

Files, nested records and single events given to an engine all end here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import cast, get_args

from rulekit.diagnostics import closest
from rulekit.ledger.cells import Cells
from rulekit.ledger.event import NO_ATTRIBUTES, OPENING, Event, EventKind, Line
from rulekit.ledger.faults import RowFault, shown
from rulekit.values.attribute import AttributeValue
from rulekit.values.money import SCALE, format_amount

HEAD_COLUMNS = (
    "event_id", "type", "at", "member_id", "amount", "currency", "ref", "activity", "reward", "code", "reason", "wallet",
    "points", "referred_by", "order", "tier", "earned_on", "usable_until",
)  # fmt: skip
"""The standard columns of an event; equal or empty on all rows of one event (S2.1)."""

LINE_COLUMNS = ("sku", "quantity", "line_amount", "line")
"""The standard columns of a line."""

STANDARD_COLUMNS = frozenset((*HEAD_COLUMNS, *LINE_COLUMNS, "lines"))

_EVERYWHERE = frozenset(("event_id", "type", "at", "member_id", "currency", "order"))
_USED: dict[str, frozenset[str]] = {
    "purchase": frozenset(("amount",)),
    "refund": frozenset(("amount", "ref", "reason")),
    "enrol": frozenset(("referred_by",)),
    "profile": frozenset(),
    "activity": frozenset(("activity",)),
    "redeem": frozenset(("reward", "wallet", "points", "ref")),
    "use": frozenset(("reward", "code", "ref")),
    "adjust": frozenset(("wallet", "points", "reason")),
    "leave": frozenset(("reason",)),
}
_REQUIRED: dict[str, tuple[str, ...]] = {
    "enrol": ("member_id",),
    "profile": ("member_id",),
    "activity": ("member_id", "activity"),
    "redeem": ("member_id",),
    "use": ("member_id",),
    "adjust": ("member_id",),
    "leave": ("member_id",),
}
_OPENING = frozenset(("amount", "tier", "earned_on", "usable_until"))
"""What an `adjust` may have when its reason is `OPENING`."""
_KINDS = frozenset(get_args(EventKind))

Head = Mapping[str, str]
"""The cells of one event that are not empty, by column; attributes as `member.city`, `purchase.channel`."""


class EventBuilder:
    """Builds the events of one ledger; `unused` counts cells that their type of event does not use, by (type, column)."""

    def __init__(self, cells: Cells, member: tuple[str, ...], purchase: tuple[str, ...]) -> None:
        """`member` and `purchase` are the attributes that can occur in this source."""
        self.cells = cells
        self.unused: Counter[tuple[str, str]] = Counter()
        self._member = member
        self._purchase = purchase

    def build(self, head: Head, lines: Sequence[Line] = ()) -> Event:
        """The event of these cells; `lines` are in line order. Raises RowFault."""
        kind = _kind(head.get("type", "purchase"))
        if kind == "adjust" and head.get("reason", "").casefold() == OPENING:
            head = {**head, "reason": OPENING}
        for column in _REQUIRED.get(kind, ()):
            _need(head, column, kind)
        is_opening = kind == "adjust" and head.get("reason") == OPENING
        if kind == "adjust" and ("wallet" in head or "points" in head or not is_opening):
            for column in ("wallet", "points"):
                _need(head, column, kind)
        event_id = head.get("event_id", "")
        if event_id.startswith("@"):
            raise RowFault("row.id", f"event_id {shown(event_id)} begins with `@`, as only what the program does by itself may")
        at, day, minute = self.cells.moment(_need(head, "at", kind))
        self._check_currency(head)
        member_id = head.get("member_id")
        event = Event(
            event_id=event_id,
            kind=kind,
            at=at,
            day=day,
            minute=minute,
            member_id=member_id,
            order=self.cells.whole(head["order"], "order") if "order" in head else 0,
            profile=self._profile(head) if member_id is not None and self._member else NO_ATTRIBUTES,
        )
        if kind == "purchase":
            self._fill_purchase(event, head, lines)
        else:
            self._fill_other(event, head, lines)
        if is_opening:
            self._fill_opening(event, head)
        return event

    def _check_currency(self, head: Head) -> None:
        currency = head.get("currency")
        if currency is not None and currency.strip(" \t") != self.cells.schema.currency:
            raise RowFault("row.currency", f"the program counts in {self.cells.schema.currency}, this is {shown(currency)}")

    def _profile(self, head: Head) -> Mapping[str, AttributeValue]:
        texts = tuple(head.get(f"member.{name}") for name in self._member)
        return self.cells.attributes(self.cells.schema.member, self._member, texts, "member")

    def _fill_purchase(self, event: Event, head: Head, lines: Sequence[Line]) -> None:
        event.amount = self._amount(head, lines)
        if event.amount is None:
            raise RowFault("row.missing", "a purchase needs an amount, or lines with amounts")
        if event.amount < 0:
            raise RowFault(
                "row.amount",
                f"a purchase of {format_amount(event.amount)}, below 0; a return is a refund with a positive amount",
            )
        event.set_lines(tuple(lines))
        event.attributes = self._attributes(head)
        self._note_unused(event.kind, head)

    def _attributes(self, head: Head) -> Mapping[str, AttributeValue]:
        """Those declared under `purchase:`; activities carry them as well."""
        if not self._purchase:
            return NO_ATTRIBUTES
        texts = tuple(head.get(f"purchase.{name}") for name in self._purchase)
        return self.cells.attributes(self.cells.schema.purchase, self._purchase, texts, "purchase")

    def _fill_other(self, event: Event, head: Head, lines: Sequence[Line]) -> None:
        kind = event.kind
        for name in ("ref", "activity", "reward", "code", "reason", "wallet", "referred_by"):
            if name in head and name in _USED[kind]:
                setattr(event, name, head[name])
        if "points" in head and "points" in _USED[kind]:
            event.points = self.cells.amount(head["points"], "points")
        if kind == "refund":
            self._fill_refund(event, head, lines)
        elif lines:
            self.unused[kind, "lines"] += 1
        if kind == "activity":
            event.attributes = self._attributes(head)
        if kind == "redeem":
            _check_redemption(event)
        if kind == "use" and event.reward is None and event.code is None:
            raise RowFault("row.missing", "a use needs the reward or its code")
        self._note_unused(kind, head)

    def _fill_opening(self, event: Event, head: Head) -> None:
        """What a member brings along from another program: points or steps, a tier, money spent (S4.5)."""
        if not {"points", "tier", "amount"} & head.keys():
            raise RowFault("row.missing", "an opening needs a wallet and points, a `tier`, or the `amount` spent so far")
        event.tier = head.get("tier")
        event.amount = self.cells.amount(head["amount"], "amount") if "amount" in head else None
        if event.amount is not None and event.amount < 0:
            raise RowFault("row.amount", f"{format_amount(event.amount)} spent so far, below 0")
        event.earned_on, event.usable_until = (
            self.cells.day(head[name], name) if name in head else None for name in ("earned_on", "usable_until")
        )
        if event.earned_on is not None and event.earned_on > event.day:
            raise RowFault("row.time", f"earned_on {shown(head['earned_on'])} lies after the opening itself")

    def _fill_refund(self, event: Event, head: Head, lines: Sequence[Line]) -> None:
        event.amount = self._amount(head, lines)
        if event.amount is None and event.ref is None:
            raise RowFault("row.missing", "a refund needs the money returned, or the `ref` of a redemption")
        if event.amount is not None and event.amount < 0:
            raise RowFault(
                "row.amount",
                f"a refund of {format_amount(event.amount)}, below 0; write the money returned without a minus",
            )
        for line in lines:
            if line.quantity < 0:
                raise RowFault(
                    "row.number",
                    f"a refund of {format_amount(line.quantity)} units, below 0; write the units returned without a minus",
                )
        event.set_lines(tuple(lines))

    def _amount(self, head: Head, lines: Sequence[Line]) -> int | None:
        if "amount" in head:
            return self.cells.amount(head["amount"], "amount")
        return sum(line.amount for line in lines) if lines else None

    def _note_unused(self, kind: str, head: Head) -> None:
        is_opening = kind == "adjust" and head.get("reason") == OPENING
        used = _USED[kind] | _OPENING if is_opening else _USED[kind]
        for column in head:
            if column not in _EVERYWHERE and column not in used and "." not in column:
                self.unused[kind, column] += 1


def read_line(cells: Cells, texts: Mapping[str, str], names: tuple[str, ...]) -> Line | None:
    """The line of these cells, or None where they are all empty.

    `names` are the attributes that can occur, as `line.X` in `texts`. A line without amount has `NO_LINE_AMOUNT` until
    `with_amounts`.
    """
    if not texts:
        return None
    amount = texts.get("line_amount")
    quantity = texts.get("quantity")
    number = texts.get("line")
    attributes = (
        cells.attributes(cells.schema.line, names, tuple(texts.get(f"line.{name}") for name in names), "line")
        if names
        else NO_ATTRIBUTES
    )
    return Line(
        texts.get("sku"),
        NO_LINE_AMOUNT if amount is None else cells.amount(amount, "line_amount"),
        SCALE if quantity is None else cells.amount(quantity, "quantity"),
        None if number is None else cells.whole(number, "line"),
        attributes,
    )


NO_LINE_AMOUNT = -(10**18)
"""Stands for an empty `line_amount` until the event is complete; no amount of 14 digits can be this."""


def with_amounts(lines: list[Line], head: Head, cells: Cells) -> list[Line]:
    """The same lines, an only line without amount taking the event's; raises RowFault where an amount is missing."""
    if all(line.amount != NO_LINE_AMOUNT for line in lines):
        return lines
    if len(lines) == 1 and "amount" in head:
        return [lines[0]._replace(amount=cells.amount(head["amount"], "amount"))]
    raise RowFault("row.missing", "a line needs its `line_amount`; only where an event has one line, its `amount` is enough")


def _kind(text: str) -> EventKind:
    if text not in _KINDS:
        near = closest(text, _KINDS)
        hint = f"; did you mean {shown(near)}?" if near else ""
        raise RowFault("row.type", f"type {shown(text)} is not a type of event{hint}")
    return cast("EventKind", text)


def _need(head: Head, column: str, kind: str) -> str:
    if column not in head:
        article = "an" if kind[0] in "aeiou" else "a"
        raise RowFault("row.missing", f"{article} {kind} event needs `{column}`")
    return head[column]


def _check_redemption(event: Event) -> None:
    if event.reward is None and (event.wallet is None or event.points is None):
        raise RowFault("row.missing", "a redeem event needs a reward, or a wallet and points")
    if event.points is not None and event.points <= 0:
        raise RowFault("row.number", f"points {format_amount(event.points)}: a redemption spends more than 0 points")
