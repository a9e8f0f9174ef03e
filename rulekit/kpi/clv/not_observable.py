"""The outcome of a model that cannot be fitted: data, with a reason a shop owner understands."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class NotObservable:
    """There is no figure, and why: one plain sentence without a full stop, shown beside the empty value."""

    reason: str
