"""The schema at work in the language server that editors use: over every example, and over files that are not right yet.

Needs node; `npm ci --prefix tests/editor` installs the server, and without it these tests are skipped, saying so.
"""

import json
import re
from pathlib import Path

import pytest
from language_server import MARK, SERVER, LanguageServer

ROOT = Path(__file__).resolve().parents[2]
SCHEMA = ROOT / "schemas" / "program.schema.json"
WHOLE = ROOT / "tests" / "unit" / "syntax" / "whole.yaml"
PROGRAMS = [*sorted(ROOT.glob("examples/*/program.yaml")), WHOLE]
KEY_LINE = re.compile(r"^( *)([a-z_ ]+):", re.MULTILINE)

pytestmark = pytest.mark.skipif(not SERVER.exists(), reason="the language server is not here: npm ci --prefix tests/editor")


@pytest.fixture(scope="module")
def server():
    running = LanguageServer(SCHEMA)
    yield running
    running.close()


def descriptions(node):
    """All descriptions of a key's name anywhere in the schema: a name such as `limit` has several."""
    found = {}
    if isinstance(node, dict):
        for name, part in node.get("properties", {}).items():
            found.setdefault(name, set()).add(part["description"])
        for child in node.values():
            for name, texts in descriptions(child).items():
                found.setdefault(name, set()).update(texts)
    elif isinstance(node, list):
        for child in node:
            for name, texts in descriptions(child).items():
                found.setdefault(name, set()).update(texts)
    return found


LANGUAGE = json.loads(SCHEMA.read_text(encoding="utf-8"))
DESCRIPTIONS = descriptions(LANGUAGE)
NAMING = {name for name, part in LANGUAGE["properties"].items() if isinstance(part.get("additionalProperties"), dict)}
"""The sections whose keys are names that an author chose."""


def known_keys(text):
    """The key lines of a program whose key is one of the language, not a name its author chose."""
    found, section = [], None
    for line in KEY_LINE.finditer(text):
        section = line[2] if not line[1] else section
        if line[2] in DESCRIPTIONS and not (len(line[1]) == 2 and section in NAMING):
            found.append(line)
    return found


def bare(text):
    """Explanations come as Markdown: the text in them."""
    return text.replace("\\", "").replace("&gt;", ">").replace("&lt;", "<")


@pytest.mark.parametrize("path", PROGRAMS, ids=lambda path: path.parent.name)
def test_a_right_program_has_no_findings(server, path):
    assert server.findings(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("path", PROGRAMS, ids=lambda path: path.parent.name)
def test_every_key_is_explained(server, path):
    text = path.read_text(encoding="utf-8")
    assert len(known_keys(text)) > 10
    for line in known_keys(text):
        place = line.start(2) + 1
        shown = bare(server.explanation(text[:place] + MARK + text[place:]))
        assert any(description in shown for description in DESCRIPTIONS[line[2]]), (line[0], shown)


@pytest.mark.parametrize("path", PROGRAMS, ids=lambda path: path.parent.name)
def test_every_key_is_offered_where_it_stands(server, path):
    text = path.read_text(encoding="utf-8")
    for line in known_keys(text):
        end = text.index("\n", line.start())
        rest = text[end:] if not re.match(rf"\n {{{len(line[1]) + 1},}}\S", text[end:]) else "\n"
        offered = server.completions(text[: line.start(2)] + MARK + rest)
        assert offered[line[2]] in DESCRIPTIONS[line[2]], line[0]


HEAD = "program: Café\ncurrency: EUR\ntimezone: Europe/Berlin\n"
BROKEN = {
    "an unknown key": ("rules:\n  base:\n    on: purchase\n    gives: 5 points\n", "7: Property gives is not allowed."),
    "an unknown section": ("card:\n  coffee: { full at: 10 }\n", "4: Property card is not allowed."),
    "a missing key": ("wallets:\n  points: { decimals: 0 }\n", '5: Missing property "unit".'),
    "an unknown word": (
        "wallets:\n  points: { unit: point/points, rounding: nearest }\n",
        '5: Value is not accepted. Valid values: "down", "up", "half up", "half even".',
    ),
    "text in place of keys": ("cards: coffee card\n", '4: Incorrect type. Expected "object(rulekit program)".'),
}


@pytest.mark.parametrize(("text", "expected"), BROKEN.values(), ids=BROKEN)
def test_what_is_wrong_is_underlined(server, text, expected):
    assert expected in server.findings(HEAD + text)


def test_half_a_program_is_helped_along(server):
    """A program that stops after any of its lines, as while somebody writes it: the next section is offered at the margin."""
    lines = WHOLE.read_text(encoding="utf-8").splitlines(keepends=True)
    sections = [place for place, line in enumerate(lines) if KEY_LINE.match(line) and not line.startswith(" ")]
    for end in range(1, len(lines)):
        begun = "".join(lines[:end])
        written = {lines[place].split(":")[0] for place in sections if place < end}
        if not re.search(r":\s*(#.*)?\n$", begun):  # below a key without its value other keys are offered
            offered = server.completions(begun + MARK + "\n")
            assert {"program", "rewards", "rules", "cards"} - written <= set(offered), begun[-80:]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"wallets:\n  points:\n    rounding: {MARK}\n", {"down", "up", "half up", "half even"}),
        (f"enrolment: {MARK}\n", {"automatic", "required"}),
        (f"rules:\n  base:\n    on: {MARK}\n", {"purchase", "birthday", "joining anniversary", "reaching Gold"}),
        (f"rewards:\n  mug:\n    kind: {MARK}\n", {"gift", "voucher", "perk"}),
        (f"rewards:\n  pay:\n    at most: {MARK}\n", {"50% of basket.total"}),
        (f"rewards:\n  pay:\n    price: {MARK}\n", {"100 points", "100 points per 1 EUR"}),
        (f"rules:\n  base:\n    bands: {MARK}\n", {"spend this year", "spend in the last 12 months", "spend since joining"}),
        (f"late: {MARK}\n", {"recompute", "reject"}),
        (f"tiers:\n  by: {MARK}\n", {"visits", "spend", "points earned", r'"activities \"review\""'}),
        (f"cards:\n  coffee card:\n    expires: {MARK}\n", {"never", "6 months after first stamp", "on 31 December"}),
    ],
)
def test_values_are_offered(server, text, expected):
    assert expected <= set(server.completions(HEAD + text))
