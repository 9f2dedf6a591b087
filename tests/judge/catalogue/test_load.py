"""A problem from its folder: every fault, not just the first."""

from pathlib import Path

import pytest

from judge.catalogue.load import MAX_TESTS, load_problem
from judge.errors import Invalid, ProblemInvalid
from sandbox.records import LINE_BYTES, TOTAL_BYTES
from tests.judge.catalogue.folders import HIDDEN, PROBLEM, SAMPLES, SLUG, STACKS, a_problem, load, suite, without, write

SQLITE = PROBLEM.replace('stacks = ["python-flask"]', 'stacks = ["python-flask"]\nservices = ["sqlite"]')


def faults(files: dict[str, str]) -> list[str]:
    with pytest.raises(ProblemInvalid) as error:
        load(files)
    return [str(finding) for finding in error.value.findings]


def changed(**toml: str) -> dict[str, str]:
    """The problem with a piece of problem.toml replaced."""
    text = PROBLEM
    for old, new in toml.items():
        assert old in text
        text = text.replace(old, new)
    return a_problem() | {"problem.toml": text}


def test_it_loads_a_folder(tmp_path: Path):
    loaded = load_problem(write(tmp_path / SLUG, a_problem()), STACKS)
    assert loaded.slug == SLUG
    assert loaded.problem.title == "Echo"
    assert loaded.statement == "Say it again.\n"
    assert [test.id for test in loaded.manifest.tests] == [*SAMPLES, *HIDDEN]
    assert loaded.manifest.stacks == (STACKS["python-flask"],)
    assert loaded.bundle.content_hash == load(a_problem()).bundle.content_hash


def test_it_takes_a_folder_by_a_relative_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    write(tmp_path / SLUG, a_problem())
    monkeypatch.chdir(tmp_path / SLUG)
    assert load_problem(Path(), STACKS).slug == SLUG


def test_it_says_that_there_is_no_folder(tmp_path: Path):
    with pytest.raises(Invalid, match="there is no folder"):
        load_problem(tmp_path / "nothing", STACKS)


@pytest.mark.parametrize("name", ["Echo", "-echo", "e", "echo_1", "x" * 64])
def test_it_refuses_a_folder_whose_name_cannot_be_an_address(tmp_path: Path, name: str):
    with pytest.raises(ProblemInvalid) as error:
        load_problem(write(tmp_path / name, a_problem()), STACKS)
    assert f'"{name}" must be' in str(error.value)


def test_it_collects_what_is_wrong_anywhere():
    files = without(a_problem(), "statement", "solution/") | {
        "notes.txt": "",
        "tests/test_more.py": "def test_bare(app): ...\n",
        "wrong/no-0/expect.toml": "fails = 1\n",
        "problem.toml": PROBLEM.replace('readonly = ["words.py"]', 'readonly = ["word.py"]'),
    }
    assert [line.split(": ")[0] for line in faults(files)] == [
        "notes.txt",
        "problem.toml:13",
        "solution/python-flask",
        "starter/python-flask/words.py",
        "statement.md",
        "tests/test_more.py:1",
        "tests/test_more.py:1",
        "wrong/no-0/expect.toml:1",
        *(f"wrong/no-{number}/app.py" for number in range(1, 5)),
    ]


def test_it_still_reads_the_suite_when_problem_toml_cannot_be_read():
    files = a_problem() | {"problem.toml": "title =\n", "tests/test_more.py": "def test_bare(app): ...\n"}
    assert [line.split(": ")[0] for line in faults(files)] == ["problem.toml:1", *["tests/test_more.py:1"] * 2]
    assert faults(without(a_problem(), "problem.toml")) == ["problem.toml: is missing"]


@pytest.mark.parametrize(
    ("files", "finding"),
    [
        ({"statement.md": "  \n"}, "statement.md: is empty"),
        ({"editorial.md": ""}, "editorial.md: is empty"),
        ({"test/test_a.py": ""}, 'test: a problem has no such file or folder; did you mean "tests"?'),
        ({"starter/python-flask/extra.py": "x"}, "starter/python-flask/extra.py: is in neither list of [files]"),
        (
            {"starter/python-flusk/app.py": "x"},
            'starter/python-flusk: the problem has no such stack; did you mean "python-flask"?',
        ),
        ({"solution/go/app.go": "x"}, "solution/go: the problem has no such stack; known are python-flask"),
        (
            {"solution/python-flask/words.py": "x"},
            "solution/python-flask/words.py: is not a file that you can change here",
        ),
        ({"starter/python-flask/app.py": "a\0b"}, "starter/python-flask/app.py: holds a NUL character"),
        (
            {"starter/python-flask/app.py": "x" * (256 * 1024 + 1)},
            "starter/python-flask/app.py: has 262145 bytes; the editor takes 262144",
        ),
        (
            {"services/redis/init.txt": "x"},
            'services/redis: is not used: services in problem.toml does not name "redis"',
        ),
    ],
)
def test_it_names_the_file_that_is_wrong(files: dict[str, str], finding: str):
    assert any(line.startswith(finding) for line in faults(a_problem() | files))


@pytest.mark.parametrize(
    ("old", "new", "finding"),
    [
        (
            'stacks = ["python-flask"]',
            'stacks = ["python-flask", "python-flusk"]',
            'problem.toml:9: unknown stack "python-flusk"; did you mean "python-flask"?',
        ),
        (
            'stacks = ["python-flask"]',
            'stacks = ["python-flask", "python-flask"]',
            "problem.toml:9: stacks: one is named twice",
        ),
        ('["app.py"]', '["app.py", "api.py"]', 'problem.toml:12: editable: no starter has a file "api.py"'),
        ('["words.py"]', '["words.py", "a.py"]', 'problem.toml:13: readonly: no starter has a file "a.py"'),
        (
            "\n[files]",
            'services = ["postgress"]\n[files]',
            'problem.toml:10: unknown service "postgress"; did you mean "postgres"?',
        ),
        ("\n[files]", 'services = ["sqlite"]\n[files]', "services/sqlite/init.sql: is missing"),
        ('kind = "service"', 'kind = "query"', 'problem.toml: a problem of kind "query" needs services = ["postgres"]'),
        ('id = "manners"', 'id = "courage"', None),
    ],
)
def test_it_names_the_key_that_is_wrong(old: str, new: str, finding: str | None):
    lines = faults(changed(**{old: new}))
    if finding:
        assert any(line.startswith(finding) for line in lines), lines
    else:
        assert all('unknown criterion "manners"' in line for line in lines)


def test_it_wants_starter_and_solution_for_each_stack():
    assert "starter/python-flask: is missing" in faults(without(a_problem(), "starter/"))
    assert "solution/python-flask: is missing" in faults(without(a_problem(), "solution/"))
    files = without(a_problem(), "starter/python-flask/app.py")
    assert "starter/python-flask: has no file that a candidate may change" in faults(files)


def test_it_wants_every_editable_file_in_a_solution():
    files = changed(**{'["app.py"]': '["app.py", "api.py"]'}) | {"starter/python-flask/api.py": "x"}
    assert faults(files) == ["solution/python-flask/api.py: is missing"]


def test_it_wants_a_sample_a_hidden_test_and_a_test_for_each_criterion():
    hidden_only = suite().replace("@pytest.mark.sample\n", "")
    assert any("there is no sample" in line for line in faults(a_problem() | {"tests/test_echo.py": hidden_only}))
    samples_only = suite().replace(
        '@pytest.mark.criterion("manners")', '@pytest.mark.sample\n@pytest.mark.criterion("voice")'
    )
    found = faults(a_problem() | {"tests/test_echo.py": samples_only})
    assert any("there is no hidden test" in line for line in found)
    assert 'problem.toml:25: criterion "manners" has no test' in found


def test_it_refuses_more_tests_than_a_run_can_have_records_of():
    marked = '@pytest.mark.criterion("manners")\ndef test_more_{}(app):\n    """One more."""\n'
    more = "import pytest\n" + "".join(marked.format(number) for number in range(MAX_TESTS))
    found = faults(a_problem() | {"tests/test_many.py": more})
    assert any(f"tests; a suite may have {MAX_TESTS}" in line for line in found)
    assert MAX_TESTS * LINE_BYTES < TOTAL_BYTES


def test_it_refuses_text_that_is_not_utf8(tmp_path: Path):
    folder = write(tmp_path / SLUG, a_problem())
    (folder / "starter/python-flask/app.py").write_bytes(b"\xff")
    with pytest.raises(ProblemInvalid, match=r"starter/python-flask/app\.py: is not UTF-8: byte 0"):
        load_problem(folder, STACKS)


def test_it_takes_a_database_file_and_a_query():
    assert load(a_problem() | {"problem.toml": SQLITE, "services/sqlite/init.sql": "SELECT 1;"}).problem.services
    text = PROBLEM.replace('"service"', '"query"').replace("python-flask", "postgresql").replace("app.py", "a.sql")
    query = text.replace("\n[files]", 'services = ["postgres"]\n[files]').replace('readonly = ["words.py"]\n', "")
    files = without(a_problem(), "starter", "solution", "wrong") | {
        "problem.toml": query,
        "starter/postgresql/a.sql": "SELECT 1",
        "solution/postgresql/a.sql": "SELECT 2",
        "editorial.md": "Count to two.",
    }
    assert load(files).manifest.stacks == (STACKS["postgresql"],)
