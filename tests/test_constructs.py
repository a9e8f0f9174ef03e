"""Each construct of the language is proved by a conformance block, which the table in docs/language.md names."""

import pytest
from conformance_blocks import read_blocks
from constructs import PAGE, REFUSED, in_sentences, rows_of, shown_by, universe

ROWS = rows_of(PAGE.read_text(encoding="utf-8"))
BLOCKS = read_blocks()


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.path}: {row.example}")
def test_the_block_a_row_names_has_the_construct(row):
    assert shown_by(row, BLOCKS), f"{row.file}: {row.title} has no `{row.path}: {row.example}`"


def test_every_construct_has_its_row():
    shown = frozenset().union(*(shown_by(row, BLOCKS) for row in ROWS))
    assert sorted(universe() - shown) == []


def test_what_the_checker_refuses_is_in_the_grammar():
    assert in_sentences() >= REFUSED, "a reason for nothing"


def test_the_table_is_in_order():
    table = [(row.path, row.example) for row in ROWS]
    assert table == sorted(set(table))
