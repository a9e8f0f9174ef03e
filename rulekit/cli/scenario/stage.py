"""A scenario played by the engine: what is left open is assumed and said, the member is set up, the event applied.

Everything is judged by the same engine as a replay; nothing is computed here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from rulekit.cli.scenario.scenario import Scenario
from rulekit.diagnostics import UsageError
from rulekit.engine import Engine, Entry, interpreter
from rulekit.engine.book import Book, Explanation
from rulekit.engine.counters import state_of
from rulekit.engine.state import Member, StepGroup, TierState
from rulekit.engine.trace.wording import WEEKDAY_NAMES, amount_text, clock
from rulekit.engine.triggers import plan_next
from rulekit.ledger import parse_event
from rulekit.ledger.event import Event, Rejection
from rulekit.program.expression import Chance
from rulekit.program.model import Program, Rule, Trigger, Wallet
from rulekit.semantics.currencies import money_text
from rulekit.semantics.nodes import nodes
from rulekit.values.calendar import FIRST_DAY, LAST_DAY, Day, add, add_months, iso_day, next_yearly, period_end
from rulekit.values.money import SCALE, format_amount, format_units

MEMBER = "member"
MOST_PURCHASES_BEFORE = 1000
NOON = 12 * 60
_START = date(2024, 1, 1).toordinal()
"""Where the program does not say when it starts."""


@dataclass(frozen=True, slots=True)
class Played:
    """What came of a scenario: the event, its outcome, why, what was assumed, and the engine as it stands then."""

    event: Event
    entries: tuple[Entry, ...]
    rejections: tuple[Rejection, ...]
    explanations: tuple[Explanation, ...]
    assumed: tuple[str, ...]
    engine: Engine


def play(program: Program, scenario: Scenario) -> Played:
    """Set the stage and apply the event; UsageError where the parts of a sentence contradict each other."""
    _check(program, scenario)
    assumed: list[str] = []
    day = _day(program, scenario, assumed)
    if scenario.trigger is not None:
        return _let_come(program, scenario, scenario.trigger, day, assumed)
    minute = scenario.minute if scenario.minute is not None else NOON
    if scenario.minute is None:
        assumed.append("the time is 12:00")
    engine = Engine(program, explain_member=MEMBER)
    if not scenario.is_new:
        _set_up(engine.book, scenario, day, minute, assumed)
    at = f"{iso_day(day)} {clock(minute)}"
    record = _record(scenario, program, at, "this")
    if scenario.referrer is not None:
        _bring(engine.book, scenario.referrer, day, at)
        record |= {"referred_by": scenario.referrer} if scenario.action == "enrol" else {}
    event = _event(engine.book, record)
    records = [record, *_payment(scenario, at)]
    if scenario.referrer is not None and scenario.action != "enrol":
        records.insert(0, _joining(scenario, at))
    events = [_event(engine.book, one) for one in records]
    engine.book.entries.clear()
    engine.book.explanations.clear()
    outcomes = [engine.apply(one) for one in events]
    entries = tuple(entry for outcome in outcomes for entry in outcome.entries)
    rejections = tuple(rejection for outcome in outcomes for rejection in outcome.rejections)
    if any(_draws(rule) for rule in program.rules if rule.trigger.kind == scenario.action):
        assumed.append("a draw is decided by the id of the event: at the till it may come out otherwise")
    return Played(event, entries, rejections, tuple(engine.book.explanations), tuple(assumed), engine)


def _draws(rule: Rule) -> bool:
    return rule.condition is not None and any(isinstance(node, Chance) for node in nodes(rule.condition))


def _let_come(program: Program, scenario: Scenario, trigger: Trigger, day: Day, assumed: list[str]) -> Played:
    """Let a day of the calendar come: nothing else happens on it."""
    engine = Engine(program, explain_member=MEMBER)
    book = engine.book
    _set_up(book, scenario, day, 0, assumed)
    member = book.member(MEMBER)
    if trigger.kind == "birthday":
        member.profile["birthday"] = day
    event = _event(book, {"event_id": "this", "type": "profile", "at": f"{iso_day(day)} 00:00", "member_id": MEMBER})
    interpreter.apply(book, _event(book, _told(scenario, day - 1)))
    book.entries.clear()
    book.explanations.clear()
    plan_next(book, member, day - 1)
    interpreter.advance(book, member, day)
    return Played(event, tuple(book.entries), (), tuple(book.explanations), tuple(assumed), engine)


def _told(scenario: Scenario, day: Day) -> dict[str, object]:
    """What was said about the member, told the day before."""
    record: dict[str, object] = {"event_id": "told", "type": "profile", "at": f"{iso_day(day)} 00:00", "member_id": MEMBER}
    return record | {f"member.{name}": value for name, value in scenario.profile.items() if name != "birthday"}


# ---------------------------------------------------------------- what was said, and what is assumed


def _check(program: Program, scenario: Scenario) -> None:
    if scenario.action == "purchase" and not scenario.items:
        raise UsageError("what does the member buy?", help=f"say it with its money, such as `12 {program.currency}`")
    if scenario.action != "purchase" and scenario.items:
        raise UsageError("one thing at a time: a purchase, or something else", help="ask twice")
    if scenario.action == "calendar" and (scenario.is_new or scenario.purchases_before):
        raise UsageError("such a day comes for a member who was there before", help="leave out `new` and the purchases before")
    if scenario.paid is not None and scenario.action != "purchase":
        raise UsageError("points pay a part of a purchase", help=f"say the purchase too, such as `20 {program.currency}`")
    if scenario.is_new and (scenario.level or scenario.balances or scenario.stamps or scenario.purchases_before):
        raise UsageError("a new member has no level, points, stamps or purchases yet", help="leave out `new`, or the rest")
    if (scenario.purchases_before or 0) > MOST_PURCHASES_BEFORE:
        raise UsageError("that is too many purchases to try", help=f"say at most {MOST_PURCHASES_BEFORE}")
    for day in (scenario.day, scenario.joined):
        if day is not None and not FIRST_DAY <= day <= LAST_DAY:
            raise UsageError(
                f"{iso_day(day)} is too far away", help=f"say a day from {iso_day(FIRST_DAY)} to {iso_day(LAST_DAY)}"
            )
    for name, count in scenario.stamps.items():
        counter = next(counter for counter in program.counters if counter.name == name)
        full = counter.thresholds[-1].at
        if count >= full:
            raise UsageError(f"{name} is full at {full} stamps", help=f"say at most {full - 1}")


def _day(program: Program, scenario: Scenario, assumed: list[str]) -> Day:
    """The day that was said, else the first fitting one on or after the program's start."""
    weekday = scenario.weekday
    if scenario.day is not None:
        if weekday is not None and (scenario.day - 1) % 7 != weekday:
            right = WEEKDAY_NAMES[(scenario.day - 1) % 7]
            raise UsageError(f"{iso_day(scenario.day)} is a {right}", help="leave out the weekday, or the date")
        return scenario.day
    first = program.starts if program.starts is not None else _START
    if scenario.joined is not None:
        first = max(first, scenario.joined + 1)
    if scenario.trigger is not None:
        return _calendar_day(scenario, scenario.trigger, first, assumed)
    first += scenario.purchases_before or 0
    day = first if weekday is None else first + (weekday - (first - 1)) % 7
    name = WEEKDAY_NAMES[(day - 1) % 7]
    start = f"the program's start on {iso_day(program.starts)}" if program.starts is not None else iso_day(_START)
    assumed.append(f"the day is {name} {iso_day(day)}, the first that fits since {start}")
    return day


def _calendar_day(scenario: Scenario, trigger: Trigger, first: Day, assumed: list[str]) -> Day:
    """The first day on which such a day of the calendar can be; where it depends on joining, the member has joined so."""
    day = first + 1
    if trigger.kind == "first day" and trigger.period is not None:
        day = period_end(first, trigger.period) + 1
    elif trigger.kind == "quiet" and trigger.quiet is not None:
        scenario.joined = scenario.joined or first
        day = add(scenario.joined, trigger.quiet)
    elif trigger.kind == "joining anniversary":
        scenario.joined = scenario.joined or add_months(day, -12)
        day = next_yearly(scenario.joined, first - 1)
    assumed.append(f"the day is {WEEKDAY_NAMES[(day - 1) % 7]} {iso_day(day)}")
    if scenario.joined is not None:
        assumed.append(f"the member joined on {iso_day(scenario.joined)}")
    return day


def _set_up(book: Book, scenario: Scenario, day: Day, minute: int, assumed: list[str]) -> None:
    """A member as described: purchases before are really made, level, points and stamps are then set."""
    count = scenario.purchases_before or 0
    member = book.member(MEMBER)
    member.enrolled = True
    member.joined = scenario.joined if scenario.joined is not None else day - count - 1
    if member.joined > day - count:
        raise UsageError(
            f"{count} purchases, one a day, do not fit between {iso_day(member.joined)} and {iso_day(day)}" if count
            else f"the member joins on {iso_day(member.joined)}, after the purchase on {iso_day(day)}",
            help="say a later date, or an earlier `since`",
        )  # fmt: skip
    if scenario.joined is None:
        assumed.append(f"the member joined on {iso_day(member.joined)}")
    _buy_before(book, scenario, day, minute, assumed)
    interpreter.advance(book, member, day)
    _set_level(book, member, scenario, assumed)
    for wallet in book.plan.wallets.values():
        _set_balance(book, member, wallet, scenario, day, assumed)
    for name, steps in scenario.stamps.items():
        counter = next(counter for counter in book.plan.program.counters if counter.name == name)
        state = state_of(book, member, counter)
        state.steps, state.groups = steps, {"before": StepGroup("before", day - 1, steps)} if steps else {}


def _buy_before(book: Book, scenario: Scenario, day: Day, minute: int, assumed: list[str]) -> None:
    count = scenario.purchases_before
    if not count:
        if count is None and scenario.trigger is None:
            assumed.append("there were no purchases before; say `9 purchases before` to change it")
        return
    like = scenario if scenario.items else None
    what = "like this one" if like else "of 10.00"
    assumed.append(f"the {count} purchases before were {what}, one on each of the {count} days before, and earned what they earn")
    for index in range(count):
        record = _record(scenario, book.plan.program, f"{iso_day(day - count + index)} {clock(minute)}", f"before {index}")
        if like is None:
            record = {"event_id": record["event_id"], "at": record["at"], "member_id": MEMBER, "amount": "10.00"}
        interpreter.apply(book, _event(book, record))


def _set_level(book: Book, member: Member, scenario: Scenario, assumed: list[str]) -> None:
    tiers = book.plan.program.tiers
    if tiers is None:
        return
    names = [level.name for level in tiers.levels]
    if scenario.level is not None:
        member.tier = TierState(level=names.index(scenario.level), kept_until=LAST_DAY)
    elif member.tier.level < 0:
        assumed.append("the member has no level")


def _set_balance(book: Book, member: Member, wallet: Wallet, scenario: Scenario, day: Day, assumed: list[str]) -> None:
    """Give or take the difference by hand, as the day begins."""
    wanted = scenario.balances.get(wallet.name)
    if wanted is None:
        balance = book.wallet(member, wallet.name).balance
        if not balance and scenario.action == "redeem":
            assumed.append(f"the member has {amount_text(0, wallet)}; say `with 120 {wallet.plural}` to change it")
        return
    difference = wanted * 10**wallet.decimals // SCALE - book.wallet(member, wallet.name).balance
    if difference:
        points = format_units(difference, wallet.decimals)
        record: dict[str, object] = {"event_id": f"balance {wallet.name}", "type": "adjust", "at": f"{iso_day(day)} 00:00"}
        record |= {"member_id": MEMBER, "wallet": wallet.name, "points": points}
        interpreter.apply(book, _event(book, record))


# ---------------------------------------------------------------- the event


def _bring(book: Book, referrer: str, day: Day, at: str) -> None:
    """Make the referrer a member, the day before."""
    if referrer == MEMBER:
        raise UsageError("nobody can bring themselves", help="name somebody, such as `referred by anna`")
    before = at.replace(iso_day(day), iso_day(day - 1))
    record: dict[str, object] = {"event_id": "referrer", "type": "enrol", "at": before, "member_id": referrer}
    interpreter.apply(book, _event(book, record))


def _joining(scenario: Scenario, at: str) -> dict[str, object]:
    return {"event_id": "joins", "type": "enrol", "at": at, "member_id": MEMBER, "referred_by": scenario.referrer}


def _payment(scenario: Scenario, at: str) -> list[dict[str, object]]:
    """What points pay of the purchase."""
    if scenario.paid is None:
        return []
    reward, amount = scenario.paid
    record: dict[str, object] = {"event_id": "payment", "type": "redeem", "at": at, "member_id": MEMBER, "ref": "this"}
    return [record | {"reward": reward, "points": format_amount(amount)}]


def _record(scenario: Scenario, program: Program, at: str, event_id: str) -> dict[str, object]:
    """The event with the ledger's column names."""
    record: dict[str, object] = {"event_id": event_id, "type": scenario.action, "at": at, "member_id": MEMBER}
    record |= {f"member.{name}": value for name, value in scenario.profile.items()}
    if scenario.action == "activity":
        return record | {"activity": scenario.subject}
    if scenario.action == "redeem":
        return record | {"reward": scenario.subject}
    if scenario.action == "purchase":
        record |= {f"purchase.{name}": value for name, value in scenario.attributes.items()}
        record["amount"] = money_text(sum(item.amount_minor for item in scenario.items), program.currency)
        record["lines"] = [
            {"line": number, "line_amount": format_amount(item.amount_minor), "quantity": format_amount(item.quantity)}
            | item.attributes
            for number, item in enumerate(scenario.items, start=1)
        ]
    return record


def _event(book: Book, record: dict[str, object]) -> Event:
    event = parse_event(record, book.plan.schema)
    if isinstance(event, Rejection):
        raise UsageError(f"this cannot happen: {event.reason}", help="change the sentence")
    return event
