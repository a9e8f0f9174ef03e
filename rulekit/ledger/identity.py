"""Deliveries become the events of a ledger: duplicates are counted, conflicts settled, the total order made (S2.2, S2.4).

What happens depends on contents alone, never on the order in which deliveries come.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import NamedTuple

from rulekit.ledger.assemble import Delivery
from rulekit.ledger.event import KIND_RANKS, Event, LedgerSchema, Rejection


class Settled(NamedTuple):
    """Each event once, with the digest of its content; what was given up."""

    deliveries: list[Delivery]
    duplicates: int
    conflicts: list[Rejection]


class Deliveries:
    """Collects what the sources deliver."""

    def __init__(self) -> None:
        self._first: dict[str, Delivery] = {}
        self._further: dict[str, list[Delivery]] = {}

    def add(self, delivery: Delivery) -> None:
        """Take one delivery."""
        known = self._first.setdefault(delivery.event.event_id, delivery)
        if known is not delivery:
            self._further.setdefault(delivery.event.event_id, []).append(delivery)

    def settle(self, schema: LedgerSchema) -> Settled:
        """Keep one content per id: of several the first in the total order (S2.2)."""
        duplicates = 0
        conflicts: list[Rejection] = []
        for event_id, further in self._further.items():
            everyone = [self._first[event_id], *further]
            if any(delivery.digest != everyone[0].digest for delivery in further):
                kept = min(everyone, key=lambda delivery: delivery.event.sort_key(schema))
            else:
                # Only `order` may differ, which is no part of the content.
                kept = min(everyone, key=lambda delivery: delivery.event.order)
            self._first[event_id] = kept
            duplicates += sum(delivery.digest == kept.digest for delivery in everyone) - 1
            conflicts.extend(_conflict(delivery.event) for delivery in everyone if delivery.digest != kept.digest)
        return Settled(list(self._first.values()), duplicates, conflicts)


def in_order(event: Event) -> tuple[int, int, int, str]:
    """The total order of S2.4 among events of different ids; code points sort as their UTF-8 bytes do."""
    return event.at, event.order, KIND_RANKS[event.kind], event.event_id


def ledger_hash(digests: Iterable[bytes]) -> str:
    """SHA-256 over the sorted SHA-256 of the canonical contents: independent of files, their names and the order of rows."""
    return hashlib.sha256(b"".join(sorted(digests))).hexdigest()


def _conflict(event: Event) -> Rejection:
    reason = "an event of this id with other content comes before it and stays"
    return Rejection(event.source, event.row, event.event_id, "event.conflict", reason)
