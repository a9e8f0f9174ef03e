"""Findings of several steps become one list: sorted, without repetition, one for one mistake."""

from rulekit.diagnostics import Diagnostic, Source
from rulekit.diagnostics.ordering import in_file_order

SOURCE = Source("p.yaml", "a: 1\nb: 2\nc: 3\n")


def at(code, start, message="m"):
    return Diagnostic(code, message, SOURCE.span(start, start + 1))


def test_findings_are_sorted_by_place():
    assert in_file_order([at("RK201", 10), at("RK120", 5), Diagnostic("RK101", "m")]) == [
        Diagnostic("RK101", "m"), at("RK120", 5), at("RK201", 10),
    ]  # fmt: skip


def test_the_same_said_twice_stands_once():
    assert in_file_order([at("RK201", 5), at("RK201", 5)]) == [at("RK201", 5)]


def test_different_things_about_one_place_stay():
    two = [at("RK131", 0, "no currency"), at("RK131", 0, "no timezone")]
    assert in_file_order(two) == two
    assert in_file_order([at("RK209", 0), at("RK201", 0)]) == [at("RK201", 0), at("RK209", 0)]


def test_what_cannot_be_read_is_not_judged_as_well():
    assert in_file_order([at("RK209", 5), at("RK132", 5), at("RK201", 6)]) == [at("RK132", 5), at("RK201", 6)]


def test_a_warning_of_reading_silences_nobody():
    assert len(in_file_order([at("RK201", 5), at("RK129", 5)])) == 2


def test_findings_without_a_place_stay_apart():
    two = [Diagnostic("RK101", "one"), Diagnostic("RK101", "two")]
    assert in_file_order(two) == two
