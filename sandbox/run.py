"""What crosses the wall between the judge and the boxes, as frozen values.

Standard library only: the judge's side and the sandbox's side share this file.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Phase(StrEnum):
    """What a run is doing, as its user is told while waiting."""

    PREPARING = "preparing"
    STARTING = "starting"
    RUNNING = "running"
    READY = "ready"  # a console: the service answers and waits for commands


class TestOutcome(StrEnum):
    """How one test of the suite ended."""

    __test__ = False  # pytest must not collect this class

    PASSED = "passed"
    FAILED = "failed"
    TOO_SLOW = "too_slow"
    BAD_RESPONSE = "bad_response"
    NO_ANSWER = "no_answer"


class Ending(StrEnum):
    """Why a run stopped; the judge turns it into a verdict."""

    FINISHED = "finished"  # the tester sent its final record; a console was idle or open for as long as it may be
    NOT_READY = "not_ready"  # the service did not listen within its start budget
    EXITED = "exited"  # the submission's box ended before or during the tests
    OUTPUT_LIMIT = "output_limit"  # the submission printed more than it may
    OUT_OF_TIME = "out_of_time"  # the run's wall clock ran out
    TESTER_LOST = "tester_lost"  # the tester ended without its final record, or broke the protocol
    SERVICE_LOST = "service_lost"  # a service box (PostgreSQL ...) ended
    OVERWHELMED = "overwhelmed"  # while tests ran, what the answer did ended the tester (by memory) or a service
    CANCELLED = "cancelled"  # the caller asked for the end (lease lost, shutdown)


@dataclass(frozen=True, slots=True)
class File:
    """One file by its path relative to the box's work directory, with forward slashes."""

    path: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Limits:
    """What one run may use. Seconds are wall clock."""

    start_seconds: float = 10.0  # from the start of the submission's box until its port answers
    test_seconds: float = 5.0  # each test
    run_seconds: float = 60.0  # all tests together, after the start
    memory_mib: int = 256
    cpus: float = 1.0
    processes: int = 96
    open_files: int = 1024
    file_mib: int = 64  # largest single file
    tmp_mib: int = 64  # everything written, together
    tmp_inodes: int = 4096
    output_kib: int = 4096  # stdout and stderr together; more ends the run


@dataclass(frozen=True, slots=True)
class Job:
    """One run, complete: nothing else is looked up once it has begun."""

    run_id: str
    lease: int  # fencing token of the queue; 0 outside the queue
    kind: str  # "service": the files are started and spoken to; "query": the files are data to the tester
    stack: str  # name of a folder in sandbox/images, for example "python-flask" or "postgresql"
    services: tuple[str, ...]  # boxes beside the two, for example ("postgres",)
    suite: tuple[File, ...]  # the hidden suite, goes to the tester only
    files: tuple[File, ...]  # the candidate's files and the problem's read-only ones
    tests: tuple[str, ...]  # ids to run, samples first
    samples: tuple[str, ...]  # the ids among them whose exchanges may be shown
    seed: int  # randomises the suite's data; recorded, so that a run can be repeated
    limits: Limits = field(default_factory=Limits)
    is_console: bool = False  # no tests: the tester sends what its user asks for; the suite is services/* only
    is_audited: bool = False  # the tester notes which of the suite's code reads clock, files or network
    variant: Mapping[str, Any] = field(default_factory=dict)  # the values that this run's suite reads
    seeds: tuple[int, ...] = ()  # no tests and no answer: what the suite's variants.py gives for each of these


@dataclass(frozen=True, slots=True)
class TestRecord:
    """One test as the tester reported it. Text comes from a stranger: escape it wherever it is shown."""

    __test__ = False

    id: str
    outcome: TestOutcome
    milliseconds: int
    message: str = ""  # why it did not pass, capped by the tester
    exchanges: tuple[dict[str, Any], ...] = ()  # see sandbox/inside/tester/client.py
    comparison: dict[str, Any] | None = None  # {"got": JSON, "expected": JSON} of the failing ==
    noticed: tuple[dict[str, Any], ...] = ()  # of an audited job: file and line in the suite, and what it reached for


@dataclass(frozen=True, slots=True)
class BoxEnd:
    """How a box ended, as the engine reports it."""

    exit_code: int
    out_of_memory: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """All that is known after a run. Pure facts: no verdict."""

    ending: Ending
    expected: tuple[str, ...]  # ids in the tester's header; empty when none came
    records: tuple[TestRecord, ...]
    submission: BoxEnd | None  # None: still running when the run stopped, or no such box
    out_of_memory: bool  # a process of the answer, or one that had to take its replies, hit the memory limit
    log: str  # what the submission printed before the first hidden test, capped, newest kept
    phases: dict[str, int]  # milliseconds by phase: "preparing", "starting", "running"; a console's by those it came to
    images: dict[str, str]  # image id by box: "tester", "submission", "postgres"
    reason: str = ""  # for the operator: what exactly went wrong
