"""What no event sets off: rules on days of the calendar (S2.5, S2.7, S5.5), and rules on a level that is reached (S3.8).

Nothing is remembered but the first day on which a rule can be due: whether it is due follows from the day, the profile and the
history, so that a rule acts once per birthday, anniversary, period and quiet spell, and no state can disagree.
"""

from __future__ import annotations

from rulekit.engine.book import Book, Cause, due_work
from rulekit.engine.earning import earn_fixed
from rulekit.engine.plan import PreparedRule
from rulekit.engine.purchases import rooms_of, steps_of_grants, triggered, write_grant
from rulekit.engine.state import Member
from rulekit.engine.steps import add_steps, earning_counters
from rulekit.ledger.event import Event
from rulekit.program.model import Program, Rule, Trigger
from rulekit.values.calendar import Day, add, next_yearly, period_end


def plan_next(book: Book, member: Member, today: Day) -> None:
    """Plan the next day on which a trigger can be due; a later one than planned is found when the planned day comes."""
    if not member.enrolled:
        return
    days = [next_working_day(book.plan.program, rule.rule, member, today) for rule in book.plan.calendar_rules]
    first = min((day for day in days if day is not None), default=None)
    if first is not None and (member.trigger_on is None or first < member.trigger_on):
        member.trigger_on = first
        book.schedule(member, first)


def plan_after(book: Book, member: Member, event: Event, *, is_enrolling: bool) -> None:
    """An event can bring a trigger nearer: an enrolment, a birthday that is told, a purchase that ends a quiet spell."""
    if is_enrolling or event.profile or event.kind == "purchase":
        plan_next(book, member, event.day)


def run_due(book: Book, member: Member, day: Day) -> None:
    """Run the rules of the calendar that are due on a day, in program order, all judged as the day begins."""
    if member.trigger_on is None or member.trigger_on > day:
        return
    member.trigger_on = None
    due = [rule for rule in book.plan.calendar_rules if _is_due(book, rule.rule.trigger, member, day)]
    if due and member.enrolled and book.plan.is_running(day):
        _run(book, member, day, due)
    plan_next(book, member, day)


def reached(book: Book, member: Member, cause: Cause, level: str) -> None:
    """Run the rules of a level that was just reached; what they move in a counter settles as the next day begins (S3.8)."""
    rules = book.plan.reaching_rules[level]
    if rules and book.plan.is_running(cause.day):
        triggered(book, member, cause, rules, "reaching", f"@reaching {level}/{cause.event_id}")
        book.schedule(member, cause.day + 1)


def _run(book: Book, member: Member, day: Day, rules: list[PreparedRule]) -> None:
    causes = {rule.order: due_work(book, rule.rule.name, member, day) for rule in rules}
    facts = book.facts(member, due_work(book, "calendar", member, day))  # draws of one day share its id; paths tell them apart
    rooms = rooms_of(book, member, rules, day)
    grants = earn_fixed(book.plan, rules, facts, rooms)
    earning = earning_counters(book, facts)
    origins = {rule.rule.name: origin for rule in rules if (origin := _origin(rule.rule.trigger, member)) is not None}
    book.explain("calendar", causes[rules[0].order], facts, grants, rules, rooms, origins=origins)
    for grant in grants:
        cause = causes[grant.rule.order]
        write_grant(book, member, cause, grant)
        add_steps(book, member, cause, steps_of_grants(earning, [grant]), cause.event_id)


# ---------------------------------------------------------------- days


def _is_due(book: Book, trigger: Trigger, member: Member, day: Day) -> bool:
    """Whether a trigger acts on a day: on its own, or on the first that exists after it (S1.2)."""
    first = day
    while book.plan.zone.acting_day(first - 1) == day:
        first -= 1
    return any(_next_day(trigger, member, each - 1) == each for each in range(first, day + 1))


def next_working_day(program: Program, rule: Rule, member: Member, today: Day) -> Day | None:
    """The next day of a rule's trigger on which it works (S1.5)."""
    begins = [day for day in (program.starts, rule.active.from_day) if day is not None]
    ends = [day for day in (program.ends, rule.active.until_day) if day is not None]
    found = _next_day(rule.trigger, member, max([today, *(day - 1 for day in begins)]))
    return None if found is None or any(found > day for day in ends) else found


def _next_day(trigger: Trigger, member: Member, after: Day) -> Day | None:
    """The first day after another on which the calendar sets a rule off; None for none.

    The day of joining is never among them (S2.7): planning begins on the day after it.
    """
    origin = _origin(trigger, member)
    if trigger.kind == "first day":
        assert trigger.period is not None
        return period_end(after, trigger.period) + 1
    if origin is None:
        return None
    if trigger.kind == "quiet":
        assert trigger.quiet is not None
        day = add(origin, trigger.quiet)
        return day if day > after else None
    return next_yearly(origin, after)


def _origin(trigger: Trigger, member: Member) -> Day | None:
    """The day from which a trigger counts: the birthday, the joining, or the last purchase; None where there is none."""
    joined = member.joined or 0
    if trigger.kind == "birthday":
        born = member.profile.get("birthday")
        return born if isinstance(born, int) else None
    if trigger.kind == "quiet":
        return max(joined, member.history.last_purchase_day or 0)
    return joined if trigger.kind == "joining anniversary" else None
