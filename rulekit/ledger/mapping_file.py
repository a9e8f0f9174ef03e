"""A mapping file as read: its YAML tree and the findings so far. What the steps of reading a mapping share."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from rulekit.diagnostics import Diagnostic, ProgramError, Severity, Span, closest
from rulekit.syntax.tree import Items, Mapping, Pair, Scalar, Tree

MOST_SHOWN = 80
"""So much of the author's text is repeated in a message."""


@dataclass(slots=True)
class MappingFile:
    """The tree of a mapping file and what was found wrong with it."""

    root: Mapping
    findings: list[Diagnostic] = field(default_factory=list)

    def report(self, code: str, message: str, span: Span, help_text: str | None = None) -> None:
        """Add a finding, each once: a header is checked for every file of a ledger."""
        finding = Diagnostic(code, message, span, help=help_text)
        if finding not in self.findings:
            self.findings.append(finding)

    def raise_findings(self) -> None:
        """Raise ProgramError with everything found, in file order, where an error is among it."""
        if any(finding.severity is Severity.ERROR for finding in self.findings):
            raise ProgramError(sorted(self.findings, key=lambda finding: finding.order))

    def warnings(self) -> tuple[str, ...]:
        """What was found and stops nothing, as sentences with their place."""
        return tuple(
            f"{finding.span.source.name}:{finding.span.line}: {finding.message}"
            for finding in self.findings
            if finding.span is not None
        )

    def pair(self, section: str | None, key: str) -> Pair | None:
        """A pair of the file, or of one of its sections."""
        pairs = self.root.pairs if section is None else self.pairs(section)
        return next((pair for pair in pairs if pair.key.text == key), None)

    def pairs(self, section: str) -> tuple[Pair, ...]:
        """The pairs of a section; none where there is no such section."""
        node = self.root.get(section)
        return node.pairs if isinstance(node, Mapping) else ()

    def check_section(self, section: str, entries: str) -> None:
        """Report a section that does not consist of keys."""
        node = self.root.get(section)
        if node is not None and not isinstance(node, Mapping):
            self.report("RK402", f"`{section}` needs {entries}", node.span)

    def check_keys(self, pairs: Iterable[Pair], known: Sequence[str], what: str) -> None:
        """Report keys that do not exist."""
        for pair in pairs:
            if pair.key.text not in known:
                message = f"{what} has no key `{pair.key.text[:MOST_SHOWN]}`"
                self.report("RK401", message, pair.key.span, meant(pair.key.text, known, "it has"))

    def choice(self, pair: Pair | None, choices: Sequence[str]) -> str | None:
        """The value of a key that takes one of a few words; None where it is absent or another."""
        if pair is None:
            return None
        text = self.text(pair)
        if text is None or text in choices:
            return text
        message = f"`{pair.key.text}` cannot be `{text[:MOST_SHOWN]}`"
        self.report("RK403", message, pair.value.span, meant(text, choices, "write one of"))
        return None

    def text(self, pair: Pair) -> str | None:
        """The text of a key that takes one; None, and a finding, where it has none."""
        return self.node_text(pair.key.text, pair.value)

    def node_text(self, key: str, node: Tree) -> str | None:
        """The text of a scalar; `key` is what the finding names."""
        if isinstance(node, Scalar) and node.text.strip():
            return node.text
        written = "nothing" if isinstance(node, Scalar) else "a list" if isinstance(node, Items) else "keys"
        self.report("RK402", f"`{key[:MOST_SHOWN]}` needs a text, not {written}", node.span)
        return None


def meant(written: str, known: Sequence[str], otherwise: str) -> str:
    """The help for a name that does not exist: the nearest one, or the first of them all."""
    near = closest(written, known)
    if near:
        return f"did you mean `{near}`?"
    names = [name for name in known if name]
    return f"{otherwise} {', '.join(f'`{name}`' for name in names[:9])}{', …' if len(names) > 9 else ''}"
