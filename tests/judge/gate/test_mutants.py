"""Changed references: which changes there are, how long they may take, and what became of them."""

import ast
import sys

import pytest
from sqlglot import exp

from judge.gate import mutants, python_mutants, sql_mutants
from judge.gate.check import check
from judge.gate.mutants import control_runs, mutant_runs, mutants_of
from judge.gate.options import GateOptions
from judge.gate.python_mutants import Change, python_change, python_places
from judge.gate.sql_mutants import rewritten, sql_change, sql_places
from sandbox.fake import FakeEngine
from tests.judge.catalogue.folders import a_problem, load
from tests.judge.gate.test_budget import judgement

PYTHON = "def limit(n):\n    if n < 5 and n:\n        return n\n    raise ValueError\n"


def python_changes(source: str) -> list[Change]:
    return [python_change(source, number) for _, number in python_places(source)]


def sql_changes(source: str) -> list[Change]:
    return [sql_change(source, number) for _, number in sql_places(source)]


def told(source: str) -> list[str]:
    return [change.text for change in python_changes(source)]


@pytest.mark.parametrize(
    ("source", "texts"),
    [
        ("x = a < b <= c\n", ["`a < b <= c` became `a <= b <= c`", "`a < b <= c` became `a < b < c`"]),
        ("x = a == b\n", ["`a == b` became `a != b`"]),
        ("x = a in b\n", ["`a in b` became `a not in b`"]),
        ("x = a and b\n", ["`a and b` became `a or b`"]),
        ("x = not a\n", ["`not a` became `a`"]),
        ("x = -a\n", []),
        ("x = a + b\n", ["`a + b` became `a - b`"]),
        ("x = a - b\n", ["`a - b` became `a + b`"]),
        ("x = 'a' + b\n", []),
        ("x = a * b\n", []),
        ("x = 40\n", ["`40` became `41`"]),
        ("x = True\n", ["`True` became `False`"]),
        ("x = 'text'\n", []),
        ("x: int = y\n", []),
        ("f(x)\n", ["`f(x)` was taken out"]),
        ("x += y\n", ["`x += y` was taken out"]),
        ("'''A docstring.'''\n", []),
        ("def f():\n    return\n", []),
        ("def f():\n    return None\n", []),
        ("def f(a: int = 3) -> int:\n    return a\n", ["`3` became `4`", "`return a` became `return None`"]),
        ("for x in y:\n    break\n", ["`break` was taken out"]),
        ("@app.route(1)\ndef f():\n    raise X\n", ["`raise X` was taken out"]),
        ("x = f'{a < 2:>10}'\n", []),
        ("no python (\n", []),
        ("x = 'a\0'\n", []),
    ],
)
def test_it_knows_the_slips_of_python(source: str, texts: list[str]):
    assert told(source) == texts


def test_it_changes_one_thing_and_leaves_a_program():
    changes = python_changes(PYTHON)
    assert [change.line for change in changes] == [2, 2, 2, 3, 4]
    for change in changes:
        compile(change.source, "changed.py", "exec")
    assert len({change.source for change in changes}) == len(changes)
    assert "if n <= 5 and n:" in changes[1].source


def test_it_cuts_a_long_change():
    (change,) = python_changes(f"f({'x' * 200})\n")
    assert len(change.text) < 110


SQL = """
SELECT c.name, count(DISTINCT o.id) AS orders, coalesce(max(o.cents), 0) AS most
FROM customers c
LEFT JOIN orders o ON o.customer_id = c.id
WHERE c.country = 'DE' AND o.cents > 5
GROUP BY c.name
HAVING count(*) > 1
ORDER BY c.name DESC
LIMIT 10
"""


def test_it_knows_the_slips_of_sql():
    changes = {change.text: change.line for change in sql_changes(SQL)}
    assert (
        changes["`LEFT JOIN orders AS o ON o.customer_id = c.id` became `JOIN orders AS o ON o.customer_id = c.id`"]
        == 4
    )
    for text in (
        "`WHERE c.country = 'DE' AND o.cents > 5` was taken out",
        "`c.country = 'DE' AND o.cents > 5` became `c.country = 'DE'`",
        "`c.country = 'DE' AND o.cents > 5` became `o.cents > 5`",
        "`c.country = 'DE' AND o.cents > 5` became `c.country = 'DE' OR o.cents > 5`",
        "`o.cents > 5` became `o.cents >= 5`",
        "`COUNT(DISTINCT o.id)` became `COUNT(o.id)`",
        "`MAX(o.cents)` became `MIN(o.cents)`",
        "`COALESCE(MAX(o.cents), 0)` became `MAX(o.cents)`",
        "`HAVING COUNT(*) > 1` was taken out",
        "`c.name DESC` became `c.name ASC`",
        "`LIMIT 10` was taken out",
        "`10` became `11`",
    ):
        assert text in changes
    assert "`DISTINCT o.id` was taken out" not in changes


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("SELECT 1 UNION ALL SELECT 2", "`UNION ALL` became `UNION`"),
        ("SELECT a UNION SELECT b", "`UNION` became `UNION ALL`"),
        ("SELECT DISTINCT a FROM t", "`DISTINCT` was taken out"),
        ("SELECT rank() OVER (ORDER BY a) FROM t", "`RANK()` became `DENSE_RANK()`"),
        ("SELECT count(*) FILTER (WHERE a) FROM t", "`COUNT(*) FILTER(WHERE a)` became `COUNT(*)`"),
        ("SELECT a FROM t JOIN u ON b = c", "`JOIN u ON b = c` became `LEFT JOIN u ON b = c`"),
    ],
)
def test_it_knows_further_slips_of_sql(source: str, text: str):
    assert text in {change.text for change in sql_changes(source)}


def test_it_leaves_alone_what_it_cannot_read_and_what_has_no_slip():
    assert not sql_changes("SELECT FROM WHERE (")
    assert not sql_changes("SELECT a FROM t CROSS JOIN u")
    assert len(sql_changes("SELECT sum(b) FILTER (WHERE a) FROM t")) == 1
    assert rewritten("select a from t").split() == ["SELECT", "a", "FROM", "t;"]


def reference(source: str) -> dict[str, str]:
    return a_problem() | {"solution/python-flask/app.py": source}


def test_it_draws_the_same_changes_every_time():
    loaded = load(reference("x = 1\n" * 30))
    first = mutants_of(loaded, 5)
    assert [mutant.name for mutant in first] == [f"mutant/00{number}" for number in range(1, 6)]
    assert first == mutants_of(loaded, 5)
    assert len(mutants_of(loaded, 100)) == 30
    assert first[0].file == "solution/python-flask/app.py"
    assert [mutant.change.line for mutant in first] == sorted(mutant.change.line for mutant in first)


@pytest.mark.parametrize(("most", "written"), [(5, 15), (1, 3)])
def test_it_makes_no_more_changes_than_it_draws(most: int, written: int, monkeypatch: pytest.MonkeyPatch):
    """Each is told in two texts, and written as a whole once."""
    loaded, texts, honest = load(reference("x = 1\n" * 300)), [], ast.unparse
    monkeypatch.setattr(python_mutants.ast, "unparse", lambda node: texts.append(node) or honest(node))
    assert len(mutants_of(loaded, most)) == most
    assert len(texts) == written


def test_it_makes_no_more_changes_of_sql_than_it_draws(monkeypatch: pytest.MonkeyPatch):
    texts = []
    honest = sql_mutants._written
    monkeypatch.setattr(sql_mutants, "_written", lambda tree: texts.append(tree) or honest(tree))
    assert len(mutants_of(load(a_query() | {"solution/postgresql/query.sql": SQL}), 3)) == 3
    assert len(texts) == 3


def test_it_asks_a_node_of_sql_once_where_it_stands(monkeypatch: pytest.MonkeyPatch):
    """A condition of many parts is as deep as it has parts: asking each for all below it would take the square."""
    asked = []
    honest = exp.Expression.iter_expressions
    monkeypatch.setattr(
        exp.Expression, "iter_expressions", lambda node, *how, **more: asked.append(node) or honest(node, *how, **more)
    )
    few, many = ("SELECT a FROM t WHERE " + " AND ".join(["a > 1"] * count) for count in (20, 100))
    sql_places(few)
    first = len(asked)
    sql_places(many)
    assert len(asked) - first < 6 * first


def test_it_leaves_alone_what_is_too_large_or_cannot_be_written(monkeypatch: pytest.MonkeyPatch):
    assert not mutants_of(load(reference("x = 1\n" * 12_000)), 5)
    assert not mutants_of(load(reference("x = 0x" + "f" * 5000 + "\n")), 5)
    huge = "SELECT a FROM t LIMIT " + "9" * (sys.get_int_max_str_digits() + 1)
    assert [change.text for change in sql_changes(huge) if change] == [f"`LIMIT {'9' * 74}…` was taken out"]
    monkeypatch.setattr(mutants, "python_change", lambda _source, number: None if number else Change(1, "`a`", "b"))
    assert [mutant.name for mutant in mutants_of(load(reference("x = 1\n" * 3)), 3)] == ["mutant/001"]


def test_it_says_nothing_of_sql_that_is_nested_too_deeply_to_be_written(monkeypatch: pytest.MonkeyPatch):
    def deep(_tree):
        raise RecursionError

    monkeypatch.setattr(sql_mutants, "_written", deep)
    assert rewritten("SELECT a FROM t") is None
    assert sql_change("SELECT DISTINCT a FROM t", 0) is None
    assert not control_runs(load(a_query()))


def test_it_gives_a_change_little_more_time_than_its_reference_took():
    loaded = load(reference("x = 1\n"))
    mutants = mutants_of(loaded, 1)
    (quick,) = mutant_runs(loaded, mutants, {("solution/python-flask", 0): judgement(10, running=100)})
    assert quick.seconds == (2, 4)
    (slow,) = mutant_runs(loaded, mutants, {("solution/python-flask", 0): judgement(900, running=6000)})
    assert slow.seconds == (2, 60)
    assert quick.files["app.py"] == b"x = 2\n"


def engine_that_notices(noticed: bytes) -> FakeEngine:
    """A reference passes, and so does every change but those with these words; other answers end as they say."""

    def outcomes(files):
        source = files["app.py"]
        own = dict(line.split("=") for line in source.decode().splitlines() if "=" in line and "test" in line)
        return own | ({"test_size": "failed"} if noticed in source else {})

    return FakeEngine.judging(outcomes)


def test_a_gate_tries_changes_when_it_is_asked_to():
    loaded = load(reference("LONGEST = 40\nMANY = True\n"))
    report = check(engine_that_notices(b"False"), loaded, instance="tests", options=GateOptions(mutants=10))
    assert report.is_passed
    assert [(one.change, one.is_killed, one.killed_by) for one in report.mutants] == [
        ("`40` became `41`", False, ()),
        ("`True` became `False`", True, ("test_size",)),
    ]
    assert str(report.notes[-1]) == "solution/python-flask/app.py:1: `40` became `41`: no test noticed"
    assert "mutants noticed 1/2" in report.strength.formula


def test_a_gate_tries_none_when_the_reference_does_not_pass():
    loaded = load(reference("LONGEST = 40\n"))
    report = check(engine_that_notices(b"LONGEST"), loaded, instance="tests", options=GateOptions(mutants=10))
    assert report.mutants is None
    assert "not measured: assertions needed, mutants noticed" in report.strength.formula


def test_a_change_that_could_not_be_judged_is_left_out():
    loaded = load(reference("LONGEST = 40\nMANY = 7\n"))
    engine = engine_that_notices(b"nothing")
    honest = engine._scripts["tester"]
    breaking = set()

    def script(sent):
        for step in honest(sent):
            if b'"started"' in getattr(step, "data", b"") and b"= 41" in engine.files(sent)["app.py"]:
                breaking.add(1)
                yield type(step)(b"no line of JSON\n")
                return
            yield step

    engine._scripts["tester"] = script
    report = check(engine, loaded, instance="tests", options=GateOptions(mutants=10))
    assert breaking
    assert [one.change for one in report.mutants] == ["`7` became `8`"]


def a_query() -> dict[str, str]:
    """The small problem as a query."""
    text = a_problem()["problem.toml"].replace('"service"', '"query"').replace("python-flask", "postgresql")
    text = text.replace('"app.py"', '"query.sql"').replace("\n[files]", 'services = ["postgres"]\n[files]')
    files = {path.replace("python-flask", "postgresql"): body for path, body in a_problem().items()}
    files = {path.replace("app.py", "query.sql"): body.replace("test", "-- test") for path, body in files.items()}
    own = {path: body.replace("-- test", "test") for path, body in files.items() if path.startswith(("tests", "wrong"))}
    return files | own | {"problem.toml": text, "solution/postgresql/query.sql": "SELECT a FROM t ORDER BY a"}


def test_it_tries_sql_as_it_is_written_anew_before_it_changes_it():
    loaded = load(a_query())
    (control,) = control_runs(loaded)
    assert control.files["query.sql"].split() == b"SELECT a FROM t ORDER BY a;".split()
    assert control.may_miss == frozenset()
    assert not control_runs(load(a_problem()))


def test_it_says_nothing_of_sql_that_it_cannot_write_anew():
    def outcomes(files):
        text = files["query.sql"].decode()
        own = dict(line.split("=") for line in text.splitlines() if line.startswith("test"))
        return own | ({"test_size": "failed"} if "-- test" in text or text.endswith(";\n") else {})

    engine = FakeEngine.judging(outcomes)
    report = check(engine, load(a_query()), instance="tests", options=GateOptions(mutants=10))
    assert report.is_passed
    assert report.mutants is None
