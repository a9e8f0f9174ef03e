"""One sentence being turned into a checked expression: which check reads which branch of the syntax tree.

Every check is a function (reading, branch, expected) -> node, or None after it reported why not.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from lark import Token

from rulekit.diagnostics import Label
from rulekit.program.expression import Compare, Fact, Literal_, Node
from rulekit.semantics.checker import Branch, Checker, Sentence, as_branch
from rulekit.semantics.names import Names
from rulekit.semantics.place import Place
from rulekit.semantics.types import YES_NO, Expected, label, noun


@dataclass(frozen=True, slots=True)
class Reading:
    """A sentence at its place."""

    checker: Checker
    sentence: Sentence
    place: Place

    @property
    def names(self) -> Names:
        """What the program declares."""
        return self.checker.names

    def node(self, part: Branch | Token, expected: Expected | None = None) -> Node | None:
        """Check one branch; `expected` is the other side of the operator it stands at."""
        branch = as_branch(part)
        return CHECKS[str(branch.data)](self, branch, expected)

    def condition(self, part: Branch | Token) -> Node | None:
        """Check a branch that must be yes or no."""
        node = self.node(part)
        if node is None:
            return None
        text = self.text(part)
        if node.type.kind != "yes/no":
            help_text = f"compare it, such as `{text} >= …`"
            if node.type.kind == "text":
                help_text = f"write `{self.text_of_line()} = {text}`" if self.place.line else "compare a fact with it"
            self.report("RK216", part, f"a condition is expected, and this is {noun(node.type, self.names)}", help_text)
            return None
        if isinstance(node, Literal_):
            help_text = "leave the condition out" if node.value else "a rule that never works can be left out"
            self.report("RK216", part, f"a bare `{text}` is no condition", help_text)
            return None
        if isinstance(node, Fact):
            yes = Literal_(type=YES_NO, text="yes", value=True)
            return Compare(type=YES_NO, text=text, operator="=", left=node, right=yes)
        return node

    def at_line(self) -> Reading:
        """The same sentence, looking at one line."""
        return replace(self, place=self.place.of_line())

    def text_of_line(self) -> str:
        """The fact that most likely tells lines apart."""
        texts = [name for name, kind in self.names.attributes.line.items() if kind.kind == "text"]
        return f"line.{'category' if 'category' in texts else texts[0] if texts else 'sku'}"

    def text(self, branch: Branch | Token) -> str:
        """The author's own spelling."""
        return self.sentence.text(branch)

    def report(
        self,
        code: str,
        branch: Branch | Token,
        message: str,
        help: str | None = None,  # noqa: A002  the field is called help everywhere
        labels: tuple[Label, ...] = (),
    ) -> None:
        """Add a finding at a branch."""
        self.checker.report(code, self.sentence.span(branch), message, help=help, labels=labels)

    def label(self, branch: Branch | Token, node: Node) -> Label:
        """A remark that says what a branch is."""
        return Label(self.sentence.span(branch), label(node.type, self.names))

    def expected(self, node: Node | None) -> Expected | None:
        """What a node asks of the other side of an operator."""
        if node is None:
            return None
        if node.type.kind == "choice" and isinstance(node, Fact):
            attributes = self.names.attributes
            by_scope = {"member": attributes.member, "purchase": attributes.purchase, "line": attributes.line}
            return Expected(node.type, by_scope[node.scope][node.name].choices, node.text)
        return Expected(node.type, self.names.of("level") if node.type.kind == "tier" else (), node.text)


Check = Callable[[Reading, Branch, Expected | None], Node | None]
CHECKS: dict[str, Check] = {}
"""The kind of a branch in the grammar to the function that checks it."""


def reads(*kinds: str) -> Callable[[Check], Check]:
    """Register a function as the check of some kinds of branch."""

    def register(check: Check) -> Check:
        CHECKS.update(dict.fromkeys(kinds, check))
        return check

    return register
