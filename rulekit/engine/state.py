"""The state of a member: plain data that entries fold into (S10.2). Everything here can be written to a snapshot.

Amounts are smallest units of their wallet, money and quantities ten-thousandths, days local ordinals.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from rulekit.engine.history import History
from rulekit.ledger.event import Event, Line
from rulekit.values.attribute import AttributeValue
from rulekit.values.calendar import Day

ReadValue = AttributeValue | None
"""What a state fact can be worth: a number, text, yes/no, or missing."""


@dataclass(slots=True)
class Lot:
    """Points credited together (S4.1). `amount` is what is left of it.

    `lot_id` is its place among the member's entries as a replay would number them, and so its place in spending order; `number`
    is the entry that made it. They differ only where a late event was worked in (S11).
    """

    lot_id: int
    amount: int
    earned_on: Day
    available_on: Day
    usable_until: Day | None
    pending: bool
    expired: int = 0
    """What expired of it and was not yet counted as taken back by a refund (S5.3)."""
    number: int = 0

    @property
    def spending_key(self) -> SpendingKey:
        """Its place in spending order."""
        return self.usable_until is None, self.usable_until or 0, self.earned_on, self.lot_id


SpendingKey = tuple[bool, Day, Day, int]
"""Never expires, last usable day, day earned, lot: the order in which lots are spent (S4.2)."""


@dataclass(slots=True)
class WalletState:
    """One wallet of one member. `balance` is the available lots less `debt`; the totals are those of invariant I1."""

    lots: dict[int, Lot] = field(default_factory=dict)
    open: list[SpendingKey] = field(default_factory=list)
    """Lots that hold something, pending or available, in spending order (S4.2): those that expire first stand first."""
    waiting: list[tuple[Day, int]] = field(default_factory=list)
    """Pending lots by the day they become available; `open` holds them too."""
    usable_until: Day | None = None
    """The last usable day of all lots together, where it goes by the last activity (S4.4)."""
    expiry_on: Day | None = None
    """When that day is looked at next."""
    balance: int = 0
    pending: int = 0
    debt: int = 0
    earned: int = 0
    adjusted: int = 0
    spent: int = 0
    expired: int = 0
    taken_back: int = 0
    written_off: int = 0

    def open_lots(self) -> list[Lot]:
        """Lots that hold something, pending or available, in entry order."""
        return [self.lots[lot_id] for lot_id in sorted(key[3] for key in self.open)]


@dataclass(slots=True)
class IssuedReward:
    """One reward in a member's hands."""

    code: str
    reward: str
    issued_on: Day
    usable_until: Day | None
    source: str
    event_id: str
    status: Literal["open", "used", "lapsed", "taken back"] = "open"
    used_on: Day | None = None
    used_by: str | None = None
    """The event that used it."""


@dataclass(slots=True)
class StepGroup:
    """Steps that one event put on a counter; a visit's step belongs to its day, not to one purchase."""

    event_id: str
    day: Day
    count: int
    is_visit: bool = False


@dataclass(slots=True)
class GivenThreshold:
    """A threshold given in the open round: what was issued, and whether it also gave points."""

    at: int
    codes: list[str] = field(default_factory=list)
    is_final: bool = False
    """True once it may not be given again in this round, whatever happens (S6.2)."""


@dataclass(slots=True)
class CounterState:
    """A counter's open round: its steps, and by event the groups they came in, oldest first (a visit's by its day).

    A ladder that another continues with is not open before that; one that has handed on is open no more.
    """

    is_open: bool = True
    steps: int = 0
    next_at: int = 0
    """Below this many steps there is nothing to give."""
    groups: dict[str, StepGroup] = field(default_factory=dict)
    given: list[GivenThreshold] = field(default_factory=list)
    last_visit_day: Day | None = None


@dataclass(slots=True)
class TierState:
    """`level` indexes the ladder, -1 is none; on `review_on` a fall is judged (S7).

    Before `kept_until` no fall is judged, whatever the window says: an edition or an opening state promised the level that long.
    """

    level: int = -1
    review_on: Day | None = None
    kept_until: Day | None = None


@dataclass(slots=True)
class UsedLimit:
    """How much of a limit is used in the period that starts on `period`."""

    period: Day
    used: int


@dataclass(slots=True)
class Credit:
    """What the rules of a purchase credited in one wallet, in which lots, and what refunds have taken back of it."""

    amount: int = 0
    lot_ids: list[int] = field(default_factory=list)
    taken: int = 0


@dataclass(slots=True)
class Moment:
    """What the rules of a purchase saw besides its basket: kept where a wallet recomputes refunds (S5.2)."""

    minute: int
    attributes: dict[str, AttributeValue]
    reads: dict[int, ReadValue]
    rooms: dict[str, int]


@dataclass(slots=True)
class Refunded:
    """What refunds named so far: money and quantity by sku, money that named no line, and the units that took."""

    named: dict[str, tuple[int, int]] = field(default_factory=dict)
    other: int = 0
    units: int = 0
    quantity: int = 0
    """The quantities of all refunded lines, also of those without a sku."""


@dataclass(slots=True)
class PurchaseRecord:
    """An accepted purchase, as it was, and what was refunded of it so far (S5.2). `left`: money not yet refunded."""

    at: int
    day: Day
    paid: int
    left: int
    lines: tuple[Line, ...]
    unattributed: int
    units: int
    is_live: bool = True
    paid_by_points: int = 0
    """What redemptions at a rate pay of it, in ten-thousandths."""
    credits: dict[str, Credit] = field(default_factory=dict)
    moment: Moment | None = None
    refunded: Refunded | None = None
    counted: list[int] = field(default_factory=list)
    """The conditions of histories that it fulfilled (S5.4)."""


@dataclass(slots=True)
class Redemption:
    """Points spent by one event, and from which lots. At a rate: with which reward, what they pay, and of which purchase."""

    wallet: str
    takes: list[tuple[int, int]]
    code: str | None = None
    status: Literal["done", "refunded", "declined"] = "done"
    reward: str | None = None
    worth_minor: int = 0
    ref: str | None = None


@dataclass(slots=True)
class ReferralGrant:
    """What one side got for a friend's purchase: to be taken back when that purchase falls below the minimum (S8.3)."""

    side: Literal["referrer", "friend"]
    lot_ids: dict[str, list[int]] = field(default_factory=dict)
    amounts: dict[str, int] = field(default_factory=dict)
    codes: list[str] = field(default_factory=list)
    is_taken_back: bool = False


@dataclass(slots=True)
class QualifiedPurchase:
    """The friend's one purchase that used the chance, and who had referred then; None: nobody (S8.2).

    `counts`: the program was running and the purchase in time, so that both sides had their chance of a grant.
    """

    event_id: str
    referrer_id: str | None
    counts: bool


@dataclass(slots=True)
class Shared:
    """What members share in budgets and stock: how much of each is used, and how far everybody has come (S2.4)."""

    used: dict[str, int] = field(default_factory=dict)
    advanced_to: Day = 0
    last_key: tuple[int, int, int, str] | None = None


@dataclass(slots=True)
class Member:
    """Everything known of one member. The member "" holds the anonymous sales and never has entries."""

    member_id: str
    enrolled: bool = False
    joined: Day | None = None
    seq: int = 0
    offset: int = 0
    """How far `seq` is ahead of the number a replay would have come to: what corrections added (S11)."""
    corrected_at: int | None = None
    """The instant the account stood at when a late event last changed it: no entry is written that is earlier."""
    advanced_to: Day = 0
    edition: int = 0
    last_key: tuple[int, int, int, str] | None = None
    profile: dict[str, AttributeValue] = field(default_factory=dict)
    history: History = field(default_factory=History)
    wallets: dict[str, WalletState] = field(default_factory=dict)
    tier: TierState = field(default_factory=TierState)
    counters: dict[str, CounterState] = field(default_factory=dict)
    limits: dict[str, UsedLimit] = field(default_factory=dict)
    visit_days: dict[str, Day] = field(default_factory=dict)
    rewards: dict[str, IssuedReward] = field(default_factory=dict)
    open_rewards: dict[str, list[tuple[bool, Day, int, str]]] = field(default_factory=dict)
    """By reward a heap of (never lapses, last usable day, number, code): what is used or lapses first. May hold closed ones."""
    issued: dict[str, int] = field(default_factory=dict)
    purchases: dict[str, PurchaseRecord] = field(default_factory=dict)
    redemptions: dict[str, Redemption] = field(default_factory=dict)
    referred_by: str | None = None
    qualified: QualifiedPurchase | None = None
    referral_grants: dict[str, list[ReferralGrant]] = field(default_factory=dict)
    trigger_on: Day | None = None
    """The first day on which a trigger of the calendar can be due, as far as it is planned; on it, the rules decide."""
    due_days: list[Day] = field(default_factory=list)
    """Days on which something falls due, in order, each once."""
    seen: dict[str, Event | str] = field(default_factory=dict)
    """Every event id of this member, with the event or the hash of its content (S2.2)."""
