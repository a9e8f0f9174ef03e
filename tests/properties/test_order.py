"""I4, I5: neither the order of rows nor how they are spread over files matters, and what comes twice counts once."""

from __future__ import annotations

import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

from generators.cases import Case, by_member, cases, run
from generators.files import write_csv, write_jsonl
from generators.ledgers import Row
from hypothesis import given
from hypothesis import strategies as st

import rulekit
from rulekit import Result
from rulekit.engine import digest


@given(cases())
def test_event_by_event_is_the_replay(case: Case):
    """`Engine.apply` for every event in order, then `advance`, gives the entries and the digest of a replay."""
    result = replayed(case, [case.rows])
    ran = run(case.program, case.events, until=result.horizon)
    assert by_member(result.entries_list) == by_member(ran.entries)
    assert result.summary["digest"] == digest(ran.entries)


@given(cases(conflicts=False))
def test_a_replay_rejects_what_is_rejected_event_by_event(case: Case):
    """A replay may go member by member: that shows in no rejection. A rejected event that comes twice is told twice by the engine."""
    result = replayed(case, [case.rows])
    ran = run(case.program, case.events, until=result.horizon)
    of_engine = {(one.event_id, one.code) for one in result.rejections if one.code.startswith("event.")}
    assert of_engine == {one for one in ran.rejections if one[1].startswith("event.")}


@given(cases(), st.randoms(use_true_random=False), st.integers(1, 3))
def test_shuffled_rows_in_several_files_change_nothing(case: Case, random: Any, files: int):
    """I5, and I4 for deliveries that stand in other files; rejections differ in nothing but where they stood."""
    rows = list(case.rows)
    random.shuffle(rows)
    cuts = sorted(random.randint(0, len(rows)) for _ in range(files - 1))
    parts = [rows[start:end] for start, end in zip([0, *cuts], [*cuts, len(rows)], strict=True)]
    assert told(replayed(case, parts)) == told(replayed(case, [case.rows]))


@given(cases(), st.data())
def test_rows_delivered_twice_change_nothing(case: Case, data: Any):
    """I4: rows that come again are counted and otherwise ignored."""
    again = [row for row in case.rows if data.draw(st.booleans())]
    once, twice = replayed(case, [case.rows]), replayed(case, [case.rows, again])
    assert by_member(twice.entries_list) == by_member(once.entries_list)
    assert twice.summary["digest"] == once.summary["digest"]
    assert twice.summary["ledger"]["events"] == once.summary["ledger"]["events"]


@given(cases(conflicts=False))
def test_csv_tells_the_same_as_json_lines(case: Case):
    """One reader: rows with columns of a line and nested lines are the same events."""
    rows = list({row["event_id"]: row for row in case.rows}.values())
    with tempfile.TemporaryDirectory() as folder:
        nested = result_of(case, [write_jsonl(Path(folder, "ledger.jsonl"), rows)])
        flat = result_of(case, [write_csv(Path(folder, "ledger.csv"), rows)])
        assert told(nested)[:2] == told(flat)[:2]


def replayed(case: Case, parts: list[list[Row]]) -> Result:
    """The replay of rows spread over files."""
    with tempfile.TemporaryDirectory() as folder:
        return result_of(case, [write_jsonl(Path(folder, f"{number}.jsonl"), rows) for number, rows in enumerate(parts) if rows])


def result_of(case: Case, paths: list[Path]) -> Result:
    """The replay of files."""
    return rulekit.replay(case.program, rulekit.read_ledger([str(path) for path in paths]))


def told(result: Result) -> tuple[str, Counter[tuple[str | None, str]], int, dict[str, Any]]:
    """What a replay tells beyond row numbers."""
    rejected = Counter((rejection.event_id, rejection.code) for rejection in result.rejections)
    return result.summary["digest"], rejected, result.summary["ledger"]["duplicates"], result.summary["wallets"]
