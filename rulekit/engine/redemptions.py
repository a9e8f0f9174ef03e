"""Redemptions: a reward is bought, by itself too, points pay, and both can be undone (S3.8, S4.2, S5.1)."""

from __future__ import annotations

from collections.abc import Mapping

from rulekit.engine import expiry, limits, rewards, wallets
from rulekit.engine.book import Book, Cause, Trigger
from rulekit.engine.facts import Facts
from rulekit.engine.plan import PreparedReward
from rulekit.engine.state import Member, Redemption
from rulekit.ledger.event import Event
from rulekit.program.model import Price, Reward

MOST_BOUGHT_AN_EVENT = 1_000
"""So many pieces of a reward are bought by themselves at once; the rest at the next event or due day."""

WHOLE = 10_000
"""100% in hundredths of a percent."""


def redeem(book: Book, member: Member, event: Event) -> None:
    """Buy a reward, or pay with points; what is refused is declined whole, with its reason (S4.2)."""
    reason = None if _is_kept(book, event) else _refusal(book, member, event)
    if reason is None:
        reward = book.plan.rewards.get(event.reward) if event.reward is not None else None
        reason = _pay(book, member, event) if event.reward is None else _buy(book, member, event, reward)
    if reason is not None:
        member.redemptions[event.event_id] = Redemption("", [], status="declined")
        book.decline(member, event, reason)


def _is_kept(book: Book, event: Event) -> bool:
    """Whether it was accepted already: what has been redeemed is never undone, what is missing becomes debt (S11)."""
    return event.event_id in book.kept.redemptions


def _refusal(book: Book, member: Member, event: Event) -> str | None:
    if not member.enrolled:
        return "not enrolled"
    return None if book.plan.is_running(event.day) else "not running"


def _buy(book: Book, member: Member, event: Event, prepared: PreparedReward | None) -> str | None:
    """Buy a reward; or the reason why not."""
    if prepared is None:
        return "unknown reward"
    price = prepared.reward.price
    if price is None:
        return "not for sale"
    if event.wallet not in (None, price.wallet):
        return "other wallet"
    if prepared.reward.pays:
        return _pay_at_rate(book, member, event, prepared, price)
    facts = book.facts(member, event)
    _explain(book, "redeem", event, prepared, facts)
    reason = None
    if _is_kept(book, event):
        wallets.lend(book, member, event, book.plan.wallets[price.wallet], price.amount)
    else:
        reason = _obstacle(book, member, prepared, facts)
    if reason is None:
        member.redemptions[event.event_id] = _exchange(book, member, event, prepared, "redeem")
    return reason


def buy_affordable(book: Book, member: Member, cause: Cause) -> None:
    """Buy the rewards that are bought by themselves, in program order, each as often as affordable (S3.8)."""
    if not member.enrolled or not book.plan.is_running(cause.day):
        return
    for prepared in book.plan.auto_rewards:
        for number in range(MOST_BOUGHT_AN_EVENT):
            facts = Facts(book.plan.readers, member, cause.day, 0, event_id=cause.event_id)
            if number == 0 and book.explain_member is not None:
                _explain(book, "auto", cause, prepared, facts)
            if _obstacle(book, member, prepared, facts) is not None:
                break
            _exchange(book, member, cause, prepared, "auto")


def _explain(book: Book, trigger: Trigger, cause: Cause, prepared: PreparedReward, facts: Facts) -> None:
    """Keep what a reward could be bought with, as it was before."""
    reward, price = prepared.reward, prepared.reward.price
    assert price is not None, "only what has a price is bought"
    rooms = {keyed.key: limits.room(facts.member, keyed, cause.day) for keyed in prepared.limits}
    rooms |= {"balance": book.wallet(facts.member, price.wallet).balance}
    rooms |= {"stock": limits.stock_left(book.shared, reward, reward.stock or 1)}
    book.explain(trigger, cause, facts, [], (), rooms, reward.name)


def _pay_at_rate(book: Book, member: Member, event: Event, prepared: PreparedReward, price: Price) -> str | None:
    """Points pay a part of the purchase that `ref` names; or the reason why not."""
    wallet = book.plan.wallets[price.wallet]
    amount = wallets.in_units(event.points or 0, wallet)
    facts = book.facts(member, event)
    rooms = {keyed.key: limits.room(member, keyed, event.day) for keyed in prepared.limits}
    rooms |= {"balance": book.wallet(member, wallet.name).balance} | _basket_room(member, event, prepared.reward)
    book.explain("redeem", event, facts, [], (), rooms, prepared.reward.name)
    if not amount:
        return "no points" if amount == 0 else "decimals"
    steps, rest = divmod(amount, price.amount)
    worth = steps * (price.worth_minor or 0)
    if _is_kept(book, event):
        wallets.lend(book, member, event, wallet, amount)
    elif prepared.condition is not None and not prepared.condition(facts):
        return "condition"
    elif not limits.has_times_left(member, prepared.limits, event.day):
        return "limit"
    elif rest:
        return "rate"
    elif (reason := _beyond_basket(member, event, prepared, worth, rooms)) is not None:
        return reason
    elif amount > book.wallet(member, wallet.name).balance:
        return "balance"
    takes = wallets.take(book, member, event, "spend", wallet, amount, reward=prepared.reward.name)
    limits.use_time(member, prepared.limits, event.day)
    member.redemptions[event.event_id] = Redemption(
        wallet.name, takes, reward=prepared.reward.name, worth_minor=worth, ref=event.ref
    )  # fmt: skip
    if event.ref is not None:
        member.purchases[event.ref].paid_by_points += worth
    expiry.move(book, member, event)
    return None


def _basket_room(member: Member, event: Event, reward: Reward) -> dict[str, int]:
    """What points may still pay of the purchase that `ref` names, and what is left of it; nothing where it is unknown."""
    purchase = member.purchases.get(event.ref or "")
    if purchase is None:
        return {}
    share = WHOLE if reward.most_percent is None else reward.most_percent
    rooms = {"basket": share * purchase.left // WHOLE - purchase.paid_by_points, "left": purchase.left}
    return rooms if reward.minimum_basket_minor is None else rooms | {"minimum": reward.minimum_basket_minor}


def _beyond_basket(
    member: Member, event: Event, prepared: PreparedReward, worth: int, rooms: Mapping[str, int]
) -> str | None:
    """Why points cannot pay so much of what is left of the purchase; without `ref` there is nothing to judge."""
    if event.ref is None:
        return None
    purchase = member.purchases.get(event.ref)
    if purchase is None:
        return "unknown purchase"
    if purchase.left < (prepared.reward.minimum_basket_minor or 0):
        return "minimum basket"
    return "share of the basket" if worth > rooms["basket"] else None


def _obstacle(book: Book, member: Member, prepared: PreparedReward, facts: Facts) -> str | None:
    """Why a reward cannot be bought now: its condition, limits, stock, or the balance; None if it can (S3.9)."""
    if prepared.condition is not None and not prepared.condition(facts):
        return "condition"
    if not limits.has_times_left(member, prepared.limits, facts.day):
        return "limit"
    if not limits.stock_left(book.shared, prepared.reward, 1):
        return "out of stock"
    price = prepared.reward.price
    assert price is not None, "only what has a price is bought"
    return "balance" if price.amount > book.wallet(member, price.wallet).balance else None


def _exchange(book: Book, member: Member, cause: Cause, prepared: PreparedReward, rule: str) -> Redemption:
    """Points for a reward; nothing stands in the way."""
    price = prepared.reward.price
    assert price is not None, "only what has a price is bought"
    wallet = book.plan.wallets[price.wallet]
    takes = wallets.take(book, member, cause, "spend", wallet, price.amount, reward=prepared.reward.name)
    limits.use_time(member, prepared.limits, cause.day)
    code = rewards.issue(book, member, cause, prepared.reward.name, rule)
    expiry.move(book, member, cause)
    return Redemption(wallet.name, takes, code)


def _pay(book: Book, member: Member, event: Event) -> str | None:
    """Pay with points; or the reason why not."""
    named = wallets.named_amount(book, event)
    if isinstance(named, str):
        return named
    wallet, amount = named
    if _is_kept(book, event):
        wallets.lend(book, member, event, wallet, amount)
    elif amount > book.wallet(member, wallet.name).balance:
        return "balance"
    takes = wallets.take(book, member, event, "spend", wallet, amount)
    member.redemptions[event.event_id] = Redemption(wallet.name, takes)
    expiry.move(book, member, event)
    return None


def refund_redemption(book: Book, member: Member, event: Event, redemption: Redemption) -> None:
    """Undo a redemption: every point returns to its lot and the reward is revoked (S5.1)."""
    issued = member.rewards[redemption.code] if redemption.code else None
    if redemption.status != "done":
        return book.decline(member, event, f"redemption {redemption.status}")
    if issued is not None and issued.status != "open":
        return book.decline(member, event, "no open reward")
    redemption.status = "refunded"
    wallet = book.plan.held[redemption.wallet]
    name = issued.reward if issued else redemption.reward
    if redemption.ref is not None:
        member.purchases[redemption.ref].paid_by_points -= redemption.worth_minor
    for lot_id, amount in redemption.takes:
        wallets.give_back(book, member, event, wallet, lot_id, amount, name)
    if issued is not None:
        rewards.revoke(book, member, event, issued, "redeem", "refunded")
    return None
