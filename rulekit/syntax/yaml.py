"""Guarded YAML: a `Source` -> a `Tree` of text with positions, and every finding in file order.

Events are read one by one and counted before anything is built, so size, depth, entries and aliases are bounded.
Invariants: every scalar is text, whatever it looks like; nothing of the file is silently lost
("Reading YAML without its traps").
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import yaml

from rulekit.diagnostics import Diagnostic, Source, Span
from rulekit.syntax import yaml_findings as say
from rulekit.syntax.characters import check_characters
from rulekit.syntax.read_source import MAX_BYTES, too_large
from rulekit.syntax.scalar import scalar_offsets
from rulekit.syntax.tree import Items, Mapping, Pair, Scalar, Tree
from rulekit.syntax.yaml_findings import DECIMAL_KEY, MAX_DEPTH
from rulekit.syntax.yaml_problem import explain_problem

MAX_NODES = 20_000
MAX_SCALAR_CHARACTERS = 10_000
MAX_FINDINGS = 100
"""Beyond this many findings the rest of the file is not read."""

_GLUED_TAG = re.compile(r"![^\W\d][^\n!]*")
_TAG = re.compile(r"!\S*")

Node = yaml.ScalarEvent | yaml.CollectionStartEvent | yaml.AliasEvent


class _BoundMetError(Exception):
    """Ends the reading at a bound; carries the finding, if there is one to add."""

    def __init__(self, finding: Diagnostic | None = None) -> None:
        super().__init__()
        self.finding = finding


def read_yaml(source: Source, begin: int = 0) -> tuple[Tree | None, list[Diagnostic]]:
    """Read one YAML document, from character `begin` of the text on. The tree is None where nothing usable could be read.

    Findings that leave the rest readable (a duplicate key, a tag) come with a tree, so that later steps can find more.

    >>> tree, findings = read_yaml(Source("p.yaml", "seed: 0x10"))
    >>> tree.get("seed").text, findings
    ('0x10', [])
    """
    if len(source.text) > MAX_BYTES or len(source.text.encode("utf-8", "replace")) > MAX_BYTES:
        return None, [too_large(source.name)]
    refused = check_characters(source, MAX_FINDINGS)
    if refused:
        return None, refused
    tree, findings = _Reader(source, begin).read()
    return tree, sorted(findings, key=lambda finding: finding.order)


class _Reader:
    """The state of one reading: the events ahead, what was counted, what was found."""

    def __init__(self, source: Source, begin: int) -> None:
        self.source = source
        self.text = " " * begin + source.text[begin:]
        self.events: Iterator[yaml.Event] = iter(())
        self.findings: list[Diagnostic] = []
        self.anchors: dict[str, Scalar] = {}
        self.nodes = 0
        self.depth = 0
        self.value_end = 0

    def read(self) -> tuple[Tree | None, list[Diagnostic]]:
        """The first document and what was found up to where reading ended."""
        try:
            self.events = iter(yaml.parse(self.text, Loader=yaml.CSafeLoader))
            return self._document(), self.findings
        except yaml.MarkedYAMLError as problem:
            explained = explain_problem(problem, self.source)
            return None, [finding for finding in self.findings if not say.is_cause(finding, explained)] + [explained]
        except _BoundMetError as bound:
            return None, self.findings + ([bound.finding] if bound.finding else [])

    def _document(self) -> Tree | None:
        tree: Tree | None = None
        documents = 0
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if event.version or event.tags:
                    self._add(say.directive(self.source, _start(event)))
                if documents > 1:
                    self._add(say.second_document(self.source, _start(event), _end(event)))
                    break
            elif isinstance(event, Node):
                tree = self._node(event)
        if documents == 0 or (isinstance(tree, Scalar) and tree.is_missing):
            self._add(say.empty_file(self.source))
            return None
        return tree

    # ------------------------------------------------------------ values

    def _node(self, event: yaml.Event) -> Tree | None:
        """One value and all that is in it; None for an alias that stands for nothing usable."""
        self._count(event)
        if isinstance(event, yaml.AliasEvent):
            self._add(say.alias(self.source, _start(event), _end(event)))
            return self.anchors.get(event.anchor or "")
        assert isinstance(event, yaml.ScalarEvent | yaml.CollectionStartEvent), "a value begins here"
        if event.tag is not None:
            self._add(say.tag(self.source, _start(event)))
        if event.anchor:
            self._add(say.anchor(self.source, _start(event), event.anchor))
        if isinstance(event, yaml.ScalarEvent):
            scalar = self._scalar(event)
            if event.anchor:
                self.anchors[event.anchor] = scalar
            return scalar
        self._enter(event)
        node = self._items(event) if isinstance(event, yaml.SequenceStartEvent) else self._mapping(event)
        self.depth -= 1
        return node

    def _scalar(self, event: yaml.ScalarEvent) -> Scalar:
        start, end = self._value_start(event), _end(event)
        value = event.value
        if len(value) > MAX_SCALAR_CHARACTERS:
            raise _BoundMetError(say.too_long(self.source, start, len(value), MAX_SCALAR_CHARACTERS))
        if event.tag and start > 0 and self.text[start - 1] == "!":
            value = self.text[start:end]
        offsets = scalar_offsets(self.text, start, end, event.style, value)
        stop = end if event.style in ("'", '"') else max(offsets[-1], start)
        self.value_end = max(self.value_end, stop if stop > start else 0)
        is_block = event.style in ("|", ">")
        comment = None if is_block else self._comment(end)
        quoted = is_block or event.style in ("'", '"')
        is_plain = value and not quoted and value.count('"') % 2 == 0
        if comment is not None and is_plain and comment.text[1:2].isdigit():
            self._add(say.number_sign(comment))
        return Scalar(value, quoted, self.source, offsets, self.source.span(start, stop), comment)

    def _value_start(self, event: yaml.ScalarEvent) -> int:
        """Where the value itself begins: the mark of a scalar with a tag or an anchor is theirs.

        A plain word glued to a `!` was meant as part of the value: `!first purchase`.
        """
        start, end = _start(event), _end(event)
        if not event.style and not event.anchor and _GLUED_TAG.fullmatch(self.text, start, end):
            return start + 1
        if not event.style and (event.anchor or event.tag) and self.text.endswith(event.value, start, end):
            return end - len(event.value)
        for _ in filter(None, (event.anchor, event.tag)):
            found = _TAG.match(self.text, start, end)
            start = found.end() if found else start + len(f"&{event.anchor}")
            while start < end and self.text[start].isspace():
                start += 1
        return start

    def _comment(self, end: int) -> Span | None:
        """The comment behind a scalar on its line, where white space stands before its `#`."""
        position = end
        while self.text.startswith((" ", "\t"), position):
            position += 1
        if position == end or not self.text.startswith("#", position):
            return None
        stop = self.text.find("\n", position)
        stop = len(self.text) if stop < 0 else stop
        return self.source.span(position, stop - self.text.endswith("\r", position, stop))

    def _items(self, event: yaml.Event) -> Items:
        items: list[Tree] = []
        for inner in self.events:
            if isinstance(inner, yaml.SequenceEndEvent):
                return Items(tuple(items), self._span(event, inner))
            item = self._node(inner)
            items.extend([item] if item is not None else [])
        raise AssertionError("the YAML reader closes what it opens")

    def _mapping(self, event: yaml.CollectionStartEvent) -> Mapping:
        pairs: list[Pair] = []
        seen: dict[str, Scalar] = {}
        for inner in self.events:
            if isinstance(inner, yaml.MappingEndEvent):
                return Mapping(tuple(pairs), self._span(event, inner))
            pair = self._pair(inner, pairs, in_braces=bool(event.flow_style))
            if pair is None:
                continue
            first = seen.setdefault(pair.key.text, pair.key)
            if first is pair.key:
                pairs.append(pair)
            else:
                self._add(say.duplicate(pair.key, first))
        raise AssertionError("the YAML reader closes what it opens")

    def _pair(self, event: yaml.Event, before: list[Pair], *, in_braces: bool) -> Pair | None:
        key = self._node(event)
        value = self._node(next(self.events))
        if not isinstance(key, Scalar):
            if key is not None:
                self._add(say.key_that_is_no_name(key.span))
            return None
        if key.text == "<<" and not key.quoted:
            self._add(say.merge(key.span))
            return None
        if in_braces and self._lost_its_colon(key, value):
            return self._cut_off(key, before)
        return Pair(key, value) if value is not None else None

    def _lost_its_colon(self, key: Scalar, value: Tree | None) -> bool:
        """In `{ give: 1 point per 1 EUR, pro rata }` YAML makes `pro rata` a key without a colon."""
        if not isinstance(value, Scalar) or not value.is_missing:
            return False
        return ":" not in self.text[key.offsets[-1] + key.quoted : value.offsets[0]]

    def _cut_off(self, key: Scalar, before: list[Pair]) -> Pair | None:
        """A key that lost its colon; a number cut at its decimal comma is put together again, so that it is one finding."""
        last = before[-1] if before else None
        if last is not None and isinstance(last.value, Scalar) and say.is_decimal_comma(last.value, key):
            self._add(say.decimal_comma(last.value, key))
            before[-1] = Pair(last.key, self._with_point(last.value, key))
            return None
        if not key.quoted and DECIMAL_KEY.match(self.text, key.offsets[0]):
            self._add(say.decimal_comma_in_key(self.source, key.offsets[0]))
            return None
        self._add(say.comma_in_braces(key, last))
        return self._split_at_colon(key)

    def _with_point(self, whole: Scalar, fraction: Scalar) -> Scalar:
        """`2` and `90 EUR` as the author meant them: `2.90 EUR`."""
        text = f"{whole.text}.{fraction.text}"
        offsets = (*whole.offsets, *fraction.offsets)
        span = self.source.span(whole.offsets[0], fraction.offsets[-1])
        return Scalar(text, False, self.source, offsets, span, fraction.comment)

    def _split_at_colon(self, key: Scalar) -> Pair | None:
        """`{ kind:gift }` as it was meant; None where there is no colon."""
        start, end = key.offsets[0], key.offsets[-1]
        colon = self.text.find(":", start, end)
        if colon < 0 or key.quoted or "\n" in self.text[start:end]:
            return None
        return Pair(self._slice(start, colon), self._slice(colon + 1, end))

    def _slice(self, start: int, end: int) -> Scalar:
        text = self.text[start:end]
        return Scalar(text, False, self.source, range(start, end + 1), self.source.span(start, end))

    # ------------------------------------------------------------ bounds, findings, places

    def _count(self, event: yaml.Event) -> None:
        self.nodes += 1
        if self.nodes > MAX_NODES:
            raise _BoundMetError(say.too_many(self.source, _start(event), MAX_NODES))

    def _enter(self, event: yaml.Event) -> None:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise _BoundMetError(say.too_deep(self.source, _start(event), MAX_DEPTH))

    def _add(self, finding: Diagnostic) -> None:
        self.findings.append(finding)
        if len(self.findings) >= MAX_FINDINGS:
            raise _BoundMetError

    def _span(self, event: yaml.Event, last: yaml.Event) -> Span:
        """A collection's place, up to its closing bracket or, for a block, to its last value."""
        if _end(last) > _start(last):
            self.value_end = _end(last)
        return self.source.span(_start(event), max(_start(event), self.value_end))


def _start(event: yaml.Event) -> int:
    assert event.start_mark is not None, "events of a file have marks"
    return event.start_mark.index


def _end(event: yaml.Event) -> int:
    assert event.end_mark is not None, "events of a file have marks"
    return event.end_mark.index
