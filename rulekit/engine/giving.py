"""What is given to a member: awards of the program -> a function of the facts that gives plain ones, choices made (S3.1)."""

from __future__ import annotations

import itertools
from collections.abc import Callable

from rulekit.engine.conditions import Compiler
from rulekit.engine.facts import Facts
from rulekit.program.model import Award, ChosenAward, PlainAward

Giving = Callable[[Facts], tuple[PlainAward, ...]]


def giving(awards: tuple[Award, ...], compiler: Compiler) -> Giving:
    """The function of a `give:` field."""
    plain = tuple(award for award in awards if not isinstance(award, ChosenAward))
    if len(plain) == len(awards):
        return lambda _: plain
    parts = [_part(award, compiler) for award in awards]
    return lambda facts: tuple(itertools.chain.from_iterable(part(facts) for part in parts))


def _part(award: Award, compiler: Compiler) -> Giving:
    if not isinstance(award, ChosenAward):
        return lambda _: (award,)
    value, options, otherwise = compiler.compile(award.by), award.options, award.otherwise
    return lambda facts: options.get(value(facts), otherwise)
