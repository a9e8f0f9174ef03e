"""A program made ready to run: expressions compiled, rules sorted by what sets them off, limits given their keys."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rulekit.engine.conditions import Compiler, Evaluate
from rulekit.engine.facts import Facts, Reader
from rulekit.engine.giving import Giving, giving
from rulekit.ledger.event import LedgerSchema
from rulekit.program import expression as ast
from rulekit.program.award import ThingRate, plain_awards
from rulekit.program.editions import merged_attributes
from rulekit.program.model import Active, Budget, Counter, Expiry, Limit, Program, ReferralSide, Reward, Rule, Slot, Wallet
from rulekit.values.calendar import Day
from rulekit.values.zone import Zone

TIER = ast.Fact(type=ast.ValueType("tier"), text="member.tier", scope="member", name="tier")


@dataclass(frozen=True, slots=True)
class KeyedLimit:
    """A limit and the key under which a member's use of it is kept."""

    key: str
    limit: Limit


@dataclass(frozen=True, slots=True)
class KeyedBudget:
    """A budget and the key under which everybody's use of it is kept."""

    key: str
    budget: Budget


@dataclass(frozen=True, slots=True)
class PreparedRule:
    """A rule with its conditions as functions. `order` is its place in the program."""

    rule: Rule
    order: int
    condition: Evaluate | None
    is_eligible: Evaluate | None
    limits: tuple[KeyedLimit, ...]
    budget: KeyedBudget | None
    awards: Giving
    has_visit_rate: bool
    is_always_active: bool

    def applies(self, facts: Facts) -> bool:
        """Whether the rule works at this moment and its condition holds."""
        return (self.is_always_active or is_active(self.rule.active, facts.day, facts.minute)) and (
            self.condition is None or bool(self.condition(facts))
        )


@dataclass(frozen=True, slots=True)
class PreparedCounter:
    """A counter with its conditions as functions."""

    counter: Counter
    condition: Evaluate | None
    is_eligible: Evaluate | None
    limits: tuple[KeyedLimit, ...]
    is_always_active: bool
    is_chained: bool
    """It continues another ladder or is continued by one."""
    gives: Mapping[int, Giving]
    """What is given at each of its thresholds."""


@dataclass(frozen=True, slots=True)
class PreparedReward:
    """A reward with its buying condition as a function."""

    reward: Reward
    condition: Evaluate | None
    limits: tuple[KeyedLimit, ...]


@dataclass(frozen=True, slots=True)
class PreparedSide:
    """One side of a referral with its condition as a function."""

    side: ReferralSide
    condition: Evaluate | None
    limits: tuple[KeyedLimit, ...]
    awards: Giving


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything the interpreter needs of a program."""

    program: Program
    zone: Zone
    schema: LedgerSchema
    readers: list[Reader]
    first_filter: int
    filters: list[Evaluate]
    """The conditions of histories, numbered from `first_filter` on: no edition shares its numbers."""
    wallets: Mapping[str, Wallet]
    held: Mapping[str, Wallet]
    """Also the wallets of earlier editions that this one no longer has: members may still hold something."""
    activity_wallets: tuple[Wallet, ...]
    """Those that expire after the last activity."""
    wallet_limits: Mapping[str, tuple[KeyedLimit, ...]]
    purchase_rules: tuple[PreparedRule, ...]
    enrol_rules: tuple[PreparedRule, ...]
    activity_rules: tuple[PreparedRule, ...]
    calendar_rules: tuple[PreparedRule, ...]
    reaching_rules: Mapping[str, tuple[PreparedRule, ...]]
    """By level, what runs when it is reached."""
    counters: tuple[PreparedCounter, ...]
    purchase_counters: tuple[PreparedCounter, ...]
    earning_counters: tuple[PreparedCounter, ...]
    expiring_counters: tuple[Counter, ...]
    successors: frozenset[str]
    rewards: Mapping[str, PreparedReward]
    auto_rewards: tuple[PreparedReward, ...]
    referrer: PreparedSide | None
    friend: PreparedSide | None
    recomputes: bool
    has_groups: bool
    is_shared: bool
    """A budget or a stock makes members depend on each other, in all editions then: one order of events (S2.4)."""
    compiler: Compiler
    """Kept so that explanations can ask for the value of any part of a condition."""

    def is_running(self, day: Day) -> bool:
        """Whether rules, counters and rewards work on this day (S1.5)."""
        starts, ends = self.program.starts, self.program.ends
        return (starts is None or day >= starts) and (ends is None or day <= ends)


def prepare(program: Program, editions: Sequence[Program] = ()) -> Plan:
    """Compile a checked program; cards come before milestones, these before challenges, each in file order (S3.8).

    `editions` are all of them, where the program is one of several.
    """
    editions = editions or (program,)
    edition = editions.index(program)
    until_now = editions[: edition + 1]
    levels = tuple(level.name for level in program.tiers.levels) if program.tiers else ()
    compiler = Compiler(program.segments, levels, program.seed, edition)
    compiler.compile(TIER)  # explanations ask for the level in any case
    zone = Zone(program.timezone)
    rules = [_rule(rule, order, compiler) for order, rule in enumerate(program.rules)]
    referral = program.referral
    successors = frozenset(counter.successor for counter in program.counters if counter.successor)
    in_order = sorted(program.counters, key=lambda counter: ("card", "milestone", "challenge").index(counter.kind))
    counters = tuple(_counter(counter, successors, compiler) for counter in in_order)
    rewards = {reward.name: _reward(reward, compiler) for reward in program.rewards}
    calendar = ("birthday", "joining anniversary", "first day", "quiet")
    return Plan(
        program=program,
        zone=zone,
        schema=schema_of(editions, zone),
        readers=compiler.readers,
        first_filter=compiler.first_filter,
        filters=compiler.filters,
        wallets={wallet.name: wallet for wallet in program.wallets},
        held={wallet.name: wallet for edition in until_now for wallet in edition.wallets},
        activity_wallets=tuple(
            wallet
            for wallet in program.wallets
            if isinstance(wallet.expires, Expiry) and wallet.expires.anchor == "last activity"
        ),
        wallet_limits={
            wallet.name: _keyed(f"wallets.{wallet.name}", wallet.limits) for wallet in program.wallets if wallet.limits
        },
        purchase_rules=tuple(rule for rule in rules if rule.rule.trigger.kind == "purchase"),
        enrol_rules=tuple(rule for rule in rules if rule.rule.trigger.kind == "enrol"),
        activity_rules=tuple(rule for rule in rules if rule.rule.trigger.kind == "activity"),
        calendar_rules=tuple(rule for rule in rules if rule.rule.trigger.kind in calendar),
        reaching_rules={
            level: tuple(rule for rule in rules if rule.rule.trigger.level == level) for level in levels
        },
        counters=counters,
        purchase_counters=tuple(each for each in counters if each.counter.step.basis not in ("activity", "earned")),
        earning_counters=tuple(prepared for prepared in counters if prepared.counter.step.basis == "earned"),
        expiring_counters=tuple(counter for counter in program.counters if counter.expires or counter.within),
        successors=successors,
        rewards=rewards,
        auto_rewards=tuple(prepared for prepared in rewards.values() if prepared.reward.auto and prepared.reward.price),
        referrer=_side("referrer", referral.referrer if referral else None, compiler),
        friend=_side("friend", referral.friend if referral else None, compiler),
        recomputes=any(wallet.refunds == "recompute" for wallet in program.wallets),
        has_groups=any(rule.group is not None for rule in program.rules),
        is_shared=any(_shares(edition) for edition in editions),
        compiler=compiler,
    )


def _shares(program: Program) -> bool:
    return any(rule.budget for rule in program.rules) or any(reward.stock is not None for reward in program.rewards)


def schema_of(editions: Sequence[Program], zone: Zone) -> LedgerSchema:
    """What the ledger reader needs to know of a program, or of editions that follow one another."""
    declared = merged_attributes(editions)
    return LedgerSchema(editions[0].currency, zone, declared.member, declared.purchase, declared.line)


def is_active(active: Active, day: Day, minute: int) -> bool:
    """Whether a time window is open; what crosses midnight belongs to the day it starts on (S1.5)."""
    if not active.slots:
        return _in_days(active, day)
    return any(_in_slot(active, slot, day, minute) for slot in active.slots)


def _in_slot(active: Active, slot: Slot, day: Day, minute: int) -> bool:
    start, end = slot.start_minute, slot.end_minute
    if start is None or end is None:
        return _on(active, slot, day)
    if start < end:
        return start <= minute < end and _on(active, slot, day)
    return (minute >= start and _on(active, slot, day)) or (minute < end and _on(active, slot, day - 1))


def _on(active: Active, slot: Slot, day: Day) -> bool:
    return (day - 1) % 7 in slot.weekdays and _in_days(active, day)


def _in_days(active: Active, day: Day) -> bool:
    return (active.from_day is None or day >= active.from_day) and (
        active.until_day is None or day <= active.until_day
    )


def _compiled(node: ast.Node | None, compiler: Compiler) -> Evaluate | None:
    return None if node is None else compiler.compile(node)


def _keyed(owner: str, limits: tuple[Limit, ...]) -> tuple[KeyedLimit, ...]:
    return tuple(KeyedLimit(f"{owner}.limit.{index}", limit) for index, limit in enumerate(limits))


def keyed_budget(rule: Rule) -> KeyedBudget | None:
    """The budget of a rule, where it has one, with its key: editions that count it in something else count anew."""
    budget = rule.budget
    return KeyedBudget(f"rules.{rule.name}.budget.{budget.wallet or ''}", budget) if budget else None


def _rule(rule: Rule, order: int, compiler: Compiler) -> PreparedRule:
    return PreparedRule(
        rule,
        order,
        _compiled(rule.condition, compiler),
        _compiled(rule.lines, compiler),
        _keyed(f"rules.{rule.name}", rule.limits),
        keyed_budget(rule),
        giving(rule.awards, compiler),
        is_always_active=rule.active == Active(),
        has_visit_rate=any(isinstance(award, ThingRate) and award.thing == "visit" for award in plain_awards(rule.awards)),
    )


def _counter(counter: Counter, successors: frozenset[str], compiler: Compiler) -> PreparedCounter:
    return PreparedCounter(
        counter,
        _compiled(counter.condition, compiler),
        _compiled(counter.lines, compiler),
        _keyed(f"{counter.kind}s.{counter.name}", counter.limits),
        is_always_active=counter.active == Active(),
        is_chained=counter.successor is not None or counter.name in successors,
        gives={threshold.at: giving(threshold.awards, compiler) for threshold in counter.thresholds},
    )


def _reward(reward: Reward, compiler: Compiler) -> PreparedReward:
    return PreparedReward(
        reward, _compiled(reward.condition, compiler), _keyed(f"rewards.{reward.name}", reward.limits)
    )


def _side(name: str, side: ReferralSide | None, compiler: Compiler) -> PreparedSide | None:
    if side is None:
        return None
    limits, awards = _keyed(f"referral.{name}", side.limits), giving(side.awards, compiler)
    return PreparedSide(side, _compiled(side.condition, compiler), limits, awards)
