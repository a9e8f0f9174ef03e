"""Guarded YAML: a `Source` -> a `Tree` of text with positions, and every finding in file order.

Events are read one by one and counted before anything is built, so size, depth, nodes and aliases are bounded. Invariants: every
scalar is text, whatever it looks like; nothing of the file is silently lost ("Reading YAML without its traps").
"""

from __future__ import annotations

from collections.abc import Iterator

import yaml

from rulekit.diagnostics import Diagnostic, Label, Source, Span
from rulekit.syntax.characters import check_characters
from rulekit.syntax.read_source import MAX_BYTES, too_large
from rulekit.syntax.scalar import scalar_offsets
from rulekit.syntax.tree import Items, Mapping, Pair, Scalar, Tree
from rulekit.syntax.yaml_problem import explain_problem

MAX_DEPTH = 32
MAX_NODES = 30_000
MAX_SCALAR_CHARACTERS = 10_000
MAX_FINDINGS = 100
"""Beyond this many findings the rest of the file is not read."""


class _TooMuch(Exception):  # noqa: N818  not an error of ours: a bound of the file was met
    """Ends the reading; carries the finding."""

    def __init__(self, diagnostic: Diagnostic | None = None) -> None:
        super().__init__()
        self.diagnostic = diagnostic


def read_yaml(source: Source) -> tuple[Tree | None, list[Diagnostic]]:
    """Read one YAML document. The tree is None where nothing usable could be read.

    Findings that leave the rest readable (a duplicate key, a tag) come with a tree, so that later steps can find more.

    >>> tree, findings = read_yaml(Source("p.yaml", "seed: 0x10"))
    >>> tree.get("seed").text, findings
    ('0x10', [])
    """
    if len(source.text) > MAX_BYTES or len(source.text.encode("utf-8", "replace")) > MAX_BYTES:
        return None, [too_large(source.name)]
    found = check_characters(source, MAX_FINDINGS)
    if found:
        return None, found
    return _Reader(source).read()


class _Reader:
    """The state of one reading: the events ahead, what was counted, what was found."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.text = source.text
        self.findings: list[Diagnostic] = []
        self.nodes = 0
        self.anchors: dict[str, Scalar] = {}
        self.depth = 0
        self.events: Iterator[yaml.Event] = iter(())

    def read(self) -> tuple[Tree | None, list[Diagnostic]]:
        """The first document; all findings sorted by place."""
        tree: Tree | None = None
        try:
            self.events = yaml.parse(self.text, Loader=yaml.CSafeLoader)
            tree = self._document()
        except yaml.MarkedYAMLError as problem:
            tree = None
            self.findings.append(explain_problem(problem, self.source))
        except _TooMuch as bound:
            tree = None
            self.findings.extend([bound.diagnostic] if bound.diagnostic else [])
        self.findings.sort(key=lambda finding: finding.order)
        return tree, self.findings

    def _document(self) -> Tree | None:
        tree: Tree | None = None
        documents = 0
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                self._check_directives(event)
                if documents > 1:
                    self._another_document(event)
                    break
            elif isinstance(event, yaml.NodeEvent):
                tree = self._node(event)
        if documents == 0 or (isinstance(tree, Scalar) and tree.is_missing):
            self._report("RK108", "the file is empty", self.source.span(0, 0), help="start with `program:` and the name of your program")
            return None
        return tree

    # ------------------------------------------------------------ nodes

    def _node(self, event: yaml.NodeEvent) -> Tree | None:
        """One value and all that is in it; None for an alias that stands for nothing usable."""
        self._count(event)
        if isinstance(event, yaml.AliasEvent):
            return self._alias(event)
        self._check_tag(event)
        if event.anchor:
            self._report_anchor(event)
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
        start, end = event.start_mark.index, event.end_mark.index
        if len(event.value) > MAX_SCALAR_CHARACTERS:
            message = f"a text of {len(event.value)} characters; at most {MAX_SCALAR_CHARACTERS} are allowed"
            raise _TooMuch(Diagnostic("RK107", message, self.source.span(start, start + 40)))
        start = self._value_start(start, end, event)
        offsets = scalar_offsets(self.text, start, end, event.style, event.value)
        stop = end if event.style in ("'", '"') else max(offsets[-1], start)
        quoted = event.style in ("'", '"', "|", ">")
        comment = None if quoted and event.style in ("|", ">") else self._comment(end)
        return Scalar(event.value, quoted, self.source, offsets, self.source.span(start, stop), comment)

    def _value_start(self, start: int, end: int, event: yaml.ScalarEvent) -> int:
        """The mark of a scalar with a tag or an anchor is theirs; step over them."""
        while start < end and ((event.anchor and self.text[start] == "&") or (event.tag and self.text[start] == "!")):
            while start < end and not self.text[start].isspace():
                start += 1
            while start < end and self.text[start].isspace():
                start += 1
        return start

    def _comment(self, end: int) -> Span | None:
        """The comment behind a scalar on its line, where white space stands before its `#`."""
        position = end
        while position < len(self.text) and self.text[position] in " \t":
            position += 1
        if not self.text.startswith("#", position) or position == end:
            return None
        stop = self.text.find("\n", position)
        return self.source.span(position, len(self.text.rstrip("\r\n")) if stop < 0 else stop)

    def _items(self, event: yaml.NodeEvent) -> Items:
        items: list[Tree] = []
        for inner in self.events:
            if isinstance(inner, yaml.SequenceEndEvent):
                return Items(tuple(items), self._span(event, inner))
            item = self._node(inner)
            items.extend([item] if item is not None else [])
        raise AssertionError("the YAML reader closes what it opens")

    def _mapping(self, event: yaml.NodeEvent) -> Mapping:
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
                self._duplicate(pair.key, first)
        raise AssertionError("the YAML reader closes what it opens")

    def _pair(self, event: yaml.NodeEvent, before: list[Pair], *, in_braces: bool) -> Pair | None:
        key = self._node(event)
        value = self._node(next(self.events))
        if not isinstance(key, Scalar):
            if key is not None:
                self._report("RK126", "a key must be a plain word or name", key.span, help="write `name: value`; a list or mapping cannot be a key")
            return None
        if key.text == "<<" and not key.quoted:
            self._report("RK125", "`<<` merges another mapping, which programs do not use", key.span, help="write the keys out where they are needed")
            return None
        if in_braces and self._lost_its_colon(key, value):
            self._comma_in_braces(key, before)
            return None
        return Pair(key, value) if value is not None else None

    def _lost_its_colon(self, key: Scalar, value: Tree | None) -> bool:
        """In `{ give: 1 point per 1 EUR, pro rata }` YAML makes `pro rata` a key without a colon."""
        if not isinstance(value, Scalar) or not value.is_missing:
            return False
        between = self.text[self._end_of(key) : value.offsets[0]]
        return ":" not in between

    def _end_of(self, scalar: Scalar) -> int:
        return scalar.offsets[-1] + (1 if scalar.quoted else 0)

    # ------------------------------------------------------------ bounds

    def _count(self, event: yaml.Event) -> None:
        self.nodes += 1
        if self.nodes > MAX_NODES:
            raise _TooMuch(Diagnostic("RK106", f"the file has more than {MAX_NODES} entries", self._mark(event), help="split the program"))

    def _enter(self, event: yaml.Event) -> None:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            help_text = "a program needs no more than 8 levels; is a bracket or an indentation wrong?"
            raise _TooMuch(Diagnostic("RK105", f"nested more than {MAX_DEPTH} levels deep", self._mark(event), help=help_text))

    # ------------------------------------------------------------ findings

    def _report(self, code: str, message: str, span: Span, *, help: str, labels: tuple[Label, ...] = ()) -> None:  # noqa: A002  the field is called help everywhere
        self.findings.append(Diagnostic(code, message, span, labels, help))
        if len(self.findings) >= MAX_FINDINGS:
            raise _TooMuch

    def _mark(self, event: yaml.Event) -> Span:
        start = event.start_mark.index
        return self.source.span(start, start + 1)

    def _span(self, event: yaml.Event, last: yaml.Event) -> Span:
        """A collection's place, without the white space and comments a block runs into."""
        start, end = event.start_mark.index, max(event.start_mark.index, last.end_mark.index)
        if end > start and self.text[end - 1] in "]}" and last.start_mark.index != last.end_mark.index:
            return self.source.span(start, end)
        return self.source.span(start, start + len(self.text[start:end].rstrip()))

    def _duplicate(self, key: Scalar, first: Scalar) -> None:
        labels = (Label(first.span, "first here"),)
        self._report("RK120", f"the key `{key.text}` stands here twice", key.span, help="keep one of them, or rename one", labels=labels)

    def _comma_in_braces(self, key: Scalar, before: list[Pair]) -> None:
        message = f"`{key.text}` is a key without a value"
        if ":" in key.text:
            self._report("RK127", message, key.span, help=f"write a space behind the colon: `{key.text.replace(':', ': ', 1)}`")
            return
        previous = before[-1].value if before else None
        if isinstance(previous, Scalar) and not previous.quoted:
            whole = f"{before[-1].key.text}: '{previous.text}, {key.text}'"
            help_text = f"inside `{{ }}` a comma begins a new entry; put the whole sentence in single quotes: `{whole}`"
            labels = (Label(previous.span, "does this belong together?"),)
            self._report("RK127", message, key.span, help=help_text, labels=labels)
            return
        self._report("RK127", message, key.span, help=f"inside `{{ }}` write `{key.text}: value`, or leave the braces out")

    def _another_document(self, event: yaml.Event) -> None:
        help_text = "keep one program per file; `---` and `...` separate documents, so remove them"
        self._report("RK121", "a second document begins here", self.source.span(event.start_mark.index, event.end_mark.index), help=help_text)

    def _check_directives(self, event: yaml.DocumentStartEvent) -> None:
        if event.version or event.tags:
            place = self.source.span(event.start_mark.index, event.start_mark.index + 1)
            self._report("RK128", "a line that begins with `%` is an instruction to YAML, which programs do not use", place, help="remove the line")

    def _check_tag(self, event: yaml.NodeEvent) -> None:
        start = event.start_mark.index
        if getattr(event, "tag", None) is None:
            return
        match = self.text.find("!", start)
        written = self.text[match:].split(maxsplit=1)[0]
        help_text = "remove it; for `not` write the word `not`, and put a text that begins with `!` in single quotes"
        self._report("RK122", f"`{written}` is a YAML tag, which programs do not use", self.source.span(match, match + len(written)), help=help_text)

    def _report_anchor(self, event: yaml.NodeEvent) -> None:
        start = self.text.find("&", event.start_mark.index)
        written = f"&{event.anchor}"
        help_text = "write the value out; put a text that begins with `&` in single quotes"
        place = self.source.span(start, start + len(written))
        self._report("RK123", f"`{written}` is a YAML anchor, which programs do not use", place, help=help_text)

    def _alias(self, event: yaml.AliasEvent) -> Tree | None:
        """An alias is a finding; one that stands for a single value is followed all the same, so that it causes no others."""
        place = self.source.span(event.start_mark.index, event.end_mark.index)
        help_text = "write the value out; put a text that begins with `*` in single quotes"
        self._report("RK124", f"`*{event.anchor}` is a YAML alias, which programs do not use", place, help=help_text)
        return self.anchors.get(event.anchor)
