"""`cards:` and `milestones:` — two faces of the counter (S6)."""

from __future__ import annotations

from typing import Literal

from lark import Token

from rulekit.program.model import Counter, Step, Threshold, Wallet
from rulekit.semantics.award import Giver, check_awards, wallets_given
from rulekit.semantics.checker import Branch, Checker, Sentence, as_branch, as_token
from rulekit.semantics.fields import mapping, pairs, required, scalar, word
from rulekit.semantics.gate import Gate, check_gate
from rulekit.semantics.limit import Limited
from rulekit.semantics.names import WORDS
from rulekit.semantics.place import Place
from rulekit.semantics.quantities import LARGEST_COUNT, amount, count, money_of, name_of, whole_in_wallet
from rulekit.semantics.rate import per_money
from rulekit.semantics.succession import check_succession, check_then
from rulekit.semantics.time_fields import check_expiry
from rulekit.syntax.tree import Mapping, Pair, Scalar
from rulekit.values.money import SCALE, SCALE_DECIMALS, parse_amount

Overflow = Literal["carry over", "drop"]

_BASES: dict[str, Literal["purchase", "visit", "spend", "unit"]] = {
    "purchases": "purchase",
    "visits": "visit",
    "spend": "spend",
    "units": "unit",
}


def check_counters(checker: Checker, tree: Mapping) -> tuple[Counter, ...]:
    """Every card and every ladder, in the order of the file."""
    found = []
    for section in tree.pairs:
        if section.key.text in ("cards", "milestones"):
            card = section.key.text == "cards"
            for pair in pairs(checker, section.value, f"`{section.key.text}:`"):
                with checker.within(f"in {'card' if card else 'milestones'} `{pair.key.text}`"):
                    owner = mapping(checker, pair.value, "a card" if card else "a ladder of milestones")
                    if owner is not None:
                        found.append(_card(checker, pair, owner) if card else _milestones(checker, pair, owner))
    _report_circle(checker, tree, found)
    check_succession(checker, tree, found)
    return tuple(found)


def _report_circle(checker: Checker, tree: Mapping, counters: list[Counter]) -> None:
    """Points that move a ladder which gives points that move it: once around is enough to say so."""
    feeds = {
        counter.name: {wallet for threshold in counter.thresholds for wallet in wallets_given(threshold.awards)}
        for counter in counters
    }
    for counter in counters:
        reached: set[str] = set()
        ahead = [counter.step.subject] if counter.step.basis == "earned" else []
        while ahead:
            wallet = ahead.pop()
            for other in counters:
                if other.step.basis == "earned" and other.step.subject == wallet and other.name not in reached:
                    reached.add(other.name)
                    ahead.extend(sorted(feeds[other.name]))
        if counter.name in reached and any(counter.step.subject in feeds[name] for name in reached):
            place = next(pair.key.span for pair in pairs(checker, tree.get("milestones"), "") if pair.key.text == counter.name)
            with checker.within(f"in milestones `{counter.name}`"):
                message = f"a circle: this ladder counts `{counter.step.subject}` earned and leads to more of them"
                help_text = "give rewards, or points of a wallet that no ladder counts"
                checker.report("RK308", place, message, help=help_text)


# ---------------------------------------------------------------- cards


def _card(checker: Checker, pair: Pair, owner: Mapping) -> Counter:
    stamp = scalar(checker, required(checker, owner, "stamp", "a card"), "`stamp:`")
    step = _stamp(checker, stamp) if stamp else None
    size = scalar(checker, required(checker, owner, "full at", "a card"), "`full at:`")
    at = _whole(checker, size, "a card cannot be full at") if size else None
    give = required(checker, owner, "give", "a card")
    awards = check_awards(checker, give, Giver("a card")) if give is not None else ()
    overflow: Overflow = word(checker, owner, "overflow", ("carry over", "drop"), "carry over")
    gate = _gate(checker, owner, f"cards.{pair.key.text}", "a card", step or Step("purchase"))
    then, successor = check_then(checker, owner, "start again")
    return Counter(
        name=pair.key.text,
        kind="card",
        step=step or Step("purchase"),
        thresholds=(Threshold(at or 1, awards),),
        then=then,
        successor=successor,
        overflow=overflow,
        expires=check_expiry(checker, owner, "card"),
        lines=gate.lines,
        condition=gate.condition,
        active=gate.active,
        limits=gate.limits,
    )


def _stamp(checker: Checker, scalar_: Scalar) -> Step | None:
    sentence = checker.sentence("stamp", scalar_, checker.names.amounts())
    if sentence is None:
        return None
    token, basis = as_token(sentence.tree.children[0]), as_branch(sentence.tree.children[1])
    stamps = count(checker, sentence, token, "the number of stamps")
    if basis.data == "per_thing":
        thing = as_branch(basis.children[0])
        name: Literal["purchase", "visit", "unit", "line"] = str(thing.children[0])  # type: ignore[assignment]  # the grammar's words
        return None if stamps is None else Step(name, stamps)
    started = basis.children[0]
    if not isinstance(started, Token) and started.children:
        checker.report("RK311", sentence.span(started), "stamps count full amounts", help="leave out `started`")
        return None
    per_minor = per_money(checker, sentence, basis)
    return None if stamps is None or per_minor is None else Step("spend", stamps, per_minor)


# ---------------------------------------------------------------- milestones


def _milestones(checker: Checker, pair: Pair, owner: Mapping) -> Counter:
    measure = scalar(checker, required(checker, owner, "count", "a ladder of milestones"), "`count:`")
    step = _measure(checker, measure) if measure else None
    gifts = mapping(checker, required(checker, owner, "gifts", "a ladder of milestones"), "`gifts:`")
    thresholds = _thresholds(checker, gifts, step) if gifts else ()
    gate = _gate(checker, owner, f"milestones.{pair.key.text}", "a ladder of milestones", step or Step("purchase"))
    then, successor = check_then(checker, owner, "stop")
    return Counter(
        name=pair.key.text,
        kind="milestone",
        step=step or Step("purchase"),
        thresholds=thresholds,
        then=then,
        successor=successor,
        lines=gate.lines,
        condition=gate.condition,
        active=gate.active,
        limits=gate.limits,
        decimals=_decimals(checker, step),
    )


def _decimals(checker: Checker, step: Step | None) -> int:
    """Counts have none, amounts those of the model, points those of their wallet."""
    if step is None or step.basis not in ("spend", "unit", "earned"):
        return 0
    return SCALE_DECIMALS if step.subject is None else checker.names.wallets[step.subject].decimals


def _measure(checker: Checker, scalar_: Scalar) -> Step | None:
    sentence = checker.sentence("measure", scalar_, checker.names.amounts())
    if sentence is None:
        return None
    first = sentence.tree.children[0]
    if isinstance(first, Token):
        name = str(sentence.tree.children[1])[1:-1]
        if not name.strip():
            checker.report("RK208", sentence.span(sentence.tree), "an activity has a name", help='write `activities "review"`')
            return None
        return Step("activity", subject=name)
    if first.data != "name":
        measure = str(first.children[0])
        if measure not in _BASES:
            help_text = "count `purchases`, `visits`, `spend` or `units`"
            checker.report("RK212", sentence.span(first), f"milestones cannot count {measure}", help=help_text)
            return None
        return Step(_BASES[measure])
    wallet = named_wallet(checker, sentence, first)
    return Step("earned", subject=wallet.name) if wallet else None


def named_wallet(checker: Checker, sentence: Sentence, branch: Branch) -> Wallet | None:
    """The wallet of `points earned`."""
    written = name_of(branch)
    wallet = checker.names.wallet_of(written)
    if wallet is None:
        near = checker.names.closest(written, "wallet", "unit")
        kinds = checker.names.kinds_of(written)
        message = f"`{written}` is {WORDS[kinds[0]]}, not a wallet" if kinds else f"there is no wallet `{written}`"
        checker.report("RK201", sentence.span(branch), message, help=f"did you mean `{near}`?" if near else _earned_help(checker))
    return wallet


def _earned_help(checker: Checker) -> str:
    wallets = tuple(checker.names.wallets.values())
    return f"write `{wallets[0].plural} earned`" if wallets else "declare a wallet first"


def _thresholds(checker: Checker, gifts: Mapping, step: Step | None) -> tuple[Threshold, ...]:
    found: list[Threshold] = []
    for pair in gifts.pairs:
        at = None if step is None else _threshold(checker, pair.key, step)
        awards = check_awards(checker, pair.value, Giver("a ladder of milestones"))
        if at is None:
            continue
        if found and at <= found[-1].at:
            help_text = "order the steps from the lowest to the highest"
            checker.report(
                "RK304",
                pair.key.span,
                f"the step {pair.key.text} does not come after the one before it",
                help=help_text,
            )
        found.append(Threshold(at, awards))
    if not gifts.pairs:
        checker.misshape(gifts.span, "the ladder has no gifts")
    return tuple(found)


def _threshold(checker: Checker, key: Scalar, step: Step) -> int | None:
    """The key of a gift: money for `spend`, points for `earned`, else a number."""
    if step.basis in ("spend", "earned"):
        return _amount_threshold(checker, key, step)
    if step.basis != "unit":
        return _whole(checker, key, "a step cannot be at")
    return units_threshold(checker, key, "a step")


def _amount_threshold(checker: Checker, key: Scalar, step: Step) -> int | None:
    wallet = checker.names.wallets.get(step.subject or "")
    unit = checker.names.currency if wallet is None else wallet.plural
    if parse_amount(key.text) is not None:
        checker.report("RK209", key.span, f"`{key.text}` has no unit", help=f"write `{key.text} {unit}`")
        return None
    if wallet is not None:
        return earned_threshold(checker, key, wallet, "the steps of")
    sentence = checker.sentence("amount", key, checker.names.amounts())
    found = amount(checker, sentence, sentence.tree) if sentence else None
    return None if sentence is None or found is None else money_of(checker, sentence, sentence.tree, found, "a step of spend")


def earned_threshold(checker: Checker, place: Scalar, wallet: Wallet, what: str) -> int | None:
    """How much must be earned in a wallet, in its own unit, as smallest units."""
    sentence = checker.sentence("amount", place, checker.names.amounts())
    found = amount(checker, sentence, sentence.tree) if sentence else None
    if sentence is None or found is None:
        return None
    if found.wallet is None or found.wallet.name != wallet.name:
        message = f"{what} `{wallet.name} earned` are {wallet.plural}"
        checker.report("RK209", place.span, message, help=f"write `100 {wallet.plural}`")
        return None
    return whole_in_wallet(checker, sentence, sentence.tree, found.minor, wallet)


def units_threshold(checker: Checker, place: Scalar, what: str) -> int | None:
    """How many units, in ten-thousandths."""
    minor = parse_amount(place.text)
    if minor is None or not 0 < minor <= LARGEST_COUNT * SCALE:
        message = f"`{place.text[:24]}` cannot be {what}"
        checker.report("RK211", place.span, message, help="write a number of units above zero, such as `10`")
        return None
    return minor


def _whole(checker: Checker, scalar_: Scalar, what: str) -> int | None:
    minor = parse_amount(scalar_.text)
    if minor is None or minor % SCALE or not 1 <= minor // SCALE <= LARGEST_COUNT:
        help_text = f"write a whole number from 1 to {LARGEST_COUNT}, without a unit"
        checker.report("RK211", scalar_.span, f"{what} `{scalar_.text[:24]}`", help=help_text)
        return None
    return minor // SCALE


# ---------------------------------------------------------------- what both have


def _gate(checker: Checker, owner: Mapping, path: str, who: str, step: Step) -> Gate:
    purchase = step.basis not in ("activity", "earned")
    counts = {"activity": "a ladder that counts activities", "earned": "a ladder that counts what is earned"}
    limited = Limited(who, stamps=who == "a card", purchase=purchase)
    return check_gate(checker, owner, Place(counts.get(step.basis, who), purchase=purchase, path=path), limited)
