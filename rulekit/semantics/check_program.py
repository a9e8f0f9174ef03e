"""The whole check of a program: source text to the frozen `Program`, with every finding at once in file order.

The program is None exactly where there is an error among the findings. Nothing a file can hold raises.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping as Values
from dataclasses import dataclass, replace
from typing import Literal

from rulekit.diagnostics import Diagnostic, ProgramError, Severity, Source, Span
from rulekit.diagnostics.ordering import in_file_order
from rulekit.program.compose import Composition, compose
from rulekit.program.model import Program
from rulekit.program.origin import Value
from rulekit.program.paths import place_of
from rulekit.semantics.checker import Checker
from rulekit.semantics.counter import check_counters
from rulekit.semantics.fields import mapping, pairs, word
from rulekit.semantics.goals import check_goals
from rulekit.semantics.head import check_attributes, check_head
from rulekit.semantics.lints import heed_ignores, lint
from rulekit.semantics.referral import check_referral
from rulekit.semantics.reward import check_rewards, declare_payments
from rulekit.semantics.rule import Stacking, check_rules
from rulekit.semantics.segments import check_segments, declare_segments
from rulekit.semantics.spelling import declare
from rulekit.semantics.tests import check_tests
from rulekit.semantics.tiers import check_tiers, declare_levels
from rulekit.semantics.wallet import check_wallets, declare_wallets
from rulekit.syntax.format_yaml import format_yaml
from rulekit.syntax.misspelt_keys import read_as_meant
from rulekit.syntax.structure import check_structure, plain_data
from rulekit.syntax.tree import Mapping

_NOT_REPLAYED = ("tests", "goals")
"""Sections that change nothing in a replay."""

_UNREAD = "RK1"
"""Reading and syntax: codes of what hinders the layout too."""


@dataclass(frozen=True, slots=True)
class _Stacking:
    bonuses: Stacking
    rounding: Literal["once per purchase", "once per rule"]


def check_program(source: Source) -> tuple[Program | None, list[Diagnostic]]:
    r"""Check one program, with what it extends.

    Returns the program, or None where there is an error, and all findings, errors and warnings, in file order.

    >>> program, findings = check_program(Source("p.yaml", "program: P\ncurrency: EUR\ntimezone: Europe/Berlin\n"))
    >>> program.name, program.currency, findings
    ('P', 'EUR', [])
    """
    return check_composition(compose(source))


def check_composition(composition: Composition) -> tuple[Program | None, list[Diagnostic]]:
    """Check a program whose files and values are read."""
    return _check(composition)[:2]


def format_program(source: Source) -> tuple[str | None, list[Diagnostic]]:
    r"""Write a program in its canonical layout, and all findings; what it extends stays as it is.

    The text is None where a part cannot be read (RK1xx); a name or unit that is wrong hinders nothing. Line ends are LF.

    >>> format_program(Source("p.yaml", "program:   'P'\ncurrency: EUR\ntimezone: UTC # no summer time"))[0]
    'program: P\ncurrency: EUR\ntimezone: UTC  # no summer time\n'
    """
    _, findings, canonical = _check(compose(source))
    return canonical[0] if canonical else None, findings


def _check(composition: Composition) -> tuple[Program | None, list[Diagnostic], list[str]]:
    """The program, all findings, and the canonical text of every file where all could be read."""
    tree, found = composition.complete()
    if tree is None:
        return None, in_file_order(found), []
    structure = check_structure(tree)
    meant = read_as_meant(tree)
    if meant is not tree:
        structure = list(dict.fromkeys([*structure, *check_structure(meant)]))
        tree = meant
    checker = Checker()
    program = _program(checker, composition, tree) if isinstance(tree, Mapping) else None
    if not isinstance(tree, Mapping):
        checker.misshape(tree.span, "a program is made of `key: value` lines")
    found = _merged([*found, *structure], checker)
    errors = [one.code for one in found if one.severity is Severity.ERROR]
    if program is None or not isinstance(tree, Mapping) or any(code.startswith(_UNREAD) for code in errors):
        return None, _heeded(composition, found)[0], []
    canonical = [format_yaml(source, own, checker.printed) for source, own in composition.files]
    if errors:
        return None, _heeded(composition, found)[0], canonical
    program = replace(program, hash=_hash(canonical, composition, checker))
    loud, about = _heeded(composition, [*found, *lint(program, tree)])
    return program, in_file_order([*loud, *about]), canonical


def _heeded(composition: Composition, found: list[Diagnostic]) -> tuple[list[Diagnostic], list[Diagnostic]]:
    """What the comments of every file leave of the findings, and what is to say of these comments."""
    about: list[Diagnostic] = []
    for source, tree in composition.files:
        heard = heed_ignores(source, tree, found)
        found = heard.loud
        about += heard.about
    return found, about


@dataclass(frozen=True, slots=True)
class _Origin:
    """What a program was made of."""

    composition: Composition

    @property
    def file(self) -> str:
        """Its own file."""
        return self.composition.files[0][0].name

    @property
    def settings(self) -> Values[str, str]:
        """The values that were set, as they were written."""
        return self.composition.written

    def with_values(self, values: Values[str, Value]) -> Program:
        """The program with other values; ProgramError where they do not fit."""
        program, findings = check_composition(self.composition.with_values(values, "with_values"))
        if program is None:
            raise ProgramError(findings)
        return program

    def place(self, path: str) -> Span | None:
        """Where the key of a path stands."""
        tree, _ = self.composition.complete()
        return None if tree is None else place_of(tree, path)


def _program(checker: Checker, composition: Composition, tree: Mapping) -> Program:
    """Every part, best effort: what has a mistake is left out or takes its default. Its hash is still to come."""
    head = check_head(checker, tree)
    checker.names.attributes = attributes = check_attributes(checker, tree)
    declare_wallets(checker, tree)
    _declare_all(checker, tree)
    stacking = _stacking(checker, tree)
    program = Program(
        name=head.name,
        currency=head.currency,
        timezone=head.timezone,
        hash="",
        starts=head.starts,
        ends=head.ends,
        enrolment=head.enrolment,
        late=head.late,
        attributes=attributes,
        wallets=check_wallets(checker, tree),
        segments=check_segments(checker, tree),
        tiers=check_tiers(checker, tree),
        rules=check_rules(checker, tree, stacking.bonuses),
        counters=check_counters(checker, tree),
        referral=check_referral(checker, tree),
        rewards=check_rewards(checker, tree),
        stacking=stacking.bonuses,
        rounding=stacking.rounding,
        origin=_Origin(composition),
        seed=head.seed,
        goals=check_goals(checker, tree),
    )
    return replace(program, tests=check_tests(checker, tree, program))


def _hash(canonical: list[str], composition: Composition, checker: Checker) -> str:
    """SHA-256 of the formatted text; with other files or values, of the hashes of all, its own file's first, and the values.

    Values are formatted as well; those of tests and goals count as little as these do.
    """
    hashes = [_sha256(_replayed(text)) for text in canonical]
    sections = {path: path.partition(".")[0] for path in composition.settings}
    settings = {path: one.value for path, one in sorted(composition.settings.items()) if sections[path] not in _NOT_REPLAYED}
    if len(hashes) == 1 and not settings:
        return hashes[0]
    values = [[path, plain_data(value, checker.printed)] for path, value in settings.items()]
    return _sha256(json.dumps([hashes, values]))


def _replayed(canonical: str) -> str:
    """Tests and goals change nothing in a replay, so no reward code."""
    sections = re.split(r"^(?=[^\s#])", canonical, flags=re.MULTILINE)
    left_out = tuple(f"{key}:" for key in _NOT_REPLAYED)
    return "".join(section for section in sections if not section.startswith(left_out)).rstrip() + "\n"


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _declare_all(checker: Checker, tree: Mapping) -> None:
    """Names of everything but wallets, so that what stands first may mention what stands last."""
    declare_levels(checker, tree)
    declare_segments(checker, tree)
    declare_payments(checker, tree)
    for kind in ("reward", "rule", "card", "milestone", "challenge"):
        for pair in pairs(checker, tree.get(f"{kind}s"), f"`{kind}s:`"):
            declare(checker, kind, pair.key.text, pair.key.span)


def _stacking(checker: Checker, tree: Mapping) -> _Stacking:
    owner = mapping(checker, tree.get("stacking"), "`stacking:`")
    if owner is None:
        return _Stacking("add", "once per purchase")
    with checker.within("in `stacking`"):
        bonuses: Stacking = word(checker, owner, "bonuses", ("add", "multiply", "best"), "add")
        rounding: Literal["once per purchase", "once per rule"] = word(
            checker, owner, "rounding", ("once per purchase", "once per rule"), "once per purchase"
        )
        return _Stacking(bonuses, rounding)


def _merged(earlier: list[Diagnostic], checker: Checker) -> list[Diagnostic]:
    """All findings in file order; those about shapes only where nobody else found an error."""
    found = in_file_order([*earlier, *checker.findings])
    if any(one.severity is Severity.ERROR for one in found):
        return found
    return in_file_order([*found, *checker.misshapen])
