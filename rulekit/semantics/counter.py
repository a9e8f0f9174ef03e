"""`cards:`, `milestones:` and `challenges:` — three faces of the counter (S6)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from lark import Token

from rulekit.program.model import Counter, Step, Threshold
from rulekit.semantics.award import Giver, check_awards, wallets_given
from rulekit.semantics.checker import Checker, as_branch, as_token
from rulekit.semantics.fields import mapping, pairs, required, scalar, word
from rulekit.semantics.gate import Gate, check_gate
from rulekit.semantics.limit import Limited
from rulekit.semantics.measure import check_measure, check_reach, check_threshold, decimals_of, whole
from rulekit.semantics.place import Place
from rulekit.semantics.quantities import count
from rulekit.semantics.rate import per_money
from rulekit.semantics.succession import check_succession, check_then
from rulekit.semantics.time_fields import check_expiry
from rulekit.syntax.tree import Mapping, Pair, Scalar

Overflow = Literal["carry over", "drop"]


def check_counters(checker: Checker, tree: Mapping) -> tuple[Counter, ...]:
    """Every card, ladder and challenge, in the order of the file."""
    found = []
    for section in tree.pairs:
        if section.key.text in _FACES:
            shown, what, check = _FACES[section.key.text]
            for pair in pairs(checker, section.value, f"`{section.key.text}:`"):
                with checker.within(f"in {shown} `{pair.key.text}`"):
                    owner = mapping(checker, pair.value, what)
                    if owner is not None:
                        found.append(check(checker, pair, owner))
    _report_circle(checker, tree, found)
    check_succession(checker, tree, found)
    return tuple(found)


def _report_circle(checker: Checker, tree: Mapping, counters: list[Counter]) -> None:
    """Points that move a counter which gives points that move it: once around is enough to say so."""
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
            section, face = ("milestones", "ladder") if counter.kind == "milestone" else ("challenges", "challenge")
            place = next(pair.key.span for pair in pairs(checker, tree.get(section), "") if pair.key.text == counter.name)
            with checker.within(f"in {_FACES[section][0]} `{counter.name}`"):
                message = f"a circle: this {face} counts `{counter.step.subject}` earned and leads to more of them"
                help_text = f"give rewards, or points of a wallet that no {face} counts"
                checker.report("RK308", place, message, help=help_text)


# ---------------------------------------------------------------- cards


def _card(checker: Checker, pair: Pair, owner: Mapping) -> Counter:
    stamp = scalar(checker, required(checker, owner, "stamp", "a card"), "`stamp:`")
    step = _stamp(checker, stamp) if stamp else None
    size = scalar(checker, required(checker, owner, "full at", "a card"), "`full at:`")
    at = whole(checker, size, "a card cannot be full at") if size else None
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
    step = check_measure(checker, measure, "milestones") if measure else None
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
        decimals=decimals_of(checker, step),
    )


def _thresholds(checker: Checker, gifts: Mapping, step: Step | None) -> tuple[Threshold, ...]:
    found: list[Threshold] = []
    for pair in gifts.pairs:
        at = None if step is None else check_threshold(checker, pair.key, step)
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


# ---------------------------------------------------------------- challenges


def _challenge(checker: Checker, pair: Pair, owner: Mapping) -> Counter:
    """So many within so many days: reached, it begins anew with an empty window (S6.4)."""
    measure = scalar(checker, required(checker, owner, "count", "a challenge"), "`count:`")
    step = check_measure(checker, measure, "challenges") if measure else None
    written = scalar(checker, required(checker, owner, "reach", "a challenge"), "`reach:`")
    reach = check_reach(checker, written, step) if written and step else None
    give = required(checker, owner, "give", "a challenge")
    awards = check_awards(checker, give, Giver("a challenge")) if give is not None else ()
    gate = _gate(checker, owner, f"challenges.{pair.key.text}", "a challenge", step or Step("purchase"))
    at, within = reach or (1, None)
    return Counter(
        name=pair.key.text,
        kind="challenge",
        step=step or Step("purchase"),
        thresholds=(Threshold(at, awards),),
        then="start again",
        overflow="drop",
        within=within,
        lines=gate.lines,
        condition=gate.condition,
        active=gate.active,
        limits=gate.limits,
        decimals=decimals_of(checker, step),
    )


# ---------------------------------------------------------------- what all have


def _gate(checker: Checker, owner: Mapping, path: str, who: str, step: Step) -> Gate:
    purchase = step.basis not in ("activity", "earned")
    face = who.removesuffix(" of milestones")
    counts = {"activity": f"{face} that counts activities", "earned": f"{face} that counts what is earned"}
    limited = Limited(who, stamps=who == "a card", purchase=purchase)
    return check_gate(checker, owner, Place(counts.get(step.basis, who), purchase=purchase, path=path), limited)


_FACES: dict[str, tuple[str, str, Callable[[Checker, Pair, Mapping], Counter]]] = {
    "cards": ("card", "a card", _card),
    "milestones": ("milestones", "a ladder of milestones", _milestones),
    "challenges": ("challenge", "a challenge", _challenge),
}
"""Each section: how its owners are shown in context, what one is, and how it is checked."""
