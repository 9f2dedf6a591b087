"""`judge problem schema`: what an editor needs to know of problem.toml and expect.toml."""

from enum import StrEnum
from typing import Annotated

import typer

from judge.catalogue.schema import schema_of
from judge.cli import show


class File(StrEnum):
    """Which file's schema."""

    PROBLEM = "problem"
    EXPECT = "expect"


def schema(file: Annotated[File, typer.Argument(help="problem.toml or expect.toml.")] = File.PROBLEM) -> None:
    """Prints the JSON Schema of problem.toml, or of a wrong solution's expect.toml."""
    show.as_json(schema_of(file.value))
