"""The command line with a problem that has variants."""

import json
import zipfile
from pathlib import Path

import pytest

from judge.cli.problem import preview
from judge.cli.variants import made, words
from judge.errors import Invalid
from judge.settings import Settings
from judge.storage import migrate
from judge.storage.engine import make_engine, session_scope
from judge.storage.problems import current_version
from tests.judge.catalogue.folders import SLUG, a_problem, load, write
from tests.judge.cli.conftest import Run
from tests.varied import SOURCE, VALUES, loaded_varied, varied


@pytest.fixture
def problem(place: Path, engine) -> Path:
    engine.variants = VALUES
    return write(place / "problems_dir" / SLUG, varied())


def graded(judge, *asked):
    result = judge("grade", *asked, "--json")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def jobs(engine):
    return [box.sent.job for box in engine.boxes if box.spec.role == "tester" and not box.sent.job["seeds"]]


def test_it_grades_in_the_first_variant(judge: Run, engine, problem: Path, answer: Path):
    data = graded(judge, problem, "--files", answer, "--seed", 5)
    assert (data["variant"], data["seed"], data["values"]["word"]) == (0, 5, "Hello")
    assert jobs(engine)[0]["variant"]["word"] == "Hello"


def test_it_grades_in_any_variant(judge: Run, engine, problem: Path, answer: Path):
    data = graded(judge, problem, "--files", answer, "--variant", 2)
    assert (data["variant"], data["values"]) == (2, {"word": "Cheers", "limit": 32, "tags": ["a", "b"]})
    assert jobs(engine)[0]["variant"]["limit"] == 32


def test_it_says_which_variant_it_was(judge: Run, problem: Path, answer: Path):
    text = judge("grade", problem, "--files", answer, "--variant", 1).stdout
    assert 'variant 1 (word = "Ahoy", limit = 31, tags = ["a", "b"])' in text


def test_the_authors_own_files_are_filled_in(judge: Run, engine, problem: Path):
    graded(judge, problem, "--files", problem / "solution" / "python-flask", "--variant", 1)
    (sent,) = [box.sent for box in engine.boxes if box.spec.role == "submission"]
    assert sent.files["app.py"] == b"# right with Ahoy\n"


def test_a_candidates_files_stay_as_they_are(judge: Run, engine, problem: Path, answer: Path):
    write(answer, {"app.py": "# {{ word }}\n"})
    graded(judge, problem, "--files", answer)
    (sent,) = [box.sent for box in engine.boxes if box.spec.role == "submission"]
    assert sent.files["app.py"] == b"# {{ word }}\n"


def test_readonly_files_may_lie_beside_an_answer_as_its_candidate_has_them(judge: Run, problem: Path, answer: Path):
    write(answer, {"words.py": "WORDS = ['Ahoy']\n"})
    assert graded(judge, problem, "--files", answer, "--variant", 1)["verdict"] == "passed"
    assert judge("grade", problem, "--files", answer, "--variant", 2).exit_code == 2


def test_it_refuses_a_variant_that_is_not_there(judge: Run, problem: Path, answer: Path):
    result = judge("grade", problem, "--files", answer, "--variant", 3)
    assert result.exit_code == 2
    assert "are 0 to 2" in result.output


def test_a_problem_without_variants_has_none_to_choose(judge: Run, place: Path, answer: Path):
    plain = write(place / "plain" / SLUG, a_problem())
    assert judge("grade", plain, "--files", answer, "--variant", 0).exit_code == 2
    data = graded(judge, plain, "--files", answer)
    assert (data["variant"], data["values"]) == (None, {})


def test_it_tests_an_answer_in_a_variant(judge: Run, engine, problem: Path):
    result = judge("problem", "test", problem, "--variant", 2)
    assert result.exit_code == 0, result.output
    assert "; variant 2 (" in result.stdout
    (sent,) = [box.sent for box in engine.boxes if box.spec.role == "submission"]
    assert sent.files["app.py"] == b"# right with Cheers\n"


def test_it_tells_what_is_wrong_with_the_values(judge: Run, engine, problem: Path):
    engine.variants = [VALUES[0]] * 3
    result = judge("problem", "test", problem)
    assert result.exit_code == 1
    assert "generate gives the same values for every seed" in result.output


def test_it_publishes_what_the_gate_has_proven(judge: Run, problem: Path):
    assert judge("db", "upgrade").exit_code == 0
    assert judge("problem", "publish", problem).exit_code == 0
    database = make_engine(Settings.from_env().database)
    with session_scope(database) as session:
        assert [one["word"] for one in current_version(session, SLUG).manifest["variants"]] == [
            "Hello",
            "Ahoy",
            "Cheers",
        ]
    database.dispose()


def test_it_exports_the_first_variant_for_candidates(judge: Run, problem: Path, place: Path):
    assert judge("problem", "export", problem, "--candidate").exit_code == 0
    with zipfile.ZipFile(place / "echo.candidate.zip") as archive:
        assert archive.read("echo/statement.md") == b"Say Hello again.\n"
        assert "echo/variants.py" not in archive.namelist()
        assert b"/say?word=Hello" in archive.read("echo/README.md")


def test_it_exports_a_published_problem_with_its_values(judge: Run, engine, problem: Path, place: Path):
    judge("db", "upgrade")
    judge("problem", "publish", problem)
    engine.variants = ()  # nobody is asked again
    assert judge("problem", "export", "--published", SLUG, "--candidate").exit_code == 0
    with zipfile.ZipFile(place / "echo.candidate.zip") as archive:
        assert archive.read("echo/statement.md") == b"Say Hello again.\n"


def test_the_whole_problem_travels_as_it_is(judge: Run, problem: Path, place: Path):
    assert judge("problem", "export", problem).exit_code == 0
    with zipfile.ZipFile(place / "echo.judge.zip") as archive:
        assert archive.read("echo/statement.md") == b"Say {{ word }} again.\n"
        assert archive.read("echo/variants.py").decode() == SOURCE


def test_a_preview_shows_the_values(judge: Run, problem: Path, place: Path):
    settings = Settings.from_env()
    settings.state_dir.mkdir(parents=True)
    migrate.upgrade(settings.database)
    database = make_engine(settings.database)
    preview.show_again(problem, settings, database)
    with session_scope(database) as session:
        assert len(current_version(session, SLUG).manifest["variants"]) == 3
    database.dispose()


def test_it_asks_no_engine_without_need(place: Path):
    loaded = load(a_problem())
    assert made(Settings.from_env(), loaded) is loaded
    assert words(loaded, None) == ""
    with pytest.raises(Invalid):
        words(loaded, 1)
    assert words(loaded_varied(), None).startswith("; variant 0 (")


def test_a_check_shows_the_first_values(judge: Run, problem: Path):
    result = judge("problem", "check", problem)
    assert result.exit_code == 0, result.output
    assert '3 variants; variant 0: word = "Hello", limit = 30, tags = ["a", "b"]' in result.stdout
