"""Entries: every change of a balance, counter, tier or reward, append-only, numbered per member (S10.1)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from decimal import Decimal
from functools import partial
from typing import NamedTuple

from rulekit.values.calendar import Day, iso_day
from rulekit.values.money import format_units
from rulekit.values.zone import utc_text

KINDS = (
    "enrol", "earn", "bonus", "referral", "available", "spend", "expire", "extend", "take_back", "debt", "repay",
    "write_off", "adjust", "step", "card_full", "milestone", "challenge", "issue", "use", "revoke", "lapse",
    "tier_up", "tier_down", "declined", "correct", "leave",
)  # fmt: skip
"""Every kind of entry, as interfaces list them."""

COLUMNS = (
    "member_id", "seq", "at", "day", "kind", "wallet", "amount", "balance", "lot", "rule", "event_id", "reward",
    "code", "available_on", "usable_until", "cut", "reason",
)  # fmt: skip
"""The columns of an entry, in the order of files and digest."""


compact_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
"""Canonical text of a record: no spaces, keys in the order they stand in."""


class Entry(NamedTuple):
    """One change. `amount`, `balance` and `cut` are integers of 10^-`decimals` (wallet, or steps of a counter).

    `lot` is the entry number (`seq`) that created the lot. `rule` names the rule, counter, level or mechanism. `event_id` is the
    cause; for what the calendar does it is `@rule/day/member`.
    """

    member_id: str
    seq: int
    at: int
    day: Day
    kind: str
    wallet: str | None
    amount: int | None
    balance: int | None
    lot: int | None
    rule: str | None
    event_id: str
    reward: str | None
    code: str | None
    available_on: Day | None
    usable_until: Day | None
    cut: int | None
    reason: str | None
    decimals: int

    @property
    def value(self) -> Decimal | None:
        """The amount in whole points, money or steps."""
        return None if self.amount is None else Decimal(self.amount).scaleb(-self.decimals)

    def line(self) -> str:
        """The canonical text of S10.3: compact JSON, amounts as decimal text, nulls kept."""
        return compact_json(self.record())

    def record(self) -> dict[str, str | int | None]:
        """The entry as columns of text, ready for JSON and CSV."""
        decimals = self.decimals
        return {
            "member_id": self.member_id,
            "seq": self.seq,
            "at": utc_text(self.at),
            "day": iso_day(self.day),
            "kind": self.kind,
            "wallet": self.wallet,
            "amount": None if self.amount is None else format_units(self.amount, decimals),
            "balance": None if self.balance is None else format_units(self.balance, decimals),
            "lot": self.lot,
            "rule": self.rule,
            "event_id": self.event_id,
            "reward": self.reward,
            "code": self.code,
            "available_on": None if self.available_on is None else iso_day(self.available_on),
            "usable_until": None if self.usable_until is None else iso_day(self.usable_until),
            "cut": None if self.cut is None else format_units(self.cut, decimals),
            "reason": self.reason,
        }


new_entry = partial(tuple.__new__, Entry)
"""An entry of all its columns in order, given as one tuple: half the time of the named form, and every event makes several."""


def digest(entries: Iterable[Entry]) -> str:
    """SHA-256 over the sorted pairs (member, SHA-256 of that member's entries): equal digests, equal entries (S10.3)."""
    by_member: dict[str, list[str]] = {}
    for entry in entries:
        by_member.setdefault(entry.member_id, []).append(entry.line())
    total = hashlib.sha256()
    for member_id in sorted(by_member, key=str.encode):
        body = "".join(line + "\n" for line in by_member[member_id])
        own = hashlib.sha256(body.encode()).hexdigest()
        total.update(compact_json([member_id, own]).encode() + b"\n")
    return total.hexdigest()
