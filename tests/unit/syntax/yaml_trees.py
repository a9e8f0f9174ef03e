"""Shared by the tests of rulekit.syntax: a scalar out of plain text, and trees as plain data."""

from rulekit.diagnostics import Source
from rulekit.syntax.tree import Items, Mapping, Pair, Scalar, Tree
from rulekit.syntax.yaml import read_yaml


def scalar(text: str, *, quoted: bool = True) -> Scalar:
    source = Source("sentence", text)
    return Scalar(text, quoted, source, range(len(text) + 1), source.span(0, len(text)))


def read(text: str) -> Tree:
    tree, findings = read_yaml(Source("p.yaml", text))
    assert not findings
    assert tree is not None
    return tree


def codes(text: str) -> list[str]:
    return [finding.code for finding in read_yaml(Source("p.yaml", text))[1]]


def data(tree: Tree | None) -> object:
    if isinstance(tree, Scalar):
        return tree.text
    if isinstance(tree, Items):
        return [data(item) for item in tree.items]
    return {pair.key.text: data(pair.value) for pair in tree.pairs} if tree else None


def pairs(tree: Tree) -> tuple[Pair, ...]:
    assert isinstance(tree, Mapping)
    return tree.pairs


def only(tree: Tree) -> Scalar:
    """The one value of a mapping with one key."""
    (pair,) = pairs(tree)
    assert isinstance(pair.value, Scalar)
    return pair.value
