"""Redemptions: a reward is bought, points pay, and both can be undone (S4.2, S5.1)."""

from __future__ import annotations

from rulekit.engine import expiry, limits, rewards, wallets
from rulekit.engine.book import Book
from rulekit.engine.plan import PreparedReward
from rulekit.engine.state import Member, Redemption
from rulekit.ledger.event import Event


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
    facts = book.facts(member, event)
    rooms = {keyed.key: limits.room(member, keyed, event.day) for keyed in prepared.limits}
    book.explain("redeem", event, facts, [], (), rooms | {"balance": book.wallet(member, price.wallet).balance})
    wallet = book.plan.wallets[price.wallet]
    if _is_kept(book, event):
        wallets.lend(book, member, event, wallet, price.amount)
    elif prepared.condition is not None and not prepared.condition(facts):
        return "condition"
    elif not limits.has_times_left(member, prepared.limits, event.day):
        return "limit"
    elif price.amount > book.wallet(member, wallet.name).balance:
        return "balance"
    takes = wallets.take(book, member, event, "spend", wallet, price.amount, reward=prepared.reward.name)
    limits.use_time(member, prepared.limits, event.day)
    code = rewards.issue(book, member, event, prepared.reward.name, "redeem")
    member.redemptions[event.event_id] = Redemption(wallet.name, takes, code)
    expiry.move(book, member, event)
    return None


def _pay(book: Book, member: Member, event: Event) -> str | None:
    """Pay with points; or the reason why not."""
    wallet = wallets.named_wallet(book, event)
    if wallet is None:
        return "unknown wallet"
    amount = wallets.in_units(event.points or 0, wallet)
    if amount is None:
        return "decimals"
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
    name = issued.reward if issued else None
    for lot_id, amount in redemption.takes:
        wallets.give_back(book, member, event, wallet, lot_id, amount, name)
    if issued is not None:
        rewards.revoke(book, member, event, issued, "redeem", "refunded")
    return None
