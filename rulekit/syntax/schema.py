"""The schemas that ship with rulekit: name -> parsed JSON Schema and its validator, loaded once."""

from __future__ import annotations

import json
from functools import cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jsonschema import Draft202012Validator


def schema_text(name: str) -> str:
    """The text of a schema, e.g. `program`: from the package where it was installed, else from the repository."""
    packaged = resources.files("rulekit").joinpath("_data", "schemas", f"{name}.schema.json")
    if packaged.is_file():
        return packaged.read_text("utf-8")
    return (Path(__file__).parents[2] / "schemas" / f"{name}.schema.json").read_text("utf-8")


@cache
def load_schema(name: str) -> dict[str, Any]:
    """The parsed schema."""
    schema: dict[str, Any] = json.loads(schema_text(name))
    return schema


@cache
def validator(name: str) -> Draft202012Validator:
    """The validator of a schema; jsonschema is imported here because it is heavy."""
    from jsonschema import Draft202012Validator  # noqa: PLC0415  heavy, and needed here alone

    return Draft202012Validator(load_schema(name))
