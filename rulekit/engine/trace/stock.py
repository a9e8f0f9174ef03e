"""Gifts that were not in stock: entries -> the pieces that were missing, and how that is said (S6.2)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from rulekit.engine.entry import Entry
from rulekit.engine.trace.reason import Reason


def out_of_stock(giver: str, entries: Sequence[Entry]) -> Mapping[str, int]:
    """The missing pieces of what a rule, counter or side of the referral should have given, by reward."""
    missing: dict[str, int] = {}
    for entry in entries:
        if entry.kind == "declined" and entry.rule == giver and entry.reason == "out of stock":
            missing[entry.reward or ""] = missing.get(entry.reward or "", 0) + (entry.cut or 0)
    return missing


def stock_reasons(missing: Mapping[str, int]) -> Iterator[Reason]:
    """One statement for each reward."""
    for reward, count in missing.items():
        yield Reason.lacks(f"{reward} is out of stock{f', {count} missing' if count > 1 else ''}")
