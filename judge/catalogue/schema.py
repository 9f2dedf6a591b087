"""The JSON Schemas of problem.toml and expect.toml, for editors: completion, and mistakes while one types."""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

from judge.catalogue.wrong import EXPECT, Expectation
from judge.domain.problem import FORMAT, Problem

DIALECT = "https://json-schema.org/draft/2020-12/schema"
MODELS: Mapping[str, tuple[str, type[BaseModel]]] = {
    "problem": ("problem.toml", Problem),
    "expect": (EXPECT, Expectation),
}


def schema_of(name: str) -> dict[str, Any]:
    """The schema of "problem" or "expect", by the model that the judge itself reads the file with."""
    file, model = MODELS[name]
    made = model.model_json_schema(mode="validation")
    return {"$schema": DIALECT, "$id": f"urn:backend-judge:{FORMAT}:{file}"} | made | {"title": file}
