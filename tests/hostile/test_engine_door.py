"""An engine behind a socket that outlives it, as service managers keep one: a restart looks like a request that waits.

The new engine knows neither what the old one's boxes have printed nor who has killed them.
"""

import contextlib
import queue
import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from judge.domain.verdict import Verdict
from judge.storage.runs import RunState
from sandbox.base import Labels
from sandbox.docker import DockerBox, DockerEngine
from sandbox.errors import EngineRefused, EngineUnavailable
from tests.hostile.engine_door import Door
from tests.hostile.fault_site import open_fault_site
from tests.hostile.private_engine import PrivateEngine
from tests.sandbox.jobs import spec

pytestmark = [pytest.mark.engine, pytest.mark.private_engine]

INSTANCE = "door-tests"


@pytest.fixture
def door(private_engine: PrivateEngine) -> Iterator[Door]:
    """A way to the engine; behind it there is one again after the test, without boxes."""
    folder = Path(tempfile.mkdtemp(prefix="judge-door-"))
    door = Door(folder / "engine.sock", private_engine.socket)
    yield door
    door.close()
    if private_engine.is_running:
        private_engine.stop()
    private_engine.start()
    with contextlib.closing(DockerEngine(private_engine.address)) as engine:
        engine.sweep(INSTANCE, lambda _run, _lease: False, time.time())
    shutil.rmtree(folder)


@pytest.fixture
def ends() -> queue.Queue[str]:
    """Told when a box has ended."""
    return queue.Queue()


@pytest.fixture
def box(door: Door, ends: queue.Queue[str]) -> Iterator[DockerBox]:
    """A started box that waits for its files."""
    labels = Labels(INSTANCE, "run-1", 3, int(time.time()) + 60)
    with contextlib.closing(DockerEngine(door.address)) as engine:
        made = engine.create(
            spec(joins=None, labels=labels), lambda name, _data: ends.put(name) if name == "end" else None
        )
        made.start()
        yield made


def test_it_knows_after_a_stop_that_the_old_engine_has_killed_the_box(
    private_engine: PrivateEngine, box: DockerBox, ends: queue.Queue[str]
):
    private_engine.stop()
    private_engine.start()
    assert ends.get(timeout=20) == "end"
    with pytest.raises(EngineRefused, match="killed from outside"):
        box.end()


def test_it_knows_that_the_engine_was_killed(private_engine: PrivateEngine, box: DockerBox, ends: queue.Queue[str]):
    private_engine.kill()
    private_engine.start()
    assert ends.get(timeout=20) == "end"
    with pytest.raises(EngineUnavailable, match="went away"):
        box.end()


def test_it_gives_up_a_box_that_a_new_engine_keeps_alive(
    private_engine: PrivateEngine, box: DockerBox, ends: queue.Queue[str]
):
    private_engine.kill()
    private_engine.start("--live-restore")
    assert ends.get(timeout=20) == "end"
    with private_engine.api() as api:
        assert api.inspect_container(box.id)["State"]["Running"]
    with pytest.raises(EngineUnavailable, match="went away"):
        box.end()
    box.remove()


def test_it_waits_while_the_engine_answers_with_errors(tmp_path: Path, door: Door):
    with open_fault_site(tmp_path, door.address) as site:
        site.hire("steady")
        site.until(lambda: "worker started" in site.logs(), "there is a worker")
        door.refuse()
        handed_in = site.submit()
        site.until(lambda: "claiming stopped" in site.logs(), "the worker has noticed")
        attempts = site.run(handed_in).attempts
        door.is_refusing = False
        story = site.story(handed_in)
    run = story.run
    assert attempts <= 1
    assert (run.state, run.verdict, run.attempts) == (RunState.DONE, Verdict.PASSED, attempts + 1)
    assert len(story.verdicts) == 1
    assert story.leftovers == []
