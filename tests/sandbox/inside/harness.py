"""Runs the real tester on this machine: a process of its own, the stream on its stdin, its lines on its stdout."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sandbox.inside import stream

TESTER = Path(stream.__file__).with_name("tester")
ENVIRONMENT = {"PATH": "/usr/bin:/bin", "HOME": "/tmp", "LANG": "C.UTF-8"}
MEASURING = "COVERAGE_"  # what coverage tells its own subprocesses
WALL_SECONDS = 60


@dataclass(frozen=True)
class Run:
    """What came out of a tester."""

    lines: list[dict[str, Any]]
    exit_code: int
    stdout: bytes
    stderr: bytes

    def types(self) -> list[str]:
        return [line["type"] for line in self.lines]

    def last(self) -> dict[str, Any]:
        return self.lines[-1]

    def records(self) -> dict[str, dict[str, Any]]:
        return {line["id"]: line for line in self.lines if line["type"] == "test"}

    def outcomes(self) -> dict[str, str]:
        return {name: record["outcome"] for name, record in self.records().items()}


def environment() -> dict[str, str]:
    """A box's environment, and what measures the coverage of a process."""
    measuring = {name: value for name, value in os.environ.items() if name.startswith(MEASURING)}  # noqa: TID251
    return ENVIRONMENT | measuring


def make_job(**changes: Any) -> dict[str, Any]:
    """A job with short limits; `changes` replace its keys."""
    job = {
        "run": "run-1",
        "nonce": "nonce-1",
        "seed": 7,
        "kind": "service",
        "url": "http://127.0.0.1:9",
        "tests": ["test_one"],
        "start_seconds": 5,
        "test_seconds": 5,
        "postgres": None,
    }
    return job | changes


def run_tester(
    folder: Path, job: Mapping[str, Any], files: Mapping[str, str | bytes], *, data: bytes | None = None
) -> Run:
    """One run in `folder`; `data` stands in for the packed stream."""
    contents = [(path, text if isinstance(text, bytes) else text.encode()) for path, text in files.items()]
    folder.mkdir(parents=True, exist_ok=True)
    done = subprocess.run(
        [sys.executable, "-I", str(TESTER), str(folder)],
        input=stream.pack(job, contents) if data is None else data,
        capture_output=True,
        env=environment(),
        timeout=WALL_SECONDS,
        check=False,
    )
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    return Run(lines, done.returncode, done.stdout, done.stderr)
