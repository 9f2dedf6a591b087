"""What the catalogue's problems offer to try: each is a command that their console takes."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from judge.catalogue.load import load_problem
from judge.domain.command import Command, faults
from judge.domain.problem import Kind, Problem
from judge.stacks import known_stacks
from tests.cast import PROBLEM

PROBLEMS = sorted(path.parent for path in (Path(__file__).parents[3] / "problems").glob("*/problem.toml"))
LISTED = [folder for folder in PROBLEMS if load_problem(folder, known_stacks()).problem.is_listed]
QUERIES = [folder for folder in LISTED if load_problem(folder, known_stacks()).problem.kind is Kind.QUERY]


@pytest.mark.parametrize("folder", LISTED, ids=lambda folder: folder.name)
def test_it_offers_what_the_console_takes(folder):
    problem = load_problem(folder, known_stacks()).problem
    assert len(problem.examples) >= 3
    for example in problem.examples:
        is_request = problem.kind is Kind.SERVICE
        request = {"method": example.method, "path": example.path, "headers": example.headers, "body": example.body}
        command = Command("request", **request) if is_request else Command("sql", sql=example.sql)
        assert faults(command, problem.kind) == []


@pytest.mark.parametrize("folder", QUERIES, ids=lambda folder: folder.name)
def test_it_makes_a_querys_sample_with_the_tables_that_the_editor_shows(folder):
    shown = (folder / "starter/postgresql/schema.sql").read_text("utf-8")
    assert (folder / "tests/schema.sql").read_text("utf-8") == shown
    sample = (folder / "services/postgres/sample.sql").read_text("utf-8")
    assert sample.startswith(shown)
    assert "INSERT INTO" in sample.removeprefix(shown)


FITTING = {"service": {"title": "Right", "path": "/items"}, "query": {"title": "Right", "sql": "SELECT 1"}}
WRONG = [
    ("service", {"sql": "SELECT 1"}),
    ("service", {}),
    ("query", {"path": "/items"}),
    ("service", {"path": "/", "sql": "x"}),
]


@pytest.mark.parametrize(("kind", "example"), WRONG)
def test_it_refuses_an_example_that_its_console_could_not_take(kind, example):
    with pytest.raises(ValidationError, match="examples: number 2 needs a path in a service, and sql in a query"):
        Problem.model_validate(PROBLEM | {"kind": kind, "examples": [FITTING[kind], {"title": "Wrong"} | example]})
