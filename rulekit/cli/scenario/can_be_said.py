"""What can be said about a program in a sentence for `rulekit try`: examples made of the program's own words."""

from __future__ import annotations

from collections.abc import Iterator

from rulekit.cli.scenario.vocabulary import Owner, Vocabulary

_MOST_WORDS = 8
_INDENT = "    "


def known_words(vocabulary: Vocabulary) -> list[str]:
    """Every word and name, for did-you-mean."""
    names = [*vocabulary.levels.values(), *vocabulary.activities.values(), *vocabulary.cards.values()]
    names += [name for _, name, _ in vocabulary.attributes()]
    names += [meaning.value for meanings in vocabulary.words.values() for meaning in meanings]
    names += [f"{level} member" for level in vocabulary.levels.values()]
    return [*names, "member", "new member", "enrols"]


def can_be_said(vocabulary: Vocabulary) -> str:
    """One line per kind of part, in the program's own words."""
    return "\n".join(f"{_INDENT}{line}" for line in _lines(vocabulary))


def _lines(vocabulary: Vocabulary) -> Iterator[str]:
    program = vocabulary.program
    currency = program.currency
    members = ["member", "new member", *(f"{level} member" for level in list(vocabulary.levels.values())[-1:])]
    unit = next((wallet.plural for wallet in program.wallets if not wallet.is_money), None)
    if unit:
        members.append(f"member with 120 {unit}")
    members += [f"member with 10 {currency} {name}" for name in list(vocabulary.money)[:1]]
    yield f"who: {_quoted([*members, 'member since 2023-05-01'])}"
    word = next(iter(_words(vocabulary, "line")), "")
    item = f" {word}" if word else ""
    yield f"what: {_quoted([f'12 EUR{item}', f'3 x 2.50 EUR{item}', f'12 EUR{item} and 3 EUR']).replace('EUR', currency)}"
    yield f"when: {_quoted(['Sat 15:00', '2024-07-06 15:00'])}"
    before = ["10th purchase", "9 purchases before", *(f"9 stamps on {card}" for card in list(vocabulary.cards.values())[:1])]
    yield f"before: {_quoted(before)}"
    for owner, title in (("line", "items"), ("purchase", "purchases"), ("member", "members")):
        words = _words(vocabulary, owner)  # type: ignore[arg-type]  # the three owners
        names = [f"{name} ..." for kind, name, _ in vocabulary.attributes() if kind == owner]
        if words or names:
            yield f"words for {title}: {_quoted([*words[:_MOST_WORDS], *names])}"
    beside = ["referred by anna"] if program.referral is not None else []
    for name in list(vocabulary.payments)[:1]:
        wallet = program.wallet(name)
        beside.append(f"pays 5 {currency} with {name}" if wallet.is_money else f"pays with 300 {wallet.plural}")
    if beside:
        yield f"beside a purchase: {_quoted(beside)}"
    redeems = [f"redeems {name}" for name in _redeemable(vocabulary)[:1]]
    instead = ["enrols", *vocabulary.activities.values(), *redeems, *vocabulary.days]
    yield f"instead of a purchase: {_quoted(instead)}"


def _redeemable(vocabulary: Vocabulary) -> list[str]:
    """The rewards that are bought by name, not those that pay a part of a purchase."""
    paying = {reward.name for reward in vocabulary.payments.values()}
    return [reward.name for reward in vocabulary.program.rewards if reward.price is not None and reward.name not in paying]


def _words(vocabulary: Vocabulary, owner: Owner) -> list[str]:
    return sorted({m.value for meanings in vocabulary.words.values() for m in meanings if m.owner == owner})


def _quoted(words: list[str]) -> str:
    return ", ".join(f"`{word}`" for word in words)
