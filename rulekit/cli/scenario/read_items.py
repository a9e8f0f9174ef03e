"""What is bought and what is known about it: `12 EUR coffee and 3 x 2.50 EUR cake`, `in the app`, `newsletter yes`."""

from __future__ import annotations

import re

from rulekit.cli.scenario.moment import mistaken_time
from rulekit.cli.scenario.said_amount import said_money
from rulekit.cli.scenario.scenario import Item, Scenario
from rulekit.cli.scenario.vocabulary import Meaning, Owner, Vocabulary
from rulekit.diagnostics import UsageError, closest
from rulekit.values.attribute import AttributeType
from rulekit.values.money import SCALE

_SIGNS = {"€": "EUR", "$": "USD", "£": "GBP", "¥": "JPY"}
_BETWEEN = re.compile(r"(\s+(?:and|plus|\+|&)\s+)", re.IGNORECASE)
_BEGINS_ITEM = re.compile(r"[€$£¥]?\s*\d")
_MONEY = r"(?:\d+\s*[x\u00d7*]\s*)?(?:[€$£¥]\s*\d[\d.]*|\d[\d.]*\s*(?:[€$£¥]|[A-Za-z]{3}\b))"
_HAS_MONEY = re.compile(_MONEY)
_CODE_FIRST = re.compile(r"(?<!\d)(?<!\d\s)\b([A-Z]{3})\s*(\d[\d.]*)(?!\S|\s*(?:[€$£¥]|[A-Z]{3}\b))")
_EACH = re.compile(r"\s+(?:each|apiece|(?:a|per)\s+piece)$", re.IGNORECASE)
_ITEM_FIRST = re.compile(rf"(?:buys\s+)?(?P<words>[^\W\d].*?)\s+(?:(?:at|costs?)\s+)?(?P<money>{_MONEY})", re.IGNORECASE)
_ITEM = re.compile(
    r"(?:(?:buys|spends|pays|for)\s+)?(?:(?P<count>\d+)\s*[x\u00d7*]\s*)?(?P<sign>[€$£¥])?\s*(?P<amount>\d[\d.]*)"
    r"\s*(?P<currency>[€$£¥]|[A-Za-z]{3}\b)?(?:\s+(?P<words>.+))?",
    re.IGNORECASE,
)
_TURNED = re.compile(r"(?:buys\s+)?(?P<words>.+?)\s+for\s+(?P<money>[€$£¥]?\d.*)", re.IGNORECASE)
_COUNT = re.compile(r"(\d{1,6})\s+(.+)")
_PIECES = frozenset(("unit", "units", "piece", "pieces", "pcs", "items"))
_LEADING = re.compile(r"(?:(?:in|on|at|via|by|through|from|of|for|the|a|an|some|worth)\s+)+", re.IGNORECASE)
_SKU: tuple[Owner, str, AttributeType] = ("line", "sku", AttributeType("text"))
"""What every line can have without being declared."""

_YES_NO = {"yes": "yes", "no": "no", "true": "yes", "false": "no"}


def read_items(part: str, scenario: Scenario, vocabulary: Vocabulary) -> bool:
    """Read one or more items with their money."""
    matches = [_ITEM.fullmatch(_money_first(piece)) for piece in _pieces(part)]
    if any(match is None for match in matches):
        return False
    for match in matches:
        if match is not None:
            scenario.items.append(_item(match, vocabulary))
    return True


def _pieces(part: str) -> list[str]:
    """The items of a part; an `and` between words that are no item by themselves belongs to a name."""
    texts = _BETWEEN.split(part)
    pieces = [texts[0]]
    for between, text in zip(texts[1::2], texts[2::2], strict=True):
        if _BEGINS_ITEM.match(text) or (_HAS_MONEY.search(text) and _HAS_MONEY.search(pieces[-1])):
            pieces.append(text)
        else:
            pieces[-1] += between + text
    return pieces


def _money_first(piece: str) -> str:
    """An item with its money in front: from `coffee for 2.90 EUR`, `EUR 2.90 coffee`, `2 coffees for 2.90 EUR each`."""
    text = _CODE_FIRST.sub(r"\2 \1", piece)
    is_each = _EACH.search(text) is not None
    text = _EACH.sub("", text)
    turned = _TURNED.fullmatch(text) or _ITEM_FIRST.fullmatch(text)
    if turned is None:
        return text
    words, counted = turned["words"], re.fullmatch(r"(\d{1,6})\s*(?:[x\u00d7*]\s*)?(.+)", turned["words"])
    if is_each and counted is not None:
        return f"{counted[1]} x {turned['money']} {counted[2]}"
    return f"{turned['money']} {words}"


def _item(match: re.Match[str], vocabulary: Vocabulary) -> Item:
    currency = vocabulary.program.currency
    written = match["sign"] or match["currency"]
    if written is None or (written not in _SIGNS and written.upper() != written and written.upper() != currency):
        raise _no_money(match, vocabulary)
    if _SIGNS.get(written, written.upper()) != currency:
        raise UsageError(f"`{match[0]}` is in {_SIGNS.get(written, written)}", help=f"the program counts in {currency}")
    amount = said_money(match["amount"], currency)
    if amount is None:
        raise UsageError(f"`{match['amount']}` is not an amount of money", help=f"write it as `12.50 {currency}`")
    count = int(match["count"] or 1)
    item = Item(amount * count, SCALE * count)
    if match["words"]:
        _describe(match["words"], item, vocabulary)
    return item


def _no_money(match: re.Match[str], vocabulary: Vocabulary) -> UsageError:
    """A number that is not money: what it may be instead."""
    number, currency = match["amount"], vocabulary.program.currency
    words = match[0].partition(number)[2].strip()
    mistake = mistaken_time(number)
    if mistake is not None:
        return mistake
    if number.endswith(".") and words:
        return UsageError(
            f"`{number}` is not a number",
            help=f"write `{number}00 {currency} {words}` for money, `{number[:-1]} {words}` for pieces, "
            "and `10th purchase` for what came before",
        )
    if not words:
        return UsageError(f"`{match[0]}` does not say what {number} is", help=f"write `{number} {currency}` for money")
    units = [f"`{number} {wallet.plural}`" for wallet in {w.name: w for w in vocabulary.units.values()}.values()]
    units += [f"`{number} stamps`"] if vocabulary.cards else []
    known = f"balances are said as {', '.join(units)}" if units else "it has no wallet of points"
    return UsageError(
        f"`{match[0]}` does not say what {number} is: the program knows no `{words}`",
        help=f"{known}; money is written `{number} {currency}`",
    )


def _describe(words: str, item: Item, vocabulary: Vocabulary) -> None:
    """The words behind the money of an item: values of line attributes, the longest known run of words first."""
    left = _LEADING.sub("", words, count=1) if _LEADING.match(words) else words
    while left:
        count = _COUNT.match(left)
        if count is not None:
            item.quantity, left = int(count[1]) * SCALE, count[2]
            first, _, rest = left.partition(" ")
            left = rest if first.casefold() in _PIECES else left
            continue
        found = _line_attribute(left, item, vocabulary)
        if found is None:
            raise _unknown_item_word(left, vocabulary)
        left = _LEADING.sub("", found.strip(), count=1) if _LEADING.match(found.strip()) else found.strip()


def _line_attribute(text: str, item: Item, vocabulary: Vocabulary) -> str | None:
    """Take one attribute off the beginning of a text and return what follows; None where there is none."""
    for length in range(len(text.split()), 0, -1):
        run, rest = " ".join(text.split()[:length]), " ".join(text.split()[length:])
        meanings = [meaning for meaning in _meanings(run, vocabulary) if meaning.owner == "line"]
        if meanings:
            item.attributes.update({meaning.attribute: meaning.value for meaning in meanings})
            return rest
    for owner, name, kind in (*vocabulary.attributes(), _SKU):
        if owner == "line":
            named = _named_value(text, name, kind)
            if named is not None:
                value, rest = named
                item.attributes[name] = value
                return rest
    return None


def read_word(part: str, scenario: Scenario, vocabulary: Vocabulary) -> bool:
    """Read a value of an attribute, by itself or behind the attribute's name."""
    plain = _LEADING.sub("", part, count=1) if _LEADING.match(part) else part
    meanings = _meanings(plain, vocabulary)
    if meanings:
        for meaning in meanings:
            _set(meaning, scenario)
        return True
    for owner, name, kind in (*vocabulary.attributes(), _SKU):
        named = _whole_value(part, name, kind)
        if named is not None:
            _set(Meaning(owner, name, named), scenario)
            return True
    return False


def _meanings(text: str, vocabulary: Vocabulary) -> list[Meaning]:
    """What a word means; a plural of a known word is that word."""
    folded = text.casefold().strip("`'\"")
    return vocabulary.words.get(folded) or vocabulary.words.get(folded.removesuffix("s")) or []


def _whole_value(part: str, name: str, kind: AttributeType) -> str | None:
    """A value behind the name of its attribute: `city Berlin`, `city is Berlin`, `newsletter`, `no newsletter`."""
    folded, word = part.casefold(), name.casefold()
    if kind.kind == "yes/no" and folded in (word, f"no {word}", f"not {word}", f"without {word}"):
        return "yes" if folded == word else "no"
    match = re.fullmatch(rf"{re.escape(word)}\s*(?:is|=|:|of)?\s+(.+)", part, re.IGNORECASE)
    if match is None:
        match = re.fullmatch(rf"{re.escape(word)}\s*[=:]\s*(.+)", part, re.IGNORECASE)
    return None if match is None else _checked(match[1].strip("`'\""), name, kind)


def _named_value(text: str, name: str, kind: AttributeType) -> tuple[str, str] | None:
    """The same at the beginning of a text, where one word is the value."""
    match = re.match(rf"{re.escape(name)}\s*(?:is\b|=|:)?\s*(\"[^\"]+\"|\S+)\s*(.*)", text, re.IGNORECASE)
    return None if match is None else (_checked(match[1].strip("`'\""), name, kind), match[2])


def _checked(value: str, name: str, kind: AttributeType) -> str:
    if kind.kind == "choice":
        folded = {choice.casefold(): choice for choice in kind.choices}
        value = folded.get(value.casefold(), value)
    if kind.kind == "yes/no":
        value = _YES_NO.get(value.casefold(), value)
    if kind.kind == "money":
        value = re.sub(r"\s*[A-Za-z]{3}$", "", value)
    if kind.parse(value) is None:
        mistake = mistaken_time(value) if kind.kind == "date" else None
        raise mistake or UsageError(f"`{value}` does not fit `{name}`", help=f"`{name}` is {kind}")
    return value


def _set(meaning: Meaning, scenario: Scenario) -> None:
    if meaning.owner == "member":
        scenario.profile[meaning.attribute] = meaning.value
    elif meaning.owner == "purchase":
        scenario.attributes[meaning.attribute] = meaning.value
    elif scenario.items:
        scenario.items[-1].attributes[meaning.attribute] = meaning.value
    else:
        scenario.loose = scenario.loose or Item(0)
        scenario.loose.attributes[meaning.attribute] = meaning.value


def read_count(part: str, scenario: Scenario, vocabulary: Vocabulary) -> bool:
    """Read how many pieces are bought: `2 units`, `3 coffees`."""
    match = _COUNT.fullmatch(part)
    meanings = [] if match is None else _meanings(match[2], vocabulary)
    if match is None or (match[2].casefold() not in _PIECES and not any(meaning.owner == "line" for meaning in meanings)):
        return False
    for meaning in meanings:
        _set(meaning, scenario)
    if scenario.items:
        scenario.items[-1].quantity = int(match[1]) * SCALE
    else:
        scenario.loose = scenario.loose or Item(0)
        scenario.loose.quantity = int(match[1]) * SCALE
    return True


def join_loose(scenario: Scenario) -> None:
    """Give what was said before the money to the item it belongs to; UsageError where that is not clear."""
    loose = scenario.loose
    if loose is None:
        return
    if len(scenario.items) != 1:
        what = ", ".join(loose.attributes.values()) or "the pieces"
        raise UsageError(f"what does it cost: {what}?", help="put it behind its money, such as `12 EUR coffee`")
    item = scenario.items[0]
    item.attributes = loose.attributes | item.attributes
    if item.quantity == SCALE:
        item.quantity = loose.quantity


def _unknown_item_word(words: str, vocabulary: Vocabulary) -> UsageError:
    """This program cannot tell such items apart: say so, and what it can tell apart."""
    meanings = [meaning for found in vocabulary.words.values() for meaning in found if meaning.owner == "line"]
    known = sorted({meaning.value for meaning in meanings})
    message = f"this program knows no items called `{words}`"
    near = closest(words, known)
    if near:
        return UsageError(message, help=f"did you mean `{near}`?")
    member = next((one for one in vocabulary.words.get(words.casefold(), ()) if one.owner == "member"), None)
    about = f"; about the member it is said behind a comma: `{member.attribute} {words}`" if member else ""
    declared = sorted(vocabulary.program.attributes.line)
    if meanings:
        others = f"; others are said as `{meanings[0].attribute} {words}`" if meanings[0].attribute in declared else ""
        return UsageError(message, help=f"it knows {', '.join(f'`{word}`' for word in known)}{others}{about}")
    if declared:
        return UsageError(message, help=f"say what it is, such as `{declared[0]} {words}`{about}")
    return UsageError(message, help="it treats every item alike: name the money alone")
