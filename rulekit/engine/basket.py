"""What a purchase is worth, line by line: discounts spread over lines (S3.2), and what refunds leave of it (S5.2)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from rulekit.ledger.event import Event, LedgerSchema, Line, line_content
from rulekit.values.money import SCALE


@dataclass(frozen=True, slots=True)
class Basket:
    """Lines in line order with what was really paid for each; `unattributed` money belongs to no line."""

    lines: tuple[Line, ...]
    unattributed: int = 0

    @property
    def total(self) -> int:
        """Money paid, in ten-thousandths."""
        return sum(line.amount for line in self.lines) + self.unattributed

    @property
    def units(self) -> int:
        """The sum of quantities, in ten-thousandths."""
        return sum(line.quantity for line in self.lines)


def basket_of(event: Event, schema: LedgerSchema) -> Basket:
    """The basket of a purchase or refund event; an amount below the sum of lines is spread over them."""
    lines = event.lines
    total = sum(line.amount for line in lines)
    if event.amount is None or event.amount == total:
        return Basket(lines)
    if event.amount > total:
        return Basket(lines, event.amount - total)
    return Basket(spread(in_line_order(lines, schema), total - event.amount))


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


def without(basket: Basket, refund: Basket, schema: LedgerSchema) -> tuple[Basket, int]:
    """What remains after a refund, and the units it took: named lines by sku in line order, other money spread (S5.2)."""
    lines = list(in_line_order(basket.lines, schema))
    other, units = refund.unattributed, 0
    for named in refund.lines:
        amount, quantity = named.amount, named.quantity
        for index, line in enumerate(lines):
            if named.sku is None or line.sku != named.sku or (amount <= 0 and quantity <= 0):
                continue
            took_amount, took_quantity = _part(amount, line.amount), _part(quantity, line.quantity)
            lines[index] = line._replace(amount=line.amount - took_amount, quantity=line.quantity - took_quantity)
            amount, quantity, units = amount - took_amount, quantity - took_quantity, units + took_quantity
        other += amount
    kept = tuple(line for line in lines if line.amount or line.quantity)
    positive = sum(line.amount for line in kept if line.amount > 0)
    from_lines = max(0, min(other, positive, sum(line.amount for line in kept)))
    if from_lines:
        kept = spread(kept, from_lines)
    return Basket(kept, basket.unattributed - (other - from_lines)), units


def _part(wanted: int, there: int) -> int:
    return max(0, min(wanted, there))


@dataclass(frozen=True, slots=True)
class Selection:
    """The part of a basket a rule counts: its lines, and the money of no line where it selects everything."""

    amount: int
    units: int
    count: int

    @property
    def full_units(self) -> int:
        """Whole units."""
        return self.units // SCALE


def everything(basket: Basket) -> Selection:
    """The whole basket."""
    return Selection(basket.total, basket.units, len(basket.lines))


def select(basket: Basket, is_eligible: Callable[[Line], bool]) -> Selection:
    """The lines that fulfil a condition."""
    amount = units = count = 0
    for line in basket.lines:
        if is_eligible(line):
            amount += line.amount
            units += line.quantity
            count += 1
    return Selection(amount, units, count)
