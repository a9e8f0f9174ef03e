"""What the program refuses, in plain English: an entry `declined` -> what was refused, and why."""

from __future__ import annotations

from rulekit.engine.entry import Entry
from rulekit.program.model import Program

DECLINED = {
    "balance": "the balance does not cover it",
    "below zero": "an opening cannot be below 0",
    "decimals": "the wallet has no such small parts",
    "condition": "its condition does not hold",
    "limit": "its limit leaves no room for it",
    "minimum basket": "the purchase is below the minimum basket",
    "no open reward": "there is no open reward to use",
    "no points": "it does not say with how many points",
    "rate": "the points are no whole number of steps of the rate",
    "share of the basket": "it is more than may be paid of the basket in this way",
    "unknown purchase": "the member has no such purchase",
    "already refunded": "it was refunded before",
    "not enrolled": "the member is not enrolled",
    "not for sale": "it can only be given, not bought",
    "other wallet": "its price is paid from another wallet",
    "out of stock": "it is out of stock",
    "not running": "the program is not running on this day",
    "redemption declined": "the redemption was declined itself, so there is nothing to undo",
    "redemption refunded": "the redemption was undone before",
    "expired": "its last usable day has passed",
    "no higher level": "the member has this level, or a higher one",
    "no open round": "an open card or ladder has fewer steps than fill it",
    "unknown level": "the program has no such level",
    "unknown reward": "the program has no such reward",
    "wallet limit": "the limit of its wallet leaves no room for it",
    "unknown wallet": "the program has no such wallet",
}
"""Why an action was declined, by the reason of its entry."""


def declined_text(entry: Entry, program: Program) -> str:
    """The sentence of an entry `declined`."""
    why = f"{DECLINED.get(entry.reason or '', entry.reason)}{_known(entry, program)}"
    reward = entry.reward or entry.code or "points"
    refused = {
        "redeem": f"cannot get {reward} for points" if entry.reward else "cannot pay with points",
        "use": f"cannot use {reward}",
        "adjust": "gets no adjustment",
        "refund": "cannot undo the redemption",
    }
    if entry.reason == "out of stock" and entry.rule != "redeem":
        pieces = f"{entry.cut} x " if (entry.cut or 0) > 1 else ""
        return f"does not get {pieces}{reward} by {entry.rule}: {why}"
    source = "for a referral" if (entry.rule or "").startswith("referral.") else f"by {entry.rule}"
    return f"{refused.get(entry.rule or '', f'gets nothing {source}')}: {why}"


def _known(entry: Entry, program: Program) -> str:
    """The names there are, where one was none of them: most are a matter of capitals."""
    levels = [level.name for level in program.tiers.levels] if program.tiers else []
    names = {"unknown wallet": [wallet.name for wallet in program.wallets], "unknown level": levels}.get(entry.reason or "")
    return f"; it has {', '.join(names)}" if names else ""
