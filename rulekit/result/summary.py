"""The summary of a replay: result -> the plain data of summary.json. Exact: amounts are decimal text, computed on integers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from importlib import metadata
from typing import TYPE_CHECKING, Any

from rulekit.diagnostics import closest
from rulekit.engine.correction import DECLINED
from rulekit.engine.entry import KINDS, Entry, digest
from rulekit.engine.limits import budget_room, stock_left
from rulekit.engine.plan import keyed_budget
from rulekit.engine.state import Redemption
from rulekit.ledger.event import KIND_RANKS
from rulekit.program.activities import activities_of
from rulekit.program.model import Reward, Wallet
from rulekit.result.records import AMOUNTS, balances_of, level_of, rewards_of
from rulekit.semantics.currencies import money_text
from rulekit.values.calendar import iso_day
from rulekit.values.money import SCALE, SCALE_DECIMALS, format_units

if TYPE_CHECKING:
    from rulekit.result.result import Result

STATUSES = ("issued", "used", "open", "lapsed", "taken back")
_FORMULA = re.compile(r"[=@\t\r]|[+-](?![0-9.])")
"""What a spreadsheet would run; `+49…` and `-5` are numbers."""

_TOTALS = ("earned", "adjusted", "spent", "expired", "taken_back", "written_off", "balance", "pending", "debt")


def summarise(result: Result) -> dict[str, Any]:
    """The summary in the order of interfaces.md; counts are numbers, amounts decimal text, what cannot be said is null."""
    program, members = result.program, result.members_list
    return {
        "program": {"name": program.name, "hash": program.hash} | _editions(result),
        "ledger": _ledger(result),
        "horizon": None if result.horizon is None else iso_day(result.horizon),
        "members": len(members),
        "left": sum(not member.enrolled for member in members),
        "wallets": _wallets(result),
        "rewards": _rewards(result),
        "budgets": _budgets(result),
        "stock": _stock(result),
        "tiers": _tiers(result),
        "entries": _kinds(result),
        "notes": list(notes_of(result)),
        "versions": versions(),
        "digest": digest(result.entries_list),
    }


def _editions(result: Result) -> dict[str, list[str]]:
    """The hashes of the editions that ruled so far, where there are several."""
    hashes = [program.hash for program in result.editions]
    return {"editions": hashes} if len(hashes) > 1 else {}


def versions() -> dict[str, str]:
    """What a result was made with; a change of any of these is the first thing to look at where two results differ."""
    from tzdata import IANA_VERSION  # noqa: PLC0415  only a summary says it

    from rulekit import __version__  # noqa: PLC0415  the package's own root, imported by everything

    return {"rulekit": __version__, "tzdata": IANA_VERSION, "duckdb": metadata.version("duckdb")}


def notes_of(result: Result) -> tuple[str, ...]:
    """Sentences a reader of the result should know: those of the ledger, and a warning about texts that look like formulas."""
    texts = [member.member_id for member in result.members_list]
    texts += [text for rejection in result.rejections for text in (rejection.source, rejection.event_id) if text]
    causes = [issued.event_id for _, issued, _ in rewards_of(result.program, result.members_list)]
    texts += [cause for cause in causes if not cause.startswith("@")]  # ids of rulekit's own
    formulas = sorted({text for text in texts if _FORMULA.match(text)})
    notes = (*result.loaded.notes, *_idle_activities(result))
    if not formulas:
        return notes
    ids = "id begins" if len(formulas) == 1 else "ids begin"
    warning = (
        f"{len(formulas)} {ids} like a formula, such as `{formulas[0][:40]}`: open the CSV files as text, not as a spreadsheet"
    )
    return (*notes, warning)


def _idle_activities(result: Result) -> list[str]:
    """Activities of the ledger that the program is not about: mostly another spelling of one that it is."""
    known = {name for plan in result.engine.book.plans for name in activities_of(plan.program)}
    counts = Counter(event.activity for event in result.loaded.events if event.kind == "activity" and event.activity)
    notes = []
    for name, count in sorted(counts.items()):
        if name not in known:
            near = closest(name, known)
            hint = f", which knows `{near}`" if near else ""
            times = "once" if count == 1 else f"{count:,} times"
            notes.append(f"the activity `{name}` is not used by the program{hint} ({times})")
    return notes


def _ledger(result: Result) -> dict[str, Any]:
    loaded = result.loaded
    rejected = Counter(rejection.code for rejection in result.rejections)
    return {
        "hash": loaded.hash,
        "rows": loaded.rows,
        "events": len(loaded.events),
        "types": _types(result),
        "duplicates": result.duplicates,
        "anonymous": loaded.anonymous,
        "after_until": loaded.after_until,
        "skipped": _sorted(loaded.skipped),
        "unlinked": _sorted(loaded.unlinked),
        "rejected": _sorted(rejected),
        "declined": _sorted(Counter(_declined(result.entries_list))),
    }


def _declined(entries: Iterable[Entry]) -> Iterator[str]:
    """The reasons of all declines; those that a late event brought stand in its corrections (S11)."""
    for entry in entries:
        reason = entry.reason or ""
        if entry.kind == "declined":
            yield reason
        elif entry.kind == "correct" and reason.startswith(DECLINED):
            yield reason.removeprefix(DECLINED)


def _types(result: Result) -> dict[str, int]:
    count: Counter[str] = Counter()
    count.update(event.kind for event in result.loaded.events)
    return {kind: count[kind] for kind in KIND_RANKS if count[kind]}


def _wallets(result: Result) -> dict[str, dict[str, str | None]]:
    totals = {wallet.name: dict.fromkeys(AMOUNTS, 0) for wallet in result.program.wallets}
    for _, wallet, amounts in balances_of(result.program, result.members_list):
        total = totals[wallet.name]
        for name, amount in zip(AMOUNTS, amounts, strict=True):
            total[name] += amount
    found = {}
    for wallet in result.program.wallets:
        total = totals[wallet.name]
        texts: dict[str, str | None] = {name: format_units(total[name], wallet.decimals) for name in _TOTALS}
        open_units = total["balance"] + total["debt"] + total["pending"]
        texts["liability"] = liability(wallet, open_units, result.program.currency)
        found[wallet.name] = texts
    return found


def liability(wallet: Wallet, open_units: int, currency: str) -> str | None:
    """What open points are worth: (available + pending lots, debts not deducted) x `value`; None without a value.

    A money wallet without `value` is worth its face.

    >>> liability(Wallet("points", "point", "points", value_minor=100), 1234, "EUR")
    '12.34'
    """
    value_minor = SCALE if wallet.value_minor is None and wallet.is_money else wallet.value_minor
    if value_minor is None:
        return None
    return money_text(open_units * value_minor, currency, wallet.decimals + SCALE_DECIMALS)


def _rewards(result: Result) -> dict[str, dict[str, int | str | None]]:
    counts = {reward.name: Counter[str]() for reward in result.program.rewards}
    for _, issued, _ in rewards_of(result.program, result.members_list):
        counts[issued.reward].update(("issued", issued.status))
    paid = _paid(result)
    return {
        reward.name: _payments(paid.get(reward.name, []), result.program.currency)
        if reward.pays
        else _reward(reward, counts[reward.name], result.program.currency)
        for reward in result.program.rewards
    }


def _paid(result: Result) -> dict[str, list[Redemption]]:
    """The redemptions at a rate, by reward."""
    found: dict[str, list[Redemption]] = {}
    for member in result.members_list:
        for redemption in member.redemptions.values():
            if redemption.reward is not None:
                found.setdefault(redemption.reward, []).append(redemption)
    return found


def _payments(redemptions: list[Redemption], currency: str) -> dict[str, int | str | None]:
    """Payments with points are used at once, until they are refunded; what they pay is their cost."""
    done = [redemption for redemption in redemptions if redemption.status == "done"]
    count = Counter(issued=len(redemptions), used=len(done), taken_back=len(redemptions) - len(done))
    found: dict[str, int | str | None] = {name: count[name] for name in (status.replace(" ", "_") for status in STATUSES)}
    return found | {"cost": money_text(sum(redemption.worth_minor for redemption in done), currency)}


def _reward(reward: Reward, count: Counter[str], currency: str) -> dict[str, int | str | None]:
    found: dict[str, int | str | None] = {status.replace(" ", "_"): count[status] for status in STATUSES}
    cost_minor = reward.cost_minor
    cost = None if cost_minor is None else money_text(cost_minor * (count["open"] + count["used"]), currency)
    return found | {"cost": cost}


def _budgets(result: Result) -> dict[str, dict[str, str]]:
    """Per rule that has one: the budget, what all members got of it, and what is left, in points or times."""
    found = {}
    for rule in result.program.rules:
        keyed = keyed_budget(rule)
        if keyed is not None:
            budget, left = keyed.budget, budget_room(result.engine.book.shared, keyed)
            decimals = 0 if budget.wallet is None else result.program.wallet(budget.wallet).decimals
            numbers = {"budget": budget.count, "used": budget.count - left, "left": left}
            found[rule.name] = {name: format_units(number, decimals) for name, number in numbers.items()}
    return found


def _stock(result: Result) -> dict[str, dict[str, int]]:
    """Per reward that has one: the stock, and what is left of it."""
    shared = result.engine.book.shared
    return {
        reward.name: {"stock": reward.stock, "left": stock_left(shared, reward, reward.stock)}
        for reward in result.program.rewards
        if reward.stock is not None
    }


def _tiers(result: Result) -> dict[str, int]:
    """Members by level, who left not among them: together they are `members` less `left`."""
    tiers = result.program.tiers
    if tiers is None:
        return {}
    members = [member for member in result.members_list if member.enrolled]
    count = Counter(level_of(result.program, member) or "none" for member in members)
    return {name: count[name] for name in ("none", *(level.name for level in tiers.levels))}


def _kinds(result: Result) -> dict[str, int]:
    count = Counter(entry.kind for entry in result.entries_list)
    return {kind: count[kind] for kind in KINDS if count[kind]}


def _sorted(count: dict[str, int]) -> dict[str, int]:
    return {name: count[name] for name in sorted(count)}
