"""What a purchase is worth, line by line: discounts spread over lines (S3.2), and what refunds leave of it (S5.2)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from rulekit.ledger.event import LINE_AMOUNT, LINE_QUANTITY, Event, LedgerSchema, Line, line_content
from rulekit.values.money import SCALE


class Selection(NamedTuple):
    """The part of a basket a rule counts: money, quantities (both ten-thousandths) and number of lines."""

    amount: int
    units: int
    line_count: int

    @property
    def full_units(self) -> int:
        """Whole units."""
        return self.units // SCALE


NOTHING = Selection(0, 0, 0)
"""No lines at all."""


class Basket:
    """Lines with what was really paid for each; `unattributed` money belongs to no line.

    `total` is the money paid, `units` the sum of quantities, both in ten-thousandths; `everything` is all of it as a selection,
    with the money that belongs to no line.
    """

    __slots__ = ("everything", "lines", "total", "unattributed", "units")

    def __init__(self, lines: tuple[Line, ...], unattributed: int, total: int, units: int) -> None:
        self.lines = lines
        self.unattributed = unattributed
        self.total = total
        self.units = units
        self.everything = Selection(total, units, len(lines))


def basket_with(lines: tuple[Line, ...], unattributed: int = 0) -> Basket:
    """A basket of lines, summed up."""
    return Basket(lines, unattributed, sum(map(LINE_AMOUNT, lines), unattributed), sum(map(LINE_QUANTITY, lines)))


def basket_of(event: Event, schema: LedgerSchema) -> Basket:
    """The basket of a purchase or refund event; an amount below the sum of lines is spread over them."""
    amount = event.lines_amount if event.amount is None else event.amount
    unattributed = amount - event.lines_amount
    if unattributed >= 0:
        return Basket(event.lines, unattributed, amount, event.lines_units)
    return Basket(spread(in_line_order(event.lines, schema), -unattributed), 0, amount, event.lines_units)


def in_line_order(lines: tuple[Line, ...], schema: LedgerSchema) -> tuple[Line, ...]:
    """Lines by their number, those without one by their canonical content."""

    def key(line: Line) -> tuple[int, int, bytes]:
        content = line_content(line, schema)
        return (0, line.number, content) if line.number is not None else (1, 0, content)

    return tuple(sorted(lines, key=key))


def spread(lines: tuple[Line, ...], discount: int) -> tuple[Line, ...]:
    """Take a discount off the lines above zero in proportion, in units of 0.0001: largest remainder, ties by line order."""
    positive = sum(line.amount for line in lines if line.amount > 0)
    shares = [divmod(discount * line.amount, positive) if line.amount > 0 else (0, -1) for line in lines]
    rest = discount - sum(whole for whole, _ in shares)
    by_remainder = sorted(range(len(lines)), key=lambda index: -shares[index][1])
    extra = set(by_remainder[:rest])
    return tuple(
        line._replace(amount=line.amount - shares[index][0] - (index in extra)) for index, line in enumerate(lines)
    )


def without(basket: Basket, named: Mapping[str, tuple[int, int]], other: int, schema: LedgerSchema) -> Basket:
    """What remains after refunds (S5.2).

    Named skus (money and quantity) come off in line order first, all other money is then spread over what remains: so the order
    of refunds does not matter (I3).
    """
    lines = list(in_line_order(basket.lines, schema))
    for sku, (named_amount, named_quantity) in named.items():
        amount_left, quantity_left = named_amount, named_quantity
        for index, line in enumerate(lines):
            if line.sku == sku:
                amount, quantity = _part(amount_left, line.amount), _part(quantity_left, line.quantity)
                lines[index] = line._replace(amount=line.amount - amount, quantity=line.quantity - quantity)
                amount_left, quantity_left = amount_left - amount, quantity_left - quantity
        other += amount_left
    kept = tuple(line for line in lines if line.amount or line.quantity)
    positive = sum(line.amount for line in kept if line.amount > 0)
    from_lines = max(0, min(other, positive, sum(line.amount for line in kept)))
    if from_lines:
        kept = spread(kept, from_lines)
    return basket_with(kept, basket.unattributed - (other - from_lines))


def units_of(lines: tuple[Line, ...], named: Mapping[str, tuple[int, int]]) -> int:
    """The units that refunds took off named lines, in ten-thousandths."""
    if not named:
        return 0
    there: dict[str | None, int] = {}
    for line in lines:
        if line.sku in named and line.quantity > 0:
            there[line.sku] = there.get(line.sku, 0) + line.quantity
    return sum(_part(quantity, there.get(sku, 0)) for sku, (_, quantity) in named.items())


def _part(wanted: int, there: int) -> int:
    return max(0, min(wanted, there))
