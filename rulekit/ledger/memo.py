"""A function over cells that remembers its answers, for ledgers repeat themselves. Bounded: no file can fill the memory."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Generic, TypeVar

from rulekit.ledger.faults import Fault, RowFault

CACHED_ANSWERS = 50_000
"""So many answers are remembered before a memo starts anew."""

Key = TypeVar("Key")
Value = TypeVar("Value")


class Memo(dict[Key, Value | Fault], Generic[Key, Value]):
    """Asks `answer` once per key; a RowFault it raises becomes the answer as a Fault, and `faulty` is set.

    >>> lengths = Memo(len)
    >>> lengths.column(["a", "bb", "a"]), len(lengths)
    ([1, 2, 1], 2)
    """

    def __init__(self, answer: Callable[[Key], Value]) -> None:
        super().__init__()
        self.answer = answer
        self.faulty = False

    def __missing__(self, key: Key) -> Value | Fault:
        if len(self) >= CACHED_ANSWERS:
            self.clear()
        found: Value | Fault
        try:
            found = self.answer(key)
        except RowFault as problem:
            self.faulty = True
            found = problem.fault
        self[key] = found
        return found

    def column(self, keys: Iterable[Key]) -> list[Value | Fault]:
        """The answers for a whole column of cells."""
        return list(map(self.__getitem__, keys))
