"""Mapping files: guarded YAML -> SourceFormat and Reading, then, with a file's columns, ColumnMapping. All faults at once, in place."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar, cast, get_args

from rulekit.diagnostics import Diagnostic, ProgramError, Source, Span, closest
from rulekit.ledger import mapping_keys as keys
from rulekit.ledger.event import EventKind
from rulekit.ledger.mapping import ColumnMapping, Joined, Reading, SourceFormat, Target
from rulekit.ledger.mapping_sentence import Column, Condition, Term
from rulekit.ledger.number_format import NumberFormat
from rulekit.ledger.read_sentence import SentenceFault, read_condition, read_term
from rulekit.ledger.table import TextFormat
from rulekit.ledger.time_format import TimeFormat, time_format
from rulekit.syntax.read_source import read_source
from rulekit.syntax.tree import Items, Mapping, Pair, Scalar, Tree
from rulekit.syntax.yaml import read_yaml
from rulekit.values.zone import Zone, zone_names

Read = TypeVar("Read")


@dataclass(slots=True)
class MappingFile:
    """A mapping file whose keys are known; its columns are read against each file's header."""

    root: Mapping
    source: Source
    findings: list[Diagnostic] = field(default_factory=list)

    def report(self, code: str, message: str, span: Span, help_text: str | None = None) -> None:
        """Add a finding."""
        self.findings.append(Diagnostic(code, message, span, help=help_text))

    def raise_findings(self) -> None:
        """Raise ProgramError if anything was found."""
        if self.findings:
            unique = {(finding.order, finding.message): finding for finding in self.findings}
            raise ProgramError(sorted(unique.values(), key=lambda finding: finding.order))

    def pairs(self, key: str, entries: str) -> Iterator[tuple[Scalar, Tree]]:
        """The pairs below a top-level key."""
        node = self.root.get(key)
        if isinstance(node, Mapping):
            yield from ((pair.key, pair.value) for pair in node.pairs)
        elif node is not None:
            self.report("RK402", f"`{key}` needs {entries}", node.span)

    def choice(self, pair: Pair, choices: Sequence[str]) -> str | None:
        """The value of a key that takes one of a few words."""
        text = self.text(pair.key.text, pair.value)
        if text is None or text in choices:
            return text
        near = closest(text, choices)
        listed = ", ".join(f"`{choice}`" for choice in choices)
        self.report(
            "RK403",
            f"`{pair.key.text}` cannot be `{text[:80]}`",
            pair.value.span,
            f"did you mean `{near}`?" if near else f"write one of {listed}",
        )
        return None

    def text(self, key: str, node: Tree) -> str | None:
        """The text of a scalar."""
        if isinstance(node, Scalar) and node.text.strip():
            return node.text
        written = "nothing" if isinstance(node, Scalar) else "a list" if isinstance(node, Items) else "keys"
        self.report("RK402", f"`{key}` needs a text, not {written}", node.span)
        return None


def read_mapping(path: str | Path) -> MappingFile:
    """Read a mapping file. Raises ProgramError with every finding about its keys."""
    source = read_source(path)
    if isinstance(source, Diagnostic):
        raise ProgramError([source])
    return read_mapping_text(source)


def read_mapping_text(source: Source) -> MappingFile:
    """Read a mapping from its text; see `read_mapping`."""
    tree, findings = read_yaml(source)
    if not isinstance(tree, Mapping):
        if tree is not None:
            findings.append(Diagnostic("RK402", "a mapping needs keys such as `columns`", tree.span))
        raise ProgramError(findings or [Diagnostic("RK410", "the mapping is empty", help="write at least `columns`")])
    file = MappingFile(tree, source, list(findings))
    _check_keys(file, tree.pairs, keys.TOP_KEYS, "a mapping")
    file.raise_findings()
    return file


def read_format(file: MappingFile) -> tuple[SourceFormat, Reading]:
    """What the mapping says about format and events; findings are added to the file."""
    words: dict[str, str] = {}
    times, zone = None, None
    node = file.root.get("format")
    for pair in _section(file, node, "format", keys.FORMAT_KEYS):
        key = pair.key.text
        if key == "times":
            times = _times(file, pair)
        elif key == "timezone":
            zone = _zone(file, pair)
        else:
            words[key] = file.choice(pair, _CHOICES[key]) or ""
    decimal = keys.DECIMALS.get(words.get("decimal", ""), ".")
    thousands = keys.THOUSANDS.get(words.get("thousands", ""))
    if thousands == decimal and isinstance(node, Mapping):
        place = next(pair for pair in node.pairs if pair.key.text == "thousands")
        file.report(
            "RK409",
            "`thousands` and `decimal` name the same mark",
            place.value.span,
            "name another mark, or leave `thousands` out",
        )
    text = TextFormat(
        keys.DELIMITERS.get(words.get("delimiter", "")), keys.ENCODINGS.get(words.get("encoding", ""), "utf-8")
    )
    return SourceFormat(text, NumberFormat(decimal, thousands), times, zone), _reading(file)


def read_columns(file: MappingFile, columns: Sequence[str]) -> ColumnMapping:
    """What the mapping says about these columns; findings are added to the file."""
    targets = [*_targets(file, columns), *_constants(file)]
    _check_targets(file, targets)
    skip = tuple(
        (reason.text, condition)
        for reason, node in file.pairs("skip", "reasons with conditions, e.g. `stock write-off: quantity < 0`")
        if (condition := _condition(file, reason.text, node, columns)) is not None
    )
    types: list[tuple[EventKind, Condition]] = []
    for kind, node in file.pairs("type", "types with conditions, e.g. `refund: invoice starts with C`"):
        condition = _condition(file, kind.text, node, columns)
        if kind.text not in get_args(EventKind):
            near = closest(kind.text, get_args(EventKind))
            file.report(
                "RK408",
                f"`{kind.text[:80]}` is no type of event",
                kind.span,
                f"did you mean `{near}`?" if near else _kinds(),
            )
        elif condition is not None:
            types.append((cast("EventKind", kind.text), condition))
    return ColumnMapping(
        tuple(target for target, _ in targets), skip, tuple(types), _refund_word(file, "amounts") == "negative"
    )


_CHOICES: dict[str, tuple[str, ...]] = {
    "delimiter": tuple(keys.DELIMITERS),
    "encoding": tuple(keys.ENCODINGS),
    "decimal": tuple(keys.DECIMALS),
    "thousands": tuple(keys.THOUSANDS),
    "amounts": keys.AMOUNTS,
    "link": keys.LINKS,
}


def _check_keys(file: MappingFile, pairs: Sequence[Pair], known: Sequence[str], what: str) -> None:
    for pair in pairs:
        if pair.key.text not in known:
            near = closest(pair.key.text, known)
            listed = ", ".join(f"`{key}`" for key in known)
            file.report(
                "RK401",
                f"{what} has no key `{pair.key.text[:80]}`",
                pair.key.span,
                f"did you mean `{near}`?" if near else f"it has {listed}",
            )


def _section(file: MappingFile, node: Tree | None, key: str, known: Sequence[str]) -> list[Pair]:
    """The known pairs of a section, each with a value."""
    if node is None:
        return []
    if not isinstance(node, Mapping):
        file.report("RK402", f"`{key}` needs keys such as `{known[0]}`", node.span)
        return []
    _check_keys(file, node.pairs, known, f"`{key}`")
    return [pair for pair in node.pairs if pair.key.text in known]


def _reading(file: MappingFile) -> Reading:
    at = next((pair for pair in file.root.pairs if pair.key.text == "at"), None)
    _section(file, file.root.get("refunds"), "refunds", keys.REFUND_KEYS)
    _refund_word(file, "amounts")
    return Reading(
        earliest=at is not None and file.choice(at, keys.AT) == "earliest",
        link_refunds=_refund_word(file, "link") == "same member and sku",
    )


def _refund_word(file: MappingFile, key: str) -> str | None:
    node = file.root.get("refunds")
    if not isinstance(node, Mapping):
        return None
    pair = next((pair for pair in node.pairs if pair.key.text == key), None)
    return file.choice(pair, _CHOICES[key]) if pair is not None else None


def _times(file: MappingFile, pair: Pair) -> TimeFormat | None:
    text = file.text("times", pair.value)
    if text is None:
        return None
    found = time_format(text)
    if isinstance(found, str):
        help_text = (
            "write e.g. `DD.MM.YYYY hh:mm`; the parts are YYYY, MM, DD, hh, mm, ss, f (fraction), M, D, h and AM"
        )
        file.report("RK407", f"{found} in `times`", pair.value.span, help_text)
        return None
    return found


def _zone(file: MappingFile, pair: Pair) -> Zone | None:
    text = file.text("timezone", pair.value)
    if text is None:
        return None
    if text not in zone_names():
        near = closest(text, zone_names())
        help_text = f"did you mean `{near}`?" if near else "write a name such as `Europe/Berlin` or `UTC`"
        file.report("RK403", f"`{text[:80]}` is no time zone", pair.value.span, help_text)
        return None
    return Zone(text)


def _targets(file: MappingFile, columns: Sequence[str]) -> list[tuple[Target, Span]]:
    node = file.root.get("columns")
    if node is None:
        file.report(
            "RK410",
            "the mapping has no `columns`",
            file.root.pairs[0].key.span,
            "say which column is the time: `columns: { at: … }`",
        )
    targets = []
    for name, value in file.pairs("columns", "names of events with the ledger's columns, e.g. `at: invoice_date`"):
        _check_target(file, name)
        filling = _filling(file, name.text, value, columns)
        if filling is not None:
            targets.append((Target(name.text, filling), name.span))
    return targets


def _filling(file: MappingFile, name: str, node: Tree, columns: Sequence[str]) -> Term | Joined | None:
    if isinstance(node, Items):
        names = [_single_column(file, name, item, columns) for item in node.items]
        if not names:
            file.report("RK402", f"`{name}` needs at least one column", node.span)
        return Joined(tuple(found for found in names if found is not None), " " if name == "at" else "-")
    text = file.text(name, node)
    if text is None:
        return None
    assert isinstance(node, Scalar), "only a scalar has a text"
    if name in keys.NUMBER_TARGETS or name.startswith(keys.PREFIXES):
        term = _sentence(file, node, lambda: read_term(text, columns))
        return Joined((term.name,), "") if isinstance(term, Column) and name not in keys.NUMBER_TARGETS else term
    found = _single_column(file, name, node, columns)
    return None if found is None else Joined((found,), "")


def _single_column(file: MappingFile, name: str, node: Tree, columns: Sequence[str]) -> str | None:
    text = file.text(name, node)
    if text is None or text in columns:
        return text
    near = closest(text, columns)
    listed = ", ".join(f"`{column}`" for column in columns[:8] if column) + (", …" if len(columns) > 8 else "")
    file.report(
        "RK404",
        f"the ledger has no column `{text[:80]}`",
        node.span,
        f"did you mean `{near}`?" if near else f"it has {listed}",
    )
    return None


def _constants(file: MappingFile) -> list[tuple[Target, Span]]:
    constants = []
    for name, value in file.pairs("constants", "names of events with their text, e.g. `currency: EUR`"):
        _check_target(file, name)
        text = file.text(name.text, value)
        if text is not None:
            constants.append((Target(name.text, text), name.span))
    return constants


def _check_target(file: MappingFile, name: Scalar) -> None:
    if name.text in keys.TARGETS or any(
        name.text.startswith(prefix) and name.text != prefix for prefix in keys.PREFIXES
    ):
        return
    near = closest(name.text, keys.TARGETS)
    help_text = (
        f"did you mean `{near}`?"
        if near
        else f"an attribute is written `member.{name.text[:40]}`, `purchase.…` or `line.…`"
    )
    file.report("RK405", f"events have no column `{name.text[:80]}`", name.span, help_text)


def _check_targets(file: MappingFile, targets: Sequence[tuple[Target, Span]]) -> None:
    names: set[str] = set()
    for target, span in targets:
        if target.name in names:
            file.report(
                "RK409", f"`{target.name}` is filled twice", span, "keep it under `columns` or under `constants`"
            )
        names.add(target.name)
    node = file.root.get("columns")
    if isinstance(node, Mapping) and node.get("at") is None:
        file.report(
            "RK410",
            "the mapping does not say which column is the time",
            _key(file, "columns").span,
            "add `at: …` to `columns`",
        )
    if _refund_word(file, "link") == "same member and sku":
        missing = [name for name in ("member_id", "sku") if name not in names]
        if missing:
            place = _key(file, "refunds").span
            file.report(
                "RK410",
                f"refunds cannot be linked without `{missing[0]}`",
                place,
                f"add `{missing[0]}: …` to `columns`",
            )


def _key(file: MappingFile, name: str) -> Scalar:
    return next(pair.key for pair in file.root.pairs if pair.key.text == name)


def _condition(file: MappingFile, name: str, node: Tree, columns: Sequence[str]) -> Condition | None:
    text = file.text(name, node)
    if text is None:
        return None
    assert isinstance(node, Scalar), "only a scalar has a text"
    return _sentence(file, node, lambda: read_condition(text, columns))


def _sentence(file: MappingFile, node: Scalar, read: Callable[[], Read]) -> Read | None:
    try:
        return read()
    except SentenceFault as fault:
        code = "RK404" if fault.unknown else "RK406"
        end = len(node.text)
        place = (
            node.place(min(fault.start, end), min(fault.end, end))
            if fault.start < end
            else node.place(max(end - 1, 0), end)
        )
        file.report(code, str(fault), place, fault.help_text)
        return None


def _kinds() -> str:
    return "the types are " + ", ".join(f"`{kind}`" for kind in get_args(EventKind))
