"""The program as the engine sees it: frozen, checked, exact. Five things: wallet, rule, counter, tier, reward.

Units: money in ten-thousandths (`_minor`), points in smallest units of their wallet, days as ordinals, times in minutes.
Order is the author's: tuples keep the file's order, and the engine goes through them in it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from rulekit.program.award import Award, Bonus
from rulekit.program.expression import Node, Window
from rulekit.program.goal import Goal
from rulekit.program.origin import Origin, Value, with_values
from rulekit.program.tests import ProgramTest
from rulekit.values.attribute import AttributeType
from rulekit.values.calendar import Day, Duration, Period
from rulekit.values.rounding import Rounding

RefundMode = Literal["proportional", "recompute", "keep"]
TierMeasure = Literal["visits", "purchases", "spend", "units", "earned", "activities"]


# ---------------------------------------------------------------- wallets


@dataclass(frozen=True, slots=True)
class Expiry:
    """The last usable day is anchor day + duration, moved to the end of `end_of` where that is set (S1.3). None of it: never.

    After the last activity it is one day of the whole wallet (S4.4).
    """

    after: Duration
    anchor: Literal["earning", "available", "first stamp", "last activity"] = "earning"
    end_of: Literal["month", "quarter", "year"] | None = None


@dataclass(frozen=True, slots=True)
class FixedExpiry:
    """`on 31 December`: the first such date on or after the day of earning (or of the first stamp), or that of the next year.

    `date` is the date in a leap year; 29 February is 28 February in others.
    """

    date: Day
    next_year: bool = False


@dataclass(frozen=True, slots=True)
class Wallet:
    """A balance of lots. `is_money`: its unit is the program's currency. `value_minor`: worth of one whole point, or None.

    `limits` hold over all rules, whatever their trigger (S3.6).
    """

    name: str
    singular: str
    plural: str
    decimals: int = 0
    is_money: bool = False
    value_minor: int | None = None
    rounding: Rounding = "down"
    available: Duration | None = None
    expires: Expiry | FixedExpiry | None = None
    refunds: RefundMode = "proportional"
    debt: Literal["allowed", "forgiven"] = "allowed"
    limits: tuple[Limit, ...] = ()


# ---------------------------------------------------------------- rules


@dataclass(frozen=True, slots=True)
class Limit:
    """A cap per period. `amount` limits cut points of `wallet`, `times` limits whole grants, `stamps` steps of a card.

    `period` member is the whole membership, purchase the one event. `count` is smallest units, times or stamps.
    `or_nothing`: what does not fit is refused whole, not cut.
    """

    kind: Literal["times", "amount", "stamps"]
    count: int
    period: Period | Literal["purchase", "member"]
    wallet: str | None = None
    or_nothing: bool = False


@dataclass(frozen=True, slots=True)
class Budget:
    """The most all members together get from a rule, ever: whole grants, or smallest units of `wallet` (S3.6)."""

    kind: Literal["times", "amount"]
    count: int
    wallet: str | None = None


@dataclass(frozen=True, slots=True)
class Slot:
    """A weekly time window: weekdays 0 (Monday) to 6, minutes [start, end); start > end crosses midnight; both None: all day."""

    weekdays: frozenset[int]
    start_minute: int | None = None
    end_minute: int | None = None


@dataclass(frozen=True, slots=True)
class Active:
    """When a rule or counter works: days included on both sides, and slots (none: always) (S1.5)."""

    from_day: Day | None = None
    until_day: Day | None = None
    slots: tuple[Slot, ...] = ()


@dataclass(frozen=True, slots=True)
class Trigger:
    """What sets a rule off: an event, the calendar, or a rise of tier.

    `activity` is its name, `period` that whose first day it is, `quiet` the time without purchase, `level` the one reached.
    """

    kind: Literal["purchase", "enrol", "activity", "birthday", "joining anniversary", "first day", "quiet", "reaching"]
    activity: str | None = None
    period: Period | None = None
    quiet: Duration | None = None
    level: str | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: either `awards` or a `bonus`. Of a `group` only the rule that grants most goes on (S3.3)."""

    name: str
    trigger: Trigger
    awards: tuple[Award, ...] = ()
    bonus: Bonus | None = None
    lines: Node | None = None
    condition: Node | None = None
    active: Active = field(default_factory=Active)
    limits: tuple[Limit, ...] = ()
    budget: Budget | None = None
    group: str | None = None


# ---------------------------------------------------------------- counters


@dataclass(frozen=True, slots=True)
class Step:
    """What moves a counter: `count` steps for every `per_minor` (basis spend with full units), purchase, visit, unit.

    A milestone on `spend`, `units` or `earned` counts the amount itself (`per_minor` 0): ten-thousandths, for `earned` smallest
    units of the wallet `subject`. For `activity` the `subject` is the activity's name.
    """

    basis: Literal["purchase", "visit", "unit", "spend", "earned", "activity", "line"]
    count: int = 1
    per_minor: int = 0
    subject: str | None = None


@dataclass(frozen=True, slots=True)
class Threshold:
    """At this many steps of the round the awards are given."""

    at: int
    awards: tuple[Award, ...]


@dataclass(frozen=True, slots=True)
class Counter:
    """A stamp card, a ladder of milestones or a challenge (S6). `decimals` says how its steps are written.

    Counts have none, amounts 4. A card and a challenge have exactly one threshold. A ladder that continues hands its surplus to
    its `successor`, another ladder. The steps of a challenge leave it as their day leaves the window `within` (S1.4, S6.4).
    """

    name: str
    kind: Literal["card", "milestone", "challenge"]
    step: Step
    thresholds: tuple[Threshold, ...]
    then: Literal["start again", "stop", "continue"]
    successor: str | None = None
    overflow: Literal["carry over", "drop"] = "carry over"
    expires: Expiry | FixedExpiry | None = None
    within: Duration | None = None
    lines: Node | None = None
    condition: Node | None = None
    active: Active = field(default_factory=Active)
    limits: tuple[Limit, ...] = ()
    decimals: int = 0


# ---------------------------------------------------------------- tiers, referral, rewards


@dataclass(frozen=True, slots=True)
class Level:
    """One level and the measure it takes: a count, ten-thousandths of money or units, or smallest units of a wallet."""

    name: str
    threshold: int


@dataclass(frozen=True, slots=True)
class Keep:
    """How long a level is protected (S7.2)."""

    kind: Literal["while qualified", "for", "until end of calendar year", "until end of next calendar year", "for ever"]
    duration: Duration | None = None


@dataclass(frozen=True, slots=True)
class Tiers:
    """The one ladder, lowest level first. `subject`: the wallet of `earned`, the name of `activities`."""

    measure: TierMeasure
    over: Window
    levels: tuple[Level, ...]
    keep: Keep
    drop: Literal["one level", "to what is qualified"]
    subject: str | None = None


@dataclass(frozen=True, slots=True)
class ReferralSide:
    """What the referrer or the friend gets; condition and limits are judged on that member's own state."""

    awards: tuple[Award, ...]
    condition: Node | None = None
    limits: tuple[Limit, ...] = ()


@dataclass(frozen=True, slots=True)
class Referral:
    """Which purchase of a friend qualifies, and what both get (S8)."""

    minimum_minor: int | None = None
    within: Duration | None = None
    referrer: ReferralSide | None = None
    friend: ReferralSide | None = None


@dataclass(frozen=True, slots=True)
class Price:
    """What a reward costs the member, in smallest units of a wallet; positive.

    A price at a rate has a `worth_minor`: every `amount` units pay so much money, in as many steps as the member likes.
    """

    wallet: str
    amount: int
    worth_minor: int | None = None


@dataclass(frozen=True, slots=True)
class Reward:
    """Something a member gets: without a price it can only be given. Money is per piece; `stock` pieces are all there are.

    `auto`: it is bought as soon and as often as it is affordable.
    """

    name: str
    kind: Literal["gift", "voucher", "perk"]
    price: Price | None = None
    copay_minor: int | None = None
    worth_minor: int | None = None
    cost_minor: int | None = None
    minimum_basket_minor: int | None = None
    valid: Duration | None = None
    condition: Node | None = None
    limits: tuple[Limit, ...] = ()
    stock: int | None = None
    auto: bool = False
    most_percent: int | None = None
    """Of a price at a rate: the most that points pay of a purchase, in hundredths of a percent."""

    @property
    def pays(self) -> bool:
        """Whether points pay a part of a purchase with it, at a rate; nothing is issued then."""
        return self.price is not None and self.price.worth_minor is not None


@dataclass(frozen=True, slots=True)
class Attributes:
    """The declared attributes of the ledger."""

    member: Mapping[str, AttributeType] = field(default_factory=dict)
    purchase: Mapping[str, AttributeType] = field(default_factory=dict)
    line: Mapping[str, AttributeType] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Program:
    """A whole checked program. `hash` is the SHA-256 (hex) of its formatted text, so layout does not matter.

    Where other files or values take part, it is that of all of them together.
    """

    name: str
    currency: str
    timezone: str
    hash: str
    starts: Day | None = None
    ends: Day | None = None
    enrolment: Literal["automatic", "required"] = "automatic"
    late: Literal["recompute", "reject"] = "recompute"
    attributes: Attributes = field(default_factory=Attributes)
    wallets: tuple[Wallet, ...] = ()
    segments: Mapping[str, Node] = field(default_factory=dict)
    tiers: Tiers | None = None
    rules: tuple[Rule, ...] = ()
    counters: tuple[Counter, ...] = ()
    referral: Referral | None = None
    rewards: tuple[Reward, ...] = ()
    stacking: Literal["add", "multiply", "best"] = "add"
    rounding: Literal["once per purchase", "once per rule"] = "once per purchase"
    seed: str = ""
    tests: tuple[ProgramTest, ...] = ()
    goals: tuple[Goal, ...] = ()
    origin: Origin | None = field(default=None, compare=False, repr=False)

    def with_values(self, values: Mapping[str, Value]) -> Program:
        """A program with other values at the given paths, written as in its file: `{"rules.base points.give": "2 points"}`.

        Raises ProgramError, whose `.diagnostics` point into the path or the value; UsageError without a text to start from.
        """
        return with_values(self.origin, values)

    @property
    def spendable(self) -> frozenset[str]:
        """The wallets that can be spent: a reward has a price in them, they are money, or their points state a value.

        Points of any other wallet are only counted, such as for levels.
        """
        prices = {reward.price.wallet for reward in self.rewards if reward.price is not None}
        worth = {wallet.name for wallet in self.wallets if wallet.is_money or wallet.value_minor is not None}
        return frozenset(prices | worth)

    def wallet(self, name: str) -> Wallet:
        """The wallet of that name; KeyError if there is none."""
        return {wallet.name: wallet for wallet in self.wallets}[name]

    def reward(self, name: str) -> Reward:
        """The reward of that name; KeyError if there is none."""
        return {reward.name: reward for reward in self.rewards}[name]
