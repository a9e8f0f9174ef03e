"""What is given: points, rewards, rates, choices between them, rates in bands, and bonuses on rates (S3.3, S3.4)."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from rulekit.program.expression import Fact, History
from rulekit.values.rounding import Exact

Thing = Literal["purchase", "visit", "unit", "line"]


@dataclass(frozen=True, slots=True)
class FixedAward:
    """`50 points`: smallest units of the wallet, always whole."""

    wallet: str
    amount: int


@dataclass(frozen=True, slots=True)
class RewardAward:
    """`free coffee`, `2 free coffee`."""

    reward: str
    count: int = 1


@dataclass(frozen=True, slots=True)
class MoneyRate:
    """`1 point per 1 EUR`: `amount` smallest units for every `per_minor` of the eligible sum; cashback is a pro rata rate.

    Of a band only the money above `above_minor` and up to `up_to_minor` counts (None: all above).
    """

    wallet: str
    amount: Exact
    per_minor: int
    mode: Literal["full", "started", "pro rata"] = "full"
    above_minor: int = 0
    up_to_minor: int | None = None


@dataclass(frozen=True, slots=True)
class ThingRate:
    """`3 points per unit`: `amount` for every purchase, first purchase of a day, full unit or line that is eligible."""

    wallet: str
    amount: Exact
    thing: Thing
    pro_rata: bool = False


PlainAward = FixedAward | RewardAward | MoneyRate | ThingRate


@dataclass(frozen=True, slots=True)
class ChosenAward:
    """Chosen by the member's level or by an attribute with a list of values, as it was before the event.

    None is the key for no level. A value that is not named, or missing, gives what is under `otherwise`.
    """

    by: Fact
    options: Mapping[str | None, tuple[PlainAward, ...]]
    otherwise: tuple[PlainAward, ...] = ()


@dataclass(frozen=True, slots=True)
class BandedAward:
    """Marginal rates: the money of a purchase earns at the rate of the band that `measure` is in, split at the borders.

    The `rates` rise; each counts up to its `up_to_minor` of the measure, as it was before the purchase, the last without end.
    """

    measure: History
    rates: tuple[MoneyRate, ...]


Award = PlainAward | ChosenAward | BandedAward


def plain_awards(awards: Iterable[Award]) -> Iterator[PlainAward]:
    """All that may be given, whatever is chosen, in the author's order."""
    for award in awards:
        if isinstance(award, ChosenAward):
            yield from itertools.chain(*award.options.values(), award.otherwise)
        elif isinstance(award, BandedAward):
            yield from award.rates
        else:
            yield award


@dataclass(frozen=True, slots=True)
class Bonus:
    """`double points` is an extra share of 1, `+50% points` of 1/2, of what rules with a rate give in that wallet (S3.4).

    `of`: only of what these rules give, then fixed gifts too.
    """

    wallet: str
    extra: Exact
    of: tuple[str, ...] = ()
