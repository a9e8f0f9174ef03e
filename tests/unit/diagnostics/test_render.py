"""Findings as text: the layout to the letter, and nothing that could steer a terminal."""

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from rulekit.diagnostics import Diagnostic, Label, Source
from rulekit.diagnostics.render import FORMATS, counts, render

TEXT = """\
program: Café
rules:
  sunny weekends:
    if: basket.total >= 5
\tgive: 👍日本 foo\x1b[31m bar
last: e\u0301 word
"""
SOURCE = Source("examples/cafe/program.yaml", TEXT)


def place(words, source=SOURCE):
    start = source.text.index(words)
    return source.span(start, start + len(words))


def finding(words, *labels, code="RK120", message="a message", source=SOURCE, **more):
    marks = tuple(Label(place(label, source), text) for label, text in labels)
    return Diagnostic(code, message, place(words, source), marks, **more)


def excerpt(diagnostic):
    """The full rendering without its title, place and counts."""
    return render([diagnostic]).split("\n")[3:-2]


def test_the_example_of_the_style_guide_comes_out_to_the_letter():
    text = "\n" * 40 + "    if: basket.total >= 5\n"
    source = Source("examples/cafe/program.yaml", text)
    shown = finding(
        "basket.total", ("basket.total", "money in EUR"), ("5", "a number"), code="RK204", source=source,
        message="cannot compare money with a plain number", help="write `5 EUR`", context="in rule `sunny weekends`",
    )  # fmt: skip
    assert render([shown]) == (
        "error[RK204]: cannot compare money with a plain number\n"
        "  --> examples/cafe/program.yaml:41:9\n"
        "   |\n"
        "41 |     if: basket.total >= 5\n"
        "   |         ^^^^^^^^^^^^    ^ a number\n"
        "   |         money in EUR\n"
        "   = in rule `sunny weekends`\n"
        "   = help: write `5 EUR`\n"
        "\n"
        "1 error"
    )


def test_a_place_without_labels_is_underlined():
    assert excerpt(finding("basket.total")) == ["4 |     if: basket.total >= 5", "  |         ^^^^^^^^^^^^"]


def test_three_labels_stand_below_each_other_from_right_to_left():
    assert excerpt(finding("if", ("if", "one"), ("basket", "two"), ("5", "three"))) == [
        "4 |     if: basket.total >= 5",
        "  |     ^^  ^^^^^^          ^ three",
        "  |         two",
        "  |     one",
    ]


def test_labels_on_other_lines_come_in_file_order_with_a_gap():
    assert excerpt(finding("basket", ("program", "first"), ("sunny", "above"), ("word", "below"))) == [
        "1 | program: Café",
        "  | ^^^^^^^ first",
        "...",
        "3 |   sunny weekends:",
        "  |   ^^^^^ above",
        "4 |     if: basket.total >= 5",
        "  |         ^^^^^^",
        "...",
        "6 | last: e\u0301 word",
        "  |         ^^^^ below",
    ]


def test_a_label_in_another_file_names_it():
    other = Source("base.yaml", "rules:\n  one: 1\n")
    label = Label(other.span(9, 12), "declared here")
    assert excerpt(Diagnostic("RK120", "m", place("rules"), (label,))) == [
        "2 | rules:",
        "  | ^^^^^",
        " --> base.yaml:2:3",
        "2 |   one: 1",
        "  |   ^^^ declared here",
    ]


def test_a_place_over_several_lines_shows_the_first_and_the_last():
    shown = finding("sunny weekends:\n    if: basket", ("sunny weekends:\n    if: basket", "all this"))
    assert excerpt(shown) == [
        "3 |   sunny weekends:",
        "  |   ^^^^^^^^^^^^^^^",
        "4 |     if: basket.total >= 5",
        "  |     ^^^^^^^^^^ all this",
    ]


def test_a_place_that_ends_with_its_line_stays_on_it():
    assert excerpt(finding("sunny weekends:\n")) == ["3 |   sunny weekends:", "  |   ^^^^^^^^^^^^^^^"]


def test_tabs_wide_characters_and_marks_keep_the_carets_below_their_text():
    assert excerpt(finding("foo")) == ["5 |     give: 👍日本 foo␛[31m bar", "  |                  ^^^"]
    assert excerpt(finding("日本")) == ["5 |     give: 👍日本 foo␛[31m bar", "  |             ^^^^"]
    assert excerpt(finding("\t")) == ["5 |     give: 👍日本 foo␛[31m bar", "  | ^^^^"]
    assert excerpt(finding("word"))[1] == "  |         ^^^^"


def test_the_end_of_a_file_can_be_pointed_at():
    source = Source("p.yaml", "a: b\n")
    assert render([Diagnostic("RK120", "m", source.span(5, 5))]).split("\n")[1:5] == [" --> p.yaml:2:1", "  |", "2 |", "  | ^"]


def test_a_finding_without_a_place_has_its_notes_alone():
    shown = Diagnostic("RK101", "there is no file `x`", help="look again", context="in a folder")
    assert render([shown]) == "error[RK101]: there is no file `x`\n  = in a folder\n  = help: look again\n\n1 error"


@pytest.mark.parametrize("letter", ["日", "e\u0301", "ᄒ\u1161ᆫ", "\u202e", "\t"])
@pytest.mark.parametrize(("before", "size", "after"), [(0, 5, 500), (300, 5, 300), (500, 5, 0), (300, 500, 300), (58, 5, 50)])
def test_long_lines_of_any_letters_are_cut_to_as_many_columns(letter, before, size, after):
    source = Source("p.yaml", letter * before + "B" * size + letter * after)
    place = source.span(before * len(letter), before * len(letter) + size)
    line, marks = (text.removeprefix("1 | ").removeprefix("  | ") for text in excerpt(Diagnostic("RK120", "m", place)))
    assert cell_len(line) <= 122
    assert cell_len(line[: line.index("B")]) == marks.index("^")
    assert line.count("B") == marks.count("^")


@pytest.mark.parametrize(
    ("before", "size", "after"), [(0, 5, 500), (300, 5, 300), (500, 5, 0), (300, 500, 300), (10, 5, 90), (118, 5, 9)]
)
def test_long_lines_are_cut_around_the_place(before, size, after):
    source = Source("p.yaml", "a" * before + "B" * size + "c" * after)
    line, marks = excerpt(Diagnostic("RK120", "m", source.span(before, before + size)))
    shown = line.removeprefix("1 | ")
    assert len(shown) <= 122
    assert shown.startswith("…") or before < 120
    underlined = shown[marks.index("^") - 4 : marks.rindex("^") - 3]
    assert set(underlined.replace("…", "")) == {"B"}
    assert len(underlined) == min(size, len(underlined))
    assert size > 100 or len(underlined) == size


def test_counts_are_in_words():
    warning = Diagnostic("RK129", "w")
    error = Diagnostic("RK120", "e")
    assert counts([error, error, warning]) == "2 errors, 1 warning"
    assert counts([warning, warning]) == "2 warnings"
    assert counts([]) == "nothing found"


def test_nothing_found_is_empty_or_an_empty_document():
    assert [render([], kind) for kind in ("full", "concise", "github")] == ["", "", ""]
    assert json.loads(render([], "json")) == {"diagnostics": [], "errors": 0, "warnings": 0}
    assert json.loads(render([], "sarif"))["runs"][0]["results"] == []


def test_concise_is_one_line_each():
    shown = [finding("basket", help="mend it"), Diagnostic("RK129", "no place")]
    assert render(shown, "concise") == (
        "examples/cafe/program.yaml:4:9: error[RK120]: a message (help: mend it)\nwarning[RK129]: no place"
    )


def test_json_has_everything():
    shown = finding("basket", ("5", "a number"), help="mend it", context="in rule `x`", message="Café \x1b")
    text = render([shown], "json")
    assert text.isascii()
    assert json.loads(text) == {
        "diagnostics": [
            {
                "code": "RK120",
                "severity": "error",
                "message": "Café \x1b",
                "place": {"file": "examples/cafe/program.yaml", "line": 4, "column": 9, "end_line": 4, "end_column": 15},
                "labels": [
                    {
                        "text": "a number",
                        "place": {"file": "examples/cafe/program.yaml", "line": 4, "column": 25, "end_line": 4, "end_column": 26},
                    }
                ],
                "context": "in rule `x`",
                "notes": [],
                "help": "mend it",
            }
        ],
        "errors": 1,
        "warnings": 0,
    }


def test_github_escapes_what_would_end_its_command():
    source = Source("a,b:c%.yaml", "x: 1\ny: 2\n")
    shown = Diagnostic("RK129", "100%\nno: way", source.span(0, 1), help="a, b")
    assert render([shown], "github") == (
        "::warning title=RK129%3A a comment that may belong to the text,file=a%2Cb%3Ac%25.yaml,line=1,endLine=1,col=1,endColumn=2"
        "::100%25␊no: way%0Ahelp: a, b"
    )
    over_lines = Diagnostic("RK120", "m", source.span(0, 8))
    assert "col=" not in render([over_lines], "github")
    assert render([Diagnostic("RK101", "m")], "github") == "::error title=RK101%3A the file cannot be read::m"


def test_sarif_names_rules_places_and_columns():
    shown = [finding("basket", ("5", "a number")), Diagnostic("RK101", "no place"), finding("last", code="RK129")]
    (run,) = json.loads(render(shown, "sarif"))["runs"]
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == ["RK101", "RK120", "RK129"]
    first, second, third = run["results"]
    assert (first["ruleId"], first["ruleIndex"], first["level"]) == ("RK120", 1, "error")
    assert first["locations"][0]["physicalLocation"] == {
        "artifactLocation": {"uri": "examples/cafe/program.yaml"},
        "region": {"startLine": 4, "startColumn": 9, "endLine": 4, "endColumn": 15},
    }
    assert first["relatedLocations"][0]["message"] == {"text": "a number"}
    assert "locations" not in second
    assert third["level"] == "warning"
    spaced = finding("a", source=Source("mein ordner\\ä.yaml", "a"))
    location = json.loads(render([spaced], "sarif"))["runs"][0]["results"][0]["locations"][0]
    assert location["physicalLocation"]["artifactLocation"]["uri"] == "mein%20ordner/%C3%A4.yaml"


def test_colour_only_adds_colour():
    shown = [finding("basket", ("5", "a number"), help="h", context="c"), Diagnostic("RK129", "w", place("last"))]
    coloured = render(shown, "full", color=True)
    assert "\x1b[1;31m" in coloured
    assert "\x1b[1;33m" in coloured
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == render(shown)


HOSTILE = st.text(
    st.sampled_from(list("a\t\n\r\x00\x1b\x07\x7f\x85\x9b\u200b\u2028\u202e\ufeff\ud800日e\u0301👍 ")), min_size=1, max_size=30
)


@given(HOSTILE, st.data())
def test_no_text_steers_a_terminal(text, data):
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    source = Source(text, text)
    shown = Diagnostic("RK120", text, source.span(start, end), (Label(source.span(0, 1), text),), text, text)
    for kind in FORMATS:
        rendered = render([shown], kind)
        assert not re.search(r"[\x00-\x09\x0b-\x1f\x80-\x9f\u200b\u2028\u202e\ufeff\ud800]", rendered)
        assert kind in ("json", "sarif") or "\x7f" not in rendered
    json.loads(render([shown], "json"))
    render([shown], "full", color=True).encode("utf-8")
