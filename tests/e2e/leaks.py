"""What a suite says that no candidate may read: the code and the texts of its hidden tests."""

import ast
import json
from collections.abc import Iterator

from judge.catalogue.leaks import hidden_code, literals
from judge.catalogue.load import LoadedProblem

SHORTEST = 8  # shorter texts, such as "name", stand in every page


def hidden_phrases(loaded: LoadedProblem) -> set[str]:
    """Names, assertions and string constants that occur in hidden tests and nowhere in public."""
    public = _public(loaded)
    hidden = {test.id for test in loaded.manifest.tests if not test.is_sample}
    found: set[str] = set()
    for _, node in hidden_code(loaded):
        if isinstance(node, ast.FunctionDef) and node.name in hidden:
            found.add(node.name)
            found.update(ast.unparse(inner.test) for inner in ast.walk(node) if isinstance(inner, ast.Assert))
            found.update(value for _, value in literals(node) if isinstance(value, str))
    return {phrase for phrase in found if len(phrase) >= SHORTEST and phrase not in public}


def texts(value: object) -> Iterator[str]:
    """Every string in a JSON value, keys too."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield str(key)
            yield from texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from texts(inner)
    elif isinstance(value, str):
        yield value


def leaked(phrases: set[str], *shown: str) -> list[str]:
    """The phrases that occur in what was shown, as it stands or inside JSON."""
    decoded = list(shown)
    for text in shown:
        try:
            decoded += texts(json.loads(text))
        except ValueError:
            continue
    return sorted(phrase for phrase in phrases if any(phrase in text for text in decoded))


def _public(loaded: LoadedProblem) -> str:
    """All that a candidate has anyway: the statement, the starter, titles and hints, and the samples' own code."""
    stacks = loaded.problem.stacks
    parts = [
        loaded.statement,
        loaded.problem.model_dump_json(),
        loaded.manifest.model_dump_json(exclude={"tests": {"__all__": {"id"}}}),
    ]
    for stack in stacks:
        for files in (loaded.bundle.starter(stack), loaded.bundle.solution(stack)):
            parts += [body.decode() for body in files.values()]
    samples = {test.id for test in loaded.manifest.samples}
    for path, text in loaded.bundle.suite().items():
        if path.endswith(".py"):
            parts += [
                ast.unparse(node)
                for node in ast.parse(text).body
                if isinstance(node, ast.FunctionDef) and node.name in samples
            ]
    return "\n".join(parts)
