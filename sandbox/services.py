"""The services that a problem may ask for: the boxes they need, and what the tester and the submission are told."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sandbox.crew import Member
from sandbox.errors import BadJob
from sandbox.run import File, Job, Limits
from sandbox.stacks import Stack

SQLITE_SCRIPT = "services/sqlite/init.sql"

TESTER_LIMITS = Limits(memory_mib=384, processes=64)  # pytest, the suite's data, and replies of up to a few MiB
POSTGRES_LIMITS = Limits(memory_mib=640, file_mib=256)  # its two tmpfs of 256 and 128 MiB count, and forty sessions

_SQLITE_PATH = "/tmp/app.db"  # noqa: S108 - a path inside the box
_CANDIDATE_DSN = "postgresql://candidate:candidate@127.0.0.1:5432/app"
_KNOWN = ("postgres", "sqlite")


@dataclass(frozen=True, slots=True)
class Services:
    """What one run's services come to."""

    boxes: tuple[Member, ...] = ()
    env: Mapping[str, str] = field(default_factory=dict)  # for the submission
    tester: dict[str, str] | None = None  # the tester's "postgres"
    sqlite: dict[str, str] | None = None  # the starter's "sqlite"
    files: tuple[File, ...] = ()  # for the submission's box


def services_of(job: Job) -> Services:
    """The boxes, secrets and files that the job's services need. The judge's password is new in every run."""
    unknown = set(job.services) - set(_KNOWN)
    if unknown:
        raise BadJob(f"no service is called {', '.join(sorted(unknown))}; known are {', '.join(_KNOWN)}")
    boxes: tuple[Member, ...] = ()
    env: dict[str, str] = {}
    tester = sqlite = None
    files: tuple[File, ...] = ()
    if "postgres" in job.services:
        secret = secrets.token_urlsafe(24)
        boxes = (Member("postgres", "postgres", POSTGRES_LIMITS, {"POSTGRES_SECRET": secret}),)
        tester = {"dsn": f"postgresql://judge:{secret}@127.0.0.1:5432/app", "candidate_dsn": _CANDIDATE_DSN}
        env["DATABASE_URL"] = _CANDIDATE_DSN
    if "sqlite" in job.services:
        files = tuple(file for file in job.suite if file.path == SQLITE_SCRIPT)
        if not files:
            raise BadJob(f"the service sqlite needs {SQLITE_SCRIPT}")
        sqlite = {"script": SQLITE_SCRIPT, "path": _SQLITE_PATH}
    return Services(boxes, env, tester, sqlite, files)


def job_for_tester(job: Job, stack: Stack, services: Services, *, nonce: str, start_seconds: float) -> dict[str, Any]:
    """What the tester is asked to do."""
    return {
        "run": job.run_id,
        "nonce": nonce,
        "seed": job.seed,
        "kind": job.kind,
        "url": stack.url,
        "tests": list(job.tests),
        "start_seconds": start_seconds,
        "test_seconds": job.limits.test_seconds,
        "postgres": services.tester,
        "is_console": job.is_console,
        "is_audited": job.is_audited,
        "variant": dict(job.variant),
        "seeds": list(job.seeds),
    }


def files_for_tester(job: Job) -> list[tuple[str, bytes]]:
    """The suite; and for a query the candidate's files, as data. A console is sent each statement by itself."""
    files = [(f"suite/{file.path}", file.content) for file in job.suite]
    if job.kind == "query" and not job.is_console:
        files += [(f"answer/{file.path}", file.content) for file in job.files]
    return files


def job_for_starter(stack: Stack, services: Services) -> dict[str, Any]:
    """What the starter is asked to become."""
    return {"argv": list(stack.argv), "env": {**stack.env, **services.env}, "sqlite": services.sqlite}
