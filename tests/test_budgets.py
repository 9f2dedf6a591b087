"""The sizes that keep a stranger oriented: files, functions, and what may stand where."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FILE_LINES = 300
FUNCTION_LINES = 40
VIEW_LINES = 25
CONFTEST_LINES = 150
FORBIDDEN_NAMES = {"utils", "helpers", "common", "core", "misc"}

CODE = [
    path
    for part in ("judge", "sandbox", "web")
    for path in sorted((ROOT / part).rglob("*.py"))
    if not {"node_modules", "versions", "target", "cases", "scaffolds"} & set(path.parts)
]


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def functions(path: Path) -> Iterator[ast.FunctionDef]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef):
            yield node


def test_it_finds_the_code():
    assert len(CODE) > 50


@pytest.mark.parametrize("path", CODE, ids=name)
def test_it_keeps_a_file_readable_at_one_sitting(path: Path):
    assert path.read_text().count("\n") <= FILE_LINES


@pytest.mark.parametrize("path", CODE, ids=name)
def test_it_keeps_a_function_on_one_screen(path: Path):
    allowed = VIEW_LINES if (ROOT / "web" / "views") in path.parents else FUNCTION_LINES
    long = [
        f"{node.name}: {lines} lines"
        for node in functions(path)
        if (lines := (node.end_lineno or node.lineno) - node.lineno + 1) > allowed
    ]
    assert not long


@pytest.mark.parametrize("path", CODE, ids=name)
def test_it_names_a_file_after_what_is_in_it(path: Path):
    assert path.stem not in FORBIDDEN_NAMES


@pytest.mark.parametrize("path", [path for path in CODE if path.name == "__init__.py"], ids=name)
def test_it_keeps_a_package_a_map_and_no_code(path: Path):
    statements = ast.parse(path.read_text()).body
    assert len(statements) == 1
    assert isinstance(statements[0], ast.Expr)


@pytest.mark.parametrize("path", sorted((ROOT / "tests").rglob("conftest.py")), ids=name)
def test_it_keeps_a_conftest_small(path: Path):
    assert path.read_text().count("\n") <= CONFTEST_LINES


@pytest.mark.parametrize("path", sorted((ROOT / "web" / "views").glob("*.py")), ids=name)
def test_it_writes_no_sql_in_a_view(path: Path):
    imported = {
        alias.name if isinstance(node, ast.Import) else f"{node.module}.{alias.name}"
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }
    assert not {module for module in imported if module.startswith(("sqlalchemy", "sqlmodel"))}


def test_it_has_at_most_three_type_ignores_and_one_broad_except():
    text = "\n".join(path.read_text() for path in CODE)
    assert text.count("type: ignore") <= 3
    assert text.count("except Exception") + text.count("except BaseException") + text.count("except:") <= 1
