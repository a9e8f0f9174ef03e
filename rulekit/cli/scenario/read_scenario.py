"""A sentence -> a scenario. Parts stand between commas, in any order; what no reader understands is said with what can be.

Each reader takes one part and the scenario so far, and says whether the part was its own.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from rulekit.cli.scenario.can_be_said import can_be_said, known_words
from rulekit.cli.scenario.cannot_be_said import refuse
from rulekit.cli.scenario.commas import with_commas
from rulekit.cli.scenario.moment import Moment, joined, mistaken_time, read_moment
from rulekit.cli.scenario.read_action import read_action, read_calendar
from rulekit.cli.scenario.read_items import join_loose, read_count, read_items, read_word
from rulekit.cli.scenario.said_amount import refuse_commas, said_points
from rulekit.cli.scenario.scenario import Scenario
from rulekit.cli.scenario.vocabulary import Vocabulary
from rulekit.diagnostics import UsageError, closest
from rulekit.values.calendar import Day, parse_day

MOST_CHARACTERS = 1000
_EUROS = re.compile(r"(?<=\d)\s*euros?\b", re.IGNORECASE)
_MEMBER = re.compile(r"(?:(?:an?|the|for)\s+)*(?P<words>.*?)\s*\b(?:member|customer|guest)\b\s*(?P<rest>.*)", re.IGNORECASE)
_LEVEL = re.compile(
    r"(?:(?:an?|the|for)\s+)*(?P<words>.+?)(?:\s+level)?(?:\s+(?P<rest>(?:with|has|having|who\s+has|since)\s.*))?", re.IGNORECASE
)
_SINCE = re.compile(r"since\s+(\S+)\s*(.*)", re.IGNORECASE)
_WITH = re.compile(r"(?:with|has|having|and|who\s+has)\s+(.*)", re.IGNORECASE)
_NUMBER_OF = re.compile(r"(\d[\d.]*)\s+(.+)")
_STAMPS = re.compile(r"(\d+)\s+stamps?(?:\s+(?:on|in|of)\s+(?:the\s+|a\s+)?(.+))?", re.IGNORECASE)
_ORDINAL = re.compile(r"(?:(?:the|their|his|her|a)\s+)?(\d+)(?:st|nd|rd|th)\s+(?:purchase|visit|order)", re.IGNORECASE)
_FIRST = re.compile(r"(?:(?:the|their|his|her|a)\s+)?first\s+(?:purchase|visit|order)", re.IGNORECASE)
_BEFORE = re.compile(
    r"(\d+)\s+(?:earlier\s+)?(?:purchases?|visits?|orders?)(?:\s+(?:before|earlier|so far|already))?", re.IGNORECASE
)

_MONEY_IN = re.compile(
    r"(?:[€$£¥]\s*)?(?P<amount>\d[\d.]*)\s*(?:[€$£¥]|[A-Z]{3})?\s+(?:(?:in|on|of|as)\s+)?(?:the\s+)?(?P<wallet>.+)", re.IGNORECASE
)
_PAYS = re.compile(r"pays?\s+(?:with\s+)?(?P<amount>\d[\d.]*)\s+(?P<words>.+)", re.IGNORECASE)
_REFERRED = re.compile(r"(?:is\s+|was\s+)?(?:referred|brought|recommended|invited)\s+by\s+(?:an?\s+|the\s+)?(.+)", re.IGNORECASE)

Reader = Callable[[str, Scenario, Vocabulary], bool]


def said_day(text: str) -> Day | None:
    """The date that a sentence names for what happens, whatever the program is."""
    moments = (read_moment(part) for part in _parts(text))
    return next((moment.day for moment in moments if moment is not None and moment.day is not None), None)


def read_scenario(text: str, vocabulary: Vocabulary) -> Scenario:
    """Read one sentence; UsageError for a part that cannot be understood, with what can be said instead."""
    if len(text) > MOST_CHARACTERS:
        raise UsageError("the sentence is too long", help=f"say it in {MOST_CHARACTERS} characters")
    refuse_commas(text)
    scenario = Scenario()
    for part in _parts(text):
        _read_or_advise(part, scenario, vocabulary)
    join_loose(scenario)
    return scenario


def _parts(text: str) -> list[str]:
    return [" ".join(part.split()).strip(" .") for part in _EUROS.sub(" EUR", text).split(",")]


def _read_or_advise(part: str, scenario: Scenario, vocabulary: Vocabulary) -> None:
    """Read a part; where it fails and commas would mend it, say that instead. A mistaken time is said by its own reader."""
    read_moment(part)
    refuse(part, vocabulary)
    try:
        _read_part(part, scenario, vocabulary)
    except UsageError as problem:
        parts = with_commas(part, lambda words: _is_understood(words, vocabulary) and not _is_about_members(words, vocabulary))
        if parts is None or " and," in parts:
            raise
        raise UsageError(f"`{part}` says more than one thing", help=f"put commas between the parts: `{parts}`") from problem


def _is_understood(part: str, vocabulary: Vocabulary) -> bool:
    """Whether a part can be read by itself."""
    try:
        return any(reader(part, Scenario(), vocabulary) for reader in _READERS)
    except UsageError:
        return False


def _is_about_members(words: str, vocabulary: Vocabulary) -> bool:
    """Whether a bare word says something about the member alone: behind money it is hardly meant so."""
    meanings = vocabulary.words.get(words.casefold(), ())
    return bool(meanings) and all(meaning.owner == "member" for meaning in meanings)


def _read_part(part: str, scenario: Scenario, vocabulary: Vocabulary) -> None:
    if part and not any(reader(part, scenario, vocabulary) for reader in _READERS):
        near = closest(part, known_words(vocabulary))
        hint = f"did you mean `{near}`? " if near else ""
        raise UsageError(f"`{part}` is not understood", help=f"{hint}What can be said:\n{can_be_said(vocabulary)}")


def _member(part: str, scenario: Scenario, vocabulary: Vocabulary) -> bool:
    match = _MEMBER.fullmatch(part)
    if match is None:
        return False
    for word in _described(match["words"].casefold(), vocabulary):
        if word == "new":
            scenario.is_new = True
        else:
            scenario.level = word
    _read_rest(match["rest"], scenario, vocabulary)
    return True


def _described(words: str, vocabulary: Vocabulary) -> list[str]:
    """`new`, a level, or both."""
    if not words:
        return []
    if words in vocabulary.levels:
        return [vocabulary.levels[words]]
    if words == "new":
        return ["new"]
    near = closest(words, [*vocabulary.levels.values(), "new"])
    levels = ", ".join(f"`{level}`" for level in vocabulary.levels.values())
    advice = f"did you mean `{near}`?" if near else f"the levels are {levels}" if levels else "this program has no levels"
    raise UsageError(f"there is no level `{words}`", help=advice)


def _read_rest(rest: str, scenario: Scenario, vocabulary: Vocabulary) -> None:
    """What follows `member`: `since …`, `with …`."""
    while rest:
        since, having = _SINCE.fullmatch(rest), _WITH.fullmatch(rest)
        if since is not None:
            scenario.joined = parse_day(since[1])
            if scenario.joined is None:
                raise mistaken_time(since[1]) or UsageError(f"`{since[1]}` is not a date", help="write it as 2024-07-06")
            rest = since[2]
        elif having is not None:
            first, _, rest = having[1].partition(" and ")
            if _having(first, scenario, vocabulary):
                continue
            _read_part(first, scenario, vocabulary)
        else:
            return _read_part(rest, scenario, vocabulary)
    return None


def _level(part: str, scenario: Scenario, vocabulary: Vocabulary) -> bool:
    match = _LEVEL.fullmatch(part)
    level = vocabulary.levels.get(match["words"].casefold()) if match else None
    if match is None or level is None:
        return False
    scenario.level = level
    _read_rest(match["rest"] or "", scenario, vocabulary)
    return True


def _balance(part: str, scenario: Scenario, vocabulary: Vocabulary) -> bool:
    match = _NUMBER_OF.fullmatch(part.removeprefix("with "))
    wallet = vocabulary.units.get(match[2].casefold()) if match else None
    amount = said_points(match[1], wallet) if match and wallet else None
    if amount is None or wallet is None:
        return False
    scenario.balances[wallet.name] = amount
    return True


def _money_balance(part: str, scenario: Scenario, vocabulary: Vocabulary) -> bool:
    """`10 EUR cashback`: what a wallet of money holds."""
    match = _MONEY_IN.fullmatch(part.removeprefix("with "))
    wallet = vocabulary.money.get(match["wallet"].casefold()) if match else None
    amount = said_points(match["amount"], wallet) if match and wallet else None
    if amount is None or wallet is None:
        return False
    scenario.balances[wallet.name] = amount
    return True


def _having(part: str, scenario: Scenario, vocabulary: Vocabulary) -> bool:
    """`with 10 EUR`, behind `member`: what the one wallet of money holds."""
    if len(vocabulary.money) != 1:
        return False
    return _money_balance(f"{part} {next(iter(vocabulary.money))}", scenario, vocabulary)


def _payment(part: str, scenario: Scenario, vocabulary: Vocabulary) -> bool:
    """`pays with 300 points`, `pays 5 EUR with cashback`: a reward with a price at a rate."""
    match = _PAYS.fullmatch(part)
    if match is None:
        return False
    words = match["words"].casefold()
    wallet = vocabulary.units.get(words) or next((one for name, one in vocabulary.money.items() if words.endswith(name)), None)
    amount = said_points(match["amount"], wallet) if wallet else None
    if wallet is None or amount is None:
        return False
    reward = vocabulary.payments.get(wallet.name)
    if reward is None:
        example = f"`price: 100 {wallet.plural} per 1 {vocabulary.program.currency}`"
        raise UsageError(f"nothing can be paid with `{wallet.name}` here", help=f"that takes a reward with {example}")
    scenario.paid = reward.name, amount
    return True


def _referrer(part: str, scenario: Scenario, vocabulary: Vocabulary) -> bool:
    """`referred by anna`: the friend joins, and the referrer is a member."""
    match = _REFERRED.fullmatch(part)
    if match is None:
        return False
    if vocabulary.program.referral is None:
        raise UsageError("this program has no referral", help="leave `referred by …` out")
    scenario.referrer = match[1]
    scenario.is_new = True
    return True


def _stamps(part: str, scenario: Scenario, vocabulary: Vocabulary) -> bool:
    match = _STAMPS.fullmatch(part.removeprefix("with "))
    if match is None:
        return False
    cards = vocabulary.cards
    named = (match[2] or "").casefold()
    if not cards:
        raise UsageError("this program has no stamp cards", help="leave the stamps out")
    if named not in cards and (named or len(cards) > 1):
        names = ", ".join(f"`{card}`" for card in cards.values())
        raise UsageError(
            f"on which card are the {match[1]} stamps?", help=f"the cards are {names}: write `{match[1]} stamps on …`"
        )
    scenario.stamps[cards[named] if named else next(iter(cards.values()))] = int(match[1])
    return True


def _history(part: str, scenario: Scenario, _: Vocabulary) -> bool:
    ordinal, before = _ORDINAL.fullmatch(part), _BEFORE.fullmatch(part.removeprefix("with "))
    if _FIRST.fullmatch(part) is not None:
        scenario.purchases_before = 0
    elif ordinal is not None and int(ordinal[1]) > 0:
        scenario.purchases_before = int(ordinal[1]) - 1
    elif before is not None:
        scenario.purchases_before = int(before[1])
    else:
        return False
    return True


def _moment(part: str, scenario: Scenario, _: Vocabulary) -> bool:
    moment = read_moment(part)
    if moment is None:
        return False
    said = Moment(scenario.weekday, scenario.day, scenario.minute)
    scenario.weekday, scenario.day, scenario.minute = joined(said, moment)
    return True


_READERS: tuple[Reader, ...] = (
    read_calendar, _referrer, _payment, _member, _level, _moment, _history, _stamps, _balance, _money_balance, read_action,
    read_count, read_items, read_word,
)  # fmt: skip
"""In this order: what is most particular first."""
