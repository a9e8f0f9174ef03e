"""One chapter of a member's story: an event, or what falls due on a day -> entries with their reasons, as text or plain data."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from rulekit.diagnostics.display import visible
from rulekit.engine.entry import Entry
from rulekit.engine.trace.lines import reason_lines, trace_lines
from rulekit.engine.trace.misses import missing
from rulekit.engine.trace.reason import Reason, Trace
from rulekit.engine.trace.sentences import sentence
from rulekit.ledger.event import Rejection
from rulekit.program.model import Program
from rulekit.values.calendar import Day

MOST_TOLD_ALONE = 3
"""So many equal gifts in one chapter are told one by one; more are told in sum."""

FIRST_CODES = 2
"""So many codes are told then."""


@dataclass(slots=True)
class Chapter:
    """One event, or what falls due on one day (`event_id` is None): entries, what the rules made of it, why it was rejected.

    `traces` are the rules, cards, ladders and purchases of rewards that were looked at, `reasons` what stands behind the chapter
    as a whole: what a refund takes back.
    """

    event_id: str | None
    at: int
    day: Day
    when: str
    title: str
    program: Program = field(repr=False)
    """The words of the entries: all that its editions ever had."""
    entries: list[Entry] = field(default_factory=list)
    traces: list[Trace] = field(default_factory=list)
    reasons: list[Reason] = field(default_factory=list)
    rejections: list[Rejection] = field(default_factory=list)

    @property
    def heading(self) -> str:
        """When, and what."""
        return visible(f"{self.when}  {self.title}")

    def lines(self, *, verbose: bool = True) -> Iterator[str]:
        """What comes below the heading; without `verbose` not what gave nothing, and of many equal gifts their number."""
        yield from (f"  rejected: {visible(rejection.reason)} ({rejection.code})" for rejection in self.rejections)
        yield from reason_lines(self.reasons, 7)
        told = {trace.name for trace in self.traces if trace.kind == "reward"}
        for trace in self.traces:
            if trace.kind == "reward":
                yield from reason_lines(trace.reasons, 7)
        for entry, text in _told(self.entries, self.program, verbose=verbose):
            yield visible(f"  {entry.seq:>3}  {text}")
            yield from self._reasons(entry, told)
        rest = [trace for trace in self.traces if trace.name not in told and not trace.gives_something]
        if verbose:
            for trace in rest:
                yield from trace_lines(trace, 7)
        elif not self.entries and not self.rejections:
            yield "       leads to nothing" + ("; -v shows why" if rest else "")

    def record(self, asked: Sequence[str] | None = None) -> dict[str, Any]:
        """The chapter as plain data, ready for JSON; with the traces of what is `asked` about, or with all."""
        traces = [trace for trace in self.traces if asked is None or trace.name in asked]
        return {
            "event_id": self.event_id,
            "when": self.when,
            "what": self.title,
            "rejected": [{"code": rejection.code, "reason": rejection.reason} for rejection in self.rejections],
            "why": [reason.record() for reason in self.reasons],
            "entries": [entry.record() | {"text": sentence(entry, self.program)} for entry in self.entries],
            "rules": [trace.record() | {"missing": list(missing(trace))} for trace in traces],
        }

    def _reasons(self, entry: Entry, told: set[str]) -> Iterator[str]:
        """Why a rule or counter wrote this entry, once per event."""
        if entry.kind not in ("earn", "bonus", "issue", "step", "referral") or entry.rule in told:
            return
        for trace in self.traces:
            if trace.name == entry.rule:
                told.add(trace.name)
                yield from reason_lines(trace.reasons, 9)

    def __str__(self) -> str:
        return "\n".join([self.heading, *self.lines()])


def _told(entries: Sequence[Entry], program: Program, *, verbose: bool) -> Iterator[tuple[Entry, str]]:
    """Entries with their sentences; of many equal gifts, and of many full cards, only the first, with the number of all."""
    alike: dict[tuple[object, ...], list[Entry]] = {}
    for entry in entries:
        if entry.kind in ("issue", "card_full") and not entry.cut:
            alike.setdefault(_likeness(entry), []).append(entry)
    for entry in entries:
        same = alike.get(_likeness(entry), [])
        if verbose or entry.cut or len(same) <= MOST_TOLD_ALONE:
            yield entry, sentence(entry, program)
        elif entry is same[0]:
            yield entry, _in_sum(same, program)


def _likeness(entry: Entry) -> tuple[object, ...]:
    return entry.kind, entry.rule, entry.reward, entry.usable_until


def _in_sum(same: Sequence[Entry], program: Program) -> str:
    """Many equal entries in one sentence, with the first codes."""
    first, last = same[0], same[-1]
    if first.kind == "card_full":
        filled = f"fills {first.rule}"
        return sentence(last, program).replace(filled, f"{filled} {len(same)} times", 1)
    codes = ", ".join(str(entry.code) for entry in same[:FIRST_CODES])
    many = f"{len(same)} x {first.reward}"
    text = sentence(first._replace(code=None, reward=many), program)
    return f"{text} (codes {codes} and {len(same) - FIRST_CODES} more; -v lists them)"
