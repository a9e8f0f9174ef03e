"""What people and editors read about ledgers and mappings agrees with what the reader knows."""

from __future__ import annotations

import json
import re
from pathlib import Path

import jsonschema
import pytest
import yaml

from rulekit.ledger import EVENT_CODES, ROW_CODES, mapping_keys
from rulekit.ledger.time_format import PARTS

ROOT = Path(__file__).resolve().parents[3]
MANUAL = (ROOT / "docs" / "ledger.md").read_text(encoding="utf-8")
SCHEMA = json.loads((ROOT / "schemas" / "mapping.schema.json").read_text(encoding="utf-8"))
SECTIONS = SCHEMA["properties"]


@pytest.mark.parametrize("code", [*ROW_CODES, *EVENT_CODES])
def test_the_manual_says_what_a_code_means_and_how_to_mend_it(code):
    meaning, mend = (ROW_CODES | EVENT_CODES)[code]
    assert f"| `{code}` | {meaning} | {mend} |" in MANUAL


def test_every_code_of_the_sources_is_known():
    sources = "".join(
        path.read_text(encoding="utf-8") for folder in ("ledger", "engine") for path in (ROOT / "rulekit" / folder).rglob("*.py")
    )
    emitted = set(re.findall(r'"((?:row|event)\.[a-z_]+)"(?! *:)', sources))
    assert emitted <= ROW_CODES.keys() | EVENT_CODES.keys()
    assert {code for code in emitted if code.startswith("event.")} == set(EVENT_CODES)


@pytest.mark.parametrize("key", [*mapping_keys.TOP_KEYS, *mapping_keys.FORMAT_KEYS, *mapping_keys.REFUND_KEYS])
def test_the_manual_explains_every_key(key):
    assert f"| `{key}` | " in MANUAL


@pytest.mark.parametrize(
    "word",
    [*mapping_keys.DELIMITERS, *mapping_keys.ENCODINGS, *mapping_keys.THOUSANDS, *mapping_keys.AT, *mapping_keys.AMOUNTS,
     *mapping_keys.LINKS, *PARTS],
)  # fmt: skip
def test_the_manual_names_every_setting(word):
    assert f"`{word}`" in MANUAL


def test_the_schema_knows_the_same_keys_and_settings():
    assert set(SECTIONS) == set(mapping_keys.TOP_KEYS)
    formats, refunds = SECTIONS["format"]["properties"], SECTIONS["refunds"]["properties"]
    assert (set(formats), set(refunds)) == (set(mapping_keys.FORMAT_KEYS), set(mapping_keys.REFUND_KEYS))
    assert formats["delimiter"]["enum"] == list(mapping_keys.DELIMITERS)
    assert formats["encoding"]["enum"] == list(mapping_keys.ENCODINGS)
    assert formats["decimal"]["enum"] == list(mapping_keys.DECIMALS)
    assert formats["thousands"]["enum"] == list(mapping_keys.THOUSANDS)
    assert SECTIONS["at"]["enum"] == list(mapping_keys.AT)
    assert refunds["amounts"]["enum"] == list(mapping_keys.AMOUNTS)
    assert refunds["link"]["enum"] == list(mapping_keys.LINKS)
    columns = SECTIONS["columns"]["properties"]
    assert set(columns) == set(SECTIONS["constants"]["properties"]) == set(mapping_keys.TARGETS)
    assert {name for name, said in columns.items() if "anyOf" in said} == set(mapping_keys.JOINED_TARGETS)


def described(schema):
    """Every part of the schema that an editor shows."""
    yield schema
    for part in (*schema.get("properties", {}).values(), *schema.get("patternProperties", {}).values()):
        yield from described(part)


def test_every_key_has_its_explanation():
    assert all(len(part["description"]) > 20 for part in described(SCHEMA))


def test_the_example_is_valid():
    text = (ROOT / "examples" / "online-retail" / "mapping.yaml").read_text(encoding="utf-8")
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    jsonschema.validate(yaml.safe_load(text), SCHEMA)


@pytest.mark.parametrize(
    "text",
    [
        "colums: {}",
        "format: {decimal: coma}",
        "columns: {when: x}",
        "columns: {amount: [a, b]}",
        "type: {sale: x}",
        "refunds: {link: yes}",
    ],
)
def test_mistakes_are_invalid(text):
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(yaml.safe_load(text), SCHEMA)
