"""Entries in plain English: entry -> one short sentence whose subject is the member, e.g. `earns 12 points by base points`."""

from __future__ import annotations

from collections.abc import Callable

from rulekit.engine.entry import Entry
from rulekit.engine.trace.declined import declined_text
from rulekit.engine.trace.wording import amount_text, exact_text, steps_cut_text, steps_text
from rulekit.ledger.event import OPENING
from rulekit.program.model import Counter, Program, Wallet
from rulekit.values.calendar import iso_day
from rulekit.values.money import SCALE_DECIMALS
from rulekit.values.rounding import ratio

CORRECTED = {
    "earn": ("earned", 1), "bonus": ("earned", 1), "referral": ("earned", 1), "advance": ("lent for what was redeemed", 1),
    "available": ("available", 1), "spend": ("spent", -1), "adjust": ("given by hand", 1),
    "adjust taken": ("taken by hand", -1), "expire": ("expired", -1), "expire pending": ("expired while pending", -1),
    "take_back": ("taken back", -1),
    "take_back pending": ("taken back while pending", -1), "take_back expired": ("taken back of what had expired", -1),
    "debt": ("owed", -1), "repay": ("paid of what was owed", -1), "write_off": ("forgiven", -1), "step": ("collected", 1),
    "card_full": ("used up by full cards", -1), "milestone": ("used up by ladders", -1),
    "challenge": ("used up by challenges", -1), "dropped": ("dropped", -1),
}  # fmt: skip
"""What a correction restates, by the kind that its reason names, and the sign of an amount that makes it more."""
_CUT_BY = {"limit": "a limit", "wallet limit": "the limit of the wallet", "budget": "the budget of all members"}


def sentence(entry: Entry, program: Program) -> str:
    """What one entry says."""
    return _SENTENCES[entry.kind](_Reader(entry, program))


class _Reader:
    """An entry with the words of its program."""

    def __init__(self, entry: Entry, program: Program) -> None:
        self.entry = entry
        self.program = program
        self.wallet = self._wallet()
        self.counter = self._counter()

    def _wallet(self) -> Wallet | None:
        return None if self.entry.wallet is None else self.program.wallet(self.entry.wallet)

    def _counter(self) -> Counter | None:
        return next((counter for counter in self.program.counters if counter.name == self.entry.rule), None)

    @property
    def amount(self) -> str:
        """The size of the change, without its sign."""
        return self.number(abs(self.entry.amount or 0))

    def number(self, units: int) -> str:
        """An amount in the unit of the entry: points, stamps, or pieces."""
        if self.wallet is not None:
            return amount_text(units, self.wallet)
        if self.counter is not None and self.entry.kind != "issue":
            return steps_text(units, self.counter, self.program)
        return str(units)

    @property
    def of_lot(self) -> str:
        """The lot, where there is one."""
        return "" if self.entry.lot is None else f" of lot {self.entry.lot}"

    @property
    def balance(self) -> str:
        """What the balance is then."""
        return "" if self.entry.balance is None else f"; the balance is {self.number(self.entry.balance)}"

    @property
    def pays(self) -> str:
        """What the points pay where a price is at a rate; a lot may hold a part of a step."""
        price = next((reward.price for reward in self.program.rewards if reward.name == self.entry.reward), None)
        if price is None or price.worth_minor is None:
            return ""
        worth = ratio(abs(self.entry.amount or 0) * price.worth_minor, price.amount)
        return f", worth {exact_text(worth, SCALE_DECIMALS, 2)} {self.program.currency}"

    @property
    def because(self) -> str:
        """The reason that stands in the entry, in brackets."""
        return f" ({self.entry.reason})" if self.entry.reason else ""

    @property
    def reward(self) -> str:
        """The reward with its code."""
        return f"{self.entry.reward} (code {self.entry.code})" if self.entry.code else str(self.entry.reward)


def _earn(reader: _Reader, more: str = "") -> str:
    entry = reader.entry
    cutters = " and ".join(_CUT_BY.get(part, "a limit") for part in (entry.reason or "").split(" and "))
    cut = f"; {cutters} cut {reader.number(entry.cut)}" if entry.cut else ""
    source = "a referral" if entry.kind == "referral" else str(entry.rule)
    if not entry.amount:
        return f"earns nothing by {source}{cut}"
    usable = ""
    if entry.available_on is not None and entry.available_on > entry.day:
        usable = f", usable from {iso_day(entry.available_on)}"
    if entry.usable_until is not None:
        usable += f"{' until' if usable else ', usable until'} {iso_day(entry.usable_until)}"
    return f"earns {reader.amount}{more} by {source}{usable} (lot {entry.lot}){cut}"


def _extend(reader: _Reader) -> str:
    what = reader.wallet.name if reader.wallet else "points"
    until = "" if reader.entry.usable_until is None else f" until {iso_day(reader.entry.usable_until)}"
    return f"can use {what}{until}, and longer after the next purchase or redemption"


def _spend(reader: _Reader) -> str:
    entry = reader.entry
    what = f" for {entry.reward}{reader.pays}" if entry.reward else ""
    if (entry.amount or 0) > 0:
        return f"gets {reader.amount}{what} back into lot {entry.lot}{reader.balance}"
    return f"spends {reader.amount}{reader.of_lot}{what}{reader.balance}"


def _expire(reader: _Reader) -> str:
    counter = reader.counter
    if reader.wallet is None and reader.entry.reason == "dropped":
        goal = "goal of" if counter is not None and counter.kind == "challenge" else "full"
        return f"loses {reader.amount} beyond the {goal} {reader.entry.rule}"
    if reader.wallet is None and counter is not None and counter.within and not reader.entry.reason:
        return f"loses {reader.amount} on {reader.entry.rule}: no longer within the last {counter.within}"
    if reader.wallet is None:
        return f"loses {reader.amount} on {reader.entry.rule}: expired{reader.because}"
    return f"loses {reader.amount}{reader.of_lot}: expired{reader.because}{reader.balance}"


def _take_back(reader: _Reader) -> str:
    entry = reader.entry
    if entry.cut:
        return f"loses {reader.number(entry.cut)}{reader.of_lot} that had expired already"
    if reader.wallet is None:
        return f"loses {reader.amount} on {entry.rule} again; {reader.number(entry.balance or 0)} left"
    return f"loses {reader.amount}{reader.of_lot}, taken back{reader.balance}"


def _adjust(reader: _Reader) -> str:
    entry = reader.entry
    if (entry.amount or 0) > 0:
        until = f", usable until {iso_day(entry.usable_until)}" if entry.usable_until is not None else ""
        if entry.reason == OPENING:
            return f"brings {reader.amount} along{until} (lot {entry.lot}){reader.balance}"
        return f"gets {reader.amount} by hand{reader.because}{until} (lot {entry.lot}){reader.balance}"
    return f"loses {reader.amount}{reader.of_lot} by hand{reader.because}{reader.balance}"


def _step(reader: _Reader) -> str:
    entry = reader.entry
    cut = "" if reader.counter is None or not entry.cut else f"; {steps_cut_text(entry, reader.counter, reader.program)}"
    if reader.counter is None or not entry.amount:
        return f"gets nothing on {entry.rule}{cut}"
    if entry.reason == "carried over":
        return f"{reader.amount} {'leave' if (entry.amount or 0) < 0 else 'go on'} {entry.rule}: the ladder continues"
    goal = _goal(reader.counter, entry.balance or 0)
    steps = reader.number(entry.balance or 0)
    reached = f"{steps.partition(' ')[0]} of {reader.number(goal)}" if goal else steps
    gets = f"brings {reader.amount} along" if entry.reason == OPENING else f"gets {reader.amount}"
    return f"{gets} on {entry.rule}: {reached}{cut}"


def _card_full(reader: _Reader) -> str:
    entry, counter = reader.entry, reader.counter
    if not entry.balance or counter is None or counter.then != "start again" or counter.overflow == "drop":
        return f"fills {entry.rule}"
    return f"fills {entry.rule}; {reader.number(entry.balance)} {'goes' if entry.balance == 1 else 'go'} on to the next card"


def _goal(counter: Counter, steps: int) -> int | None:
    """The threshold ahead: the next one, or the one just reached."""
    ahead = [threshold.at for threshold in counter.thresholds if threshold.at >= steps]
    return min(ahead, default=None)


def _issue(reader: _Reader) -> str:
    entry = reader.entry
    if entry.cut:
        return f"does not get {entry.reward} by {entry.rule}: its {entry.reason} is used up"
    until = f", usable until {iso_day(entry.usable_until)}" if entry.usable_until is not None else ""
    source = {"redeem": "for points", "auto": "for points, by itself"}.get(entry.rule or "", f"by {entry.rule}")
    return f"gets {reader.reward} {source}{until}"


def _tier_up(reader: _Reader) -> str:
    if reader.entry.reason == OPENING:
        return f"brings the level {reader.entry.rule} along"
    return f"rises to {reader.entry.rule}{reader.because}"


def _tier_down(reader: _Reader) -> str:
    to = "has no level any more" if reader.entry.rule == "none" else f"falls to {reader.entry.rule}"
    return f"{to}{reader.because}"


def _correct(reader: _Reader) -> str:
    """A correction says what it restates: an amount more or less of something, or what an entry of that kind says."""
    entry = reader.entry
    kind, _, rest = (entry.reason or "").partition(" ")
    if kind == "declined:":
        return f"is corrected: {declined_text(entry._replace(reason=rest), reader.program)}"
    if kind == "extend":
        return f"is corrected: {_dated(reader)}"
    if entry.wallet is not None or entry.balance is not None:
        return f"is corrected: {_restated(reader, entry)}"
    if kind == "tier":
        return f"is corrected: {'has no level' if entry.rule == 'none' else f'the level is {entry.rule}'}, not {rest[5:]}"
    if kind == "enrol" and entry.available_on is not None:
        return f"is corrected: a member since {iso_day(entry.available_on)}"
    return f"is corrected: {_SENTENCES[kind](_Reader(entry._replace(reason=None), reader.program))}"


def _dated(reader: _Reader) -> str:
    """The one date of a wallet is another."""
    return f"{reader.entry.wallet} has no date to expire" if reader.entry.usable_until is None else _extend(reader)


def _restated(reader: _Reader, entry: Entry) -> str:
    """What was earned, spent, expired and so on comes to more or less than it did."""
    amount = -(entry.cut or 0) if entry.cut is not None else entry.amount or 0
    words, sign = CORRECTED[entry.reason or ""]
    more = "more" if amount * sign > 0 else "less"
    if entry.wallet is None:
        return f"{reader.number(abs(amount))} {more} {words} on {entry.rule}; {reader.number(entry.balance or 0)} then"
    source = f" by {entry.rule}" if entry.rule is not None else ""
    return f"{reader.number(abs(amount))} {more} {words}{source}{reader.of_lot}{reader.balance}"


_SENTENCES: dict[str, Callable[[_Reader], str]] = {
    "enrol": lambda _: "joins the program",
    "earn": _earn,
    "bonus": lambda reader: _earn(reader, " more"),
    "referral": _earn,
    "advance": lambda reader: f"is lent {reader.amount}, so that the redemption can stand (lot {reader.entry.lot})",
    "available": lambda reader: f"can spend {reader.amount}{reader.of_lot}{reader.balance}",
    "spend": _spend,
    "expire": _expire,
    "extend": _extend,
    "take_back": _take_back,
    "debt": lambda reader: f"owes {reader.amount} that could not be taken back{reader.balance}",
    "repay": lambda reader: f"pays {reader.amount}{reader.of_lot} of what was owed",
    "write_off": lambda reader: f"is forgiven {reader.amount} that could not be taken back",
    "adjust": _adjust,
    "step": _step,
    "card_full": _card_full,
    "milestone": lambda reader: f"reaches {reader.entry.reason} on {reader.entry.rule}",
    "challenge": lambda reader: f"completes {reader.entry.rule}",
    "issue": _issue,
    "use": lambda reader: f"uses {reader.reward}",
    "revoke": lambda reader: f"loses {reader.reward}{reader.because}",
    "lapse": lambda reader: f"has not used {reader.reward}: it lapses{reader.because}",
    "tier_up": _tier_up,
    "tier_down": _tier_down,
    "declined": lambda reader: declined_text(reader.entry, reader.program),
    "correct": _correct,
    "leave": lambda reader: f"leaves the program{reader.because}",
}
