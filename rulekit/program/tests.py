"""The tests a program carries: what happens, and what members must have afterwards. A replay knows nothing of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from rulekit.values.calendar import Day

Column = Literal["balance", "pending", "debt", "earned", "adjusted", "spent", "expired", "taken_back", "written_off"]
"""What can be expected of a wallet: the columns of balances.csv."""

COLUMNS: Mapping[str, Column] = {column.replace("_", " "): column for column in get_args(Column) if column != "balance"}
"""`points pending` and the like: words behind the name of a wallet."""

EXPECT_KEYS = ("tier", "rewards", "declined")
"""What can be expected beside balances and steps."""

Path = tuple[str | int, ...]
"""Keys and indexes from the program down to a value."""


@dataclass(frozen=True, slots=True)
class GivenEvent:
    """One event that happens. `given` counts the items of `given:` from 0; `record` is the event in the ledger's columns."""

    given: int
    record: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Expectation:
    """One value a member must have: of a wallet (smallest units), steps of a counter, a level, open rewards, declined actions.

    `path` leads to it below the test. A level is text, None for no level.
    """

    member_id: str
    kind: Literal["wallet", "steps", "tier", "reward", "declined"]
    name: str
    value: int | str | None
    path: Path
    column: Column = "balance"


@dataclass(frozen=True, slots=True)
class ProgramTest:
    """One test: its events in their order of time, the day everything is advanced to, and what must be true then."""

    name: str
    events: tuple[GivenEvent, ...]
    as_of: Day
    expectations: tuple[Expectation, ...]
