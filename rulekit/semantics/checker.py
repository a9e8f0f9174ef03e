"""What all checks of one program share: the findings so far, where they arise, and how a sentence is read.

Input: trees with positions. Output: diagnostics collected as values; nothing here is ever raised.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from lark import Token, Tree

from rulekit.diagnostics import Diagnostic, Label, Span
from rulekit.semantics.names import Names
from rulekit.syntax.print_sentence import print_sentence
from rulekit.syntax.sentence import parse_sentence, span_of, text_of
from rulekit.syntax.tree import Scalar

Branch = Tree[Token]


def as_branch(part: Branch | Token) -> Branch:
    """A part of a sentence that the grammar makes a branch."""
    assert not isinstance(part, Token), "the grammar says so"
    return part


def as_token(part: Branch | Token) -> Token:
    """A part of a sentence that the grammar makes one word."""
    assert isinstance(part, Token), "the grammar says so"
    return part


@dataclass(frozen=True, slots=True)
class Sentence:
    """One parsed sentence and the scalar it stands in."""

    tree: Branch
    scalar: Scalar

    def span(self, node: Branch | Token) -> Span:
        """Where a part of the sentence stands in the file."""
        return span_of(node, self.scalar)

    def text(self, node: Branch | Token) -> str:
        """The author's own spelling of a part."""
        return text_of(node, self.scalar)


@dataclass(slots=True)
class Checker:
    """The findings of one check. `context` says where in the program's own words, e.g. "in rule `x`".

    `printed`: the place of each sentence that was understood -> its canonical phrases.
    """

    names: Names = field(default_factory=Names)
    findings: list[Diagnostic] = field(default_factory=list)
    misshapen: list[Diagnostic] = field(default_factory=list)
    context: str | None = None
    printed: dict[Span, tuple[str, ...]] = field(default_factory=dict)

    def report(
        self,
        code: str,
        span: Span,
        message: str,
        *,
        help: str | None = None,  # noqa: A002  the field is called help everywhere
        labels: tuple[Label, ...] = (),
    ) -> None:
        """Add a finding."""
        self.findings.append(Diagnostic(code, message, span, labels, help, self.context))

    def misshape(self, span: Span, message: str) -> None:
        """Add a finding about the shape of the YAML; where the schema found nothing to say, that is our own mistake."""
        self.misshapen.append(Diagnostic("RK901", message, span, (), None, self.context))

    @contextmanager
    def within(self, context: str) -> Iterator[None]:
        """Findings inside the block carry this context."""
        outer, self.context = self.context, context
        try:
            yield
        finally:
            self.context = outer

    def sentence(
        self, start: str, scalar: Scalar, names: Mapping[str, str], examples: tuple[str, ...] = (), *,
        has_thousandths: bool = False,
    ) -> Sentence | None:  # fmt: skip
        """Parse one sentence; None if it has a mistake, which is then among the findings.

        `examples`: what help shows, for a field that takes only some sentences of its kind. `has_thousandths`: what is counted
        has three decimals, so that `1.500` is one and a half.
        """
        tree, found = parse_sentence(start, scalar, names, examples, has_thousandths=has_thousandths)
        self.findings.extend(replace(finding, context=finding.context or self.context) for finding in found)
        if tree is None:
            return None
        self.printed[scalar.span] = print_sentence(start, tree, scalar.text, names)
        return Sentence(tree, scalar)
