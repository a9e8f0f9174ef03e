"""Rewards in a member's hands: issued, bought, used, lapsed, taken back (S3.9, S4.2, S5.1)."""

from __future__ import annotations

import hmac
from typing import Literal

from rulekit.engine import limits, wallets
from rulekit.engine.book import Book, Cause, due_work
from rulekit.engine.plan import PreparedReward
from rulekit.engine.state import IssuedReward, Member, Redemption
from rulekit.ledger.event import Event
from rulekit.program.model import Wallet
from rulekit.values.calendar import Day, add
from rulekit.values.money import SCALE

SEPARATOR = "\x1f"


def issue(book: Book, member: Member, cause: Cause, reward_name: str, rule: str) -> str:
    """Put one reward into a member's hands and return its code; a reward that is given ignores `if` and `limit` (S3.9)."""
    reward = book.plan.rewards[reward_name].reward
    ordinal = member.issued[reward_name] = member.issued.get(reward_name, 0) + 1
    code = reward_code(book.secret, member.member_id, reward_name, ordinal)
    usable_until = add(cause.day, reward.valid) if reward.valid else None
    member.open_rewards.append(code)
    member.rewards[code] = IssuedReward(code, reward_name, cause.day, usable_until, rule, cause.event_id)
    book.write(member, cause, "issue", rule=rule, reward=reward_name, code=code, usable_until=usable_until)
    if usable_until is not None:
        book.schedule(member, usable_until + 1)
    return code


def reward_code(secret: str, member_id: str, reward: str, ordinal: int) -> str:
    """The first 16 hex digits of HMAC-SHA-256(secret, member U+001F reward U+001F ordinal from 1, UTF-8)."""
    text = SEPARATOR.join((member_id, reward, str(ordinal)))
    return hmac.digest(secret.encode(), text.encode(), "sha256").hex()[:16]


def redeem(book: Book, member: Member, event: Event) -> None:
    """Buy a reward, or pay with points; what is refused is declined whole, with its reason (S4.2)."""
    if not member.enrolled:
        decline(book, member, event, "not enrolled")
    elif not book.plan.is_running(event.day):
        decline(book, member, event, "not running")
    elif event.reward is not None:
        _buy(book, member, event, book.plan.rewards.get(event.reward))
    else:
        _pay(book, member, event)


def _buy(book: Book, member: Member, event: Event, prepared: PreparedReward | None) -> None:
    if prepared is None:
        return decline(book, member, event, "unknown reward")
    price = prepared.reward.price
    if price is None:
        return decline(book, member, event, "not for sale")
    facts = book.facts(member, event)
    rooms = {keyed.key: limits.room(member, keyed, event.day) for keyed in prepared.limits}
    book.explain("redeem", event, facts, [], (), rooms | {"balance": book.wallet(member, price.wallet).balance})
    if prepared.condition is not None and not prepared.condition(facts):
        return decline(book, member, event, "condition")
    if not limits.has_times_left(member, prepared.limits, event.day):
        return decline(book, member, event, "limit")
    wallet = book.plan.wallets[price.wallet]
    if price.amount > book.wallet(member, wallet.name).balance:
        return decline(book, member, event, "balance")
    takes = wallets.take(book, member, event, "spend", wallet, price.amount, reward=prepared.reward.name)
    limits.use_time(member, prepared.limits, event.day)
    code = issue(book, member, event, prepared.reward.name, "redeem")
    member.redemptions[event.event_id] = Redemption(wallet.name, takes, code)
    return None


def _pay(book: Book, member: Member, event: Event) -> None:
    wallet = named_wallet(book, event)
    if wallet is None:
        return decline(book, member, event, "unknown wallet")
    amount = in_units(event.points or 0, wallet)
    if amount is None:
        return decline(book, member, event, "decimals")
    if amount > book.wallet(member, wallet.name).balance:
        return decline(book, member, event, "balance")
    takes = wallets.take(book, member, event, "spend", wallet, amount)
    member.redemptions[event.event_id] = Redemption(wallet.name, takes)
    return None


def refund_redemption(book: Book, member: Member, event: Event, redemption: Redemption) -> None:
    """Undo a redemption: every point returns to its lot and the reward is revoked (S5.1)."""
    issued = member.rewards[redemption.code] if redemption.code else None
    if redemption.is_refunded or (issued is not None and issued.status != "open"):
        return decline(book, member, event, "no open reward" if issued else "already refunded")
    redemption.is_refunded = True
    wallet = book.plan.wallets[redemption.wallet]
    name = issued.reward if issued else None
    for lot_id, amount in redemption.takes:
        wallets.give_back(book, member, event, wallet, lot_id, amount, name)
    if issued is not None:
        revoke(book, member, event, issued, "redeem", "refunded")
    return None


def revoke(book: Book, member: Member, cause: Cause, issued: IssuedReward, rule: str, reason: str) -> None:
    """Take an unused reward back."""
    _close(member, issued, "taken back")
    book.write(member, cause, "revoke", rule=rule, reward=issued.reward, code=issued.code, reason=reason)


def use(book: Book, member: Member, event: Event) -> None:
    """Use an open reward: by its code, else the one of that name with the earliest last day, then the earliest issued."""
    issued = _find_open(member, event)
    if issued is None:
        return decline(book, member, event, "no open reward")
    minimum = book.plan.rewards[issued.reward].reward.minimum_basket_minor
    if minimum is not None and event.ref is not None:
        purchase = member.purchases.get(event.ref)
        if purchase is None or purchase.paid < minimum:
            return decline(book, member, event, "minimum basket")
    _close(member, issued, "used")
    issued.used_on = event.day
    book.write(member, event, "use", rule=issued.source, reward=issued.reward, code=issued.code)
    return None


def lapse(book: Book, member: Member, cause: Cause, issued: IssuedReward, reason: str | None = None) -> None:
    """A reward that was not used in time is gone."""
    _close(member, issued, "lapsed")
    book.write(member, cause, "lapse", rule=issued.source, reward=issued.reward, code=issued.code, reason=reason)


def lapse_due(book: Book, member: Member, day: Day) -> None:
    """Every open reward whose last day has passed, in the order they were issued."""
    for issued in open_rewards(member):
        if issued.usable_until is not None and issued.usable_until < day:
            lapse(book, member, due_work(book, issued.reward, member, day), issued)


def open_rewards(member: Member) -> list[IssuedReward]:
    """The rewards a member holds, in the order they were issued."""
    return [member.rewards[code] for code in member.open_rewards]


def _close(member: Member, issued: IssuedReward, status: Literal["used", "lapsed", "taken back"]) -> None:
    issued.status = status
    member.open_rewards.remove(issued.code)


def named_wallet(book: Book, event: Event) -> Wallet | None:
    """The wallet an event names; the only one, where it names none."""
    if event.wallet is None and len(book.plan.wallets) == 1:
        return next(iter(book.plan.wallets.values()))
    return book.plan.wallets.get(event.wallet or "")


def in_units(points: int, wallet: Wallet) -> int | None:
    """Ten-thousandths of a point in smallest units of a wallet; None if it has more decimals than the wallet."""
    units, rest = divmod(points, SCALE // 10**wallet.decimals)
    return None if rest else units


def _find_open(member: Member, event: Event) -> IssuedReward | None:
    if event.code is not None:
        issued = member.rewards.get(event.code)
        matches = issued is not None and issued.status == "open" and event.reward in (None, issued.reward)
        return issued if matches else None
    candidates = [issued for issued in open_rewards(member) if issued.reward == event.reward]
    return min(candidates, key=lambda r: (r.usable_until is None, r.usable_until or 0, r.issued_on), default=None)


def decline(book: Book, member: Member, event: Event, reason: str) -> None:
    """Write that the program refuses an action, and why (S2.6)."""
    if event.kind == "redeem":
        member.redemptions[event.event_id] = Redemption("", [], is_refunded=True)
    book.write(member, event, "declined", rule=event.kind, reward=event.reward, code=event.code, reason=reason)
