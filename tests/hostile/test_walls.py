"""What every box is allowed and refused, found out from inside by one small program, against a golden file.

A stack or service that comes later is tried as soon as it has an image: its box needs no wall less than the others'.
"""

import difflib
import json
import platform
import queue
import time
import uuid
from contextlib import ExitStack
from pathlib import Path

import pytest

from sandbox import policy
from sandbox.base import BoxSpec, Labels
from sandbox.docker import DockerBox, DockerEngine
from sandbox.images import image_names
from sandbox.run import Limits
from sandbox.services import POSTGRES_LIMITS, TESTER_LIMITS

WALLS = Path(__file__).with_name("walls")
PROBE = (WALLS / "probe.pl").read_bytes()
LOCKS = (WALLS / "locks.pl").read_bytes()
TABLE = (WALLS / "syscalls.txt").read_bytes()
GOLDEN = (WALLS / "golden.txt").read_text()
CALLS = {line.split()[0]: line.split()[1:] for line in TABLE.decode().splitlines() if not line.startswith("#")}
MACHINES = ("x86_64", "aarch64")
ROLES = {"tester": TESTER_LIMITS, "submission": Limits(), "postgres": POSTGRES_LIMITS}
SECONDS = 60


class Boxes:
    """Boxes that run a Perl program instead of what their image would start, and are otherwise as policy makes them."""

    def __init__(self, stack: ExitStack) -> None:
        self._stack = stack
        self._engine = DockerEngine()
        self._labels = Labels(f"walls-{uuid.uuid4().hex[:12]}", "walls", 0, int(time.time()) + SECONDS)
        stack.callback(self._engine.close)

    def start(self, image: str, slot: int = 0, *, arguments: tuple[str, ...] = (), joins: str | None = None) -> "Perl":
        role = image if image in ROLES else "submission"
        spec = BoxSpec(role, image, slot, self._labels, ROLES[role], joins)
        body = policy.options(spec) | {"Image": self._engine.image_id(image), "Entrypoint": ["perl", "-", *arguments]}
        created = self._engine._api.create_container_from_config(body)["Id"]
        self._stack.callback(self._engine._api.remove_container, created, force=True, v=True)
        return Perl(self._engine, created)


class Perl:
    """A box that waits for its program."""

    def __init__(self, engine: DockerEngine, container_id: str) -> None:
        self._said = queue.SimpleQueue()
        events = engine._events_of(container_id)
        self.box = DockerBox(engine._api, container_id, events, lambda name, data: self._said.put((name, data)))
        self.box.start()

    def run(self, program: bytes, last: bytes = b"") -> list[str]:
        """The lines that it prints up to its end, or to the one that is awaited. Anything on stderr is a failure."""
        self.box.send(program)
        text, errors = b"", b""
        while not last or last not in text:
            name, data = self._said.get(timeout=SECONDS)
            if name == "end":
                break
            text, errors = (text, errors + data) if name == "stderr" else (text + data, errors)
        assert not errors, errors.decode()
        return text.decode().splitlines()


@pytest.fixture
def boxes():
    with ExitStack() as stack:
        yield Boxes(stack)


def expected(role: str, machine: str) -> list[str]:
    """The golden lines for a role on a machine."""
    found = []
    for line in filter(None, GOLDEN.splitlines()):
        text, _, only = line.partition("  @")
        name = text.removeprefix("call ").split(" = ")[0]
        is_missing = text.startswith("call ") and CALLS[name][MACHINES.index(machine)] == "-"
        if not text.startswith("#") and not is_missing and (not only or {role, machine} & set(only.split(","))):
            found.append(text)
    return found


@pytest.mark.engine
@pytest.mark.parametrize("image", image_names())
def test_it_refuses_and_allows_exactly_what_is_written_down(boxes: Boxes, image: str):
    role = image if image in ROLES else "submission"
    owner = None if role == "tester" else boxes.start("tester").box.id
    found = boxes.start(image, joins=owner).run(PROBE + b"\n__DATA__\n" + TABLE + b"end\n")
    wanted = expected(role, platform.machine())
    if found != wanted:
        lines = [line for line in difflib.ndiff(wanted, found) if line[0] in "+-"]
        pytest.fail(f"in the {role}'s box, - as written down, + as found:\n" + "\n".join(lines), pytrace=False)


@pytest.mark.engine
def test_it_lets_no_lock_be_seen_by_another_box_except_on_the_engines_own_init(boxes: Boxes):
    """The one file that all boxes share: two runs at the same time can tell each other a bit there, if both want to."""
    program = LOCKS + b"\n__END__\n"
    boxes.start("python-flask", 0, arguments=("hold",)).run(program, last=b"done\n")
    found = boxes.start("python-flask", 1, arguments=("look",)).run(program)
    assert found.pop() == "done"
    assert {Path(line.removesuffix(" is locked")).name for line in found} <= {"docker-init"}


def test_it_writes_down_an_answer_to_every_attempt_once():
    for role in ROLES:
        for machine in MACHINES:
            names = [line.split(" = ")[0] for line in expected(role, machine)]
            assert len(names) == len(set(names)) > 350


def test_it_tries_every_call_that_the_filter_names():
    rules = json.loads(policy.seccomp())["syscalls"]
    assert {name for rule in rules for name in rule["names"]} <= set(CALLS)


def test_it_writes_down_of_every_call_what_the_filter_says():
    named = {name for rule in json.loads(policy.seccomp())["syscalls"] for name in rule["names"]}
    calls = dict(line[5:].split(" = ") for line in expected("submission", "x86_64") if line.startswith("call "))
    assert {name for name, answer in calls.items() if answer == "allowed"} <= named
    assert {name for name in named & set(calls) if calls[name] == "refused"} == {"setgroups"}  # by the kernel: no right
