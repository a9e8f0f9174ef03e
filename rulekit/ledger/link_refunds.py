"""Refunds without `ref` find their purchases (S5.1): ordered events -> the same events, refunds linked where a purchase is found.

A refund line belongs to the newest earlier purchase of the same member and the same sku that has units left, then to the next
older one. A refund that touches several purchases is split into one refund each; what finds none stays unlinked, with its
reason. Nothing is linked beyond the units of a purchase or beyond the money left of what was paid, so the engine will accept
every link.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from typing import NamedTuple

from rulekit.ledger.event import Event, Line
from rulekit.ledger.identity import in_order
from rulekit.values.calendar import Day

NO_MEMBER = "the refund names no member"
NO_ITEM = "the refund names no item"
NO_PURCHASE = "the member has no earlier purchase of the item"
NO_UNITS = "the earlier purchases of the item are returned already"
NO_MONEY = "the earlier purchases of the item have less money left than is returned"
NOTHING_BACK = "the line returns no units or no money"
UNLIKE_LINES = "the money returned differs from the sum of the lines"


Item = tuple[str | None, str | None]
"""A member and a sku."""


class LinkedRefunds(NamedTuple):
    """The events with refunds linked; by its old id what each refund became that changed; lines left unlinked by reason."""

    events: list[Event]
    became: dict[str, list[Event]]
    unlinked: dict[str, int]


@dataclass(slots=True)
class _Bought:
    """What is left of one purchase."""

    event_id: str
    money: int
    units: dict[str, int]


class _Piece(NamedTuple):
    """A part of a refund line and the purchase it returns; without one, the reason. All parts but the first continue the line."""

    purchase: str | None
    line: Line
    reason: str = ""
    continues: bool = False


def link_refunds(events: Sequence[Event], until_day: Day | None = None) -> LinkedRefunds:
    """Link what can be linked; `events` are in their total order and stay in it. `unlinked` counts up to `until_day`.

    A member's refunds need that member's events alone; only the ids of parts need those of all.
    """
    ids = {event.event_id for event in events}
    sought = {
        (event.member_id, line.sku) for event in events if event.kind == "refund" and event.ref is None for line in event.lines
    }
    bought: dict[str, _Bought] = {}
    by_item: dict[Item, list[_Bought]] = {}
    linked: list[Event] = []
    became: dict[str, list[Event]] = {}
    unlinked: Counter[str] = Counter()
    for event in events:
        if event.kind == "purchase" and event.member_id is not None:
            _remember(event, sought, bought, by_item)
        if event.kind == "refund" and event.ref is not None:
            _take_named(event, bought.get(event.ref))
        if event.kind != "refund" or event.ref is not None:
            linked.append(event)
            continue
        pieces = _pieces(event, by_item)
        if until_day is None or event.day <= until_day:
            unlinked.update(piece.reason for piece in pieces if piece.purchase is None)
        refunds = _split(event, pieces, ids)
        linked.extend(refunds)
        if refunds != [event]:
            became[event.event_id] = refunds
    return LinkedRefunds(sorted(linked, key=in_order), became, dict(sorted(unlinked.items())))


def part_id(event_id: str, purchase: str | None) -> str:
    """The id that the part of a refund for one purchase should have, if no event has it."""
    return f"{event_id}/{purchase or 'unlinked'}"


def free_id(wanted: str, ids: set[str]) -> str:
    """The id with as many `/` at its end as it takes to be none of `ids`, of which it is one then.

    >>> free_id("r/p", {"r/p", "r/p/"})
    'r/p//'
    """
    while wanted in ids:
        wanted += "/"
    ids.add(wanted)
    return wanted


def _remember(event: Event, sought: AbstractSet[Item], bought: dict[str, _Bought], by_item: dict[Item, list[_Bought]]) -> None:
    """Keep what refunds may look for."""
    units: dict[str, int] = {}
    for line in event.lines:
        if line.sku is not None and (event.member_id, line.sku) in sought:
            units[line.sku] = units.get(line.sku, 0) + line.quantity
    if not units:
        return
    assert event.amount is not None, "a purchase has an amount"
    purchase = _Bought(event.event_id, event.amount, units)
    bought[event.event_id] = purchase
    for sku, quantity in units.items():
        if quantity > 0:
            by_item.setdefault((event.member_id, sku), []).append(purchase)


def _take_named(event: Event, purchase: _Bought | None) -> None:
    """A refund that names its purchase leaves less for those that do not."""
    if purchase is None:
        return
    purchase.money -= event.amount or 0
    for line in event.lines:
        if line.sku in purchase.units:
            purchase.units[line.sku] -= line.quantity


def _pieces(event: Event, by_item: dict[Item, list[_Bought]]) -> list[_Piece]:
    """The lines of a refund, cut where they reach over several purchases."""
    if event.member_id is None:
        return [_Piece(None, line, NO_MEMBER) for line in event.lines or (Line(None, event.amount or 0),)]
    if not event.lines:
        return [_Piece(None, Line(None, event.amount or 0), NO_ITEM)]
    if sum(line.amount for line in event.lines) != event.amount:
        return [_Piece(None, line, UNLIKE_LINES) for line in event.lines]
    pieces: list[_Piece] = []
    for line in event.lines:
        pieces.extend(_line_pieces(line, by_item.get((event.member_id, line.sku), []) if line.sku is not None else None))
    return pieces


def _line_pieces(line: Line, purchases: list[_Bought] | None) -> list[_Piece]:
    """One line, cut over its purchases from the newest to the oldest; the shares of its money add up exactly."""
    if purchases is None:
        return [_Piece(None, line, NO_ITEM)]
    if not purchases:
        return [_Piece(None, line, NO_PURCHASE)]
    if line.quantity == 0 or line.amount < 0:
        return [_Piece(None, line, NOTHING_BACK)]
    pieces: list[_Piece] = []
    sku, units, money, short = line.sku or "", line.quantity, line.amount, False
    while len(purchases) > 1 and purchases[-1].units[sku] <= 0:
        purchases.pop()
    for purchase in reversed(purchases):
        taken = min(units, max(purchase.units[sku], 0))
        share = money * taken // units
        if taken and share > purchase.money:
            short = True
            continue
        if taken:
            purchase.units[sku] -= taken
            purchase.money -= share
            pieces.append(_Piece(purchase.event_id, line._replace(quantity=taken, amount=share), continues=bool(pieces)))
            units, money = units - taken, money - share
        if not units:
            return pieces
    reason = NO_MONEY if short else NO_UNITS
    pieces.append(_Piece(None, line._replace(quantity=units, amount=money), reason, continues=bool(pieces)))
    return pieces


def _split(event: Event, pieces: Sequence[_Piece], ids: set[str]) -> list[Event]:
    """One refund per purchase, and one for what stays unlinked. A refund of a single purchase keeps its id."""
    purchases = sorted({piece.purchase for piece in pieces if piece.purchase is not None})
    if not purchases:
        return [event]
    rest = [piece for piece in pieces if piece.purchase is None]
    if len(purchases) == 1 and not rest:
        return [replace(event, ref=purchases[0])]
    refunds = [_part(event, [piece for piece in pieces if piece.purchase == purchase], ids) for purchase in purchases]
    return [*refunds, _part(event, rest, ids)] if rest else refunds


def _part(event: Event, pieces: Sequence[_Piece], ids: set[str]) -> Event:
    purchase = pieces[0].purchase
    event_id = free_id(part_id(event.event_id, purchase), ids)
    return replace(
        event, event_id=event_id, ref=purchase, amount=_sum(pieces), lines=tuple(piece.line for piece in pieces),
        document=event.event_id, continued=sum(piece.continues for piece in pieces),
    )  # fmt: skip


def _sum(pieces: Iterable[_Piece]) -> int:
    return sum(piece.line.amount for piece in pieces)
