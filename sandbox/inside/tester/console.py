"""A console: commands come in one at a time, each is answered by one line, and nothing of a suite is here.

Whatever a command leads to, its answer is there in time and of bounded size. A line that is no command at all ends the
console: the worker does not send such.
"""

import io
import json
import time
from collections.abc import Callable, Mapping
from typing import Any, BinaryIO

from sandbox.inside.stream import Refused
from sandbox.inside.tester.channel import LINE_BYTES, Channel
from sandbox.inside.tester.errors import AnswerError, DeadlinePassed
from sandbox.inside.tester.job import TesterJob
from sandbox.inside.tester.shown import cut
from sandbox.inside.tester.turn import alarm

COMMAND_BYTES = 256 * 1024
ERROR_CHARACTERS = 4000
ALARM_SECONDS = 1.0  # after a command's deadline, for whatever did not keep to it
FRAME_BYTES = 1024  # of a line, around its answer

Command = Mapping[str, Any]
Kind = Callable[[Command, float], dict[str, Any]]
"""Carries out one type of command before the given time, and gives its answer without `ms`."""


class CommandFailed(Exception):
    """The command has no other answer than this text."""


class Console:
    """Called once; comes back only when the service or the database did not come up."""

    def __init__(
        self,
        job: TesterJob,
        channel: Channel,
        source: BinaryIO,
        prepare: Callable[[], bool],
        kinds: Mapping[str, Kind],
    ) -> None:
        self._job = job
        self._channel = channel
        self._source = io.BufferedReader(source) if isinstance(source, io.RawIOBase) else source
        self._prepare = prepare
        self._kinds = kinds

    def __call__(self) -> None:
        """From the header to the end of the box."""
        self._channel.send({"type": "header", "v": 1, "run": self._job.run, "nonce": self._job.nonce, "tests": []})
        if not self._prepare():
            return
        while True:
            command = self._next()
            self._channel.send({"type": "answered", "number": command["number"], "answer": self._answer(command)})

    def _next(self) -> dict[str, Any]:
        """The next command; Refused when there is none."""
        line = self._source.readline(COMMAND_BYTES + 1)
        if not line.endswith(b"\n"):
            raise Refused("the commands have ended" if len(line) <= COMMAND_BYTES else "a command is too long")
        try:
            command = json.loads(line.decode("ascii"))
        except (ValueError, RecursionError) as error:
            raise Refused(f"a command is not JSON: {type(error).__name__}") from None
        if not isinstance(command, dict) or type(command.get("number")) is not int:
            raise Refused("a command must be an object with a number")
        return command

    def _answer(self, command: Command) -> dict[str, Any]:
        """What came of it, small enough for a line."""
        starts_at = time.monotonic()
        answer = self._carried_out(command, starts_at + self._job.test_seconds)
        answer["ms"] = round((time.monotonic() - starts_at) * 1000)
        if encoded_size(answer) > LINE_BYTES - FRAME_BYTES:
            return failure("the answer is too large to be shown") | {"ms": answer["ms"]}
        return answer

    def _carried_out(self, command: Command, ends_at: float) -> dict[str, Any]:
        kind = self._kinds.get(str(command.get("type")))
        if kind is None:
            return failure(f"this console takes {', '.join(self._kinds)}")
        try:
            with alarm(ends_at + ALARM_SECONDS):
                return kind(command, ends_at)
        except DeadlinePassed:
            return failure(f"no answer within {self._job.test_seconds:g} s")
        except (AnswerError, CommandFailed) as error:
            return failure(str(error))


def failure(error: str) -> dict[str, Any]:
    """The answer to a command that has no other."""
    return {"type": "error", "error": cut(error, ERROR_CHARACTERS)}


def text_of(command: Command, key: str) -> str:
    """A text of the command; CommandFailed when it is none."""
    value = command.get(key)
    if not isinstance(value, str):
        raise CommandFailed(f"{key} must be text")
    return value


def encoded_size(value: Any) -> int:
    """The bytes that it takes in a line."""
    return len(json.dumps(value, ensure_ascii=True))
