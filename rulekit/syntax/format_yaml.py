"""The canonical layout of a program: (source, tree, printed sentences) -> text.

Two spaces of indentation, the author's order, at most one blank line in a row, quotes only where they are needed, `{ }` and `[ ]`
kept where they fit on their line. Comments stay with what they stand above or behind. Invariant: the text reads back as the
same tree, and formatting it once more changes nothing (I11).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby, islice, takewhile

from rulekit.diagnostics import Source, Span
from rulekit.syntax.comments import Comment, end_of, find_comments, is_after_blank, scalars, start_of
from rulekit.syntax.quoting import quoted_where_needed
from rulekit.syntax.tree import Items, Pair, Scalar, Tree

WIDTH = 120
"""The longest line, in characters without its comment, as far as the layout can choose."""

STEP = 2


@dataclass(slots=True)
class _Line:
    """A line of the result; `code` keeps its indentation, also before a comment that stands alone."""

    code: str
    comment: str = ""

    @property
    def has_code(self) -> bool:
        return bool(self.code.strip())


@dataclass(frozen=True, slots=True)
class _Block:
    """A block of lines: where it begins in the source, and how far it is indented in the result."""

    column: int
    indent: int


def format_yaml(source: Source, tree: Tree, printed: Mapping[Span, tuple[str, ...]]) -> str:
    r"""Write a tree that was read without findings. `printed`: the place of each sentence -> its phrases.

    >>> from rulekit.syntax.yaml import read_yaml
    >>> source = Source("p.yaml", "tiers:\n    levels: {Silver:   12,\n      Gold: '30'}   # visits")
    >>> format_yaml(source, read_yaml(source)[0], {})
    'tiers:\n  levels: { Silver: 12, Gold: 30 }  # visits\n'
    """
    layout = _Layout(printed, find_comments(source, tree))
    root = _Block(0, 0)
    layout.block(tree, root)
    layout.comments_before(len(source.text), root)
    while layout.lines and not layout.lines[-1].code and not layout.lines[-1].comment:
        layout.lines.pop()
    return "".join(f"{line}\n" for line in _aligned(layout.lines))


class _Layout:
    """The lines so far and the comments ahead.

    `closed`: the blocks that ended since the last entry, to which a comment may belong. `position`: of the last entry.
    """

    def __init__(self, printed: Mapping[Span, tuple[str, ...]], comments: list[Comment]) -> None:
        self.printed = printed
        self.comments = comments[::-1]
        self.lines: list[_Line] = []
        self.closed: list[_Block] = []
        self.position = -1

    # ------------------------------------------------------------ blocks

    def block(self, node: Tree, block: _Block) -> None:
        """A list or mapping, one entry below the other."""
        for entry in _entries(node):
            self._blank_line_and_comments(entry, block)
            if isinstance(entry, Pair):
                self._value(f"{' ' * block.indent}{quoted_where_needed(entry.key.text)}:", entry.value, block)
            else:
                self._item(entry, block)
        if not _is_flow(node):
            self.closed.append(block)

    def _item(self, node: Tree, block: _Block) -> None:
        """One `-` of a list; a mapping or list in it begins on the same line."""
        dash = f"{' ' * block.indent}-"
        if self._on_one_line(node, len(dash)):
            self._value(dash, node, block)
            return
        first = len(self.lines)
        self.block(node, _inner(node, block))
        self.lines[first].code = f"{dash} {self.lines[first].code.lstrip()}"

    def _value(self, head: str, node: Tree, block: _Block) -> None:
        """What stands behind a key or dash: on its line where it can."""
        if not self._on_one_line(node, len(head)):
            self.lines.append(_Line(head))
            self.block(node, _inner(node, block))
            return
        comments = self._pop_comments(start_of(node.span))
        self.lines.extend(_Line(" " * block.indent, comment.text) for comment in comments)
        if isinstance(node, Scalar):
            self.lines.extend(map(_Line, self._filled(head, node, block.indent + STEP)))
        else:
            self.lines.append(_Line(f"{head} {self._flow(node)}"))

    # ------------------------------------------------------------ values on one line

    def _on_one_line(self, node: Tree, taken: int) -> bool:
        """Whether a value stands behind its key: a scalar always, `{ }` and `[ ]` where they fit and hold no comments."""
        if isinstance(node, Scalar) or not _entries(node):
            return True
        has_too_many = next(islice(scalars(node), WIDTH, None), None) is not None
        if not _is_flow(node) or has_too_many or taken + 1 + len(self._flow(node)) > WIDTH:
            return False
        until_its_end = takewhile(lambda comment: comment.position < end_of(node.span), reversed(self.comments))
        return all(comment.position < start_of(node.span) for comment in until_its_end)

    def _flow(self, node: Tree) -> str:
        if isinstance(node, Scalar):
            return quoted_where_needed(" ".join(self._phrases(node)), in_braces=True)
        if isinstance(node, Items):
            return f"[{', '.join(map(self._flow, node.items))}]"
        pairs = (f"{quoted_where_needed(pair.key.text, in_braces=True)}: {self._flow(pair.value)}" for pair in node.pairs)
        return f"{{ {', '.join(pairs)} }}" if node.pairs else "{}"

    def _phrases(self, scalar: Scalar) -> tuple[str, ...]:
        return self.printed.get(scalar.span, (scalar.text,))

    def _filled(self, head: str, scalar: Scalar, indent: int) -> list[str]:
        """A key with its sentence, broken between phrases where it is longer than the line."""
        phrases = self._phrases(scalar)
        text = " ".join(phrases)
        quoted = quoted_where_needed(text)
        if quoted.startswith("'") and text != quoted:
            phrases = tuple(phrase.replace("'", "''") for phrase in phrases)
            phrases = (*(f"'{phrase}" for phrase in phrases[:1]), *phrases[1:])
            phrases = (*phrases[:-1], f"{phrases[-1]}'")
        elif text != quoted:
            phrases = (quoted,)
        lines = [f"{head} {phrases[0]}"]
        for phrase in phrases[1:]:
            if len(lines[-1]) + 1 + len(phrase) <= WIDTH:
                lines[-1] += f" {phrase}"
            else:
                lines.append(f"{' ' * indent}{phrase}")
        return lines

    # ------------------------------------------------------------ comments and blank lines

    def _blank_line_and_comments(self, entry: Pair | Tree, block: _Block) -> None:
        """What stands above an entry; nothing for the first entry of one that was met just now."""
        node = entry.key if isinstance(entry, Pair) else entry
        span = next(scalars(node), node).span
        if start_of(span) == self.position:
            return
        self.position = start_of(span)
        self.comments_before(self.position, block)
        if is_after_blank(span):
            self._blank_line()

    def comments_before(self, position: int, block: _Block) -> None:
        """The comments above an entry of a block, or the end: behind the line above, or on lines of their own."""
        for comment in self._pop_comments(position):
            last = self.lines[-1] if self.lines else _Line("")
            if not comment.alone and last.has_code and not last.comment:
                last.comment = comment.text
                continue
            if comment.after_blank:
                self._blank_line()
            inside = [one for one in self.closed if block.column < one.column <= comment.column]
            owner = max(inside, key=lambda one: one.column, default=block)
            self.lines.append(_Line(" " * owner.indent, comment.text))
        self.closed.clear()

    def _pop_comments(self, position: int) -> list[Comment]:
        found = []
        while self.comments and self.comments[-1].position < position:
            found.append(self.comments.pop())
        return found

    def _blank_line(self) -> None:
        """One blank line; none at the beginning, behind another, or behind the key that opens a block."""
        last = self.lines[-1] if self.lines else _Line("")
        if (last.code or last.comment) and not last.code.endswith(":"):
            self.lines.append(_Line(""))


def _entries(node: Tree) -> tuple[Pair | Tree, ...]:
    assert not isinstance(node, Scalar), "scalars stand behind their key"
    return node.items if isinstance(node, Items) else node.pairs


def _is_flow(node: Tree) -> bool:
    return node.span.source.text.startswith(("{", "["), start_of(node.span))


def _inner(node: Tree, block: _Block) -> _Block:
    return _Block(node.span.column - 1, block.indent + STEP)


def _aligned(lines: list[_Line]) -> list[str]:
    """The lines as text; comments behind lines that follow each other begin in one column."""
    found: list[str] = []
    for together, group in groupby(lines, lambda line: line.has_code and bool(line.comment)):
        run = list(group)
        column = max(len(line.code) for line in run) + STEP if together else 0
        found.extend(f"{line.code.ljust(column)}{line.comment}".rstrip() for line in run)
    return found
