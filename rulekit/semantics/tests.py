"""`tests:` of a program: what happens and what must come out, checked like everything else."""

from __future__ import annotations

import re
from collections.abc import Sequence

from lark import Token

from rulekit.diagnostics import closest
from rulekit.ledger.event import LedgerSchema
from rulekit.program.model import Counter, Program, Tiers, Wallet
from rulekit.program.tests import COLUMNS, EXPECT_KEYS, Column, Expectation, Path, ProgramTest
from rulekit.semantics.checker import Checker, Sentence, as_branch, as_token
from rulekit.semantics.event_cells import knows_reward, report_unknown
from rulekit.semantics.fields import date, key_of, mapping, pairs, scalar
from rulekit.semantics.given import check_event
from rulekit.semantics.happenings import happenings
from rulekit.semantics.quantities import LARGEST_COUNT, is_unclear, name_of, number, too_fine
from rulekit.syntax.foreign_keys import meant
from rulekit.syntax.tree import Items, Mapping, Pair, Scalar, Tree
from rulekit.values.calendar import iso_day
from rulekit.values.money import SCALE, parse_amount
from rulekit.values.rounding import ratio
from rulekit.values.zone import Zone, zone_names

_BALANCE = re.compile(
    r"(?P<before>.+?) (?:left|balance|now|total|remaining|after|saldo)|(?:balance|saldo|total)(?: (?:of |in )?(?P<behind>.+))?",
    re.IGNORECASE,
)
_THOUSANDTHS = 3
"""Decimals of a wallet whose balances.csv says `1.500`, which may be pasted: there it is one and a half."""


def check_tests(checker: Checker, tree: Mapping, program: Program) -> tuple[ProgramTest, ...]:
    """Every test, in the order of the file. `program` is what the tests speak about; it has none yet."""
    if program.timezone not in zone_names():
        return ()
    declared = program.attributes
    schema = LedgerSchema(program.currency, Zone(program.timezone), declared.member, declared.purchase, declared.line)
    found = []
    for pair in pairs(checker, tree.get("tests"), "`tests:`"):
        with checker.within(f"in test `{pair.key.text}`"):
            owner = mapping(checker, pair.value, "a test")
            test = _test(checker, schema, program, pair.key.text, owner) if owner else None
            found.extend([test] if test else [])
    return tuple(found)


def _test(checker: Checker, schema: LedgerSchema, program: Program, name: str, owner: Mapping) -> ProgramTest | None:
    given = owner.get("given")
    items = given.items if isinstance(given, Items) else (given,) if isinstance(given, Mapping) else ()
    owners = [mapping(checker, item, "an event") for item in items]
    drafts = [check_event(checker, schema, one, index) for index, one in enumerate(owners) if one is not None and one.pairs]
    events, last = happenings(checker, schema, [draft for draft in drafts if draft])
    as_of = date(checker, owner, "as of")
    if as_of is not None and last is not None and as_of < last:
        message = f"the test ends on {iso_day(as_of)}, before its last event on {iso_day(last)}"
        checker.report("RK305", key_of(owner, "as of").span, message, help="write a later day, or leave `as of:` out")
    members = _members(owners)
    expectations = [
        one
        for pair in pairs(checker, owner.get("expect"), "`expect:`")
        if _is_known(checker, pair, members)
        for one in _of_member(checker, program, pair)
    ]
    return None if last is None else ProgramTest(name, events, as_of or last, tuple(expectations))


def _members(owners: Sequence[Mapping | None]) -> tuple[str, ...]:
    """Everybody the events mention."""
    named = [owner.get(key) for owner in owners if owner is not None for key in ("member", "referred by")]
    return tuple(dict.fromkeys(node.text.strip() for node in named if isinstance(node, Scalar) and node.text.strip()))


def _is_known(checker: Checker, pair: Pair, members: Sequence[str]) -> bool:
    key = pair.key
    if key.text in members:
        return True
    message = f"nothing happens to `{key.text}` in this test"
    if members and key.text in (*checker.names.of("wallet", "card", "milestone", "challenge"), *EXPECT_KEYS):
        value = pair.value.text if isinstance(pair.value, Scalar) else "…"
        checker.report("RK341", key.span, message, help=f"write the member first: `{members[0]}: {{ {key.text}: {value} }}`")
    elif members:
        report_unknown(checker, key, message, key.text, members, "RK341")
    else:
        checker.report("RK341", key.span, message, help=f"add an event with `member: {key.text}`")
    return False


# ---------------------------------------------------------------- what one member must have


def _of_member(checker: Checker, program: Program, owner: Pair) -> list[Expectation]:
    found: list[Expectation | None] = []
    member_id = owner.key.text
    for pair in pairs(checker, owner.value, "what a member must have"):
        key, path = pair.key.text, ("expect", member_id, pair.key.text)
        if key == "tier":
            found.append(_tier(checker, program.tiers, member_id, path, pair.value))
        elif key == "rewards":
            found += _rewards(checker, member_id, path, pair.value)
        elif key == "declined":
            value = _count(checker, scalar(checker, pair.value, "`declined:`"), "the number of declined actions")
            found.append(None if value is None else Expectation(member_id, "declined", key, value, path))
        else:
            found.append(_balance(checker, program, member_id, path, pair))
    return [one for one in found if one is not None]


def _tier(checker: Checker, tiers: Tiers | None, member_id: str, path: Path, node: Tree) -> Expectation | None:
    found = scalar(checker, node, "`tier:`")
    if found is None:
        return None
    level = found.text.strip()
    levels = [one.name for one in tiers.levels] if tiers else []
    if level in (*levels, "none"):
        return Expectation(member_id, "tier", level, None if level == "none" else level, path)
    report_unknown(checker, found, f"there is no level `{level}`", level, [*levels, "none"])
    return None


def _rewards(checker: Checker, member_id: str, path: Path, node: Tree) -> list[Expectation]:
    found = []
    for pair in pairs(checker, node, "`rewards:`"):
        name = pair.key.text
        value = _count(checker, scalar(checker, pair.value, "a number of rewards"), "the number of rewards")
        if knows_reward(checker, name, pair.key) and value is not None:
            found.append(Expectation(member_id, "reward", name, value, (*path, name)))
    return found


def _count(checker: Checker, found: Scalar | None, what: str) -> int | None:
    if found is None or is_unclear(checker, found):
        return None
    minor = parse_amount(found.text)
    if minor is not None and minor % SCALE == 0 and 0 <= minor <= LARGEST_COUNT * SCALE:
        return minor // SCALE
    checker.report("RK211", found.span, f"{what} cannot be `{found.text}`", help="write a whole number, such as `1`")
    return None


def _balance(checker: Checker, program: Program, member_id: str, path: Path, pair: Pair) -> Expectation | None:
    """A column of a wallet, or the steps of a counter."""
    key = pair.key.text
    counter = next((one for one in program.counters if one.name == key), None)
    wallet, column = _column(program, key)
    if counter is None and wallet is None:
        _unknown(checker, program, pair.key)
        return None
    found = scalar(checker, pair.value, f"`{key}:`")
    if found is None:
        return None
    is_plain = wallet is not None and wallet.decimals == _THOUSANDTHS
    sentence = checker.sentence("balance", found, checker.names.amounts(), has_thousandths=is_plain)
    if sentence is None:
        return None
    if counter is not None:
        value = _steps(checker, sentence, counter, program)
        return None if value is None else Expectation(member_id, "steps", key, value, path)
    assert wallet is not None, "one of the two is known"
    value = _units(checker, sentence, wallet)
    return None if value is None else Expectation(member_id, "wallet", wallet.name, value, path, column)


def _column(program: Program, key: str) -> tuple[Wallet | None, Column]:
    """A wallet by its name, or a column of one."""
    for wallet in program.wallets:
        if key == wallet.name:
            return wallet, "balance"
        if key.startswith(f"{wallet.name} ") and (words := key.removeprefix(f"{wallet.name} ")) in COLUMNS:
            return wallet, COLUMNS[words]
    return None, "balance"


def _unknown(checker: Checker, program: Program, key: Scalar) -> None:
    if key.text in checker.names.of("wallet", "card", "milestone", "challenge"):
        return  # it is declared with a mistake, and that is said there
    wallets = [wallet.name for wallet in program.wallets]
    columns = [f"{name} {words}" for name in wallets for words in COLUMNS]
    counters = [counter.name for counter in program.counters]
    known = [*wallets, *columns, *counters, *EXPECT_KEYS]
    message = f"`{key.text}` is nothing a member has here"
    if key.text in checker.names.of("reward"):
        checker.report("RK201", key.span, message, help=f"write `rewards: {{ {key.text}: 1 }}`")
    elif (wallet := _wallet_meant(key.text, wallets)) is not None:
        checker.report("RK201", key.span, message, help=f"write `{wallet}`, which is its balance")
    elif (near := meant(key.text, frozenset(("tier", "rewards")))) is not None:
        checker.report("RK201", key.span, message, help=f"did you mean `{near}`?")
    else:
        offered = known if closest(key.text, known) else [*wallets, *counters, "rewards", "declined"]
        report_unknown(checker, key, message, key.text, offered)


def _wallet_meant(written: str, wallets: Sequence[str]) -> str | None:
    """The wallet of `points left`, `balance of points`, and of `balance` where there is one."""
    found = _BALANCE.fullmatch(written)
    name = (found["before"] or found["behind"] or "") if found else ""
    if found is not None and not name and len(wallets) == 1:
        return wallets[0]
    return name if name in wallets else None


def _units(checker: Checker, sentence: Sentence, wallet: Wallet) -> int | None:
    """`30`, `30 points`, `-2.50 EUR` in smallest units of a wallet."""
    token, unit = _parts(sentence)
    minor = number(checker, sentence, token)
    if minor is None:
        return None
    if unit is not None and not _is_unit_of(checker, unit, wallet):
        help_text = f"write `{sentence.text(token)} {wallet.plural}`"
        checker.report("RK209", sentence.span(sentence.tree), f"`{wallet.name}` is counted in {wallet.plural}", help=help_text)
        return None
    units = ratio(minor * 10**wallet.decimals, SCALE)
    if not isinstance(units, int):
        too_fine(checker, sentence.span(token), wallet, minor)
        return None
    return _signed(sentence, units)


def _steps(checker: Checker, sentence: Sentence, counter: Counter, program: Program) -> int | None:
    """`3`, `3 stamps`, `35 EUR`: the steps of a counter in its smallest units."""
    token, unit = _parts(sentence)
    minor = number(checker, sentence, token)
    if minor is None:
        return None
    wallet = program.wallet(counter.step.subject) if counter.step.basis == "earned" and counter.step.subject else None
    allowed = ("stamp", "stamps") if counter.kind == "card" else (program.currency,) if counter.step.basis == "spend" else ()
    if unit is not None and unit not in allowed and not (wallet and _is_unit_of(checker, unit, wallet)):
        wanted = wallet.plural if wallet else allowed[-1] if allowed else ""
        help_text = f"write `{f'{sentence.text(token)} {wanted}'.strip()}`"
        checker.report("RK209", sentence.span(sentence.tree), f"`{counter.name}` does not count {unit}", help=help_text)
        return None
    units = ratio(minor * 10**counter.decimals, SCALE)
    if not isinstance(units, int) and wallet is not None:
        too_fine(checker, sentence.span(token), wallet, minor)
        return None
    if not isinstance(units, int):
        checker.report("RK210", sentence.span(token), f"`{counter.name}` counts whole steps", help="write a whole number")
        return None
    return _signed(sentence, units)


def _parts(sentence: Sentence) -> tuple[Token, str | None]:
    """The number and the word behind it, if any."""
    token, *unit = sentence.tree.children
    if not unit:
        return as_token(token), None
    branch = as_branch(unit[0])
    return as_token(token), str(branch.children[0]) if branch.data == "stamps" else name_of(branch)


def _is_unit_of(checker: Checker, unit: str, wallet: Wallet) -> bool:
    named = checker.names.wallet_of(unit)
    return (named is not None and named.name == wallet.name) or (wallet.is_money and unit == checker.names.currency)


def _signed(sentence: Sentence, units: int) -> int:
    return -units if sentence.text(sentence.tree).startswith("-") else units
