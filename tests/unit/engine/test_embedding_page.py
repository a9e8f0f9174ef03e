"""docs/embedding.md tells every kind of entry."""

from pathlib import Path

import pytest

from rulekit.engine.entry import KINDS

PAGE = (Path(__file__).resolve().parents[3] / "docs" / "embedding.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("kind", KINDS)
def test_the_manual_explains_every_kind_of_entry(kind: str):
    table = PAGE.partition("## Kinds of entries")[2].partition("\n## ")[0]
    assert f"`{kind}`" in "".join(line.split("|")[1] for line in table.splitlines() if line.startswith("|"))
