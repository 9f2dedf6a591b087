"""The harness sees what it looks for: each check of a case finds the fault that it is there to find."""

import os
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import docker
import pytest

from judge.doctor.case import TARGET, Case, load_case, with_canary
from judge.domain.verdict import Verdict
from judge.storage.runs import Run, TestResult
from sandbox.docker import DockerEngine
from sandbox.policy import LABEL_DEADLINE, LABEL_INSTANCE
from tests.hostile.arena import Arena, Ended, verdict_faults
from tests.hostile.canaries import PATTERN, Canaries, found
from tests.hostile.corpus import HERE, Attack
from tests.hostile.host import MIB, Host, Watch

CANARIES = Canaries()
PLACES = ("suite", "tester", "worker", "neighbour", "input")  # secrets themselves are new in each process
CASE = Case(
    promise="it_cannot_be_missed", classes=(117,), why="It does what the test says.", verdicts=(Verdict.FAILED,)
)
HOST = Host(things=frozenset({"volume old"}), worker_kib=50_000, engine_bytes=1000 * MIB, state_bytes=MIB)
INSTANCE = "blindness-tests"
NAME = "blindness-of-the-harness"

TELLING = """
from flask import Flask, jsonify
app = Flask(__name__)

@app.get("/double")
def double():
    return jsonify(known="CANARY")
"""


def ended(*, verdicts: int = 1, **run: object) -> Ended:
    known = {"verdict": Verdict.FAILED, "score": 0, "max_score": 11, "attempts": 1, "phases": {"running": 7900}}
    return Ended(Run(submission_id="s", user_id="u", seed=1, **known | run), [], verdicts)


# What was shown


def test_it_plants_a_secret_of_its_own_in_every_place():
    assert len(set(CANARIES.all())) == 5
    assert all(PATTERN.fullmatch(canary) for canary in CANARIES.all())
    assert not set(CANARIES.all()) & set(Canaries().all())


@pytest.mark.parametrize("disguise", [str, str.upper, lambda text: text[::-1], lambda text: text.encode().hex()])
@pytest.mark.parametrize("canary", CANARIES.all(), ids=PLACES)
def test_it_finds_a_canary_in_every_disguise(canary: str, disguise: Callable[[str], str]):
    assert found(CANARIES, ["a page", f"log: <b>{disguise(canary)}</b>"]) == {canary}


def test_it_finds_nothing_where_nothing_is():
    assert found(CANARIES, [CANARIES.suite[:-1], "canary-suite-", Canaries().suite, ""]) == set()


def test_it_counts_what_a_submission_says_and_not_what_the_suite_says_of_it():
    row = TestResult(run_id="r", test_id="t", outcome="failed", points=0, milliseconds=1, message=CANARIES.suite)
    row.exchanges = [{"request": CANARIES.tester, "reply": {"body": CANARIES.neighbour}}]
    run = replace(ended(log=CANARIES.worker), results=[row])
    assert found(CANARIES, run.told) == {CANARIES.neighbour, CANARIES.worker}
    assert found(CANARIES, [run.text]) == {CANARIES.suite, CANARIES.worker}


@pytest.mark.engine
def test_it_sees_a_canary_that_an_answer_knows_and_a_verdict_that_nobody_expects(arena: Arena, tmp_path: Path):
    """The pages of a failed sample show the reply, so its author is shown what it holds."""
    secret = arena.canaries.neighbour
    (tmp_path / "app.py").write_text(TELLING.replace("CANARY", secret))
    case = CASE.model_copy(update={"verdicts": (Verdict.PASSED,), "points": 11, "says": ("a word that nobody says",)})
    faults = arena.storm(Attack(tmp_path, case))
    beginnings = (
        "the verdict is failed",
        "it got 0 points, not 11",
        "nothing says",
        "its author was shown",
        "it has found",
    )
    assert [fault.startswith(words) for fault, words in zip(faults, beginnings, strict=True)] == [True] * 5, faults
    assert [secret in fault for fault in faults[-2:]] == [True, True]


@pytest.mark.engine
def test_it_plants_a_canary_where_staff_see_it_in_a_failed_hidden_test(arena: Arena):
    folder = HERE / "j-equals-everything"
    attack = Attack(folder, load_case(folder))
    handed_in = arena.mallory.submit(TARGET.name, attack.case.stack, starter_with(arena, attack))
    run = arena.ended(handed_in, 60)
    assert found(arena.canaries, [run.text]) == {arena.canaries.suite}
    assert found(arena.canaries, run.told) == set()


def starter_with(arena: Arena, attack: Attack) -> dict[str, str]:
    return dict.fromkeys(arena.honest, "") | attack.files


# The verdict


@pytest.mark.parametrize(
    ("run", "faults"),
    [
        ({}, []),
        ({"attempts": 2}, ["it was judged 2 times"]),
        ({"verdicts": 0}, ["0 verdicts were told"]),
        ({"verdicts": 2}, ["2 verdicts were told"]),
        ({"phases": {"preparing": 90_000, "starting": 6000, "running": 9900}}, []),
        ({"phases": {"starting": 6000, "running": 10_100}}, ["it ran for 16.1 s"]),
        ({"score": 3}, ["it got 3 points, not 0"]),
    ],
)
def test_it_names_what_is_wrong_with_a_run(run: dict[str, object], faults: list[str]):
    target = with_canary(TARGET, CANARIES.suite)
    assert verdict_faults(Attack(HERE, CASE), ended(**run), target) == faults


@pytest.mark.engine
@pytest.mark.parametrize(
    ("run", "words"),
    [
        ({"verdict": Verdict.FAILED}, "the neighbour got failed"),
        ({"verdict": Verdict.JUDGE_ERROR, "score": None}, "the neighbour got judge_error"),
        ({"score": 10}, "with 10 points"),
        ({"attempts": 2}, "in attempt 2"),
        ({"verdicts": 2}, "the neighbour got passed"),
    ],
)
def test_it_notices_an_honest_run_that_was_harmed(arena: Arena, run: dict[str, object], words: str):
    honest = {"verdict": Verdict.PASSED, "score": 11}
    assert arena._honest_faults("the neighbour", ended(**honest)) == []
    [fault] = arena._honest_faults("the neighbour", ended(**honest | run))
    assert words in fault


# The host


@pytest.mark.parametrize(
    ("after", "faults"),
    [
        (HOST, []),
        (replace(HOST, things=frozenset(), worker_kib=1, engine_bytes=900 * MIB, state_bytes=0), []),
        (replace(HOST, things=HOST.things | {"container x", "file y"}), ["left behind: container x, file y"]),
        (replace(HOST, worker_kib=50_000 + 2049), ["the worker has grown by 2049 KiB"]),
        (replace(HOST, engine_bytes=1004 * MIB), ["the engine keeps 4 MiB more"]),
        (replace(HOST, state_bytes=5 * MIB), ["the state directory has grown by 4 MiB"]),
    ],
)
def test_it_names_what_has_changed_on_the_host(after: Host, faults: list[str]):
    assert after.changes(HOST, memory_mib=2, disk_mib=3) == faults


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    """A state directory and a scratch directory, as a worker has them."""
    state, scratch = tmp_path / "state", tmp_path / "scratch"
    state.mkdir()
    scratch.mkdir()
    (state / "judge.db").write_bytes(b"x")
    return state, scratch


@pytest.fixture
def watch(folders: tuple[Path, Path]) -> Iterator[Watch]:
    watch = Watch(INSTANCE, *folders)
    yield watch
    watch.close()


@pytest.fixture
def api() -> Iterator[docker.APIClient]:
    api = docker.from_env().api
    yield api
    api.close()


@pytest.fixture(params=["container", "volume", "network"])
def left(request: pytest.FixtureRequest, api: docker.APIClient) -> Iterator[tuple[str, Callable[[], None]]]:
    """A kind of thing that the engine may be left with, and what leaves it there."""
    engine = DockerEngine()
    labels = {LABEL_INSTANCE: INSTANCE, LABEL_DEADLINE: str(int(time.time()) + 60)}
    body = {"Image": engine.image_id("tester"), "Labels": labels, "HostConfig": {"NetworkMode": "none"}}
    ways: dict[str, tuple[Callable[[], object], Callable[[], object]]] = {
        "container": (
            lambda: api.create_container_from_config(body, name=NAME),
            lambda: api.remove_container(NAME, force=True),
        ),
        "volume": (lambda: api.create_volume(NAME), lambda: api.remove_volume(NAME)),
        "network": (lambda: api.create_network(NAME, internal=True), lambda: api.remove_network(NAME)),
    }
    make, remove = ways[request.param]
    yield request.param, make
    remove()
    engine.close()


@pytest.mark.engine
def test_it_sees_what_is_left_on_the_engine(watch: Watch, left: tuple[str, Callable[[], None]]):
    kind, leave = left
    before = watch.look(os.getpid())
    leave()
    [fault] = watch.look(os.getpid()).changes(before, memory_mib=64, disk_mib=64)
    assert fault.startswith("left behind: ")
    assert kind in fault
    assert NAME in fault


@pytest.mark.engine
def test_it_sees_files_that_are_left_and_a_database_that_grows(watch: Watch, folders: tuple[Path, Path]):
    state, scratch = folders
    before = watch.look(os.getpid())
    (scratch / "job").mkdir()
    (scratch / "job" / "app.py").touch()
    (state / "core").touch()
    (state / "judge.db-wal").write_bytes(bytes(4 * MIB))
    left_behind, *_, grown = watch.look(os.getpid()).changes(before, memory_mib=64, disk_mib=3)
    assert [path in left_behind for path in ("scratch/job/app.py", "state/core")] == [True, True]
    assert grown == "the state directory has grown by 4 MiB"


@pytest.mark.engine
def test_it_sees_memory_that_a_process_keeps(watch: Watch):
    before = watch.look(os.getpid())
    kept = b"x" * (80 * MIB)
    [fault] = watch.look(os.getpid()).changes(before, memory_mib=64, disk_mib=1024)
    assert fault.startswith("the worker has grown by")
    assert len(kept) == 80 * MIB
