"""The result of a replay: an engine at its horizon -> entries, tables, summary, files.

Everything is computed when it is asked for, once. Nothing here depends on a clock, on the machine or on the order of rows (I5).
"""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rulekit.diagnostics import UsageError
from rulekit.engine import Engine, Entry, Snapshot
from rulekit.engine.referral import REJECTED_REFERRALS
from rulekit.ledger.event import Rejection
from rulekit.program.editions import as_one
from rulekit.program.model import Program
from rulekit.values.calendar import Day

if TYPE_CHECKING:
    import pyarrow as pa

    from rulekit.engine.book import Explanation
    from rulekit.engine.state import Member
    from rulekit.ledger import LoadedLedger
    from rulekit.result.files import EntriesFormat, Progress


class Result:
    """What a replay led to. Tables are pyarrow tables: pandas, Polars and DuckDB take them as they are.

    >>> result = replay(program, ledger)                                   # doctest: +SKIP
    >>> result.summary["digest"], result.balances.num_rows                 # doctest: +SKIP
    """

    def __init__(
        self, engine: Engine, loaded: LoadedLedger, rejections: tuple[Rejection, ...], duplicates: int,
        horizon: Day | None,
    ) -> None:  # fmt: skip
        """`rejections`: of reader and engine; `duplicates`: repeated deliveries; `horizon`: the last day replayed, if any."""
        self.engine = engine
        self.loaded = loaded
        self.rejections = tuple(sorted(rejections, key=_place))
        self.duplicates = duplicates
        self.horizon = horizon
        self.program = as_one(self.editions)

    @property
    def editions(self) -> tuple[Program, ...]:
        """The programs that ruled so far, in their order; `program` is all of them as one."""
        book = self.engine.book
        until = 0 if self.horizon is None else book.edition_on(self.horizon)
        return tuple(plan.program for plan in book.plans[: until + 1])

    @cached_property
    def entries_list(self) -> list[Entry]:
        """Every entry, members in order of their id bytes, each member's in order of `seq` (S10.1)."""
        by_member: dict[str, list[Entry]] = {}
        for entry in self.engine.book.entries:
            by_member.setdefault(entry.member_id, []).append(entry)
        return [entry for member_id in sorted(by_member, key=str.encode) for entry in by_member[member_id]]

    @cached_property
    def members_list(self) -> list[Member]:
        """The state of everybody who ever enrolled, in order of their id bytes: the rows of members and balances."""
        return [member for member in self.engine.book.known_members() if member.joined is not None]

    @cached_property
    def events(self) -> pa.Table:
        """The events that took part, no rejected ones, in order and with exact decimals: what KPIs of sales are computed from.

        A referrer is named only where the naming counted (S8.1).
        """
        from rulekit.ledger.events_table import events_table  # noqa: PLC0415  loads pyarrow

        book = self.engine.book
        unnamed = {one.event_id for one in self.rejections if one.code in REJECTED_REFERRALS}
        accepted = [event for event in self.loaded.events if event.event_id in book.owners]
        return events_table(
            [replace(event, referred_by=None) if event.event_id in unnamed else event for event in accepted], book.plan.schema
        )

    @cached_property
    def entries(self) -> pa.Table:
        """The entries; `amount`, `balance` and `cut` are integers of 10^-`scale` of the wallet's (or counter's) unit."""
        return _tables().entries_table(self.entries_list)

    @cached_property
    def balances(self) -> pa.Table:
        """Every member x every wallet; exact decimals."""
        return _tables().balances_table(self.program, self.members_list)

    @cached_property
    def members(self) -> pa.Table:
        """Everybody who ever enrolled, with the measures that conditions see, and the steps of each open round."""
        return _tables().members_table(self.program, self.members_list)

    @cached_property
    def rewards(self) -> pa.Table:
        """Every reward ever issued, in order of member and issue."""
        return _tables().rewards_table(self.program, self.members_list)

    @cached_property
    def rejected(self) -> pa.Table:
        """Every row and event that could not be used, in order of source and row."""
        return _tables().rejected_table(self.rejections)

    @cached_property
    def summary(self) -> dict[str, Any]:
        """The summary as written to summary.json; amounts, liability and cost are exact decimal text.

        liability = (available + pending lots, debts not deducted) x `value`; cost = `cost` x (open + used).
        """
        from rulekit.result.summary import summarise  # noqa: PLC0415  reads every member: only for those who ask

        return summarise(self)

    @cached_property
    def snapshot(self) -> Snapshot:
        """The state at the horizon: what `resume` goes on from."""
        return self.engine.snapshot()

    @property
    def explanations(self) -> tuple[Explanation, ...]:
        """What stood behind the entries of the member named to `replay(explain_member=…)`."""
        return tuple(self.engine.book.explanations)

    def write(self, folder: str | Path, entries: EntriesFormat = "parquet", *, progress: Progress | None = None) -> list[Path]:
        """Write the result folder (made where it is missing) and return its files; `progress` hears of each file.

        Every file is complete or not there: they are written beside their place, flushed to disk, then renamed together. Raises
        UsageError where the folder cannot be written.
        """
        from rulekit.result.files import write_result  # noqa: PLC0415  loads the Parquet writer

        if not str(folder):
            raise UsageError("the result folder has no name", help="name one, e.g. `result`")
        return write_result(self, Path(folder), entries, progress)


def _place(rejection: Rejection) -> tuple[str, int, str, str, str]:
    return rejection.source or "", rejection.row or 0, rejection.event_id or "", rejection.code, rejection.reason


def _tables() -> Any:
    from rulekit.result import tables  # noqa: PLC0415  loads pyarrow

    return tables
