"""S5.3 once more: where a refund takes points from, lot by lot, planned from the entries before it."""

from __future__ import annotations

from generators.cases import Case, cases, run
from generators.programs import Wish
from hypothesis import given

from rulekit.engine.audited import AuditedWallet
from rulekit.engine.auditor import audit
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
