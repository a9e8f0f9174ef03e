"""Why a reward could be bought or not: its condition, its limits and its price, with their values (S3.9, S4.2)."""

from __future__ import annotations

from collections.abc import Sequence

from rulekit.engine.book import Explanation
from rulekit.engine.entry import Entry
from rulekit.engine.trace.conditions import Judge
from rulekit.engine.trace.reason import Reason, Trace
from rulekit.engine.trace.wording import amount_text, limit_text
from rulekit.ledger.event import Event


def trace_redemption(judge: Judge, explanation: Explanation, entries: Sequence[Entry]) -> Trace:
    """What a member asked for, and what stood in the way."""
    event, program = explanation.event, judge.program
    assert isinstance(event, Event), "only an event buys something"
    name = event.reward or ""
    prepared = judge.plan.rewards[name]
    price = prepared.reward.price
    assert price is not None, "only what has a price is looked at"
    reasons = [] if prepared.reward.condition is None else judge.all_of(prepared.reward.condition, explanation.facts)
    for keyed in prepared.limits:
        room = explanation.rooms[keyed.key]
        left = "used up" if room <= 0 else f"{room} left"
        reasons.append(Reason(f"the limit `{limit_text(keyed.limit, program)}` ({left})", room > 0))
    wallet, balance = program.wallet(price.wallet), explanation.rooms["balance"]
    short = price.amount - balance
    missing = f", {amount_text(short, wallet)} too little" if short > 0 else ""
    text = f"the balance covers {amount_text(price.amount, wallet)} (it is {amount_text(balance, wallet)}{missing})"
    reasons.append(Reason(text, short <= 0))
    is_given = any(entry.kind == "issue" and entry.reward == name for entry in entries)
    return Trace(name, "reward", "the reward" if is_given else "nothing", tuple(reasons))
