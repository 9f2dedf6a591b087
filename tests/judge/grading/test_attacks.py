"""The nine classical attacks on graders that run tests beside the code, put in the place of an answer.

Each is a folder of files over those of the target's starter. None may earn a point, and the canary that the target's
suite holds may stand in nothing that a candidate could ever see.
"""

import contextlib
import json
from pathlib import Path

import pytest

from judge.catalogue.load import LoadedProblem, load_problem
from judge.domain.feedback import PRACTICE, Reader, RunFacts, TestFacts, view_run
from judge.domain.verdict import Verdict
from judge.grading.grade import grade
from judge.grading.judgement import Judgement
from judge.publishing import known_stacks
from sandbox.docker import DockerEngine

HERE = Path(__file__).parent
TARGET = HERE / "target"
CANARY = "canary-5d0c1f7e9b3a"
ATTACKS = sorted(path.name for path in (HERE / "attacks").iterdir())
STACK = "python-flask"
INSTANCE = "attack-tests"
SLOT = 920

pytestmark = pytest.mark.engine


@pytest.fixture(scope="module")
def engine():
    with contextlib.closing(DockerEngine()) as engine:
        yield engine


@pytest.fixture(scope="module")
def target() -> LoadedProblem:
    return load_problem(TARGET, known_stacks())


def judged(engine: DockerEngine, target: LoadedProblem, own: Path, **options: object) -> Judgement:
    files = {path: body.decode() for path, body in target.bundle.starter(STACK).items()}
    files |= {path.name: path.read_text() for path in own.iterdir() if path.is_file()}
    run = {"seed": 11, "run_id": f"attack-{own.name}", "instance": INSTANCE, "slot": SLOT}
    return grade(engine, target, files=files, stack=STACK, **run | options)


def shown(target: LoadedProblem, judgement: Judgement, kind: str) -> str:
    """Everything that the candidate's page, events and JSON are made from."""
    facts = RunFacts(
        run_id="r",
        submission_id="s",
        kind=kind,
        state="done",
        verdict=judgement.verdict,
        score=judgement.score,
        max_score=judgement.max_score,
        log=judgement.log,
        phases=judgement.phases,
        reason=judgement.reason,
    )
    results = {
        test.id: TestFacts(
            id=test.id,
            outcome=test.outcome,
            points=test.points,
            milliseconds=test.milliseconds,
            message=test.message,
            exchanges=test.exchanges,
            comparison=test.comparison,
        )
        for test in judgement.tests
    }
    view = view_run(
        PRACTICE,
        Reader.CANDIDATE,
        facts,
        criteria=target.problem.criteria,
        manifest=target.manifest,
        results=results,
    )
    return view.model_dump_json()


def test_it_knows_nine_attacks():
    assert len(ATTACKS) == 9


@pytest.mark.parametrize("name", ATTACKS)
def test_it_gives_an_attack_no_point_and_no_look_at_the_suite(engine: DockerEngine, target: LoadedProblem, name: str):
    judgement = judged(engine, target, HERE / "attacks" / name)
    assert judgement.score == 0
    assert judgement.verdict not in (Verdict.PASSED, Verdict.JUDGE_ERROR)
    assert CANARY not in judgement.log
    for test in judgement.tests:
        if test.is_sample:
            assert CANARY not in json.dumps([test.message, test.exchanges, test.comparison])
        # A hidden test's own message may quote the suite, and only staff read it; what the service said may not.
        assert CANARY not in json.dumps([exchange["reply"] for exchange in test.exchanges])
    assert CANARY not in shown(target, judgement, "submit")


@pytest.mark.parametrize("name", ["climbs-the-frames", "reads-the-disk", "searches-the-memory"])
def test_it_shows_an_attack_nothing_in_a_run_of_samples_either(engine: DockerEngine, target: LoadedProblem, name: str):
    judgement = judged(engine, target, HERE / "attacks" / name, is_sample_run=True)
    assert judgement.score == 0
    assert CANARY not in shown(target, judgement, "run")


def test_it_still_gives_the_right_answer_all_points_afterwards(engine: DockerEngine, target: LoadedProblem):
    judgement = judged(engine, target, TARGET / "solution" / STACK)
    assert (judgement.verdict, judgement.score) == (Verdict.PASSED, 11)


def test_it_has_a_canary_that_staff_would_see(engine: DockerEngine, target: LoadedProblem):
    """The proof that the search above can find something: a failed hidden test's message does quote the suite."""
    judgement = judged(engine, target, HERE / "attacks" / "equals-everything")
    hidden = [test for test in judgement.tests if not test.is_sample]
    assert any(CANARY in json.dumps([test.message, test.comparison]) for test in hidden)


def test_it_leaves_no_box_behind(engine: DockerEngine, target: LoadedProblem):
    judged(engine, target, HERE / "attacks" / "collects-only")
    assert engine.sweep(INSTANCE, lambda _run, _lease: False, 0) == []
