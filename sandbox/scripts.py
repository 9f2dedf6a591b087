"""Scripts for the fake engine: the steps that a box can do, the lines that a tester writes, and some whole boxes."""

import json
import threading
from collections import Counter, deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sandbox.run import BoxEnd, TestOutcome

_MAGIC_BYTES = 5
_HEAD_BYTES = 14


@dataclass(frozen=True, slots=True)
class Print:
    """The box, or the one named, writes to a stream."""

    data: bytes
    name: str = "stdout"
    role: str | None = None


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


@dataclass(frozen=True, slots=True)
class Hear:
    """The rest waits until the box is sent a command, which `Sent.commands` then holds."""


Step = Print | Exit | After | Hold | Hear


@dataclass(frozen=True, slots=True)
class Sent:
    """What a box was given: the job, and the files by path."""

    job: Mapping[str, Any] = field(default_factory=dict)
    files: Mapping[str, bytes] = field(default_factory=dict)
    commands: deque[dict[str, Any]] = field(default_factory=deque)  # sent and not taken yet


Script = Callable[[Sent], Iterator[Step]]
Reactions = Callable[[Mapping[str, Any]], "Mapping[str, Any] | list[Step]"]
"""What a console's command leads to: an answer without its `log`, or steps instead of one."""


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


def result(test_id: str, outcome: str, **more: Any) -> Print:
    """A test's record."""
    message = "" if outcome == "passed" else f"{test_id} did not pass"
    return line(type="test", id=test_id, outcome=outcome, ms=3, message=message, exchanges=[], comparison=None, **more)


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
        noticed: dict[str, Any] = {"noticed": []} if sent.job["is_audited"] else {}
        counts: Counter[str] = Counter({outcome.value: 0 for outcome in TestOutcome})
        for test_id in sent.job["tests"]:
            outcome = found.get(test_id, "passed")
            counts[outcome] += 1
            yield line(type="started", id=test_id)
            if hold is not None:
                yield Hold(hold)
            yield result(test_id, outcome, **noticed)
        yield line(type="final", counts=dict(counts), ms=10)
        yield Exit(BoxEnd(0, out_of_memory=False))

    return script


def console(react: Reactions) -> Script:
    """A tester that answers commands until it is removed."""

    def script(sent: Sent) -> Iterator[Step]:
        yield from opening(sent)
        yield After("submission" if sent.job["kind"] == "service" else "postgres")
        yield line(type="ready", ms=5)
        while True:
            yield Hear()
            command = sent.commands.popleft()
            came = react(command)
            if isinstance(came, list):
                yield from came
            else:
                yield answered(command["number"], came)

    return script


def generating(sent: Sent, variants: Sequence[Mapping[str, Any]]) -> Iterator[Step]:
    """A tester that gives these values, by seed."""
    yield header(sent)
    yield line(type="generated", variants=[dict(variants[seed]) for seed in sent.job["seeds"]])
    yield Exit(BoxEnd(0, out_of_memory=False))


def answered(number: int, answer: Mapping[str, Any]) -> Print:
    """What came of a command."""
    return line(type="answered", number=number, answer=dict(answer))


def echo(command: Mapping[str, Any]) -> dict[str, Any]:
    """A service that replies with the command itself; a database that holds one number."""
    match command["type"]:
        case "request":
            body = json.dumps(command, sort_keys=True)
            return {
                "type": "reply",
                "status": 200,
                "reason": "OK",
                "headers": [["Content-Type", "application/json"]],
                "body": body,
                "is_binary": False,
                "is_cut": False,
                "bytes": len(body),
                "ms": 3,
            }
        case "sql":
            columns = [{"name": "n", "type": "integer"}]
            shown = {"columns": columns, "rows": [[1]], "row_count": 1, "is_cut": False, "touched": None}
            return {"type": "rows", "ms": 3} | shown
        case "plan":
            return {"type": "plan", "lines": ["Result  (cost=0.00..0.01 rows=1 width=4)"], "ms": 3}
        case "schema":
            column = {"name": "n", "type": "integer", "is_nullable": False, "default": None}
            table = {"name": "numbers", "columns": [column], "keys": ["PRIMARY KEY (n)"], "indexes": [], "rows": 1}
            return {"type": "schema", "tables": [table], "ms": 3}
        case other:
            return {"type": "error", "error": f"no command is called {other}", "ms": 0}
