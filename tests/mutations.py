"""Planted bugs: does a test fall when the engine is wrong? Run `python tests/mutations.py`, or with names to choose some.

Every mutation changes one place of the engine in a copy of the project in a temporary folder; the conformance suite and the
property tests then run there. A mutation that no test notices survives, and the command ends with 1. A mutation whose place is
not found ends it with 2: the list below has to follow the engine.
"""

# ruff: noqa: T201  a command prints

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PARTS = ("rulekit", "tests", "schemas", "examples", "pyproject.toml")
SUITES = ("conformance", "tests")
LONGEST_SECONDS = 400
"""A bug that keeps the tests from ending is caught too."""

FALLEN = re.compile(r"^FAILED (\S+?)(?:\[(.*)\])?(?: - .*)?$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Mutation:
    """One wrong line: `right` stands exactly once in the file. `tests` are those beside the conformance suite that should notice."""

    name: str
    file: str
    right: str
    wrong: str
    tests: tuple[str, ...]


MUTATIONS = (
    # ------------------------------------------------------------ expiry and availability
    Mutation(
        "expiry: a day too early", "wallets.py",
        "(False, day, 0, 0)", "(False, day + 1, 0, 0)",
        ("accounts", "credit_days"),
    ),
    Mutation(
        "expiry: a day too late", "wallets.py",
        "book.schedule(member, lot.usable_until + 1)", "book.schedule(member, lot.usable_until + 2)",
        ("accounts", "credit_days"),
    ),
    Mutation(
        "expiry: counted from the available day", "wallets.py",
        "return None if expires is None else expiry.last_day(expires, earned_on)",
        "return None if expires is None else expiry.last_day(expires, available_on)",
        ("credit_days",),
    ),
    Mutation(
        "expiry: the end of the period forgotten", "expiry.py",
        "return period_end(day, expires.end_of) if expires.end_of else day", "return day",
        ("credit_days",),
    ),
    Mutation(
        "expiry: a date on the day of earning is missed", "expiry.py",
        "else start - 1)", "else start)",
        ("credit_days",),
    ),
    Mutation(
        "expiry: a date of the next year comes this year", "expiry.py",
        'period_end(start, "year") if', 'period_end(start, "quarter") if',
        ("credit_days",),
    ),
    Mutation(
        "expiry: what comes after the date is gone at once", "expiry.py",
        "(until is None or until < cause.day)", "until is None",
        ("accounts",),
    ),
    Mutation(
        "expiry: a redemption is no activity", "redemptions.py",
        "Redemption(wallet.name, takes)\n    expiry.move(book, member, event)", "Redemption(wallet.name, takes)",
        ("accounts",),
    ),
    Mutation(
        "expiry: a date that was moved is not looked at again", "expiry.py",
        "    _plan(book, member, state, state.usable_until)\n", "",
        ("accounts",),
    ),
    Mutation(
        "expiry: points that are still pending stay", "wallets.py",
        "sorted([key[3] for key in due])", "sorted([key[3] for key in due if not state.lots[key[3]].pending])",
        ("accounts",),
    ),
    Mutation(
        "availability: a day too late", "wallets.py",
        "(day + 1, 0)", "(day, 0)",
        ("accounts", "credit_days"),
    ),
    Mutation(
        "months: the day of the month not clamped to February", "../values/calendar.py",
        "min(start.day, monthrange(year, month)[1])", "min(start.day, 30 if month != 2 else 28)",
        ("credit_days", "values"),
    ),
    # ------------------------------------------------------------ refunds
    Mutation(
        "refunds: ceiling instead of floor", "refunds.py",
        "return credit.amount * (record.paid - record.left) // record.paid if record.paid",
        "return -(-credit.amount * (record.paid - record.left) // record.paid) if record.paid",
        ("refunds",),
    ),
    Mutation(
        "refunds: what was taken before is forgotten", "refunds.py",
        "amount, credit.taken = due - credit.taken, due", "amount, credit.taken = due, due",
        ("refunds",),
    ),
    Mutation(
        "refunds: own lots last", "wallets.py",
        "    own = [state.lots[lot_id] for lot_id in own_ids]\n", "    own = []\n",
        ("lots", "refunds"),
    ),
    Mutation(
        "refunds: what has expired is taken again", "wallets.py",
        "            lot.expired -= part\n", "            lot.expired -= 0\n",
        ("accounts",),
    ),
    Mutation(
        "refunds: debt is not paid by the next credit", "wallets.py",
        "    paid = min(state.debt, lot.amount)\n", "    paid = min(state.debt, lot.amount) if lot.usable_until else 0\n",
        ("accounts",),
    ),
    Mutation(
        "refunds: other money is spread before named lines are taken off", "refunds.py",
        "        so_far.named[line.sku] = amount + line.amount, quantity + line.quantity", "        so_far.other += line.amount",
        ("refunds",),
    ),
    Mutation(
        "refunds: returned points stay in a lot that has expired", "wallets.py",
        "if lot.amount and expiry.is_past(state, lot, cause.day):", "if False:",
        ("accounts",),
    ),
    # ------------------------------------------------------------ caps
    Mutation(
        "caps: a grant is not counted", "purchases.py",
        "limits.use(member, keyed, cause.day, share.amount)", "limits.use(member, keyed, cause.day, 0)",
        ("accounts", "earning_model"),
    ),
    Mutation(
        "caps: room for one too many", "limits.py",
        "return keyed.limit.count - used.used", "return keyed.limit.count - used.used + 1",
        ("accounts", "earning_model"),
    ),
    Mutation(
        "caps: the cut after rounding forgotten", "earning.py",
        "share.amount = int(within_room(grant.rule.limits, share.wallet, rooms, share.amount))", "pass",
        ("accounts", "earning_model"),
    ),
    Mutation(
        "caps: weeks for months", "limits.py",
        "    return period_start(day, limit.period)", '    return period_start(day, "week" if limit.period == "month" else limit.period)',
        ("accounts", "earning_model"),
    ),
    Mutation(
        "caps: times of a reward not counted", "redemptions.py",
        "    limits.use_time(member, prepared.limits, cause.day)\n", "",
        ("accounts",),
    ),
    # ------------------------------------------------------------ stamps and milestones
    Mutation(
        "stamps: the carry over is lost", "counters.py",
        '        if counter.overflow == "drop":', "        if True:",
        ("card_model",),
    ),
    Mutation(
        "stamps: a card of one stamp more", "counters.py",
        "    while state.steps >= full.at:\n", "    while state.steps > full.at:\n",
        ("accounts", "card_model"),
    ),
    Mutation(
        "stamps: the take-back forgotten", "steps.py",
        "state.groups.pop(_visit(day) if is_visit else event_id, None)", "state.groups.pop(_visit(day) if is_visit else cause.event_id, None)",
        ("card_model",),
    ),
    Mutation(
        "stamps: the newest go first", "counters.py",
        "in state.groups.items():", "in reversed(state.groups.items()):",
        ("card_model", "accounts"),
    ),
    Mutation(
        "stamps: a card expires by its newest stamp", "counters.py",
        "next(iter(state.groups.values())).day", "next(reversed(state.groups.values())).day",
        ("card_model",),
    ),
    Mutation(
        "milestones: a gift that is no longer earned is kept", "counters.py",
        "        if given.at <= steps or given.is_final:", "        if given.at <= steps + 1 or given.is_final:",
        ("ladder_model",),
    ),
    # ------------------------------------------------------------ rounding and bonuses
    Mutation(
        "rounding: half even rounds up", "../values/rounding.py",
        "whole % 2 == 1", "whole % 2 >= 0",
        ("values", "earning_model"),
    ),
    Mutation(
        "rounding: half up needs more than a half", "../values/rounding.py",
        "away = 2 * rest >= denominator", "away = 2 * rest > denominator",
        ("values", "earning_model"),
    ),
    Mutation(
        "rounding: every share by itself", "earning.py",
        "        if not per_purchase:\n", "        if True:\n",
        ("earning_model",),
    ),
    Mutation(
        "bonuses: a chain does not see the bonus before", "bonuses.py",
        'if stacking == "multiply":', 'if stacking == "chain":',
        ("earning_model",),
    ),
    Mutation(
        "rates: a started euro counts only when it is full", "rates.py",
        'if rate.mode == "full" else -(-amount_minor // rate.per_minor)', "",
        ("earning_model",),
    ),
    Mutation(
        "challenges: a step stays a day too long", "counters.py",
        "group.day < first_day, state", "group.day < first_day - 1, state",
        ("challenge_model",),
    ),
    Mutation(
        "challenges: a step leaves a day too early", "counters.py",
        "group.day < first_day, state", "group.day <= first_day, state",
        ("challenge_model",),
    ),
    Mutation(
        "challenges: the gift that a limit refused is given", "counters.py",
        "    if not limits.has_times_left(member, prepared.limits, cause.day):\n        book.write",
        "    if not limits.has_times_left(member, prepared.limits, cause.day) and prepared.counter.kind != 'challenge':\n        book.write",
        (),
    ),
    Mutation(
        "challenges: what is beyond the goal stays", "counters.py",
        'if counter.overflow == "drop":', 'if counter.overflow == "drop" and counter.kind == "card":',
        ("challenge_model",),
    ),
    # ------------------------------------------------------------ what members share
    Mutation(
        "budgets: not counted", "purchases.py",
        "limits.use_shared(book.shared, keyed.key, share.amount)", "limits.use_shared(book.shared, keyed.key, 0)",
        ("accounts",),
    ),
    Mutation(
        "stock: what is given is not counted", "rewards.py",
        "limits.use_shared(book.shared, limits.stock_key(reward), 1)", "limits.use_shared(book.shared, limits.stock_key(reward), 0)",
        ("accounts",),
    ),
    Mutation(
        "budgets: a unit too many", "limits.py",
        "return keyed.budget.count - shared.used", "return keyed.budget.count + 1 - shared.used",
        ("accounts",),
    ),
    Mutation(
        "budgets: one in times gives on when it is used up", "earning.py",
        "grant.out_of_budget = wallet is None and room == 0", "grant.out_of_budget = wallet is None and room < 0",
        ("accounts",),
    ),
    Mutation(
        "budgets: a snapshot forgets what is used", "snapshot.py",
        "from_plain(Shared, json.loads(snapshot.shared))", 'from_plain(Shared, json.loads(snapshot.shared) | {"used": {}})',
        ("time",),
    ),
    Mutation(
        "stock: one piece too many", "limits.py",
        "min(wanted, reward.stock - shared", "min(wanted, reward.stock + 1 - shared",
        ("accounts",),
    ),
    Mutation(
        "stock: due work of others waits", "interpreter.py",
        "        _advance_everybody(book, event.day)\n        book.shared", "        book.shared",
        ("time",),
    ),
    Mutation(
        "auto rewards: bought once", "redemptions.py",
        "for number in range(MOST_BOUGHT_AN_EVENT):", "for number in range(1):",
        (),
    ),
    # ------------------------------------------------------------ groups, or nothing, paying with points
    Mutation(
        "groups: of equal rules the last one goes on", "grant.py",
        "compared(grant, rooms) > compared(best[group], rooms)", "compared(grant, rooms) >= compared(best[group], rooms)",
        (),
    ),
    Mutation(
        "groups: compared before their own limits", "grant.py",
        "sum((share.exact for share", "sum((share.uncut for share",
        (),
    ),
    Mutation(
        "or nothing: cuts like any other limit", "grant.py",
        "if any(keyed.limit.or_nothing and _exceeds", "if any(False and _exceeds",
        (),
    ),
    Mutation(
        "or nothing: judged before the limits that cut", "grant.py",
        "share.exact > max(0, rooms[keyed.key])", "share.uncut > max(0, rooms[keyed.key])",
        (),
    ),
    Mutation(
        "or nothing: the limit of a wallet cuts all the same", "earning.py",
        "if excess > 0 and not keyed.limit.or_nothing:", "if excess > 0:",
        (),
    ),
    Mutation(
        "paying: half a step pays too", "redemptions.py",
        "    elif rest:\n", "    elif rest and not steps:\n",
        (),
    ),
    Mutation(
        "paying: what points paid before is forgotten", "redemptions.py",
        "// WHOLE - purchase.paid_by_points", "// WHOLE",
        (),
    ),
    Mutation(
        "paying: what a refund brings back stays paid", "redemptions.py",
        "paid_by_points -= redemption.worth_minor", "paid_by_points -= 0",
        (),
    ),
    Mutation(
        "paying: the minimum basket itself is too little", "redemptions.py",
        "if purchase.left < (prepared", "if purchase.left <= (prepared",
        (),
    ),
    # ------------------------------------------------------------ history and referral
    Mutation(
        "history: a refunded visit stays", "history.py",
        'is_last = is_complete and table.between(_PLACES["purchases"], day, day) == 1', "is_last = False",
        ("history_model", "tier_model"),
    ),
    Mutation(
        "history: a month holds a day too many", "../values/calendar.py",
        "    return add_months(day, -duration.count) + 1", "    return add_months(day, -duration.count)",
        ("history_model", "values"),
    ),
    Mutation(
        "referral: a friend has more than one chance", "referral.py",
        "terms is None or member.qualified is not None or", "terms is None or",
        ("referral_model",),
    ),
    Mutation(
        "referral: the last day is too late", "referral.py",
        "event.day <= add(member.joined or event.day", "event.day < add(member.joined or event.day",
        ("referral_model",),
    ),
    # ------------------------------------------------------------ tiers, lots, state
    Mutation(
        "tiers: protected a day longer", "tiers.py",
        "review_on = add(day, keep.duration)", "review_on = add(day, keep.duration) + 1",
        ("tier_model",),
    ),
    Mutation(
        "tiers: the window holds a day too few", "../values/calendar.py",
        "        return day - duration.count + 1\n", "        return day - duration.count + 2\n",
        ("tier_model", "values"),
    ),
    Mutation(
        "tiers: no fall on a day without events", "tiers.py",
        "    return None if oldest is None or tiers.over.duration is None else window_exit(oldest, tiers.over.duration)", "    return None",
        ("tier_model",),
    ),
    Mutation(
        "triggers: due on a day that does not exist is lost", "triggers.py",
        "range(first, day + 1)", "range(day, day + 1)",
        ("time",),
    ),
    Mutation(
        "triggers: a purchase begins no new quiet spell", "triggers.py",
        ' or event.kind == "purchase":', ":",
        ("time",),
    ),
    Mutation(
        "triggers: the day of enrolment counts", "triggers.py",
        "        plan_next(book, member, event.day)", "        plan_next(book, member, event.day - 1)",
        ("time",),
    ),
    Mutation(
        "triggers: who comes back after years is missed at once", "triggers.py",
        "max(joined, member.history.last_purchase_day or 0)", "member.history.last_purchase_day or joined",
        (),
    ),
    Mutation(
        "triggers: the first day of a week is one of a month", "triggers.py",
        "return period_end(after, trigger.period) + 1", 'return period_end(after, "month") + 1',
        (),
    ),
    Mutation(
        "triggers: a birthday on the first day of a rule is lost", "triggers.py",
        "max([today, *(day - 1 for day in begins)])", "max([today, *begins])",
        (),
    ),
    Mutation(
        "triggers: a birthday of 29 February is in March", "../values/calendar.py",
        "min(origin.day, monthrange(year, origin.month)[1])).toordinal()",
        "min(origin.day, monthrange(year, origin.month)[1])).toordinal() + (origin.day > monthrange(year, origin.month)[1])",
        (),
    ),
    Mutation(
        "settle: what reaching a level fills waits for an event", "triggers.py",
        "        book.schedule(member, cause.day + 1)\n", "",
        ("time",),
    ),
    Mutation(
        "settle: no rise without an event", "interpreter.py",
        "    tiers.rise(book, member, cause)\n    if member", "    if member",
        ("tier_model",),
    ),
    Mutation(
        "settle: a day on which nothing was due buys by itself", "interpreter.py",
        "    if member.seq > before:\n", "    if member.seq >= before:\n",
        ("time",),
    ),
    Mutation(
        "settle: a counter gives after the last day", "counters.py",
        " or not book.plan.is_running(cause.day):", ":",
        ("time",),
    ),
    Mutation(
        "groups: a budget that is used up wins", "grant.py",
        "    return min(grant.exact, room)\n", "    return grant.exact\n",
        ("accounts",),
    ),
    Mutation(
        "history: a refund leaves what a condition counted", "refunds.py",
        ", counted=record.counted)", ")",
        ("history_model",),
    ),
    Mutation(
        "lots: spent in the order of earning", "state.py",
        "return self.usable_until is None, self.usable_until or 0, self.earned_on, self.lot_id",
        "return self.usable_until is None, 0, self.earned_on, self.lot_id",
        ("accounts",),
    ),
    Mutation(
        "state: a snapshot forgets how limits are used", "snapshot.py",
        "        book.members[member_id] = member\n", "        book.members[member_id] = member\n        member.limits.clear()\n",
        ("time",),
    ),
    # ------------------------------------------------------------ editions
    Mutation(
        "editions: the old one rules a day longer", "book.py",
        "return bisect_right(self.edition_days, day)", "return bisect_right(self.edition_days, day - 1)",
        (),
    ),
    Mutation(
        "editions: a refund by the rules of its own day", "refunds.py",
        "wallet = book.plan_on(record.day).wallets", "wallet = book.plan_on(event.day).wallets",
        (),
    ),
    Mutation(
        "editions: what was used of a limit is forgotten", "editions.py",
        "        if used is not None:\n            found", "        if used is None:\n            found",
        ("edition_chains",),
    ),
    Mutation(
        "editions: a protection ends with its edition", "editions.py",
        "protected_until >= cause.day:", "protected_until < cause.day:",
        (),
    ),
    Mutation(
        "editions: a finished round begins again with its gifts", "editions.py",
        "(was_finished or last in given)", "False",
        (),
    ),
    # ------------------------------------------------------------ late events
    Mutation(
        "late: what was redeemed is undone", "redemptions.py",
        "return event.event_id in book.kept.redemptions", "return False",
        ("late",),
    ),
    Mutation(
        "late: what is missing is lent without a debt", "wallets.py",
        "    state.debt += missing\n", "",
        ("late",),
    ),
    Mutation(
        "late: a used reward is given again", "rewards.py",
        "    if kept is not None:\n", "    if False:\n",
        ("late",),
    ),
    Mutation(
        "late: an event of the same day is not seen as late", "interpreter.py",
        "(event.day < member.advanced_to or key_of(event) < member.last_key)", "event.day < member.advanced_to",
        ("late", "late_bookings"),
    ),
    Mutation(
        "late: a correction of debt does not move the balance", "correction.py",
        '"expire", "take_back", "debt"))', '"expire", "take_back"))',
        ("late", "late_bookings"),
    ),
    Mutation(
        "late: a correction is booked in the past", "correction.py",
        "known = [book.plan.zone.first_instant(member.advanced_to), old.corrected_at or 0]", "known = [old.corrected_at or 0]",
        ("late", "late_bookings"),
    ),
    Mutation(
        "late: what rewards a referrer is never late for the referrer", "late.py",
        "    return any(_is_past(book.members[name], event) for name in _referrers(member))\n", "    return False\n",
        ("late",),
    ),
)  # fmt: skip


def main(arguments: Sequence[str]) -> int:
    """Plant the bugs one by one and say which test fell."""
    parser = argparse.ArgumentParser(description="Plant bugs in the engine and see which test falls.")
    parser.add_argument("names", nargs="*", help="parts of the names of mutations (default: all)")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="how many run at once (default: one per processor)")
    chosen = parser.parse_args(arguments)
    mutations = [one for one in MUTATIONS if not chosen.names or any(name in one.name for name in chosen.names)]
    lost = misplaced(mutations)
    if lost:
        print("not found, or found twice, in the engine:", *lost, sep="\n  ")
        return 2
    tests = sorted({name for mutation in mutations for name in mutation.tests})
    with tempfile.TemporaryDirectory() as folder:
        root = _copied(Path(folder, "unchanged"))
        already = [name for suite in SUITES for name in fallen(root, suite, tests)]
    if already:
        print("these fail without any bug planted:", *already, sep="\n  ")
        return 2
    survivors = []
    with ThreadPoolExecutor(chosen.jobs) as pool:
        for mutation, found in zip(mutations, pool.map(plant, mutations), strict=True):
            if not any(found.values()):
                survivors.append(mutation.name)
            print(f"{'caught  ' if any(found.values()) else 'SURVIVES'}  {mutation.name}")
            for suite, names in found.items():
                print(f"            {suite}: {names[0] if names else '-'}", flush=True)
    print(f"{len(mutations) - len(survivors)} of {len(mutations)} planted bugs were caught")
    return 1 if survivors else 0


def misplaced(mutations: Sequence[Mutation] = MUTATIONS) -> list[str]:
    """The names of mutations whose place is not found exactly once in the engine."""
    return [one.name for one in mutations if _source(ROOT, one).read_text(encoding="utf-8").count(one.right) != 1]


def plant(mutation: Mutation) -> dict[str, list[str]]:
    """The tests of both suites that fall with one bug planted."""
    with tempfile.TemporaryDirectory() as folder:
        root = _copied(Path(folder, "planted"))
        source = _source(root, mutation)
        source.write_text(source.read_text(encoding="utf-8").replace(mutation.right, mutation.wrong), encoding="utf-8")
        return {suite: fallen(root, suite, mutation.tests) for suite in SUITES}


def fallen(root: Path, suite: str, tests: Sequence[str]) -> list[str]:
    """Run one suite in a copy of the project; the test that falls first, if one does."""
    if suite == "conformance":
        command = ["-x", "tests/test_conformance.py", "-k", "test_whole"]
    else:
        paths = {path.stem: str(path) for path in (root / "tests").rglob("test_*.py")}
        command = ["-x", *(paths[f"test_{name}"] for name in tests)]
    if suite == "tests" and not tests:
        return []
    try:
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *command], cwd=root, capture_output=True, text=True, check=False,
            env={**os.environ, "HYPOTHESIS_PROFILE": "hunt", "PYTHONPATH": str(root), "PYTHONDONTWRITEBYTECODE": "1"},
            timeout=LONGEST_SECONDS,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return ["(the tests did not end)"]
    if done.returncode not in (0, 1):
        raise SystemExit(f"the tests could not run:\n{done.stdout}\n{done.stderr}")
    return [detail or name.rpartition("::")[2] for name, detail in FALLEN.findall(done.stdout)]


def _copied(target: Path) -> Path:
    target.mkdir()
    for part in PARTS:
        source = ROOT / part
        if source.is_dir():
            shutil.copytree(source, target / part, ignore=shutil.ignore_patterns("__pycache__"))
        elif source.exists():
            shutil.copy(source, target / part)
    return target


def _source(root: Path, mutation: Mutation) -> Path:
    return root / "rulekit" / "engine" / mutation.file


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
