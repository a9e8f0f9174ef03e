"""A program's text and those it extends -> one tree ("Program paths"): a variant is a few lines of paths and new values.

Every value keeps its place in its own file, so a finding points at the line that somebody wrote. What `extends` names is
read here, in the folder of the first program and below it, and nowhere else.
"""

from __future__ import annotations

import os
from collections.abc import Mapping as Values
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path, PurePosixPath, PureWindowsPath

from rulekit.diagnostics import Diagnostic, Label, Source
from rulekit.program.origin import Value
from rulekit.program.paths import Setting, with_settings
from rulekit.syntax.read_source import read_source
from rulekit.syntax.schema import load_schema
from rulekit.syntax.tree import Mapping, Pair, Scalar, Tree
from rulekit.syntax.yaml import read_yaml

MAX_CHAIN = 8
"""So many files may extend one another."""

@dataclass(frozen=True, slots=True)
class Composition:
    """A program before it is checked: its tree, None where there is none to check, and what reading found.

    `files` are its texts with their trees, its own first; `settings` the values set from outside, by path.
    """

    tree: Tree | None
    files: tuple[tuple[Source, Tree], ...]
    findings: tuple[Diagnostic, ...]
    settings: Values[str, Setting]

    @property
    def written(self) -> dict[str, str]:
        """The settings as they were written, by path."""
        return {path: setting.path.source.text.partition("=")[2].strip() for path, setting in self.settings.items()}

    def complete(self) -> tuple[Tree | None, list[Diagnostic]]:
        """The tree with the settings in it, and every finding so far."""
        if not isinstance(self.tree, Mapping):
            return self.tree, list(self.findings)
        tree, found = with_settings(self.tree, (self.settings[path] for path in sorted(self.settings)))
        return tree, [*self.findings, *found]

    def with_values(self, values: Values[str, Value], name: str) -> Composition:
        """Set values on top of those set before; `name` says who sets them, in the place of a file's name."""
        settings, findings = dict(self.settings), list(self.findings)
        for path, value in values.items():
            text = f"{value:f}" if isinstance(value, Decimal) else value  # never `1E+2`
            setting, found = read_setting(Source(name, f"{path}={text}"))
            findings.extend(found)
            if setting is not None:
                settings[setting.path.text] = setting
        return replace(self, settings=settings, findings=tuple(findings))


def read_setting(source: Source) -> tuple[Setting | None, list[Diagnostic]]:
    """A text `PATH=VALUE`; the value is read by the guarded reader, as if it stood behind its key in a file.

    >>> setting, found = read_setting(Source("--set", "tiers.levels.Gold=20"))
    >>> setting.path.text, setting.value.text, found
    ('tiers.levels.Gold', '20', [])
    """
    path = source.text.partition("=")[0]
    written = path.strip()
    first = len(path) - len(path.lstrip())
    place = source.span(first, first + len(written))
    key = Scalar(written, False, source, range(first, first + len(written) + 1), place)
    begin = len(path) + 1
    tree, findings = read_yaml(source, begin)
    if tree is None and all(finding.code == "RK108" for finding in findings):
        message = f"nothing is written behind `{written}=`"
        return None, [Diagnostic("RK134", message, place, help="write the value, in quotes where it begins with `#`")]
    return (None if tree is None else Setting(key, tree)), findings


def compose(source: Source) -> Composition:
    """Read a program and what it extends."""
    root = os.path.realpath(Path(source.name).parent)
    return _compose(source, root, ())


def _compose(source: Source, root: str, above: tuple[str, ...]) -> Composition:
    tree, found = read_yaml(source)
    files = () if tree is None else ((source, tree),)
    named = tree.get("extends") if isinstance(tree, Mapping) else None
    if not isinstance(tree, Mapping) or not isinstance(named, Scalar) or named.is_missing:
        return Composition(tree, files, tuple(found), {})
    chain = (*above, os.path.realpath(source.name))
    base_source = _base_of(source, named, root, chain)
    if isinstance(base_source, Diagnostic):
        return Composition(None, files, (*found, base_source), {})
    base = _compose(base_source, root, chain)
    files, findings = (*files, *base.files), (*base.findings, *found)
    if not isinstance(base.tree, Mapping):
        return Composition(base.tree, files, findings, {})
    own = tuple(pair for pair in tree.pairs if pair.key.text != "extends")
    inherited = Mapping(tuple(pair for pair in base.tree.pairs if pair.key.text != "tests"), base.tree.span)
    composed, unknown = with_settings(inherited, (Setting(pair.key, pair.value) for pair in own))
    return Composition(composed, files, (*findings, *unknown, *_replaced_sections(inherited, own)), {})


def _base_of(source: Source, named: Scalar, root: str, chain: tuple[str, ...]) -> Source | Diagnostic:
    """The text of the program that `extends` names, or why it cannot be had."""
    written = named.text
    if PurePosixPath(written).is_absolute() or PureWindowsPath(written).drive or written.startswith("~"):
        help_text = "write the way from this file, such as `./base.yaml`"
        return Diagnostic("RK332", "`extends` names a file of the same folder, or of one below it", named.span, help=help_text)
    path = os.path.normpath(Path(source.name).parent / written)
    try:
        real = os.path.realpath(path)
    except ValueError:
        real = ""
    if not Path(real).is_relative_to(root):
        message = f"`{written}` lies outside the folder of the program"
        return Diagnostic("RK332", message, named.span, help="copy the file into that folder, or a folder below it")
    if real in chain:
        message = f"`{written}` extends this program itself"
        return Diagnostic("RK333", message, named.span, help="one of them must stand on its own")
    if len(chain) >= MAX_CHAIN:
        message = f"more than {MAX_CHAIN} programs extend one another"
        return Diagnostic("RK333", message, named.span, help="let a variant extend the program it is a variant of")
    found = read_source(path)
    if isinstance(found, Diagnostic):
        return Diagnostic("RK332", found.message, named.span if found.span is None else found.span, help=found.help)
    return found


def _replaced_sections(base: Mapping, own: tuple[Pair, ...]) -> list[Diagnostic]:
    """A warning for each section of named entries that a variant writes anew, so that entries of the base are lost (RK380)."""
    findings = []
    for pair in own:
        before = base.get(pair.key.text)
        schema = load_schema("program")["properties"].get(pair.key.text, {})
        if not isinstance(before, Mapping) or not isinstance(schema.get("additionalProperties"), dict):
            continue
        kept = [entry.key.text for entry in pair.value.pairs] if isinstance(pair.value, Mapping) else []
        lost = [entry.key for entry in before.pairs if entry.key.text not in kept]
        if lost:
            message = f"`{pair.key.text}:` replaces the whole section, and `{lost[0].text}` is lost"
            help_text = f"to change one entry write its path, such as `{pair.key.text}.{before.pairs[0].key.text}: …`"
            labels = (Label(pair.key.span, "all of it"), Label(lost[0].span, "lost"))
            findings.append(Diagnostic("RK380", message, pair.key.span, labels, help_text))
    return findings
