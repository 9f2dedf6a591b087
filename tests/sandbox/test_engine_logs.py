"""What a box prints is kept by nobody but its reader: the engine writes no file that could fill the host's disk."""

import queue
from pathlib import Path

import pytest

from sandbox.base import Labels
from tests.sandbox.jobs import spec

SECONDS = 30

pytestmark = pytest.mark.engine


@pytest.fixture
def ended(engine, instance):
    """A box that has printed and ended, and is still there."""
    heard = queue.Queue()
    labels = Labels(instance=instance, run_id="run-1", lease=0, deadline=2_000_000_000)
    box = engine.create(
        spec(joins=None, role="tester", image="python-flask", labels=labels), lambda *event: heard.put(event)
    )
    box.start()
    box.send(b"this is no stream, and longer than its magic word\n")
    box.printed = b""
    while (event := heard.get(timeout=SECONDS)) != ("end", b""):
        box.printed += event[1]
    yield box
    box.remove()


def test_it_keeps_no_log_of_what_a_box_has_printed(engine, ended):
    assert b'"starter": "refused"' in ended.printed
    found = engine._api.inspect_container(ended.id)
    assert found["LogPath"] == ""
    assert found["HostConfig"]["LogConfig"]["Type"] == "none"


def test_it_writes_no_file_with_what_a_box_has_printed(engine, ended):
    folder = Path(engine._api.info()["DockerRootDir"], "containers", ended.id)
    assert (folder / "config.v2.json").is_file(), "this is where the engine keeps what it knows of a box"
    assert not [path for path in folder.rglob("*") if path.is_file() and b"refused" in path.read_bytes()]
