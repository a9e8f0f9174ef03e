"""The schema explains every key to an editor: in words, with an example that is itself right."""

import re
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft202012Validator
from yaml_trees import read

from rulekit.syntax import schema as schemas
from rulekit.syntax.schema import load_schema, schema_text, validator
from rulekit.syntax.tree import Items, Mapping

SCHEMA = load_schema("program")
FORBIDDEN = {"oneOf", "multipleOf", "pattern", "format", "not", "allOf"}


def objects(node, path=()):
    """Every schema with its path."""
    if isinstance(node, dict):
        yield path, node
        for key, value in node.items():
            yield from objects(value, (*path, key))
    elif isinstance(node, list):
        for index, value in enumerate(node):
            yield from objects(value, (*path, index))


KEYS = [
    (f"{'.'.join(map(str, path))}.{name}", name, part)
    for path, node in objects(SCHEMA)
    if path and path[-1] == "properties"
    for name, part in node.items()
] + [(f"properties.{name}", name, part) for name, part in SCHEMA["properties"].items()]


def test_it_is_a_schema():
    Draft202012Validator.check_schema(SCHEMA)


def test_it_avoids_what_gives_poor_messages():
    for path, node in objects(SCHEMA):
        if path and path[-1] in ("properties", "$defs"):
            continue
        assert not FORBIDDEN & set(node), path


def test_fixed_mappings_refuse_unknown_keys_and_open_ones_describe_theirs():
    for path, node in objects(SCHEMA):
        if node.get("type") == "object":
            assert "additionalProperties" in node, path


@pytest.mark.parametrize("part", [part for _, _, part in KEYS], ids=[path for path, _, _ in KEYS])
def test_a_key_is_explained_with_an_example(part):
    description = part["description"]
    assert 20 < len(description) < 260
    example = re.search(r"Example: `(.+)`", description)
    assert example, "a description ends with an example"
    assert yaml.safe_load(example[1]) is not None


@pytest.mark.parametrize(("name", "part"), [key[1:] for key in KEYS], ids=[path for path, _, _ in KEYS])
def test_the_example_in_words_fits_the_schema(name, part):
    example = yaml.load(re.search(r"Example: `(.+)`", part["description"])[1], Loader=yaml.BaseLoader)  # noqa: S506  only text
    if isinstance(example, dict) and set(example) == {name}:
        value = example[name]
        if "enum" in part:
            assert value in [str(choice) for choice in part["enum"]]
        else:
            Draft202012Validator({**part, "$defs": SCHEMA["$defs"]}).validate(value)


@pytest.mark.parametrize("part", [part for _, _, part in KEYS], ids=[path for path, _, _ in KEYS])
def test_completions_fit_the_schema(part):
    for example in part.get("examples", ()):
        Draft202012Validator({**part, "$defs": SCHEMA["$defs"]}).validate(example)


def test_editors_that_type_numbers_and_words_find_nothing_in_a_right_program():
    text = (Path(__file__).parent / "whole.yaml").read_text(encoding="utf-8")
    typed = yaml.load(text, Loader=_Typed)  # noqa: S506  a safe loader
    assert typed["cards"]["coffee card"]["full at"] == 10
    assert [error.json_path for error in validator("program").iter_errors(typed)] == []


class _Typed(yaml.SafeLoader):
    """Reads as an editor does: keys are text, `on` is a word, dates are text."""


_Typed.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag not in ("tag:yaml.org,2002:timestamp", "tag:yaml.org,2002:bool")]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Typed.add_constructor(
    "tag:yaml.org,2002:map",
    lambda loader, node: {str(key): value for key, value in loader.construct_pairs(node, deep=True)},
)


def keys_of(tree):
    if isinstance(tree, Mapping):
        for pair in tree.pairs:
            yield pair.key.text
            yield from keys_of(pair.value)
    elif isinstance(tree, Items):
        for item in tree.items:
            yield from keys_of(item)


def test_every_key_of_the_language_is_in_it():
    known = {name for _, name, _ in KEYS}
    written = set(keys_of(read((Path(__file__).parent / "whole.yaml").read_text(encoding="utf-8"))))
    declared = written - known
    assert declared == {
        "birthday", "city", "newsletter", "channel", "category", "brand", "regulars", "newsletter readers", "Silver",
        "Gold", "base points", "sunny weekends", "gold bonus", "review", "we miss you", "coffee card", "loyal guests", "10",
        "25", "50", "100", "three in a fortnight", "free coffee", "spring voucher", "usb stick", "mug", "tote bag", "hamper",
        "retention.strict per quarter", "reward_cost_ratio", "ten coffees fill a card", "anna", "points pending",
    }  # fmt: skip  # names of this program; everything else is a key
    assert {"extends", "groups", "group", "late", "of", "ends", "friend", "budget"} <= known


def test_the_schema_of_an_installed_package_is_found_in_its_data(tmp_path, monkeypatch):
    folder = tmp_path / "_data" / "schemas"
    folder.mkdir(parents=True)
    (folder / "program.schema.json").write_text("{}")
    monkeypatch.setattr(schemas.resources, "files", lambda _: tmp_path)
    assert schema_text("program") == "{}"
