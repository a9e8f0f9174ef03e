"""S4.2, S5.1, S5.3 once more: where points are taken from and go back to, lot by lot, and which reward a use takes."""

from __future__ import annotations

from collections.abc import Iterable

from generators.cases import Case, cases, run
from generators.programs import Wish
from hypothesis import given

from rulekit.engine.auditor import AuditedWallet, audit
from rulekit.engine.entry import Entry
from rulekit.program.model import Program

Take = tuple[str, int | None, int]
"""Kind of entry, lot, amount; for what had expired the part of it."""


@given(cases(Wish(refunds=("proportional", "recompute"), referral=False)))
def test_a_refund_takes_from_lots_in_order(case: Case):
    """Own pending lots, own available ones, what has expired of them, other lots in spending order, then debt or nothing."""
    ran = run(case.program, case.events)
    refunds = {event.event_id: event.ref for event in ran.accepted if event.kind == "refund"}
    for index, entry in enumerate(ran.entries):
        first = index == 0 or (ran.entries[index - 1].event_id, ran.entries[index - 1].wallet) != (entry.event_id, entry.wallet)
        if (
            not first
            or entry.wallet is None
            or entry.kind not in ("take_back", "debt", "write_off")
            or entry.event_id not in refunds
        ):
            continue
        before = ran.entries[:index]
        found = [taken(e) for e in ran.entries[index:] if (e.event_id, e.wallet) == (entry.event_id, entry.wallet)]
        found = [take for take in found if take[0] in ("take_back", "debt", "write_off")]
        wallet = audit(before).members[entry.member_id].wallets[entry.wallet]
        own = own_lots(case.program, before, entry, refunds[entry.event_id])
        forgiven = case.program.wallet(entry.wallet).debt == "forgiven"
        assert found == planned(wallet, own, sum(amount for _, _, amount in found), forgiven=forgiven)


def taken(entry: Entry) -> Take:
    """What one entry takes."""
    return entry.kind, entry.lot, (entry.cut or 0) - (entry.amount or 0)


def own_lots(program: Program, before: tuple[Entry, ...], entry: Entry, ref: str | None) -> list[int]:
    """The lots that rules made for the refunded purchase, in entry order."""
    rules = {rule.name for rule in program.rules if rule.trigger.kind == "purchase"}
    return [
        each.lot
        for each in before
        if each.event_id == ref
        and each.wallet == entry.wallet
        and each.kind in ("earn", "bonus")
        and each.rule in rules
        and each.lot
    ]


def planned(wallet: AuditedWallet, own: list[int], amount: int, *, forgiven: bool) -> list[Take]:
    """Where that amount must come from."""
    lots = [wallet.lots[lot_id] for lot_id in own]
    others = sorted(
        (lot for lot in wallet.open.values() if not lot.is_pending and lot.lot_id not in own), key=lambda lot: lot.spending_key
    )
    sources = [
        *((lot, lot.amount) for lot in lots if lot.is_pending),
        *((lot, lot.amount) for lot in lots if not lot.is_pending),
        *((lot, lot.expired) for lot in lots),
        *((lot, lot.amount) for lot in others),
    ]
    found: list[Take] = []
    for lot, there in sources:
        part = min(there, amount)
        if part:
            found.append(("take_back", lot.lot_id, part))
            amount -= part
    return [*found, ("write_off" if forgiven else "debt", None, amount)] if amount else found


@given(cases())
def test_returned_points_go_back_to_their_lots(case: Case):
    """S5.1: the refund of a redemption returns to every lot what the redemption took from it, and revokes the reward."""
    ran = run(case.program, case.events)
    redeemed = {event.event_id for event in ran.accepted if event.kind == "redeem"}
    for event in ran.accepted:
        if event.kind != "refund" or event.ref not in redeemed:
            continue
        back = asked([entry for entry in ran.entries if entry.event_id == event.event_id])
        there = asked([entry for entry in ran.entries if entry.event_id == event.ref])
        spent = [entry for entry in there if entry.kind == "spend"]
        if spent and not any(entry.kind == "declined" for entry in back):
            assert moved(entry for entry in back if entry.kind == "spend") == [
                (wallet, lot, -amount) for wallet, lot, amount in moved(spent)
            ]
            bought = [entry.code for entry in there if entry.kind == "issue"]
            assert [entry.code for entry in back if entry.kind == "revoke" and entry.reason == "refunded"] == bought


def asked(entries: list[Entry]) -> list[Entry]:
    """The entries of an event before the rewards that are bought by themselves after it."""
    first = next((place for place, entry in enumerate(entries) if entry.kind == "issue" and entry.rule == "auto"), None)
    if first is None:
        return entries
    begin = first
    while begin and entries[begin - 1].kind == "spend" and entries[begin - 1].reward == entries[first].reward:
        begin -= 1
    return entries[:begin]


def moved(entries: Iterable[Entry]) -> list[tuple[str | None, int | None, int]]:
    """Wallet, lot and amount of each."""
    return [(entry.wallet, entry.lot, entry.amount or 0) for entry in entries]


@given(cases())
def test_a_use_takes_the_reward_that_lapses_first(case: Case):
    """S4.2: of the open rewards of that name the one with the earliest last usable day, then the earliest issued."""
    ran = run(case.program, case.events)
    by_code = {event.event_id for event in ran.accepted if event.code is not None}
    open_rewards: dict[tuple[str, str | None], list[Entry]] = {}
    for entry in ran.entries:
        if entry.code is None or entry.kind not in ("issue", "use", "lapse", "revoke"):
            continue
        hand = open_rewards.setdefault((entry.member_id, entry.reward), [])
        if entry.kind == "issue":
            hand.append(entry)
            continue
        if entry.kind == "use" and entry.event_id not in by_code:
            first = min(hand, key=lambda issued: (issued.usable_until is None, issued.usable_until or 0, issued.seq))
            assert first.code == entry.code
        hand[:] = [issued for issued in hand if issued.code != entry.code]
