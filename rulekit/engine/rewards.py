"""Rewards in a member's hands: issued, used, lapsed, taken back (S3.9, S4.2)."""

from __future__ import annotations

import hmac
from dataclasses import replace
from heapq import heappop, heappush

from rulekit.engine import limits
from rulekit.engine.book import Book, Cause, due_work
from rulekit.engine.state import IssuedReward, Member
from rulekit.ledger.event import Event
from rulekit.values.calendar import Day, add

SEPARATOR = "\x1f"


def give(book: Book, member: Member, cause: Cause, reward_name: str, count: int, rule: str) -> list[str]:
    """Give so many of a reward, as far as they are in stock, and return their codes; the rest is declined once (S6.2)."""
    there = limits.stock_left(book.shared, book.plan.rewards[reward_name].reward, count)
    codes = [issue(book, member, cause, reward_name, rule) for _ in range(there)]
    if there < count:
        missing = count - there
        book.write(member, cause, "declined", rule=rule, reward=reward_name, cut=missing, reason="out of stock")
    return codes


def issue(book: Book, member: Member, cause: Cause, reward_name: str, rule: str) -> str:
    """Put one reward into a member's hands and return its code; a reward that is given ignores `if` and `limit` (S3.9)."""
    reward = book.plan.rewards[reward_name].reward
    if reward.stock is not None:
        limits.use_shared(book.shared, limits.stock_key(reward), 1)
    ordinal = member.issued[reward_name] = member.issued.get(reward_name, 0) + 1
    code = reward_code(book.secret, member.member_id, reward_name, ordinal)
    usable_until = add(cause.day, reward.valid) if reward.valid else None
    issued = IssuedReward(code, reward_name, cause.day, usable_until, rule, cause.event_id)
    used = member.rewards.pop(code, None)  # only where a late event moves the gift behind its use (S11)
    if used is not None:
        issued = replace(issued, status=used.status, used_on=used.used_on, used_by=used.used_by)
    key = (usable_until is None, usable_until or 0, len(member.rewards), code)
    heappush(member.open_rewards.setdefault(reward_name, []), key)
    member.rewards[code] = issued
    book.write(member, cause, "issue", rule=rule, reward=reward_name, code=code, usable_until=usable_until)
    if usable_until is not None:
        book.schedule(member, usable_until + 1)
    return code


def reward_code(secret: str, member_id: str, reward: str, ordinal: int) -> str:
    """The first 16 hex digits of HMAC-SHA-256(secret, member U+001F reward U+001F ordinal from 1, UTF-8)."""
    text = SEPARATOR.join((member_id, reward, str(ordinal)))
    return hmac.digest(secret.encode(), text.encode(), "sha256").hex()[:16]


def revoke(book: Book, member: Member, cause: Cause, issued: IssuedReward, rule: str, reason: str) -> None:
    """Take an unused reward back."""
    issued.status = "taken back"
    book.write(member, cause, "revoke", rule=rule, reward=issued.reward, code=issued.code, reason=reason)


def use(book: Book, member: Member, event: Event) -> None:
    """Use an open reward: by its code, else the one of that name with the earliest last day, then the earliest issued."""
    kept = book.kept.uses.get(event.event_id)
    if kept is not None:
        return _use(book, member, event, member.rewards.setdefault(kept.code, replace(kept)))
    issued = _find_open(member, event)
    if issued is None:
        return book.decline(member, event, "no open reward")
    minimum = book.plan_on(issued.issued_on).rewards[issued.reward].reward.minimum_basket_minor
    if minimum is not None and event.ref is not None:
        purchase = member.purchases.get(event.ref)
        if purchase is None or purchase.left < minimum:
            rooms = {"minimum": minimum} | ({} if purchase is None else {"left": purchase.left})
            book.explain("use", event, book.facts(member, event), [], (), rooms, issued.reward)
            return book.decline(member, event, "minimum basket")
    return _use(book, member, event, issued)


def _use(book: Book, member: Member, event: Event, issued: IssuedReward) -> None:
    issued.status, issued.used_on, issued.used_by = "used", event.day, event.event_id
    book.write(member, event, "use", rule=issued.source, reward=issued.reward, code=issued.code)


def lapse(book: Book, member: Member, cause: Cause, issued: IssuedReward, reason: str | None = None) -> None:
    """A reward that was not used in time is gone."""
    issued.status = "lapsed"
    book.write(member, cause, "lapse", rule=issued.source, reward=issued.reward, code=issued.code, reason=reason)


def lapse_due(book: Book, member: Member, day: Day) -> None:
    """Every open reward whose last day has passed, in the order they were issued."""
    due = []
    for heap in member.open_rewards.values():
        while heap and (member.rewards[heap[0][3]].status != "open" or (not heap[0][0] and heap[0][1] < day)):
            due.append(heappop(heap))
    for _, _, _, code in sorted(due, key=lambda key: key[2]):
        issued = member.rewards[code]
        if issued.status == "open":
            lapse(book, member, due_work(book, issued.reward, member, day), issued)


def open_rewards(member: Member) -> list[IssuedReward]:
    """The rewards a member holds, in the order they were issued."""
    return [issued for issued in member.rewards.values() if issued.status == "open"]


def _find_open(member: Member, event: Event) -> IssuedReward | None:
    if event.code is not None:
        issued = member.rewards.get(event.code)
        matches = issued is not None and issued.status == "open" and event.reward in (None, issued.reward)
        return issued if matches else None
    heap = member.open_rewards.get(event.reward or "", [])
    while heap and member.rewards[heap[0][3]].status != "open":
        heappop(heap)
    return member.rewards[heap[0][3]] if heap else None
