"""What is remembered of runs, and of passes."""

import os
import time
from dataclasses import replace
from pathlib import Path

import pytest

from judge.domain.verdict import Verdict
from judge.errors import Finding
from judge.gate.memory import HALF_SECONDS, Memory, write_whole
from judge.gate.options import GateOptions
from judge.gate.passes import Passes
from judge.gate.report import GateReport
from judge.grading.judgement import JudgedTest, Judgement
from tests.judge.catalogue.folders import a_problem, load

MANIFEST = load(a_problem()).manifest
NOTICE = {"file": "test_echo.py", "line": 3, "what": "reads the clock (time.time)"}
REPORT = GateReport("echo", "abc", {"tester": "sha256:1"}, (), {"no-1": {"test_twice": "failed"}}, {"wrong/no-1": 5})


def judgement(verdict: Verdict = Verdict.FAILED) -> Judgement:
    spec = MANIFEST.tests[0]
    facts = (spec.id, spec.title, spec.criterion, spec.is_sample, "failed", 0, spec.points, 7, "no")
    return Judgement(verdict, 0, 18, (JudgedTest(*facts, noticed=(NOTICE,)),), phases={"running": 9})


def test_it_recalls_what_the_rules_look_at(tmp_path: Path):
    memory = Memory(tmp_path / "runs")
    memory.keep("a", judgement())
    assert memory.recall("a", MANIFEST) == judgement()
    assert memory.recall("b", MANIFEST) is None


def test_it_keeps_nothing_without_a_folder_and_no_fault_of_ours(tmp_path: Path):
    nowhere = Memory(None)
    nowhere.keep("a", judgement())
    nowhere.tidy()
    assert nowhere.recall("a", MANIFEST) is None
    memory = Memory(tmp_path)
    memory.keep("a", judgement(Verdict.JUDGE_ERROR))
    assert memory.recall("a", MANIFEST) is None


def test_it_looks_nothing_up_when_it_is_to_be_fresh_and_still_keeps(tmp_path: Path):
    fresh = Memory(tmp_path, is_fresh=True)
    fresh.keep("a", judgement())
    assert fresh.recall("a", MANIFEST) is None
    assert Memory(tmp_path).recall("a", MANIFEST) is not None


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "{}", '{"tests": [["test_greets"]]}', '{"tests": [["gone",1,2,3,4,5]]}']
)
def test_it_does_not_trust_a_run_that_it_cannot_read(tmp_path: Path, text: str):
    memory = Memory(tmp_path)
    memory.keep("a", judgement())
    (tmp_path / "a.run").write_text(text)
    assert memory.recall("a", MANIFEST) is None


def test_it_forgets_the_oldest(tmp_path: Path):
    memory = Memory(tmp_path)
    for number, name in enumerate("abcd"):
        memory.keep(name, judgement())
        os.utime(tmp_path / f"{name}.run", (number, number))
    (tmp_path / "gone.run").symlink_to(tmp_path / "nowhere")
    memory.tidy(2)
    assert [memory.recall(name, MANIFEST) is not None for name in "abcd"] == [False, False, True, True]


def test_two_write_the_same_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """The other one comes between the writing of the first and its renaming."""
    path, honest, others = tmp_path / "new" / "a.run", Path.replace, []

    def replace_later(half: Path, target: Path) -> Path:
        if not others:
            others.append(half)
            write_whole(path, "the other's")
        return honest(half, target)

    monkeypatch.setattr(Path, "replace", replace_later)
    write_whole(path, "mine")
    assert path.read_text() == "mine"
    assert [found.name for found in path.parent.iterdir()] == ["a.run"]


def test_passes_are_forgotten_too_and_what_was_left_half_written(tmp_path: Path):
    passes = Passes(tmp_path, GateOptions())
    for number, content_hash in enumerate("abcd"):
        passes.keep(replace(REPORT, content_hash=content_hash))
        os.utime(passes._path("echo", content_hash, REPORT.images), (number, number))
    (tmp_path / "young.0.half").write_text("{")
    (tmp_path / "old.0.half").write_text("{")
    long_ago = time.time() - HALF_SECONDS - 60
    os.utime(tmp_path / "old.0.half", (long_ago, long_ago))
    passes.tidy(2)
    found = [passes.find("echo", content_hash, REPORT.images) is not None for content_hash in "abcd"]
    assert found == [False, False, True, True]
    assert [path.name for path in tmp_path.glob("*.half")] == ["young.0.half"]
    Passes(None, GateOptions()).tidy(2)


def test_a_pass_that_is_kept_makes_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("judge.gate.passes.MOST_PASSES", 2)
    passes = Passes(tmp_path, GateOptions())
    for content_hash in "abcd":
        passes.keep(replace(REPORT, content_hash=content_hash))
    assert len(list(tmp_path.glob("*.json"))) == 2


def test_it_remembers_a_pass_for_the_same_question(tmp_path: Path):
    passes = Passes(tmp_path, GateOptions())
    passes.keep(REPORT)
    assert passes.find("echo", "abc", REPORT.images) == replace(REPORT, is_cached=True)
    assert passes.find("echo", "other", REPORT.images) is None
    assert passes.find("echo", "abc", {"tester": "sha256:2"}) is None
    assert Passes(tmp_path, GateOptions(mutants=3)).find("echo", "abc", REPORT.images) is None
    assert Passes(tmp_path, GateOptions(assertions=True)).find("echo", "abc", REPORT.images) is None
    assert Passes(tmp_path, GateOptions(slots=4)).find("echo", "abc", REPORT.images) is not None


def test_it_remembers_no_findings_and_nothing_without_a_folder(tmp_path: Path):
    Passes(tmp_path, GateOptions()).keep(replace(REPORT, findings=(Finding("x", 1, "y"),)))
    assert not list(tmp_path.iterdir())
    nowhere = Passes(None, GateOptions())
    nowhere.keep(REPORT)
    assert nowhere.find("echo", "abc", REPORT.images) is None


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"is_passed": true, "slug": "x"}'])
def test_it_does_not_trust_a_pass_that_it_cannot_read(tmp_path: Path, text: str):
    passes = Passes(tmp_path, GateOptions())
    passes.keep(REPORT)
    next(tmp_path.iterdir()).write_text(text)
    assert passes.find("echo", "abc", REPORT.images) is None
