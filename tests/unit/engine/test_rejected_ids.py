"""What becomes of the id of an event that was rejected (S2.2, S2.6): an engine keeps nothing of it, a ledger keeps one content per id."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from till import EARNING, HEAD, checked

import rulekit as rk

PROGRAM = checked(HEAD + EARNING + "rewards:\n  mug: { kind: gift, price: 10 points }\n")
Row = dict[str, str]
SALE: Row = {"event_id": "e01", "at": "2024-03-01 08:00", "member_id": "anna", "amount": "20"}
MUG: Row = {"event_id": "e02", "type": "redeem", "at": "2024-03-01 09:30", "member_id": "anna", "reward": "mug"}
BACK: Row = {"event_id": "e03", "type": "refund", "at": "2024-03-01 09:00", "member_id": "anna", "ref": "e02"}
CORRECTED = BACK | {"at": "2024-03-01 10:00"}


def ledger(path: Path, *rows: Row) -> rk.Ledger:
    """A file of these rows."""
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return rk.read_ledger(str(path))


@pytest.mark.parametrize("restarts", [False, True])
def test_an_engine_takes_the_corrected_event_under_the_same_id(restarts: bool):
    engine = rk.Engine(PROGRAM)
    told = []
    for event in (SALE, BACK, MUG, BACK, CORRECTED, CORRECTED, BACK):
        engine = rk.Engine(PROGRAM, engine.snapshot()) if restarts else engine
        told.append(engine.apply(event).status)
    assert told == ["created", "rejected", "created", "rejected", "created", "exists", "conflict"]


def test_what_was_created_replays_to_the_same_state(tmp_path: Path):
    engine = rk.Engine(PROGRAM)
    created = [event for event in (SALE, BACK, MUG, CORRECTED) if engine.apply(event).status == "created"]
    assert rk.replay(PROGRAM, ledger(tmp_path / "log.jsonl", *created)).snapshot == engine.snapshot()


def test_a_resumed_run_takes_it_like_an_engine(tmp_path: Path):
    first = rk.replay(PROGRAM, ledger(tmp_path / "first.jsonl", SALE, BACK))
    assert [one.code for one in first.rejections] == ["event.unknown_purchase"]
    second = rk.resume(PROGRAM, first.snapshot, ledger(tmp_path / "second.jsonl", MUG, CORRECTED))
    assert second.rejections == ()
    assert [entry.kind for entry in second.entries_list] == ["spend", "issue", "spend", "revoke"]


def test_a_ledger_of_both_contents_keeps_the_first_in_order(tmp_path: Path):
    """Whether a content stays depends on contents alone, never on what the first of them is worth."""
    result = rk.replay(PROGRAM, ledger(tmp_path / "both.jsonl", CORRECTED, MUG, SALE, BACK))
    assert [(one.row, one.code) for one in result.rejections] == [(1, "event.conflict"), (4, "event.unknown_purchase")]


def test_a_row_that_cannot_be_understood_leaves_its_id_free(tmp_path: Path):
    result = rk.replay(PROGRAM, ledger(tmp_path / "typo.jsonl", SALE | {"amount": "2O"}, SALE))
    assert [(one.row, one.code) for one in result.rejections] == [(1, "row.amount")]
    assert result.summary["wallets"]["points"]["balance"] == "20"
