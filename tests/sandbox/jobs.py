"""Small jobs and specs for the sandbox's tests."""

import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from sandbox import slot
from sandbox.base import BoxSpec, Engine, Labels
from sandbox.run import File, Job, Limits, Outcome
from sandbox.stacks import load_stacks

SERVICE = Job(
    run_id="run-1",
    lease=3,
    kind="service",
    stack="python-flask",
    services=(),
    suite=(File("tests/test_it.py", b""),),
    files=(File("app.py", b"app = None\n"),),
    tests=("test_sample", "test_hidden"),
    samples=("test_sample",),
    seed=7,
)
QUERY = replace(
    SERVICE, kind="query", stack="postgresql", services=("postgres",), files=(File("answer.sql", b"SELECT 1"),)
)


def run(
    engine: Engine,
    job: Job = SERVICE,
    listener: Callable[[str, dict[str, Any]], None] = lambda kind, data: None,
    *,
    instance: str = "tests",
    cancelled: threading.Event | None = None,
    argv: tuple[str, ...] = (),
) -> Outcome:
    """One run of a job on its own stack, or with another command than the stack's."""
    stack = load_stacks()[job.stack]
    stack = replace(stack, argv=argv or stack.argv)
    return slot.run(engine, job, stack, listener, instance=instance, slot=0, cancelled=cancelled or threading.Event())


def spec(role: str = "submission", **changes: Any) -> BoxSpec:
    """One box's description."""
    labels = Labels(instance="tests", run_id="run-1", lease=3, deadline=2_000_000_000)
    base = BoxSpec(role=role, image="python-flask", slot=0, labels=labels, limits=Limits(), joins="owner")
    return replace(base, **changes)
