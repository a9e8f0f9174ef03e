"""The answer to a scenario: what was understood, what is given and why, as text or as plain data."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rulekit.cli import console
from rulekit.cli.scenario.scenario import Scenario
from rulekit.cli.scenario.stage import MEMBER, Played
from rulekit.diagnostics.display import visible
from rulekit.engine.entry import Entry
from rulekit.engine.trace import Judge, Trace, sentence, trace_event
from rulekit.engine.trace.lines import trace_lines
from rulekit.engine.trace.wording import WEEKDAY_NAMES, amount_text, clock, money, plural
from rulekit.program.model import Program
from rulekit.values.calendar import iso_day
from rulekit.values.money import SCALE, format_amount

_CREDITS = ("earn", "bonus", "referral")
_SILENT = ("enrol", "available", *_CREDITS)


def answer_text(program: Program, scenario: Scenario, played: Played) -> str:
    """The answer as a marketer reads it."""
    blocks = [[console.bold(visible(understood(program, scenario, played)))]]
    if played.assumed:
        blocks.append([console.bold("Assumed"), *(f"  {visible(text)}" for text in played.assumed)])
    given = list(given_lines(program, played))
    blocks.append([console.bold("Gives"), *(f"  {visible(line)}" for line in given or ["nothing"])])
    why = [line for trace in traces_of(played) for line in trace_lines(trace, 2)]
    why += [f"  {visible(text)}" for text in remarks(program, played)]
    if why:
        blocks.append([console.bold("Why"), *why])
    return "\n\n".join("\n".join(block) for block in blocks)


def answer_record(program: Program, scenario: Scenario, played: Played) -> dict[str, Any]:
    """The answer as plain data."""
    return {
        "understood": understood(program, scenario, played),
        "assumed": list(played.assumed),
        "gives": list(given_lines(program, played)),
        "entries": [entry.record() | {"text": sentence(entry, program)} for entry in played.entries],
        "why": [trace.record() for trace in traces_of(played)],
        "remarks": list(remarks(program, played)),
    }


def understood(program: Program, scenario: Scenario, played: Played) -> str:
    """The sentence as it was understood."""
    event = played.event
    who = " ".join(word for word in ("A", "new" if scenario.is_new else "", scenario.level or "", "member") if word)
    balances = [
        amount_text(points * 10 ** program.wallet(name).decimals // SCALE, program.wallet(name))
        for name, points in scenario.balances.items()
    ]
    held = balances + [f"{plural(str(count), 'stamp')} on {name}" for name, count in scenario.stamps.items()]
    having = f" with {' and '.join(held)}" if held else ""
    facts = ", ".join(f"{name}: {value}" for name, value in {**scenario.profile, **scenario.attributes}.items())
    about = f" ({facts})" if facts else ""
    when = f"{WEEKDAY_NAMES[(event.day - 1) % 7]} {iso_day(event.day)} at {clock(event.minute)}"
    return f"{who}{having}{about} {_deed(program, scenario)} on {when}."


def _deed(program: Program, scenario: Scenario) -> str:
    if scenario.action == "enrol":
        return "joins"
    if scenario.action == "activity":
        return f"does `{scenario.subject}`"
    if scenario.action == "redeem":
        return f"wants {scenario.subject} for points"
    if scenario.action == "calendar":
        return f"sees the day come: {scenario.subject},"
    items = []
    for item in scenario.items:
        count = "" if item.quantity == SCALE else f"{format_amount(item.quantity)} x "
        what = ", ".join(item.attributes.values()) or "something"
        items.append(f"{count}{what} for {money(item.amount_minor, program)}")
    paid = f" and pays {_paid(program, *scenario.paid)} of it" if scenario.paid else ""
    return f"buys {' and '.join(items)}{paid}"


def _paid(program: Program, name: str, amount: int) -> str:
    """How much of a wallet pays a part of the purchase."""
    price = next(reward.price for reward in program.rewards if reward.name == name)
    assert price is not None, "only rewards with a price pay"
    wallet = program.wallet(price.wallet)
    return amount_text(amount * 10**wallet.decimals // SCALE, wallet)


def given_lines(program: Program, played: Played) -> Iterator[str]:
    """What is given: points in sum, then everything else in order."""
    sums: dict[tuple[str, str, int, int], int] = {}
    for entry in played.entries:
        if entry.kind in _CREDITS and entry.amount and entry.wallet is not None:
            key = (entry.member_id, entry.wallet, entry.available_on or 0, entry.usable_until or 0)
            sums[key] = sums.get(key, 0) + entry.amount
    for (member_id, wallet, available_on, usable_until), amount in sums.items():
        start = f"usable from {iso_day(available_on)}" if available_on > played.event.day else "usable at once"
        end = f" until {iso_day(usable_until)}" if usable_until else ""
        other = "" if member_id == MEMBER else f" for {member_id}"
        of = f" {wallet}" if program.wallet(wallet).is_money else ""
        yield f"{amount_text(amount, program.wallet(wallet))}{of}{other}, {start}{end}"
    for entry in played.entries:
        if entry.kind not in _SILENT:
            yield _other(entry, program)


def _other(entry: Entry, program: Program) -> str:
    text = sentence(entry._replace(code=None), program)  # a code is made when the reward is really given
    return f"{'the member' if entry.member_id == MEMBER else entry.member_id} {text}"


def traces_of(played: Played) -> list[Trace]:
    """Every rule and counter that was looked at."""
    judge = Judge(played.engine.book.plan)
    return [trace for explanation in played.explanations for trace in trace_event(judge, explanation, played.entries)]


def remarks(program: Program, played: Played) -> Iterator[str]:
    """Why no rule was looked at, where none was."""
    day = played.event.day
    if program.starts is not None and day < program.starts:
        yield f"the program starts on {iso_day(program.starts)}: before that day nothing is given"
    if program.ends is not None and day > program.ends:
        yield f"the program ended on {iso_day(program.ends)}: after that day nothing is given"
    if not played.engine.member(MEMBER).is_enrolled:
        yield "enrolment is required and this is no member yet; say `enrols` first, or `member`"
    for rejection in played.rejections:
        yield rejection.reason
