"""What an auditor notes down: findings, and what entries add up to per member (S10.2, I12). Plain data, no rules.

Amounts are smallest units of their wallet or steps of their counter, days local ordinals.
"""

from __future__ import annotations

from dataclasses import dataclass, field

Messages = list[str]
"""What does not agree about one entry."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that does not agree; `seq` is the entry that showed it, None for what the whole account shows."""

    member_id: str
    seq: int | None
    message: str


@dataclass(slots=True)
class AuditedLot:
    """One credit: what is left of it, and what of it expired and was not counted as taken back since (S5.3)."""

    lot_id: int
    amount: int
    is_pending: bool
    earned_on: int
    available_on: int
    usable_until: int | None
    expired: int = 0
    made_available: int = 0
    is_corrected: bool = False
    """Made by a correction (S11): it stands among those of its last day where its event stood, which entries do not tell."""

    @property
    def spending_key(self) -> tuple[bool, int, int, int]:
        """Earliest last usable day first, then earliest earned, then entry order; never-expiring last (S4.2)."""
        return self.usable_until is None, self.usable_until or 0, self.earned_on, self.lot_id


@dataclass(slots=True)
class AuditedWallet:
    """One wallet of one member. `total` adds up all amounts that move the balance, `open` are the lots that hold something.

    `usable_until` is the one date of lots without their own (S4.4).
    """

    lots: dict[int, AuditedLot] = field(default_factory=dict)
    open: dict[int, AuditedLot] = field(default_factory=dict)
    usable_until: int | None = None
    total: int = 0
    available: int = 0
    pending: int = 0
    debt: int = 0
    earned: int = 0
    adjusted: int = 0
    spent: int = 0
    expired: int = 0
    taken_back: int = 0
    written_off: int = 0

    def is_past(self, lot: AuditedLot, day: int) -> bool:
        """Whether a lot could be used only before a day."""
        until = self.usable_until if lot.usable_until is None else lot.usable_until
        return until is not None and until < day

    @property
    def balance(self) -> int:
        """Available lots less debt (S4.1)."""
        return self.available - self.debt


@dataclass(slots=True)
class AuditedCounter:
    """One counter: the steps of its open round, and where all steps ever given went (I10)."""

    steps: int = 0
    given: int = 0
    filled: int = 0
    dropped: int = 0
    expired: int = 0
    taken_back: int = 0


@dataclass(slots=True)
class AuditedReward:
    """One issued reward."""

    code: str
    reward: str | None
    issued_on: int
    usable_until: int | None
    source: str | None
    event_id: str
    status: str = "open"
    used_on: int | None = None
    is_corrected: bool = False
    """Given or ended by a correction, which does not say by which event."""


@dataclass(slots=True)
class AuditedMember:
    """What the entries of one member add up to."""

    member_id: str
    seq: int = 0
    last_at: int | None = None
    last_day: int = 0
    last_event_id: str | None = None
    last_kind: str | None = None
    is_corrected: bool = False
    """A code that was taken back may have been given to nobody, and is given again then (S11)."""
    is_enrolled: bool = False
    joined: int | None = None
    tier: str | None = None
    wallets: dict[str, AuditedWallet] = field(default_factory=dict)
    counters: dict[str, AuditedCounter] = field(default_factory=dict)
    rewards: dict[str, AuditedReward] = field(default_factory=dict)


@dataclass(slots=True)
class Audit:
    """The result: members by id, and what does not agree (nothing, if the engine is right)."""

    members: dict[str, AuditedMember] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
