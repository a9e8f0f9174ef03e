"""The short form of the search in `fuzz_check.py`: what it starts from and once found, whole, cut off and spliced."""

from itertools import pairwise
from pathlib import Path

import pytest
from judge import judge

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
SEEDS = [*sorted(ROOT.glob("examples/*/program.yaml")), *sorted((HERE / "corpus").iterdir())]


@pytest.mark.parametrize("path", SEEDS, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_text_ends_in_a_program_or_in_errors(path):
    data = path.read_bytes()
    judge(data)
    for end in range(0, len(data), max(1, len(data) // 25)):
        judge(data[:end])
        judge(data[:end] + b"\xff" + data[end + 1 :])


def test_texts_cut_into_one_another_end_so_too():
    for one, other in pairwise(path.read_bytes() for path in SEEDS):
        for part in range(1, 8):
            judge(one[: len(one) * part // 8] + other[len(other) * part // 8 :])
