"""A program too complicated to explain: how many things somebody has to say who explains all of it.

The score counts each wallet, rule, gift of a card, ladder or referral, choice of a gift, reward, level, segment, limit and part
of a condition once: each is a sentence that a member may ask for.
"""

from __future__ import annotations

from collections import Counter as Tally
from collections.abc import Iterator

from rulekit.diagnostics import Diagnostic
from rulekit.program.award import Award, BandedAward, ChosenAward
from rulekit.program.expression import Among, Between, Chance, Compare, FirstPurchase, InSegment, Missing, Node, TierAtLeast
from rulekit.program.model import Counter, Program
from rulekit.semantics.lints.places import conditions, warning, workers
from rulekit.semantics.nodes import nodes
from rulekit.syntax.tree import Mapping

MOST_SENTENCES = 100
"""At five seconds a sentence this is more than eight minutes; nobody behind a counter has them."""

_PARTS = (Compare, Among, Between, TierAtLeast, Missing, InSegment, FirstPurchase, Chance)
_NAMED = 3


def complexity(program: Program, tree: Mapping) -> Iterator[Diagnostic]:
    """One warning for the program, with its counts and what takes the most sentences."""
    kinds: Tally[str] = Tally()
    owners: Tally[str] = Tally()
    for kind, owner, count in _sentences(program):
        kinds[kind] += count
        owners[owner] += count
    score = kinds.total()
    if score <= MOST_SENTENCES:
        return
    counts = ", ".join(f"{count} {kind if count != 1 else _one(kind)}" for kind, count in kinds.most_common() if count)
    largest = ", ".join(f"{owner} ({count})" for owner, count in owners.most_common(_NAMED) if count > 1)
    help_text = "leave out what few members use, or say it in fewer rules"
    yield warning(
        "RK360", tree, ("program",), f"it takes {score} sentences to explain this program, more than {MOST_SENTENCES}: {counts}",
        help_text=f"most are about {largest}; {help_text}" if largest else help_text,
    )  # fmt: skip


def _one(kind: str) -> str:
    return {"parts of conditions": "part of a condition"}.get(kind, kind.removesuffix("s"))


def _sentences(program: Program) -> Iterator[tuple[str, str, int]]:
    """What is counted, whom it belongs to, how many there are."""
    for wallet in program.wallets:
        yield "wallets", f"wallet `{wallet.name}`", 1
        yield "limits", f"wallet `{wallet.name}`", len(wallet.limits)
    for _, context, worker in workers(program):
        if isinstance(worker, Counter):
            yield "gifts", _owner(context), len(worker.thresholds)
        else:
            yield "rules", _owner(context), 1
            yield "choices", _owner(context), sum(map(_choices, worker.awards))
        yield "limits", _owner(context), len(worker.limits)
    for side in (program.referral.referrer, program.referral.friend) if program.referral else ():
        yield "gifts", "`referral`", int(side is not None)
        yield "limits", "`referral`", len(side.limits) if side else 0
    for reward in program.rewards:
        yield "rewards", f"reward `{reward.name}`", 1
        yield "limits", f"reward `{reward.name}`", len(reward.limits)
    yield "levels", "`tiers`", len(program.tiers.levels) if program.tiers else 0
    yield from (("segments", f"segment `{name}`", 1) for name in program.segments)
    for _, context, condition in conditions(program):
        yield "parts of conditions", _owner(context), _parts(condition)


def _choices(award: Award) -> int:
    """A gift by level or attribute has one for each value, bands one each."""
    if isinstance(award, ChosenAward):
        return len(award.options) + bool(award.otherwise)
    return len(award.rates) if isinstance(award, BandedAward) else 0


def _owner(context: str) -> str:
    """Whom a warning would name."""
    return context.removeprefix("in ").partition(",")[0]


def _parts(condition: Node) -> int:
    return sum(isinstance(node, _PARTS) for node in nodes(condition))
