"""Scripts for the fake engine: the steps that a box can do, the lines that a tester writes, and some whole boxes."""

import json
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sandbox.run import BoxEnd, TestOutcome

_MAGIC_BYTES = 5
_HEAD_BYTES = 14


@dataclass(frozen=True, slots=True)
class Print:
    """The box writes to a stream."""

    data: bytes
    name: str = "stdout"


@dataclass(frozen=True, slots=True)
class Exit:
    """The box, or the one named, ends by itself."""

    end: BoxEnd
    role: str | None = None


@dataclass(frozen=True, slots=True)
class After:
    """The rest waits until the other box has done all its steps."""

    role: str


@dataclass(frozen=True, slots=True)
class Hold:
    """The rest waits for the event, in a thread of its own."""

    event: threading.Event


Step = Print | Exit | After | Hold


@dataclass(frozen=True, slots=True)
class Sent:
    """What a box was given: the job, and the files by path."""

    job: Mapping[str, Any] = field(default_factory=dict)
    files: Mapping[str, bytes] = field(default_factory=dict)


Script = Callable[[Sent], Iterator[Step]]


def unpack(data: bytes) -> Sent:
    """The job and the files of a stream, in memory."""
    end = _HEAD_BYTES + int(data[_MAGIC_BYTES : _HEAD_BYTES - 1], 16)
    header = json.loads(data[_HEAD_BYTES:end])
    files = {}
    for entry in header["files"]:
        files[entry["path"]] = data[end : end + entry["size"]]
        end += entry["size"]
    return Sent(header["job"], files)


def line(**record: Any) -> Print:
    """A record of the tester."""
    return Print(json.dumps(record).encode("ascii") + b"\n")


def header(sent: Sent) -> Print:
    """The tester's first line, as its job asks for it."""
    job = sent.job
    return line(type="header", v=1, run=job["run"], nonce=job["nonce"], tests=job["tests"])


def result(test_id: str, outcome: str) -> Print:
    """A test's record."""
    message = "" if outcome == "passed" else f"{test_id} did not pass"
    return line(type="test", id=test_id, outcome=outcome, ms=3, message=message, exchanges=[], comparison=None)


def submission(log: bytes, *then: Step) -> Script:
    """A submission that starts and prints, then does what is said."""

    def script(_: Sent) -> Iterator[Step]:
        yield Print(b'{"starter": "started"}\n')
        if log:
            yield Print(log)
        yield from then

    return script


def postgres(_: Sent) -> Iterator[Step]:
    """A database that is ready at once."""
    yield Print(b"ready\n")


def opening(sent: Sent) -> Iterator[Step]:
    """The tester's first lines: the header, and that the database has its tables if there is one."""
    yield header(sent)
    if sent.job["postgres"]:
        yield After("postgres")
        yield line(type="prepared")


def collecting(sent: Sent) -> Iterator[Step]:
    """A tester that waits for a service."""
    yield from opening(sent)


def giving_up(sent: Sent) -> Iterator[Step]:
    """A tester that has waited long enough."""
    yield from opening(sent)
    yield After("submission")
    yield line(type="not_ready", ms=10, what="service")


def judging(results: Callable[[Sent], Mapping[str, str]], hold: threading.Event | None) -> Script:
    """A tester that runs all tests of its job; one that has no result passes."""

    def script(sent: Sent) -> Iterator[Step]:
        yield from opening(sent)
        yield After("submission" if sent.job["kind"] == "service" else "postgres")
        yield line(type="ready", ms=5)
        found = results(sent)
        counts: Counter[str] = Counter({outcome.value: 0 for outcome in TestOutcome})
        for test_id in sent.job["tests"]:
            outcome = found.get(test_id, "passed")
            counts[outcome] += 1
            yield line(type="started", id=test_id)
            if hold is not None:
                yield Hold(hold)
            yield result(test_id, outcome)
        yield line(type="final", counts=dict(counts), ms=10)
        yield Exit(BoxEnd(0, out_of_memory=False))

    return script
