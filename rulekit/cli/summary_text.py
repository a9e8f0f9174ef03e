"""The summary of a replay as a shop owner reads it: result -> lines of text. The numbers are those of summary.json."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from rulekit.cli import console
from rulekit.diagnostics.display import display_width, padded, visible, widest
from rulekit.engine.entry import Entry
from rulekit.engine.trace.declined import DECLINED
from rulekit.engine.trace.wording import plural
from rulekit.ledger.event import Rejection
from rulekit.program.model import Program
from rulekit.result import Result
from rulekit.values.calendar import iso_day

_KINDS = {
    "enrol": ("enrolment", "enrolments"), "profile": ("profile", "profiles"), "adjust": ("adjustment", "adjustments"),
    "purchase": ("purchase", "purchases"), "activity": ("activity", "activities"), "refund": ("refund", "refunds"),
    "redeem": ("redemption", "redemptions"), "use": ("use of a reward", "uses of rewards"), "leave": ("leave", "leaves"),
}  # fmt: skip

Line = str | tuple[str, str]
"""A line as it stands, or a name and what is said about it."""

LEFT_WIDTH = 10
"""The column of names at the left, at least."""


def summary_text(result: Result) -> str:
    """The whole summary."""
    blocks = [_head(result), _wallets(result), _rewards(result), _shared(result), _problems(result), _foot(result)]
    width = max([LEFT_WIDTH, *(display_width(visible(wallet.name)) + 2 for wallet in result.program.wallets)])
    return "\n\n".join("\n".join(_laid_out(line, width) for line in block) for block in blocks if block)


def grouped(number: str | int) -> str:
    """A number with commas between thousands.

    >>> grouped("-1234567.50"), grouped(999)
    ('-1,234,567.50', '999')
    """
    text = str(number)
    sign, text = ("-", text[1:]) if text.startswith("-") else ("", text)
    whole, point, fraction = text.partition(".")
    return f"{sign}{int(whole):,}{point}{fraction}"


def rejection_lines(result: Result) -> Iterator[str]:
    """One line per code: how many, and where to look first."""
    first: dict[str, Rejection] = {}
    for rejection in result.rejections:
        first.setdefault(rejection.code, rejection)
    for code, count in result.summary["ledger"]["rejected"].items():
        yield f"{grouped(count)} x {code}: {_where(first[code])}: {visible(first[code].reason)}"


def _where(rejection: Rejection) -> str:
    place = f"{rejection.source}, row {grouped(rejection.row)}" if rejection.source and rejection.row else "an event"
    return visible(f"first {place} ({rejection.event_id})" if rejection.event_id else f"first {place}")


def _head(result: Result) -> list[Line]:
    summary = result.summary
    ledger = summary["ledger"]
    until = f", replayed through {summary['horizon']}" if summary["horizon"] else ""
    lines: list[Line] = [console.bold(f"{visible(result.program.name)}{until}"), ""]
    skipped = sum(ledger["skipped"].values())
    extras = [
        f"{grouped(count)} {text}"
        for count, text in (
            (ledger["duplicates"], "duplicate" + "s" * (ledger["duplicates"] != 1)), (ledger["anonymous"], "without a member"),
            (ledger["after_until"], "after that day"), (skipped, f"row{'s' * (skipped != 1)} left out by the mapping"),
        )
        if count
    ]  # fmt: skip
    tail = f"; {', '.join(extras)}" if extras else ""
    events, rows = plural(grouped(ledger["events"]), "event"), plural(grouped(ledger["rows"]), "row")
    lines.append(("ledger", f"{events} in {rows}{tail}"))
    kinds = ", ".join(f"{grouped(count)} {_KINDS[kind][count != 1]}" for kind, count in ledger["types"].items())
    if kinds:
        lines.append(("", kinds))
    left = f", {grouped(summary['left'])} of them left" if summary["left"] else ""
    lines.append(("members", grouped(summary["members"]) + left))
    if summary["tiers"]:
        lines.append(("tiers", ", ".join(f"{visible(level)} {grouped(count)}" for level, count in summary["tiers"].items())))
    return lines


def _wallets(result: Result) -> list[Line]:
    lines: list[Line] = []
    for wallet in result.program.wallets:
        numbers = result.summary["wallets"][wallet.name]
        moved = [
            ("earned", "earned"),
            ("adjusted", "adjusted"),
            ("spent", "spent"),
            ("expired", "expired"),
            ("taken_back", "taken back"),
            ("written_off", "written off"),
        ]
        said = [f"{grouped(numbers[key])} {text}" for key, text in moved if _is_not_zero(numbers[key]) or key == "earned"]
        lines.append((visible(wallet.name), ", ".join(said)))
        lines.append(("", _open(numbers, result.program)))
    return lines


def _open(numbers: dict[str, Any], program: Program) -> str:
    parts = [f"balance {grouped(numbers['balance'])}"]
    if _is_not_zero(numbers["pending"]):
        parts.append(f"pending {grouped(numbers['pending'])}")
    if _is_not_zero(numbers["debt"]):
        parts.append(f"debt {grouped(numbers['debt'])} (already taken off the balance)")
    if numbers["liability"] is not None:
        parts.append(f"liability {grouped(numbers['liability'])} {program.currency}")
    return ", ".join(parts)


def _rewards(result: Result) -> list[Line]:
    rewards = result.summary["rewards"]
    if not rewards:
        return []
    rows = [["reward", "issued", "used", "open", "lapsed", "taken back", f"cost {result.program.currency}"]]
    for name, numbers in rewards.items():
        counts = [grouped(numbers[key]) for key in ("issued", "used", "open", "lapsed", "taken_back")]
        rows.append([visible(name), *counts, "-" if numbers["cost"] is None else grouped(numbers["cost"])])
    return list(table(rows))


def _shared(result: Result) -> list[Line]:
    """How far budgets and stock have come."""
    lines: list[Line] = []
    for rule in result.program.rules:
        if rule.budget is not None:
            numbers = result.summary["budgets"][rule.name]
            unit = "times" if rule.budget.wallet is None else result.program.wallet(rule.budget.wallet).plural
            used, all_ = grouped(numbers["used"]), grouped(numbers["budget"])
            lines.append(("budget", f"{visible(rule.name)}: {used} of {all_} {unit} used"))
    for name, counts in result.summary["stock"].items():
        lines.append(("stock", f"{visible(name)}: {grouped(counts['left'])} of {grouped(counts['stock'])} left"))
    return lines


def _problems(result: Result) -> list[Line]:
    summary = result.summary
    lines: list[Line] = []
    if result.rejections:
        lines.append(("rejected", f"{grouped(len(result.rejections))}, listed in rejected.csv of `--out`"))
        lines += [("", line) for line in rejection_lines(result)]
    if summary["ledger"]["declined"]:
        declined = summary["ledger"]["declined"].items()
        lines.append(("declined", grouped(sum(count for _, count in declined))))
        first = _first_declined(result)
        for reason, count in declined:
            lines.append(("", visible(f"{grouped(count)} x {DECLINED.get(reason, reason)}: first {first[reason]}")))
    lines += [("note", visible(text)) for text in summary["notes"]]
    return lines


def _first_declined(result: Result) -> dict[str, str]:
    """The first event of each reason, with its member and day."""
    first: dict[str, Entry] = {}
    for entry in result.entries_list:
        reason = entry.reason or ""
        if entry.kind == "declined" and (reason not in first or _when(entry) < _when(first[reason])):
            first[reason] = entry
    return {reason: f"{one.event_id} of {one.member_id} on {iso_day(one.day)}" for reason, one in first.items()}


def _when(entry: Entry) -> tuple[int, bytes, int]:
    return entry.at, entry.member_id.encode(), entry.seq


def _foot(result: Result) -> list[Line]:
    return [("digest", result.summary["digest"])]


def _laid_out(line: str | tuple[str, str], width: int) -> str:
    """A line of a name and a text, the name in a column of this width."""
    return line if isinstance(line, str) else console.wrapped(f"{padded(line[0], width)}{line[1]}".rstrip(), width)


def table(rows: Sequence[Sequence[str]], texts: int = 1) -> list[str]:
    """Rows of text in columns: the first `texts` columns flush left, the others, numbers, flush right."""
    widths = [widest(column) for column in zip(*rows, strict=True)]
    return ["  ".join(_cells(row, widths, texts)).rstrip() for row in rows]


def _cells(row: Sequence[str], widths: Sequence[int], texts: int) -> Iterable[str]:
    for index, (cell, width) in enumerate(zip(row, widths, strict=True)):
        yield padded(cell, width, right=index >= texts)


def _is_not_zero(text: str) -> bool:
    return bool(text.strip("-0."))
