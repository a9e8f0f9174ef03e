"""How things stand at the end of a replay: book + member + name -> what a rule, counter, reward, level or referral waits for.

The words that go with `--why-not`: the day on which the calendar sets a rule off, how far a counter, a balance or a level is.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rulekit.engine import limits, triggers
from rulekit.engine.book import Book
from rulekit.engine.facts import Facts
from rulekit.engine.history import start_of
from rulekit.engine.plan import Plan, PreparedReward
from rulekit.engine.state import Member
from rulekit.engine.trace.conditions import Judge
from rulekit.engine.trace.misses import missing
from rulekit.engine.trace.reason import Trace
from rulekit.engine.trace.redemptions import buying_reasons
from rulekit.engine.trace.referral import REFERRAL, last_day, side_name
from rulekit.engine.trace.wording import amount_text, money, plural, steps_text
from rulekit.program.expression import Window
from rulekit.program.model import Counter, Program, Rule, Tiers, Trigger
from rulekit.values.calendar import Day, iso_day
from rulekit.values.money import format_amount

_CALENDAR = ("birthday", "joining anniversary", "first day", "quiet")


@dataclass(frozen=True, slots=True)
class Standing:
    """A member at the end of a replay. `day` is its last day, `plan` the edition that rules on it."""

    book: Book
    plan: Plan
    member: Member
    day: Day

    def of(self, name: str) -> Iterator[str]:
        """Everything there is to say about whatever has this name."""
        program = self.plan.program
        for rule in program.rules:
            if rule.name == name:
                yield from self._rule(rule)
        yield from (self._counter(counter) for counter in program.counters if counter.name == name)
        if name in self.plan.rewards:
            yield from self._reward(self.plan.rewards[name])
        if program.tiers is not None and name in [level.name for level in program.tiers.levels]:
            yield self._level(program.tiers, name)
        if name == side_name("friend"):
            yield self._friend(self.member)
        if name == side_name("referrer"):
            yield from self._referrer()

    # ---------------------------------------------------------------- rules of the calendar, levels

    def _rule(self, rule: Rule) -> Iterator[str]:
        trigger = rule.trigger
        tiers = self.plan.program.tiers
        if trigger.level is not None and tiers is not None and not self._has(tiers, trigger.level):
            yield self._level(tiers, trigger.level)
        if trigger.kind not in _CALENDAR or not self.member.enrolled:
            return
        if trigger.kind == "birthday" and not isinstance(self.member.profile.get("birthday"), int):
            yield f"{rule.name}: member.birthday is missing, so no day sets it off"
            return
        day = triggers.next_working_day(self.plan.program, rule, self.member, self.day)
        unless = ", if nothing is bought before" if trigger.kind == "quiet" else ""
        yield f"{rule.name}: {f'the next day that sets it off is {iso_day(day)}{unless}' if day else _no_day(trigger)}"

    def _level(self, tiers: Tiers, name: str) -> str:
        """How far a level is."""
        if self._has(tiers, name):
            return f"{name}: the member has this level or a higher one"
        start = start_of(tiers.over, self.day, self.member.joined)
        found = self.member.history.measure(tiers.measure, tiers.subject, start, self.day)
        wanted = next(level.threshold for level in tiers.levels if level.name == name)
        measure = _measured(tiers, found, self.plan.program)
        short, goal = (_measured(tiers, value, self.plan.program) for value in (wanted - found, wanted))
        return f"{name}: {measure} {window_text(tiers.over)}, {short} short of {goal}"

    def _has(self, tiers: Tiers, name: str) -> bool:
        return name in [level.name for level in tiers.levels[: self.member.tier.level + 1]]

    # ---------------------------------------------------------------- counters, rewards

    def _counter(self, counter: Counter) -> str:
        """How far a counter is from its next threshold."""
        program, state = self.plan.program, self.member.counters.get(counter.name)
        steps = state.steps if state else 0
        goal = next((threshold.at for threshold in counter.thresholds if threshold.at > steps), None)
        at = f"{counter.name} is at {steps_text(steps, counter, program)} now"
        if goal is None:
            return at
        return f"{at}, {steps_text(goal - steps, counter, program)} short of {steps_text(goal, counter, program)}"

    def _reward(self, prepared: PreparedReward) -> Iterator[str]:
        """Whether a reward could be bought now, or is there to be given."""
        reward, price = prepared.reward, prepared.reward.price
        stock = limits.stock_left(self.book.shared, reward, reward.stock or 1)
        if price is None:
            if reward.stock is not None and stock <= 0:
                yield f"{reward.name} is out of stock: all {reward.stock} are given"
            return
        wallet, state = self.plan.program.wallet(price.wallet), self.member.wallets.get(price.wallet)
        balance = state.balance if state else 0
        asked, short = amount_text(price.amount, wallet), price.amount - balance
        how = f"{amount_text(short, wallet)} short of {asked}" if short > 0 else f"enough for {asked}"
        rooms = {keyed.key: limits.room(self.member, keyed, self.day) for keyed in prepared.limits} | {"stock": stock}
        facts = Facts(self.plan.readers, self.member, self.day, 0)
        reasons = tuple(buying_reasons(Judge(self.plan), prepared, facts, rooms))
        lacking = missing(Trace(reward.name, "reward", "nothing", reasons))
        yield f"{reward.name}: the balance is {amount_text(balance, wallet)} now, {how}{''.join(f'; {one}' for one in lacking)}"

    # ---------------------------------------------------------------- referral

    def _referrer(self) -> Iterator[str]:
        namings = self.book.namings.get(self.member.member_id, ())
        friends = [friend_id for friend_id in dict.fromkeys(namings) if self._refers(friend_id)]
        if not friends:
            yield f"{self.member.member_id} has referred nobody"
        for friend_id in friends:
            yield self._friend(self.book.members[friend_id])

    def _refers(self, friend_id: str) -> bool:
        friend = self.book.members.get(friend_id)
        return friend is not None and friend.referred_by == self.member.member_id

    def _friend(self, friend: Member) -> str:
        """Where a friend's one chance stands."""
        name, program = friend.member_id, self.plan.program
        if friend.referred_by is None:
            return f"{name} was not referred by anybody"
        referred = f"{name} was referred by {friend.referred_by}"
        if friend.qualified is not None:
            counted = "qualified" if friend.qualified.counts else "used up the one chance, but did not count"
            return f"{referred}; the purchase {friend.qualified.event_id} {counted}"
        until = last_day(program, friend)
        if until is not None and until < self.day:
            return f"{referred}, but made no purchase that qualifies until {iso_day(until)}"
        return f"{referred}; the purchase that qualifies is still to come{f', until {iso_day(until)}' if until else ''}"


def standing(book: Book, member_id: str, day: Day) -> Standing:
    """How things stand for a member on the last day of a replay."""
    return Standing(book, book.plan_on(day), book.members.get(member_id) or Member(member_id), day)


def waits_for(trigger: Trigger) -> str:
    """A trigger in the words of a program."""
    if trigger.activity is not None:
        return f'activity "{trigger.activity}"'
    if trigger.kind == "first day":
        return f"first day of {trigger.period}"
    if trigger.kind == "quiet":
        return f"{trigger.quiet} without purchase"
    return f"reaching {trigger.level}" if trigger.level is not None else trigger.kind


def _no_day(trigger: Trigger) -> str:
    if trigger.kind == "quiet":
        return "this quiet spell has set it off, or its day is past; the next one begins with a purchase"
    return "no day within its dates is left to set it off"


def _measured(tiers: Tiers, value: int, program: Program) -> str:
    if tiers.measure == "spend":
        return money(value, program)
    if tiers.measure == "earned":
        return amount_text(value, program.wallet(tiers.subject or ""))
    if tiers.measure == "units":
        return plural(format_amount(value), "unit")
    word = "time" if tiers.measure == "activities" else tiers.measure.removesuffix("s")
    named = f' "{tiers.subject}"' if tiers.measure == "activities" else ""
    return plural(str(value), word) + named


def window_text(window: Window) -> str:
    """A stretch of history in the words of a program."""
    if window.kind == "last":
        return f"in the last {window.duration}"
    if window.kind == "this":
        return f"this {window.period}"
    return "this membership year" if window.kind == "membership year" else window.kind


def names_of(program: Program) -> list[str]:
    """Everything that `of` knows, in the order of the program."""
    names = [rule.name for rule in program.rules] + [one.name for one in program.counters] + [one.name for one in program.rewards]
    return names + [level.name for level in (program.tiers.levels if program.tiers else ())] + sides_of(program)


def sides_of(program: Program) -> list[str]:
    """The referral and its sides, where there are any."""
    if program.referral is None:
        return []
    return [REFERRAL, *(side_name(side) for side in ("referrer", "friend") if getattr(program.referral, side) is not None)]
