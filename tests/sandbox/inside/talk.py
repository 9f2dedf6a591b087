"""A conversation with the real tester's console, as a process of this machine."""

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sandbox.inside import stream
from tests.sandbox.inside.harness import TESTER, WALL_SECONDS, environment, make_job


class Talk:
    """One console: commands go in, lines come out."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self.process = process
        self._number = 0

    def line(self) -> dict[str, Any]:
        """The tester's next line; empty at its end."""
        return json.loads(self.process.stdout.readline() or b"{}")

    def ask(self, kind: str, **command: Any) -> dict[str, Any]:
        """The answer to one command."""
        self._number += 1
        self.say(json.dumps({"number": self._number, "type": kind} | command).encode() + b"\n")
        line = self.line()
        assert (line["type"], line["number"]) == ("answered", self._number), line
        return line["answer"]

    def get(self, path: str, **command: Any) -> dict[str, Any]:
        """The answer to a request."""
        return self.ask("request", **{"method": "GET", "path": path, "headers": {}, "body": ""} | command)

    def say(self, data: bytes) -> None:
        """Any bytes."""
        self.process.stdin.write(data)
        self.process.stdin.flush()

    def end(self) -> tuple[list[dict[str, Any]], int]:
        """Closes the input: the last lines, and the exit code."""
        out, err = self.process.communicate(timeout=WALL_SECONDS)
        assert err == b""
        return [json.loads(line) for line in out.splitlines()], self.process.returncode


@contextmanager
def talking(folder: Path, files: Mapping[str, str] | None = None, **job: Any) -> Iterator[Talk]:
    """A console up to the header; it ends with its commands, or is killed."""
    packed = stream.pack(
        make_job(tests=[], is_console=True, **job),
        [(path, text.encode()) for path, text in (files or {}).items()],
    )
    command = [sys.executable, "-I", str(TESTER), str(folder)]
    pipes = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.PIPE)
    with subprocess.Popen(command, env=environment(), **pipes) as process:
        try:
            talk = Talk(process)
            talk.say(packed)
            header = {"type": "header", "v": 1, "run": "run-1", "nonce": "nonce-1", "tests": []}
            assert talk.line() == header
            yield talk
            if not process.stdin.closed:
                talk.end()
        finally:
            process.kill()
