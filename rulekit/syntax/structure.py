"""Is every key in its place? A tree and a schema -> findings about keys and forms, each at the author's own text.

The schema is the one list of keys, for this check and for editors. Sentences, words of fixed lists and numbers are
checked later, by what they mean; so scalars of any kind pass here. Invariant: one finding for one mistake.
"""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping as Values
from itertools import islice
from typing import TYPE_CHECKING, Any

from rulekit.diagnostics import Diagnostic, Span, closest
from rulekit.syntax.foreign_keys import meant
from rulekit.syntax.margin import strays
from rulekit.syntax.misplaced_keys import at_its_place, day_of, owners
from rulekit.syntax.schema import load_schema, validator
from rulekit.syntax.sentence import missing_value
from rulekit.syntax.tree import Items, Mapping, Pair, Scalar, Tree
from rulekit.syntax.wording import Path, beginning_of, context_of, example_of, head_of, listed, marked, named, shortened

if TYPE_CHECKING:
    from jsonschema import ValidationError

_AS_WRITTEN: Values[Span, tuple[str, ...]] = {}

MAX_FINDINGS = 100
_SURELY = 0.8
"""How alike a word must be to a key that does not work yet, for it to be offered."""


def check_structure(tree: Tree, schema: str = "program") -> list[Diagnostic]:
    """Unknown, missing and empty keys, and values of the wrong form, in file order; at most `MAX_FINDINGS`.

    `schema` names the file in schemas/ that the tree must fit.
    """
    if not isinstance(tree, Mapping):
        return [_not_a_mapping(tree)]
    slipped = strays(tree, load_schema(schema)["properties"])
    explained = [pair.key.span for pair in tree.pairs if pair.key.text in slipped or pair.key.text in slipped.values()]
    missing = (finding for finding in _missing_values(tree, ()) if finding.span not in explained)
    findings = list(islice(missing, MAX_FINDINGS))
    findings.extend(_paths_without_base(tree, schema))
    for problem in islice(validator(schema).iter_errors(plain_data(tree)), MAX_FINDINGS):
        findings.extend(_explain(problem, tuple(problem.absolute_path), tree, schema))
        if len(findings) >= MAX_FINDINGS:
            break
    unique = {(finding.code, finding.message, finding.order): finding for finding in findings}
    return sorted(unique.values(), key=lambda finding: finding.order)[:MAX_FINDINGS]


def plain_data(tree: Tree, printed: Values[Span, tuple[str, ...]] = _AS_WRITTEN) -> Any:
    """The tree as lists, dictionaries and texts; a missing value is None. `printed`: the phrases of sentences, by place."""
    if isinstance(tree, Scalar):
        return None if tree.is_missing else " ".join(printed.get(tree.span, (tree.text,)))
    if isinstance(tree, Items):
        return [plain_data(item, printed) for item in tree.items]
    return {pair.key.text: plain_data(pair.value, printed) for pair in tree.pairs}


# ---------------------------------------------------------------- from schema to findings


def _explain(problem: ValidationError, path: Path, tree: Mapping, schema: str) -> Iterator[Diagnostic]:
    """The findings for one complaint of the schema; none where the checker says it better."""
    key, node = _locate(tree, path)
    part: dict[str, Any] = problem.schema  # type: ignore[assignment]  # every schema of ours is an object
    known = part.get("properties") or load_schema(schema)["properties"]
    wanted: Any = problem.validator_value
    if isinstance(node, Scalar) and node.is_missing:
        return
    if problem.validator == "additionalProperties" and isinstance(node, Mapping):
        unknown = (pair for pair in node.pairs if _is_unknown(pair, part))
        yield from (_unknown_key(pair, path, known, schema, tree) for pair in islice(unknown, MAX_FINDINGS))
    elif problem.validator == "required" and isinstance(node, Mapping):
        if path[:1] == ("tests",) and "at" in wanted and (day := day_of(node, known, tree)) is not None:
            yield _missing_at(*day, path)
            return
        missing = [name for name in wanted if node.get(name) is None and not _is_misspelt(name, node, known)]
        yield from (_missing_key(name, path, key, node, known) for name in missing)
    elif problem.validator == "anyOf" and isinstance(node, Mapping):
        names = [name for choice in wanted for name in choice["required"]]
        if not any(_is_misspelt(name, node, known) for name in names):
            yield _neither_key(names, path, key, node)
    elif problem.validator in ("minItems", "minProperties"):
        place = node.span if key is None else key.span
        help_text = "fill it, or remove the key"
        yield Diagnostic("RK134", f"{named(path)} is empty", place, help=help_text, context=context_of(path))
    elif path[2:3] == ("expect",) and key is not None and _is_checked(key.text, path, tree):
        return  # which the checker says
    elif problem.validator == "type" or not isinstance(node, Scalar):
        yield _wrong_form(node, path, part)


def _is_checked(written: str, path: Path, tree: Mapping) -> bool:
    """Whether a wallet or the like stands where a member belongs, or `reward` for `rewards`."""
    wallets = tree.get("wallets")
    names = [pair.key.text for pair in wallets.pairs] if isinstance(wallets, Mapping) else []
    is_no_member = len(path) == 4 and written in (*names, "tier", "rewards", "declined")
    return is_no_member or meant(written, frozenset(("rewards",))) is not None


def _is_misspelt(name: str, node: Mapping, known: dict[str, Any]) -> bool:
    """Whether a key that is missing stands there with a mistake in it, which is a finding of its own."""
    unknown = (pair.key.text for pair in node.pairs if pair.key.text not in known)
    names = frozenset(known)
    return any(name in (meant(written, names), closest(written, known)) for written in islice(unknown, MAX_FINDINGS))


def _locate(tree: Tree, path: Path) -> tuple[Scalar | None, Tree]:
    """The value at a path and the key it stands behind (None for the document and for items of a list)."""
    key: Scalar | None = None
    for step in path:
        if isinstance(tree, Items):
            key, tree = None, tree.items[int(step)]
        else:
            assert isinstance(tree, Mapping), "paths of the schema lead through lists and mappings"
            key, tree = next((pair.key, pair.value) for pair in tree.pairs if pair.key.text == step)
    return key, tree


def _is_unknown(pair: Pair, part: dict[str, Any]) -> bool:
    is_path = "patternProperties" in part and "." in pair.key.text
    return pair.key.text not in part["properties"] and not is_path


def _unknown_key(pair: Pair, path: Path, known: dict[str, Any], schema: str, tree: Mapping) -> Diagnostic:
    written = pair.key.text
    section = None if path else strays(tree, known).get(written)
    if section is not None:
        message = f"`{shortened(written)}` stands at the margin, so it is not under `{section}:`"
        help_text = f"indent it and its lines by two spaces so that it stands under `{section}:`"
        return Diagnostic("RK130", message, pair.key.span, help=help_text)
    names = frozenset(known)
    near = meant(written, names) or closest(written, names) or closest(written, known, _SURELY)
    belonging = owners(written, schema)
    hints = [f"did you mean `{near}`?"] if near else []
    hints += [f"`{written}` belongs to {listed(belonging, 'and')}"] if belonging else []
    help_text = at_its_place(pair, path) or " ".join(hints) or f"the keys of {named(path)} are {marked(list(known), 'and')}"
    message = f"{named(path)} has no key `{shortened(written)}`"
    return Diagnostic("RK130", message, pair.key.span, help=help_text, context=context_of(path))


def _missing_key(name: str, path: Path, key: Scalar | None, node: Mapping, known: dict[str, Any]) -> Diagnostic:
    example = example_of(known.get(name, {}))
    help_text = f"add it, such as `{name}: {example}`" if example else f"add `{name}:`"
    message = f"{named(path)} has no `{name}`"
    return Diagnostic("RK131", message, head_of(key, node), help=help_text, context=context_of(path))


def _missing_at(key: Scalar, day: str, path: Path) -> Diagnostic:
    """An event of a test that has its day under another key."""
    help_text = f"did you mean `at`? write `at: {day}`"
    return Diagnostic("RK131", f"{named(path)} has no `at`", key.span, help=help_text, context=context_of(path))


def _neither_key(names: list[str], path: Path, key: Scalar | None, node: Mapping) -> Diagnostic:
    message = f"{named(path)} has neither {marked(names, 'nor')}"
    return Diagnostic("RK131", message, head_of(key, node), help="add one of them", context=context_of(path))


def _wrong_form(node: Tree, path: Path, part: dict[str, Any]) -> Diagnostic:
    """A list where a mapping is expected, and the like."""
    forms = _forms(part)
    written = {Scalar: "one value", Items: "a list", Mapping: "`key: value` lines"}[type(node)]
    wanted = listed([word for form, word in _FORMS.items() if form in forms], "or")
    help_text = _short_form(node, path) or _form_help(node, forms, part)
    place = node.span if isinstance(node, Scalar) else beginning_of(node)
    message = f"{named(path)} takes {wanted}, not {written}"
    return Diagnostic("RK132", message, place, help=help_text, context=context_of(path))


def _short_form(node: Tree, path: Path) -> str | None:
    """The mapping that a bare value stands for: `friend: 50 points`, `rewards: [mug, cake]`."""
    named = node.items if isinstance(node, Items) else (node,)
    words = [one.text for one in named if isinstance(one, Scalar) and not one.comment_help]
    if len(words) < len(named) or not words:
        return None
    if path[0] == "tests" and path[-1] == "rewards":
        return f"write `rewards: {{ {', '.join(f'{word}: 1' for word in words)} }}`"
    if path[0] == "tests" and path[2:3] == ("expect",) and len(path) == 4:
        number, _, unit = words[0].partition(" ")
        return f"write `{path[-1]}: {{ {unit or 'points'}: {number} }}`" if number[:1].isdigit() else None
    if path[0] == "referral" and path[-1] in ("friend", "referrer"):
        given = words[0] if len(words) == 1 else f"[{', '.join(words)}]"
        return f"write `{path[-1]}: {{ give: {given} }}`"
    return None


def _form_help(node: Tree, forms: set[str], part: dict[str, Any]) -> str | None:
    example = example_of(part)
    if isinstance(node, Scalar) and node.comment_help:
        return node.comment_help
    if isinstance(node, Mapping) and forms == {"array"}:
        return "put `- ` before it: a list has an item on each line"
    if isinstance(node, Items) and "object" in forms:
        return "write `name: ...` lines without the `-`"
    if "object" in forms and part.get("properties"):
        return f"write `key: value` lines below it; the keys are {marked(part['properties'], 'and')}"
    if isinstance(node, Items):
        return f"write one value, such as `{example}`" if example else "write one value, without `[ ]` or `-`"
    if "object" in forms:
        return "write a name for each entry on a line of its own, and its `key: value` lines below it"
    if isinstance(node, Mapping) and "object" not in forms:
        return f"write one value, such as `{example}`" if example else "put a sentence that holds `: ` in single quotes"
    return f"write it like `{example}`" if example else None


_FORMS = {"scalar": "one value", "array": "a list", "object": "`key: value` lines"}


def _forms(part: dict[str, Any]) -> set[str]:
    """Which of scalar, array and object a schema allows."""
    allowed = part.get("type", "string")
    kinds = {allowed} if isinstance(allowed, str) else set(allowed)
    return {kind if kind in _FORMS else "scalar" for kind in kinds}


# ---------------------------------------------------------------- findings without the schema


def _missing_values(node: Tree, path: Path) -> Iterator[Diagnostic]:
    if isinstance(node, Scalar):
        if node.is_missing:
            yield missing_value(node, context=context_of(path))
    elif isinstance(node, Items):
        for index, item in enumerate(node.items):
            yield from _missing_values(item, (*path, index))
    else:
        for pair in node.pairs:
            inner = (*path, pair.key.text)
            if isinstance(pair.value, Scalar) and pair.value.is_missing:
                yield missing_value(pair.value, pair.key, context=context_of(inner))
            else:
                yield from _missing_values(pair.value, inner)


def _paths_without_base(tree: Mapping, schema: str) -> Iterator[Diagnostic]:
    """Keys such as `rules.x.give` set values of another program; without `extends` there is none."""
    if "extends" in load_schema(schema)["properties"] and tree.get("extends") is None:
        for pair in tree.pairs:
            if "." in pair.key.text:
                help_text = "a path sets a value of the program that `extends` names; there is no `extends` here"
                message = f"the program has no key `{shortened(pair.key.text)}`"
                yield Diagnostic("RK130", message, pair.key.span, help=help_text)


def _not_a_mapping(tree: Tree) -> Diagnostic:
    written = "a list" if isinstance(tree, Items) else "one text"
    swallowed = tree.comment_help if isinstance(tree, Scalar) else None
    help_text = swallowed or "begin with `program: ` and its name; each line is `key: value`"
    return Diagnostic("RK132", f"a program is made of `key: value` lines, not of {written}", beginning_of(tree), help=help_text)
