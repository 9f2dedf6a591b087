"""`judge problem test`: one answer, live."""

from pathlib import Path

import pytest

from judge.cli.problem import watch
from sandbox.fake import FakeEngine
from sandbox.scripts import line
from tests.judge.catalogue.folders import write
from tests.judge.cli.conftest import Run


def told(judge: Run, *words: object, code: int = 0) -> list[str]:
    result = judge("problem", "test", *words)
    assert result.exit_code == code, result.output
    return result.stdout.splitlines()


def test_it_runs_the_solution_and_writes_a_line_for_each_test(judge: Run, problem: Path):
    lines = told(judge, problem)
    assert lines[0] == "echo: solution/python-flask; it should pass"
    assert "  passed            3 ms  It greets. (sample)" in lines
    assert sum(text.startswith("  passed") for text in lines) == 10
    assert lines[-2].startswith("Passed, 18 of 18 points; seed ")
    assert lines[-1] == "as expected"


def test_it_is_right_when_a_wrong_solution_fails_what_it_names(judge: Run, problem: Path):
    lines = told(judge, problem, "wrong/no-1")
    assert lines[0] == "echo: wrong/no-1; it should fail exactly test_twice"
    assert "test_twice: test_twice did not pass" in lines
    assert lines[-1] == "as expected"


def test_it_is_wrong_when_a_wrong_solution_fails_something_else(judge: Run, problem: Path):
    write(problem, {"wrong/no-1/app.py": "test_size=failed\n"})
    lines = told(judge, problem, "wrong/no-1", code=1)
    assert "not as expected: passes test_twice, which it should fail" in lines
    assert any(text.startswith("not as expected: fails test_size (failed), which it does not name") for text in lines)


def test_it_says_which_verdict_it_waits_for(judge: Run, problem: Path):
    write(problem, {"wrong/no-1/expect.toml": 'verdict = "time_limit"\n', "wrong/no-1/app.py": "test_size=too_slow\n"})
    assert told(judge, problem, "wrong/no-1")[0] == 'echo: wrong/no-1; it should end as "time_limit"'


def test_it_is_right_when_the_starter_fails(judge: Run, problem: Path):
    lines = told(judge, problem, "starter/python-flask/")
    assert lines[0] == "echo: starter/python-flask; it should fail"
    assert lines[-1] == "as expected"
    write(problem, {"starter/python-flask/app.py": "# done\n"})
    assert "not as expected: passes: there is nothing left to do" in told(
        judge, problem, "starter/python-flask", code=1
    )


def test_it_takes_any_folder_for_an_answer_that_should_pass(judge: Run, problem: Path, answer: Path):
    assert told(judge, problem, answer)[-1] == "as expected"
    write(answer, {"app.py": "test_size=failed\n"})
    assert 'not as expected: it ends as "failed"' in told(judge, problem, answer, code=1)


def test_it_takes_a_name_with_the_problem_before_it(judge: Run, problem: Path):
    assert told(judge, problem, f"{problem}/wrong/no-1")[0].startswith("echo: wrong/no-1;")


def test_it_guesses_what_was_meant(judge: Run, problem: Path):
    result = judge("problem", "test", problem, "wrong/no-11")
    assert result.exit_code == 2
    assert 'there is no answer and no folder "wrong/no-11"; did you mean "wrong/no-' in result.stderr


def test_it_repeats_a_run_with_its_seed(judge: Run, engine: FakeEngine, problem: Path):
    assert told(judge, problem, "--seed", 7)[-2].endswith("seed 7")
    assert engine.boxes[0].sent.job["seed"] == 7


def test_it_names_what_is_wrong_with_the_folder(judge: Run, engine: FakeEngine, problem: Path):
    (problem / "statement.md").unlink()
    lines = told(judge, problem, code=1)
    assert any(text.split() == ["statement.md", "is", "missing"] for text in lines)
    assert not engine.boxes


def test_it_shows_what_was_printed_and_why_there_is_no_verdict(judge: Run, engine: FakeEngine, problem: Path):
    engine._scripts["tester"] = lambda _sent: iter([line(type="problem", reason="broken \x1b suite")])
    text = "\n".join(told(judge, problem, code=1))
    assert "broken [U+001B] suite" in text
    assert 'not as expected: it ends as "judge_error"' in text
    engine._scripts = FakeEngine.exiting(1, log=b"no such module")._scripts
    assert "What it printed:\nno such module" in "\n".join(told(judge, problem, code=1))


class Author:
    """Changes a file whenever somebody waits for it, and has enough after the last change."""

    def __init__(self, *changes):
        self.changes = list(changes)

    def __call__(self, _seconds: float = 0) -> None:
        if not self.changes:
            raise KeyboardInterrupt
        self.changes.pop(0)()


def test_it_watches_until_it_is_interrupted(judge: Run, problem: Path, monkeypatch: pytest.MonkeyPatch):
    author = Author(
        lambda: write(problem, {"solution/python-flask/app.py": "test_size=failed\n"}),
        lambda: None,
        lambda: write(problem, {"statement.md": ""}),
        lambda: write(problem, {"statement.md": "Say it.\n", "solution/python-flask/app.py": "# right again\n"}),
    )
    monkeypatch.setattr(watch, "pause", author)
    lines = told(judge, problem, "--watch")
    assert [text for text in lines if text in ("as expected", 'not as expected: it ends as "failed"')] == [
        "as expected",
        'not as expected: it ends as "failed"',
        "as expected",
    ]
    assert any(text.split() == ["statement.md", "is", "empty"] for text in lines)
    assert lines.count("Waiting for a change; Ctrl-C ends.") == 4


def test_it_watches_the_answers_own_folder_too(
    judge: Run, problem: Path, answer: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(watch, "pause", Author(lambda: write(answer, {"app.py": "test_size=failed\n"})))
    assert 'not as expected: it ends as "failed"' in told(judge, problem, answer, "--watch", code=1)


def test_it_stops_watching_a_folder_that_went_away(judge: Run, problem: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(watch, "pause", Author(lambda: problem.rename(problem.with_name("other"))))
    result = judge("problem", "test", problem, "--watch")
    assert result.exit_code == 2
    assert "there is no folder" in result.stderr


def test_it_does_not_look_at_more_files_than_a_problem_has(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(watch, "MOST", 3)
    write(tmp_path, {f"f{number}": "" for number in range(9)} | {"__pycache__/x": ""})
    assert len(watch.state_of([tmp_path])) == 3
    assert watch.state_of([tmp_path / "nothing"]) == {}


def test_it_waits_between_two_looks_and_forgets_what_went_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    write(tmp_path, {"a": "", "b": ""})
    watch.pause(0)
    stat = Path.stat

    def gone(self: Path, **how: bool):
        if self.name == "b" and not how:
            raise FileNotFoundError(self)
        return stat(self, **how)

    monkeypatch.setattr(watch, "_files", lambda folder: sorted(folder.iterdir()))
    monkeypatch.setattr(Path, "stat", gone)
    assert [Path(path).name for path in watch.state_of([tmp_path])] == ["a"]
