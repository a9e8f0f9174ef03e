"""What the tests of the ledger share: a schema, and files written and read in one call."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from rulekit.ledger import LedgerSchema, LoadedLedger, read_ledger
from rulekit.values.attribute import AttributeType
from rulekit.values.zone import Zone


@pytest.fixture
def schema() -> LedgerSchema:
    return LedgerSchema(
        currency="EUR",
        zone=Zone("Europe/Berlin"),
        member={"city": AttributeType("text"), "birthday": AttributeType("date"), "note": AttributeType("text")},
        purchase={"channel": AttributeType("choice", ("store", "app", "web")), "note": AttributeType("text")},
        line={"category": AttributeType("text"), "weight": AttributeType("number")},
    )


Read = Callable[..., LoadedLedger]


@pytest.fixture
def read(tmp_path: Path, schema: LedgerSchema) -> Read:
    """Writes each text under its name (or as sales1.csv, …) and loads them all, with a mapping where one is given."""

    def read_texts(*texts: str | bytes, mapping: str | None = None, ending: str = "csv", **options: object) -> LoadedLedger:
        paths = []
        for number, text in enumerate(texts, start=1):
            path = tmp_path / f"sales{number}.{ending}"
            path.write_bytes(text if isinstance(text, bytes) else text.encode())
            paths.append(path)
        mapping_path = None
        if mapping is not None:
            mapping_path = tmp_path / "mapping.yaml"
            mapping_path.write_text(mapping, encoding="utf-8")
        return read_ledger(paths, mapping_path).load(schema, **options)  # type: ignore[arg-type]

    return read_texts
