"""What is given to a member: awards of the program -> a function of the facts that gives plain ones, choices made (S3.1)."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from dataclasses import replace

from rulekit.engine.conditions import Compiler
from rulekit.engine.facts import Facts
from rulekit.program.award import Award, BandedAward, ChosenAward, MoneyRate, PlainAward

Giving = Callable[[Facts], tuple[PlainAward, ...]]


def giving(awards: tuple[Award, ...], compiler: Compiler) -> Giving:
    """The function of a `give:` field."""
    plain = tuple(award for award in awards if not isinstance(award, ChosenAward | BandedAward))
    if len(plain) == len(awards):
        return lambda _: plain
    parts = [_part(award, compiler) for award in awards]
    return lambda facts: tuple(itertools.chain.from_iterable(part(facts) for part in parts))


def _part(award: Award, compiler: Compiler) -> Giving:
    if isinstance(award, ChosenAward):
        value, options, otherwise = compiler.compile(award.by), award.options, award.otherwise
        return lambda facts: options.get(value(facts), otherwise)
    if isinstance(award, BandedAward):
        measure, rates = compiler.compile(award.measure), award.rates
        return lambda facts: rates_from(measure(facts), rates)
    return lambda _: (award,)


def rates_from(before_minor: int, rates: Sequence[MoneyRate]) -> tuple[MoneyRate, ...]:
    """The rates of bands for a purchase that begins at a measure: their borders counted from there; those passed are left out."""
    found = []
    edge = 0
    for rate in rates:
        top = None if rate.up_to_minor is None else rate.up_to_minor - before_minor
        if top is None or top > edge:
            found.append(replace(rate, above_minor=edge, up_to_minor=top))
            edge = top or 0
    return tuple(found)
