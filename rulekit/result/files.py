"""The result folder: a result -> entries, balances, members, rewards, rejected, summary and state as files.

The same result gives the same bytes: no time of writing, fixed line ends, UTF-8 without a mark. Texts of the ledger stand in the
CSV files exactly as they came, so that ids can be joined back; a note in the summary warns where a spreadsheet would run one as a
formula.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from rulekit.diagnostics import UsageError
from rulekit.engine.entry import COLUMNS
from rulekit.result.program_facts import program_facts
from rulekit.result.records import BALANCE_COLUMNS, balances_of, members_of, rewards_of
from rulekit.result.result import Result
from rulekit.result.staged import staged
from rulekit.result.state_file import write_state
from rulekit.semantics.currencies import money_text
from rulekit.values.calendar import Day, iso_day
from rulekit.values.money import format_units

if TYPE_CHECKING:
    import pyarrow as pa

EntriesFormat = Literal["parquet", "csv", "jsonl"]

Cell = str | int | None

Progress = Callable[[str, int, int | None], None]

MEMBER_COLUMNS = ("member_id", "joined", "tier", "purchases", "visits", "spend", "refunds", "last_purchase")
REWARD_COLUMNS = (
    "code", "member_id", "reward", "issued_on", "usable_until", "status", "used_on", "worth", "cost", "source", "event_id",
)  # fmt: skip
REJECTED_COLUMNS = ("source", "row", "event_id", "code", "reason")


def write_result(
    result: Result, folder: Path, entries: EntriesFormat = "parquet", progress: Progress | None = None
) -> list[Path]:
    """Write every file of the result; entries in another form, left by an earlier run, are removed.

    The summary makes it a result: even a crash while files get their names leaves no mixture of two results that has one.

    Raises UsageError where files of these names stand in a folder that holds no result: they are somebody else's.
    """
    _refuse_foreign(folder)
    writers = {f"entries.{entries}": _ENTRIES[entries], **_FILES}
    with staged(folder) as stage:
        stage.outdated = ["summary.json", *(f"entries.{form}" for form in _ENTRIES if form != entries)]
        for done, (name, write) in enumerate(writers.items()):
            if progress is not None:
                progress("writing", done, len(writers))
            write(result, stage.place(name))
    return [folder / name for name in stage.names]


def _refuse_foreign(folder: Path) -> None:
    ours = [*(f"entries.{form}" for form in _ENTRIES), *_FILES]
    there = [name for name in ours if (folder / name).exists()]
    if there and not _is_result(folder / "summary.json"):
        names = ", ".join(f"`{name}`" for name in there)
        help_text = "choose an empty folder, or one that holds an earlier result"
        raise UsageError(f"`{folder}` holds files that are no result: {names}", help=help_text)


def _is_result(summary: Path) -> bool:
    try:
        found = json.loads(summary.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(found, dict) and {"digest", "program", "ledger", "versions"} <= found.keys()


def replay_mark(summary: Mapping[str, Any]) -> dict[str, str]:
    """What tells the files of one replay from those of another: the metadata of the Parquet files."""
    return {
        "rulekit.digest": summary["digest"], "rulekit.ledger.hash": summary["ledger"]["hash"],
        "rulekit.program.hash": summary["program"]["hash"],
    }  # fmt: skip


def _write_parquet(result: Result, path: Path) -> None:
    _write_table(result, result.entries, path)


def _write_events(result: Result, path: Path) -> None:
    _write_table(result, result.events, path)


def _write_table(result: Result, table: pa.Table, path: Path) -> None:
    from pyarrow import parquet  # noqa: PLC0415  loaded when a file is written

    parquet.write_table(table.replace_schema_metadata(replay_mark(result.summary)), path, compression="zstd")


def _write_program(result: Result, path: Path) -> None:
    text = json.dumps(program_facts(result.program, result.editions), ensure_ascii=False, indent=2)
    path.write_text(text + "\n", encoding="utf-8", newline="\n")


def _write_entries_csv(result: Result, path: Path) -> None:
    _write_csv(path, COLUMNS, ([*entry.record().values()] for entry in result.entries_list))


def _write_jsonl(result: Result, path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(entry.line() + "\n" for entry in result.entries_list)


_ENTRIES: dict[str, Callable[[Result, Path], None]] = {
    "parquet": _write_parquet,
    "csv": _write_entries_csv,
    "jsonl": _write_jsonl,
}


def _write_csv(path: Path, columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)


def _write_summary(result: Result, path: Path) -> None:
    text = json.dumps(result.summary, ensure_ascii=False, indent=2)
    path.write_text(text + "\n", encoding="utf-8", newline="\n")


def _write_state(result: Result, path: Path) -> None:
    write_state(path, result.snapshot)


def _write_balances(result: Result, path: Path) -> None:
    _write_csv(path, BALANCE_COLUMNS, _balances(result))


def _write_members(result: Result, path: Path) -> None:
    steps = tuple(f"steps.{counter.name}" for counter in result.program.counters)
    _write_csv(path, MEMBER_COLUMNS + steps, _members(result))


def _write_rewards(result: Result, path: Path) -> None:
    _write_csv(path, REWARD_COLUMNS, _rewards(result))


def _write_rejected(result: Result, path: Path) -> None:
    _write_csv(path, REJECTED_COLUMNS, result.rejections)


_FILES: dict[str, Callable[[Result, Path], None]] = {
    "balances.csv": _write_balances,
    "members.csv": _write_members,
    "rewards.csv": _write_rewards,
    "rejected.csv": _write_rejected,
    "summary.json": _write_summary,
    "program.json": _write_program,
    "events.parquet": _write_events,
    "state.parquet": _write_state,
}


def _balances(result: Result) -> Iterable[Sequence[Cell]]:
    for member_id, wallet, amounts in balances_of(result.program, result.members_list):
        yield (member_id, wallet.name, *(format_units(amount, wallet.decimals) for amount in amounts))


def _members(result: Result) -> Iterable[Sequence[Cell]]:
    program = result.program
    for row in members_of(program, result.members_list):
        steps = zip(row.steps, program.counters, strict=True)
        yield (
            row.member_id, _date(row.joined), row.tier, row.purchases, row.visits, money_text(row.spend_minor, program.currency),
            row.refunds, _date(row.last_purchase), *(format_units(count, counter.decimals) for count, counter in steps),
        )  # fmt: skip


def _rewards(result: Result) -> Iterable[Sequence[Cell]]:
    program = result.program
    for member_id, issued, reward in rewards_of(program, result.members_list):
        yield (
            issued.code, member_id, issued.reward, _date(issued.issued_on), _date(issued.usable_until), issued.status,
            _date(issued.used_on), _money(reward.worth_minor, program.currency), _money(reward.cost_minor, program.currency),
            issued.source, issued.event_id,
        )  # fmt: skip


def _date(day: Day | None) -> str | None:
    return None if day is None else iso_day(day)


def _money(minor: int | None, currency: str) -> str | None:
    return None if minor is None else money_text(minor, currency)
