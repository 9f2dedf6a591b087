"""A hostile case as a folder."""

from pathlib import Path

import pytest

from judge.doctor.case import TARGET, Case, files_of, load_case, with_canary
from judge.domain.verdict import Verdict
from judge.errors import Invalid

TEXT = """
promise = "it_cannot_do_harm"
classes = [11]
why = "It tries to, and is not allowed."
verdicts = ["failed", "crashed"]
says = ["No Such Thing"]
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "case.toml").write_text(TEXT)
    (tmp_path / "app.py").write_text("app = None\n")
    return tmp_path


def test_it_reads_a_folder(folder: Path):
    case = load_case(folder)
    assert (case.promise, case.problem, case.stack, case.kind) == (
        "it_cannot_do_harm",
        "target",
        "python-flask",
        "submit",
    )
    assert files_of(folder) == {"app.py": "app = None\n"}


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('"it_cannot_do_harm"', '"Harm"', "promise"),
        ("classes = [11]", "classes = [121]", "classes[0]"),
        ("classes", "clases", 'did you mean "classes"?'),
        ('"crashed"', '"judge_error"', "never the judge's error"),
        ('"crashed"', '"exploded"', "verdicts[1]"),
        ("classes = [11]", "", '"classes" is missing'),
    ],
)
def test_it_refuses_a_case_that_says_something_else(folder: Path, old: str, new: str, words: str):
    (folder / "case.toml").write_text(TEXT.replace(old, new))
    with pytest.raises(Invalid) as refused:
        load_case(folder)
    assert words in str(refused.value)
    assert "case.toml" in str(refused.value)


def case(**changes: object) -> Case:
    known = {"promise": "it_cannot_do_harm", "classes": [1], "why": "It tries to, and is not allowed."}
    return Case.model_validate(known | {"verdicts": ["failed"]} | changes)


@pytest.mark.parametrize(
    ("changes", "judged"),
    [
        ({}, (Verdict.FAILED, 0, 11, "")),
        ({"points": 2}, (Verdict.FAILED, 2, 11, "")),
        ({"verdicts": ["passed"]}, (Verdict.PASSED, 11, 11, "")),
        ({"says": ["no RIGHT"]}, (Verdict.FAILED, 0, 11, "it has No right to")),
    ],
)
def test_it_finds_no_fault_with_what_it_says(changes: dict[str, object], judged: tuple[Verdict, int, int, str]):
    assert case(**changes).faults(*judged) == []


@pytest.mark.parametrize(
    ("changes", "judged", "words"),
    [
        ({}, (Verdict.CRASHED, 0, 11, "the log"), "the verdict is crashed: the log"),
        ({}, (Verdict.FAILED, 1, 11, ""), "it got 1 points, not 0"),
        ({}, (None, 0, None, ""), "the verdict is None"),
        ({"verdicts": ["passed"]}, (Verdict.PASSED, 10, 11, ""), "it got 10 points, not 11"),
        ({"says": ["no right"]}, (Verdict.FAILED, 0, 11, "silence"), 'nothing says "no right": silence'),
    ],
)
def test_it_names_what_is_not_as_it_says(
    changes: dict[str, object], judged: tuple[Verdict | None, int | None, int | None, str], words: str
):
    [fault] = case(**changes).faults(*judged)
    assert fault.startswith(words)


def test_it_plants_a_secret_in_the_suite_and_nowhere_else():
    loaded = with_canary(TARGET, "canary-suite-0123")
    holding = [path for path, body in loaded.bundle.files.items() if b"canary-suite-0123" in body]
    assert holding == ["tests/test_double.py"]
    assert len(loaded.manifest.tests) == 5
