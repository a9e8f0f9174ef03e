"""A result folder -> what stands in its JSON files and its rejected rows, of the shape in which this rulekit writes them.

What was damaged, changed by hand or written by another version is said here, so that nothing behind it has to doubt.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from rulekit.diagnostics import UsageError
from rulekit.result.files import REJECTED_COLUMNS

_AMOUNT = re.compile(r"-?[0-9]{1,40}(\.[0-9]{1,12})?")
AGAIN = "replay again with `--out`"
MOST_DECIMALS = 4


@dataclass(frozen=True, slots=True)
class _Each:
    """An object with names of the program or the ledger, each for something of one shape."""

    shape: Shape


Shape = Callable[[object], bool] | Mapping[str, "Shape"] | Sequence["Shape"] | _Each
"""What a value has to be: a check, an object with at least these keys, a list of one shape, or an object of many."""


def _text(value: object) -> bool:
    return isinstance(value, str)


def _count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _decimals(value: object) -> bool:
    return _count(value) and value in range(MOST_DECIMALS + 1)


def _flag(value: object) -> bool:
    return isinstance(value, bool)


def _amount(value: object) -> bool:
    return isinstance(value, str) and _AMOUNT.fullmatch(value) is not None


def _thresholds(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(map(_amount, value))


def _day(value: object) -> bool:
    try:
        return isinstance(value, str) and date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def _maybe(shape: Shape) -> Callable[[object], bool]:
    return lambda value: value is None or fault(value, shape) is None


_MISSING = object()

_REWARD = dict.fromkeys(("issued", "used", "open", "lapsed", "taken_back"), _count) | {"cost": _maybe(_amount)}
_COUNTS = _Each(_count)

PROGRAM: Shape = {
    "name": _text, "hash": _text, "currency": _text, "timezone": _text,
    "wallets": _Each({"unit": _text, "decimals": _decimals, "is_money": _flag, "value": _maybe(_amount), "is_spendable": _flag}),
    "levels": [_text],
    "rewards": _Each({
        "kind": _text, "wallet": _maybe(_text), "pays": _maybe({"points": _amount, "money": _amount}), "worth": _maybe(_amount),
        "cost": _maybe(_amount),
    }),
    "rules": _Each({
        "trigger": _text, "from": _maybe(_day), "until": _maybe(_day),
        "budget": _maybe({"wallet": _maybe(_text), "amount": _amount}),
    }),
    "counters": _Each({"kind": _text, "thresholds": _thresholds, "then": _text}),
    "runs": _Each([{"from": _maybe(_day), "until": _maybe(_day)}]),
    "has_referral": _flag,
    "goals": [{"id": _text, "per": _maybe(_text), "bound": _text, "wallet": _maybe(_text), "target": _amount}],
}  # fmt: skip

SUMMARY: Shape = {
    "program": {"name": _text, "hash": _text},
    "ledger": {
        **dict.fromkeys(("rows", "events", "duplicates", "anonymous"), _count), "hash": _text,
        **dict.fromkeys(("skipped", "unlinked", "rejected", "declined"), _COUNTS),
    },
    "horizon": _maybe(_day), "members": _count, "left": _count,
    "wallets": _Each({"liability": _maybe(_amount)}),
    "rewards": _Each(_REWARD),
    "budgets": _Each(dict.fromkeys(("budget", "used", "left"), _amount)),
    "stock": _Each({"stock": _count, "left": _count}),
    "tiers": _COUNTS, "entries": _COUNTS, "notes": [_text], "versions": _Each(_text), "digest": _text,
}  # fmt: skip


def read_json(folder: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    """program.json and summary.json. Raises UsageError where they are missing, of another shape, or not of one replay."""
    program, summary = (_read(folder, name, shape) for name, shape in (("program.json", PROGRAM), ("summary.json", SUMMARY)))
    if program["hash"] != summary["program"]["hash"]:
        raise UsageError(f"`program.json` and `summary.json` in `{folder}` are not of the same replay", help=AGAIN)
    return program, summary


def first_rejected(folder: Path) -> dict[str, Sequence[str]]:
    """The first row of rejected.csv for each code. Raises UsageError where it is missing or damaged."""
    place = folder / "rejected.csv"
    found: dict[str, Sequence[str]] = {}
    try:
        with place.open(encoding="utf-8", newline="") as file:
            rows = csv.reader(file)
            is_whole = next(rows, None) == [*REJECTED_COLUMNS]
            for row in rows:
                is_whole = is_whole and len(row) == len(REJECTED_COLUMNS) and (row[1].isdecimal() or not row[1])
                if not is_whole:
                    break
                found.setdefault(row[REJECTED_COLUMNS.index("code")], row)
    except FileNotFoundError:
        raise UsageError(f"`{folder}` has no `rejected.csv`", help=AGAIN) from None
    except (OSError, csv.Error, UnicodeDecodeError) as error:
        raise UsageError(f"`{place}` cannot be read", help=f"it is damaged: {AGAIN}") from error
    if not is_whole:
        raise UsageError(f"`{place}` does not have the columns that this rulekit writes", help=AGAIN)
    return found


def _read(folder: Path, name: str, shape: Shape) -> dict[str, Any]:
    place = folder / name
    try:
        text = place.read_text(encoding="utf-8")
    except (FileNotFoundError, NotADirectoryError) as error:
        help_text = "write one with `rulekit replay PROGRAM LEDGER --out DIR`"
        raise UsageError(f"`{folder}` is no result folder: it has no `{name}`", help=help_text) from error
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"`{place}` cannot be read", help=f"it is damaged: {AGAIN}") from error
    try:
        found: Any = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise UsageError(f"`{place}` is no JSON", help=f"it is damaged: {AGAIN}") from error
    where = fault(found, shape)
    if where is not None:
        what = f"its `{where}` is missing or is something else" if where else "it is something else"
        raise UsageError(f"`{place}` is not what this rulekit writes: {what}", help=AGAIN)
    return dict(found)


def fault(value: object, shape: Shape) -> str | None:
    """Where a value first departs from its shape, as `wallets.points.value`; empty: it does itself. None: nowhere."""
    inner: list[tuple[str, object, Shape]]
    if isinstance(shape, Sequence):
        if not isinstance(value, list):
            return ""
        inner = [(str(place), one, shape[0]) for place, one in enumerate(value, 1)]
    elif isinstance(shape, Mapping | _Each):
        if not isinstance(value, dict):
            return ""
        if isinstance(shape, Mapping):
            inner = [(key, value.get(key, _MISSING), one) for key, one in shape.items()]
        else:
            inner = [(key, one, shape.shape) for key, one in value.items()]
    else:
        return None if shape(value) else ""
    for key, one, below in inner:
        where = fault(one, below)
        if where is not None:
            return f"{key}.{where}" if where else key
    return None
