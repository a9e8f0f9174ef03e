"""Editions: several programs on one state, each ruling from its `starts` day on -> their order, and what is lost.

What has the same name goes on. Checked here, before anything runs: what cannot go on at all (errors), and what the next edition
gives up (warnings), each at the author's own line.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from rulekit.diagnostics import Diagnostic, ProgramError, Severity, UsageError
from rulekit.program.model import Attributes, Counter, Expiry, Program, Wallet
from rulekit.values.attribute import AttributeType
from rulekit.values.calendar import iso_day


def editions_of(programs: Program | Sequence[Program]) -> tuple[Program, ...]:
    """The programs in the order of their first days. Raises ProgramError where they cannot follow one another.

    TypeError for anything else, such as the path of a program.
    """
    if isinstance(programs, Program):
        return (programs,)
    if isinstance(programs, str | Path):
        raise TypeError(f"a program is wanted, not its path: write rk.load({str(programs)!r})")
    if not isinstance(programs, Sequence) or not all(isinstance(program, Program) for program in programs):
        raise TypeError("a program is wanted, or a list of them: rk.load(path) reads one")
    if not programs:
        raise UsageError("there is no program", help="give one, or several that follow one another")
    findings = [finding for finding in check_editions(programs) if finding.severity is Severity.ERROR]
    if findings:
        raise ProgramError(findings)
    return _in_order(programs)


def check_editions(programs: Sequence[Program]) -> list[Diagnostic]:
    """What keeps programs from following one another, and what each next one gives up."""
    ordered = _in_order(programs)
    findings = [
        _finding("RK334", program, "program", "there is an earlier edition, so this one needs the day it begins on",
                 "add `starts:` and the day, such as `starts: 2025-01-01`")
        for program in ordered[1:] if program.starts is None
    ]  # fmt: skip
    for number, program in enumerate(ordered[1:], 1):
        findings += _contradictions(ordered[:number], program)
        if program.starts is not None:
            findings += _given_up(ordered[number - 1], program, iso_day(program.starts))
    return findings


def as_one(programs: Sequence[Program]) -> Program:
    """The last edition, with the wallets, counters and rewards that earlier ones had and members may still hold."""
    last = programs[-1]
    found = {kind: {one.name: one for one in getattr(last, kind)} for kind in ("wallets", "counters", "rewards")}
    for program in reversed(programs[:-1]):
        for kind, by_name in found.items():
            found[kind] = by_name | {one.name: one for one in getattr(program, kind) if one.name not in by_name}
    return replace(last, **{kind: tuple(by_name.values()) for kind, by_name in found.items()})  # type: ignore[arg-type]


def merged_attributes(programs: Sequence[Program]) -> Attributes:
    """The attributes of all editions together: one ledger is read for all of them. Lists of choices are joined."""
    scopes: dict[str, dict[str, AttributeType]] = {"member": {}, "purchase": {}, "line": {}}
    for program in programs:
        for scope, found in scopes.items():
            for name, kind in getattr(program.attributes, scope).items():
                choices = (*found[name].choices, *kind.choices) if name in found else kind.choices
                found[name] = replace(kind, choices=tuple(dict.fromkeys(choices)))
    return Attributes(**scopes)


def carries_on(old: Counter, new: Counter) -> bool:
    """Whether the steps of a counter mean the same in the next edition: a stamp is a stamp, a ladder must count the same."""
    if old.kind != new.kind or old.decimals != new.decimals:
        return False
    return old.kind == "card" or (old.step.basis, old.step.subject) == (new.step.basis, new.step.subject)


def _in_order(programs: Sequence[Program]) -> tuple[Program, ...]:
    return tuple(sorted(programs, key=lambda program: program.starts or 0))


def _contradictions(earlier: Sequence[Program], program: Program) -> Iterator[Diagnostic]:
    """What one state cannot go through; a wallet or an attribute may come back after editions without it."""
    before = earlier[-1]
    if program.starts is not None and program.starts == before.starts:
        message = f"two editions begin on {iso_day(program.starts)}"
        yield _finding("RK335", program, "starts", message, "give each a day of its own; each rules until the next one begins")
    for key in ("currency", "timezone"):
        old, new = getattr(before, key), getattr(program, key)
        if old != new:
            yield _finding("RK335", program, key, f"the edition before has {old}, this one {new}", "one ledger has one of them")
    wallets = {wallet.name: wallet for one in earlier for wallet in one.wallets}
    for wallet in program.wallets:
        known = wallets.get(wallet.name)
        if known is not None and (known.decimals, known.is_money) != (wallet.decimals, wallet.is_money):
            message = f"the wallet `{wallet.name}` has other decimals than in an earlier edition"
            help_text = "keep its unit and decimals, or give the new wallet a name of its own"
            yield _finding("RK335", program, f"wallets.{wallet.name}", message, help_text)
        if known is not None and _follows_activity(known) != _follows_activity(wallet):
            message = f"the wallet `{wallet.name}` expires after the last activity in one of two editions alone"
            help_text = "a lot has a date of its own or follows its wallet; give the new wallet a name of its own"
            yield _finding("RK335", program, f"wallets.{wallet.name}.expires", message, help_text)
    for scope in ("member", "purchase", "line"):
        declared = getattr(merged_attributes(earlier), scope)
        for name, kind in getattr(program.attributes, scope).items():
            if name in declared and declared[name].kind != kind.kind:
                message = f"`{scope}.{name}` is {kind}, in an earlier edition it is {declared[name]}"
                help_text = "one ledger is read for all editions; give the new attribute another name"
                yield _finding("RK335", program, f"attributes.{scope}.{name}", message, help_text)


def _follows_activity(wallet: Wallet) -> bool:
    return isinstance(wallet.expires, Expiry) and wallet.expires.anchor == "last activity"


def _given_up(before: Program, program: Program, day: str) -> Iterator[Diagnostic]:
    """What members have and the next edition does not know (RK381); each at its line in the edition that has it."""
    kept = {wallet.name for wallet in program.wallets}
    for wallet in before.wallets:
        if wallet.name not in kept:
            message = f"the next edition has no wallet `{wallet.name}`: nothing fills it or is bought with it from {day} on"
            help_text = "what members hold stays in their accounts, and expires as it would have"
            yield _finding("RK381", before, f"wallets.{wallet.name}", message, help_text)
    counters = {counter.name: counter for counter in program.counters}
    for counter in before.counters:
        new = counters.get(counter.name)
        if new is None or not carries_on(counter, new):
            what = "does not have" if new is None else "counts something else in"
            message = f"the next edition {what} `{counter.name}`: the steps that members have on it expire on {day}"
            help_text = "what it gave stays; give a counter of another kind a name of its own" if new else "what it gave stays"
            yield _finding("RK381", before, f"{counter.kind}s.{counter.name}", message, help_text)
    rules = {rule.name: rule for rule in program.rules}
    for rule in before.rules:
        old, following = rule.budget, rules.get(rule.name)
        budget = following.budget if following else None
        if old is not None and budget is not None and old.wallet != budget.wallet:
            message = f"the next edition counts the budget of `{rule.name}` in something else, so it is whole again on {day}"
            help_text = "subtract by hand what was given so far, or give the new rule a name of its own"
            yield _finding("RK381", before, f"rules.{rule.name}.budget", message, help_text)
    yield from _lost_levels(before, program, day)


def _lost_levels(before: Program, program: Program, day: str) -> Iterator[Diagnostic]:
    if before.tiers is None:
        return
    kept = {level.name for level in program.tiers.levels} if program.tiers else set()
    below = None
    for level in before.tiers.levels:
        if level.name in kept:
            below = level.name
            continue
        becomes = f"get `{below}`" if below else "have no level"
        message = f"the next edition has no level `{level.name}`: its members {becomes} on {day}"
        help_text = "they rise again with their next event where they qualify; to rename a level, keep its name"
        yield _finding("RK381", before, f"tiers.levels.{level.name}", message, help_text)


def _finding(code: str, program: Program, path: str, message: str, help_text: str) -> Diagnostic:
    place = program.origin.place(path) if program.origin else None
    return Diagnostic(code, message, place, help=help_text)
