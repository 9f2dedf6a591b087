"""No byte of a hidden suite is in any box of an open console: looked for from inside each, as its own user."""

import threading
import uuid
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from typing import Any

import pytest

from judge.catalogue.bundle import Bundle
from judge.domain.verdict import Verdict
from judge.grading.console import serve_console
from judge.grading.grade import deaf
from sandbox.docker import DockerEngine
from tests.hostile.canaries import Canaries, found
from tests.hostile.corpus import load_problems

pytestmark = pytest.mark.engine

# Files, environments and arguments: all that a box was given. The last word shows that the look was taken.
LOOK = """
find /work /tmp /opt /data -type f 2> /dev/null
find /work /tmp /opt/judge /data -type f -exec cat {} + 2> /dev/null
cat /proc/[0-9]*/environ /proc/[0-9]*/cmdline 2> /dev/null
echo over
"""


class Looking:
    """When the console is open, looks into its boxes; then closes it."""

    def __init__(self, engine: DockerEngine, instance: str) -> None:
        self.closed = threading.Event()
        self.seen: dict[str, str] = {}
        self._api = engine._api
        self._instance = instance

    def next(self) -> dict[str, Any] | None:
        for box in self._api.containers(filters={"label": f"judge.instance={self._instance}"}):
            command = self._api.exec_create(box["Id"], ["sh", "-c", LOOK])
            self.seen[box["Labels"]["judge.role"]] = self._api.exec_start(command["Id"]).decode("latin-1")
        self.closed.set()
        return None

    def answer(self, number: int, answer: dict[str, Any]) -> None:
        raise AssertionError(f"{number} was never asked: {answer}")


def with_word(bundle: Bundle, word: str) -> Bundle:
    """The same with a secret in every file that is no script of a service and not for candidates."""
    hidden = ("tests/", "solution/", "wrong/")
    return Bundle(
        {
            path: content + f"# {word}\n".encode() if path.startswith(hidden) else content
            for path, content in bundle.files.items()
        }
    )


@pytest.fixture
def engine() -> Iterator[DockerEngine]:
    """The engine of this machine."""
    with closing(DockerEngine()) as engine:
        yield engine


@pytest.mark.parametrize("slug", ["database", "query"])
def test_it_holds_no_byte_of_the_suite_in_any_box(engine: DockerEngine, slug: str):
    canaries = Canaries()
    loaded = load_problems("in the scripts, which make the database")[slug]
    loaded = replace(loaded, bundle=with_word(loaded.bundle, canaries.suite))
    looking = Looking(engine, f"consoles-{uuid.uuid4().hex[:12]}")
    [stack] = loaded.problem.stacks
    starter = loaded.bundle.starter(stack)
    judgement = serve_console(
        engine,
        loaded,
        files={path: starter[path].decode() for path in loaded.problem.file_rules(starter).editable},
        stack=stack,
        run_id="console",
        lease=0,
        listener=deaf,
        commands=looking,
        instance=looking._instance,
        slot=0,
        cancelled=looking.closed,
    )
    assert judgement.verdict is Verdict.ENDED
    assert set(looking.seen) == set(judgement.images)
    assert found(canaries, [content.decode() for content in loaded.bundle.suite().values()])
    for role, text in looking.seen.items():
        assert text.endswith("over\n"), role
        assert "/tests/" not in text, role
        assert "/suite/services/postgres/init.sql" in text or role != "tester"
        assert found(canaries, [text]) == set(), role
