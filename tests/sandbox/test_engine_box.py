"""Single boxes on the real engine: streams, ends, the sweep, and what is said when something is not there."""

import gc
import os
import queue
import signal
import subprocess
import threading
import time

import pytest

from sandbox.docker import DockerEngine
from sandbox.errors import BadJob, EngineRefused, EngineUnavailable, ImageMissing
from sandbox.run import BoxEnd, Limits
from tests.sandbox.jobs import spec

pytestmark = pytest.mark.engine


class Heard:
    """A sink that waits."""

    def __init__(self):
        self.events = queue.Queue()

    def __call__(self, name, data):
        self.events.put((name, data))

    def until(self, wanted, seconds=30):
        """Everything up to the first event of this name, or holding these bytes."""
        found = []
        while True:
            event = self.events.get(timeout=seconds)
            found.append(event)
            if event[0] == wanted or (isinstance(wanted, bytes) and wanted in event[1]):
                return found


@pytest.fixture
def box(engine, instance):
    """A box with the database's image: it needs no files and says when it is ready."""
    heard = Heard()
    labels = spec().labels
    made = engine.create(
        spec("postgres", image="postgres", joins=None, env={"POSTGRES_SECRET": "x"}, limits=Limits(memory_mib=384),
             labels=type(labels)(instance, "run-1", 3, int(time.time()) + 60)), heard,
    )  # fmt: skip
    made.heard = heard
    yield made
    made.remove()


def test_it_hears_what_a_box_says_from_its_first_byte(box):
    box.start()
    assert [event for event in box.heard.until(b"ready\n") if event[0] == "stdout"] == [("stdout", b"ready\n")]
    assert box.end() is None


def test_it_kills_a_box_and_blames_nobody(box):
    box.start()
    box.kill()
    assert box.heard.until("end")[-1] == ("end", b"")
    assert box.end() == BoxEnd(137, out_of_memory=False)


def test_it_says_the_end_once_even_when_a_box_is_killed_and_removed_twice(box):
    box.start()
    for _ in range(2):
        box.kill()
    for _ in range(2):
        box.remove()
    box.heard.until("end")
    with pytest.raises(queue.Empty):
        box.heard.events.get(timeout=0.2)


def test_it_removes_a_box_that_was_never_started(box):
    box.remove()
    box.heard.until("end")


def test_it_sends_nothing_to_a_box_that_has_ended(box):
    box.start()
    box.remove()
    box.heard.until("end")
    box.send(b"x" * 100_000)


def test_it_refuses_to_tell_the_end_of_a_box_that_is_gone(box):
    box.remove()
    with pytest.raises(EngineRefused, match="inspecting"):
        box.end()


def test_it_refuses_to_join_a_box_that_does_not_run(engine, box):
    joining = engine.create(spec(joins=box.id, labels=box_labels(box, engine)), Heard())
    try:
        with pytest.raises(EngineRefused, match="starting"):
            joining.start()
    finally:
        joining.remove()


def box_labels(box, engine):
    found = engine._api.inspect_container(box.id)["Config"]["Labels"]
    return type(spec().labels)(found["judge.instance"], "run-1", 3, int(found["judge.deadline"]))


def test_it_sweeps_boxes_whose_run_is_not_live(engine, box, instance):
    assert engine.sweep(instance, lambda run_id, lease: (run_id, lease) == ("run-1", 3), time.time()) == []
    assert engine.sweep(instance, lambda run_id, lease: (run_id, lease) == ("run-1", 4), time.time()) == [box.id]
    assert engine.sweep(instance, lambda run_id, lease: False, time.time()) == []


def test_it_sweeps_boxes_past_their_deadline_whoever_lives(engine, box, instance):
    assert engine.sweep(instance, lambda run_id, lease: True, time.time() + 80) == []
    assert engine.sweep(instance, lambda run_id, lease: True, time.time() + 120) == [box.id]


def test_it_leaves_another_installations_boxes_alone(engine, box):
    assert engine.sweep("somebody-else", lambda run_id, lease: False, time.time()) == []


def test_it_ends_a_waiting_box_when_its_worker_is_killed(engine, instance):
    """A worker that dies hard closes its connection; a box that waits for its files then has no more to wait for."""
    code = (
        "import sys, time\nfrom sandbox.docker import DockerEngine\nfrom tests.sandbox.jobs import spec\n"
        "from sandbox.base import Labels\n"
        f"labels = Labels({instance!r}, 'r', 0, 1)\n"
        "box = DockerEngine().create(spec('tester', image='tester', joins=None, labels=labels), print)\n"
        "box.start()\nprint(box.id, flush=True)\ntime.sleep(60)\n"
    )
    worker = subprocess.Popen(
        [os.sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, env={"PYTHONPATH": ".", "PATH": os.defpath}
    )
    box_id = worker.stdout.readline().strip()
    worker.send_signal(signal.SIGKILL)
    worker.communicate()
    assert engine._api.wait(box_id, timeout=30)["StatusCode"] == 3
    assert engine.sweep(instance, lambda run_id, lease: False, 0.0) == [box_id]


def test_it_says_what_the_engine_is(engine):
    info = engine.info()
    assert info.seccomp
    assert info.version
    assert info.api
    assert engine._api.info()["DefaultRuntime"] in info.runtimes
    assert info.cgroup in {"1", "2"}
    assert info.root_free_mib > 0


def test_it_finds_the_image_built_from_its_own_sources(engine):
    for name in ("tester", "python-flask", "postgres"):
        assert engine.image_id(name).startswith("sha256:")


def test_it_says_that_an_image_of_other_sources_is_missing(engine, monkeypatch):
    monkeypatch.setattr("sandbox.docker.sources_hash", lambda name: "f" * 64)
    with pytest.raises(ImageMissing, match="tester"):
        engine.image_id("tester")
    with pytest.raises(ImageMissing):
        engine.create(spec(), Heard())


def test_it_refuses_a_role_it_does_not_know_before_it_asks_the_engine(engine):
    with pytest.raises(BadJob):
        engine.create(spec("redis"), Heard())


@pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning")  # the library leaves the socket that found nobody
@pytest.mark.parametrize("address", ["tcp://127.0.0.1:9", "unix:///nowhere/docker.sock"])
def test_it_says_that_no_engine_answers(address):
    with pytest.raises(EngineUnavailable, match="connecting"):
        DockerEngine(address)
    gc.collect()


def test_it_says_that_the_engine_went_away_while_it_was_read(engine, box):
    box.start()
    box.heard.until(b"ready\n")
    for connection in (box._socket, box._events.raw._fp.fp.raw._sock):
        connection.shutdown(2)
    box.heard.until("end")
    with pytest.raises(EngineUnavailable, match="went away"):
        box.end()


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_it_does_not_take_a_broken_reader_for_the_end_of_a_box(box):
    def break_down(name, data):
        if name != "end":
            raise ValueError("on purpose")
        box.heard(name, data)

    box._sink = break_down
    box.start()
    box.heard.until("end")
    with pytest.raises(EngineUnavailable, match="its reader broke"):
        box.end()


def test_it_reads_two_boxes_at_the_same_time(engine, instance):
    heard = [Heard(), Heard()]
    labels = type(spec().labels)(instance, "run-2", 1, int(time.time()) + 60)
    boxes = [
        engine.create(spec("postgres", slot=slot, image="postgres", joins=None, env={"POSTGRES_SECRET": "x"},
                           limits=Limits(memory_mib=384), labels=labels), heard[slot])
        for slot in range(2)
    ]  # fmt: skip
    try:
        threads = [threading.Thread(target=box.start) for box in boxes]
        for thread in threads:
            thread.start()
        for each in heard:
            each.until(b"ready\n")
    finally:
        for box in boxes:
            box.remove()
