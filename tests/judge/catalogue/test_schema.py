"""The JSON Schemas are as strict as the models, and say of every key what it is."""

import json
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from judge.catalogue.schema import DIALECT, MODELS, schema_of

PROBLEMS = Path(__file__).parents[3] / "problems"
FILES = [("problem", path) for path in sorted(PROBLEMS.glob("*/problem.toml"))]
FILES += [("expect", path) for path in sorted(PROBLEMS.glob("*/wrong/*/expect.toml"))[::7]]


def objects(schema: Any) -> Iterator[dict[str, Any]]:
    """Every part of a schema that describes a table."""
    if isinstance(schema, dict):
        if schema.get("type") == "object":
            yield schema
        for part in schema.values():
            yield from objects(part)
    elif isinstance(schema, list):
        for part in schema:
            yield from objects(part)


def unknown(value: Any, schema: dict[str, Any], whole: dict[str, Any]) -> list[str]:
    """The keys of a value that the schema does not have, and those that it misses."""
    if "$ref" in schema:
        schema = whole["$defs"][schema["$ref"].removeprefix("#/$defs/")]
    if isinstance(value, list):
        return [key for item in value for key in unknown(item, schema["items"], whole)]
    if not isinstance(value, dict):
        return []
    known, free = schema.get("properties", {}), schema.get("additionalProperties")
    missing = [f"missing {key}" for key in schema.get("required", ()) if key not in value]
    inner = [
        unknown(item, known.get(key, free if isinstance(free, dict) else {}), whole) for key, item in value.items()
    ]
    wrong = [key for key in value if key not in known and free is False]
    return missing + wrong + [key for keys in inner for key in keys]


@pytest.mark.parametrize("name", MODELS)
def test_it_says_what_it_is(name):
    schema = schema_of(name)
    assert schema["$schema"] == DIALECT
    assert schema["title"] == MODELS[name][0]
    assert schema["type"] == "object"
    assert json.loads(json.dumps(schema)) == schema


@pytest.mark.parametrize("name", MODELS)
def test_it_is_strict_everywhere(name):
    tables = [table for table in objects(schema_of(name)) if "properties" in table]
    assert tables
    assert all(table["additionalProperties"] is False for table in tables)


@pytest.mark.parametrize("name", MODELS)
def test_it_describes_every_key(name):
    silent = [
        key
        for table in objects(schema_of(name))
        for key, part in table.get("properties", {}).items()
        if not part.get("description")
    ]
    assert silent == []


@pytest.mark.parametrize(("name", "path"), FILES, ids=lambda part: part if isinstance(part, str) else part.parent.name)
def test_it_knows_every_key_of_the_catalogue(name, path):
    schema = schema_of(name)
    assert unknown(tomllib.loads(path.read_text()), schema, schema) == []


def test_it_finds_the_keys_that_do_not_exist():
    schema = schema_of("problem")
    toml = tomllib.loads((PROBLEMS / "rehearsal-greeting" / "problem.toml").read_text())
    toml["colour"] = "red"
    toml["criteria"][0]["weight"] = 3
    toml["translations"]["de"]["titel"] = "x"
    del toml["files"]["editable"]
    assert sorted(unknown(toml, schema, schema)) == ["colour", "missing editable", "titel", "weight"]


def test_it_offers_what_may_be_chosen():
    schema = schema_of("problem")
    assert schema["properties"]["format"]["const"] == "2026-1"
    assert schema["$defs"]["Kind"]["enum"] == ["service", "query"]
    assert "de" in schema["properties"]["language"]["enum"]
    assert schema["properties"]["translations"]["propertyNames"]["enum"] == schema["properties"]["language"]["enum"]
