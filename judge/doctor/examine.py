"""Examines an installation: engine, images, limits, database, disk. Each fault comes with its mend."""

import json
import queue
import secrets
import time
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from enum import StrEnum
from importlib.resources import files
from pathlib import Path
from typing import Any

from sqlalchemy import make_url
from sqlalchemy.exc import SQLAlchemyError

from judge.queue.disk import free_mib
from judge.settings import Settings
from judge.storage import migrate
from sandbox.base import BoxSpec, Engine, EngineInfo, Labels
from sandbox.errors import SandboxError
from sandbox.images import image_names
from sandbox.inside.stream import pack
from sandbox.run import Limits
from sandbox.stacks import Stack, load_stacks

PROBE_SECONDS = 60  # a loaded machine needs ten for a box
PROBE_LIMITS = Limits(memory_mib=96, processes=48, open_files=256, file_mib=8)
SLOT = 911  # user ids follow the slot: apart from everything that judges
SECCOMP_FILTER = 2  # the kernel's number for "a filter is active"
MIB = 1024 * 1024

_REBUILD = "run `judge images`"
_UNLIMITED = "do not let this engine run strangers' code; check its cgroup set-up with `docker info`"

Connect = Callable[[], AbstractContextManager[Engine]]


class State(StrEnum):
    """How a check ended."""

    OK = "ok"
    WARNING = "warning"  # works, but less well or less safely than it could
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was examined."""

    name: str
    state: State
    detail: str
    mend: str = ""


def examine(settings: Settings, connect: Connect) -> list[Check]:
    """Everything. What cannot be reached is one broken check, never an error."""
    return [*_engine_checks(settings, connect), _database(settings), _state_disk(settings)]


def _engine_checks(settings: Settings, connect: Connect) -> list[Check]:
    try:
        with connect() as engine:
            info = engine.info()
            checks = [*_engine(info, settings), *_images(engine)]
            if all(check.state is State.OK for check in checks if check.name.startswith("image ")):
                checks += _limits(engine, settings)
            return checks
    except SandboxError as error:
        mend = "start Docker, or install it (`judge up` does on Debian and Ubuntu); this user needs its socket"
        return [Check("engine", State.BROKEN, str(error), mend)]


def _engine(info: EngineInfo, settings: Settings) -> Iterable[Check]:
    detail = f"{info.version}, API {info.api}, runtime {info.runtime}, cgroup {info.cgroup}"
    yield Check("engine", State.OK, detail)
    if info.seccomp:
        yield Check("seccomp", State.OK, "the engine filters system calls")
    else:
        mend = "use a kernel and an engine with seccomp: without it a stranger's code may make every system call"
        yield Check("seccomp", State.BROKEN, "the engine cannot filter system calls", mend)
    if info.apparmor:
        yield Check("apparmor", State.OK, "the engine's profile is loaded")
    else:
        yield Check("apparmor", State.WARNING, "not in use", "enable AppArmor (or SELinux) for one more wall")
    yield _disk("disk of the engine", info.root_free_mib, settings.min_free_mib, "docker image prune")


def _images(engine: Engine) -> Iterable[Check]:
    for name in image_names():
        try:
            yield Check(f"image {name}", State.OK, engine.image_id(name).removeprefix("sha256:")[:12])
        except SandboxError as error:
            yield Check(f"image {name}", State.BROKEN, str(error), _REBUILD)


def _limits(engine: Engine, settings: Settings) -> list[Check]:
    """What holds in a box is asked in a box: an engine may take an option and not apply it."""
    stack = next(stack for stack in load_stacks().values() if stack.kind == "service")
    try:
        facts = run_probe(engine, stack, settings.instance_name)
        faults = _faults(facts)
    except (SandboxError, ValueError, KeyError, TypeError) as error:
        return [Check("limits", State.BROKEN, f"the probe's box did not answer as it should: {error}", _REBUILD)]
    if faults:
        return [Check("limits", State.BROKEN, fault, _UNLIMITED) for fault in faults]
    detail = (
        f"memory ends at {facts['memory_mib']} MiB, processes at {facts['processes']}, no privileges, loopback only"
    )
    return [Check("limits", State.OK, detail)]


def run_probe(engine: Engine, stack: Stack, instance: str) -> dict[str, Any]:
    """The facts about a box made as every submission's is. Raises SandboxError, or ValueError when it says nothing."""
    program = files("judge").joinpath("probe.py").read_bytes()
    job = {"argv": ["python3", "-I", "probe.py"], "env": dict(stack.env), "sqlite": None}
    printed: queue.SimpleQueue[tuple[str, bytes]] = queue.SimpleQueue()
    labels = Labels(instance, f"doctor-{secrets.token_hex(8)}", lease=0, deadline=int(time.time()) + PROBE_SECONDS)
    spec = BoxSpec(role="submission", image=stack.image, slot=SLOT, labels=labels, limits=PROBE_LIMITS)
    box = engine.create(spec, lambda name, data: printed.put((name, data)))
    try:
        box.start()
        box.send(pack(job, [("probe.py", program)]))
        text = _read(printed)
    finally:
        box.remove()
    return _parse(text)


def _read(printed: "queue.SimpleQueue[tuple[str, bytes]]") -> str:
    """All that the box prints until it ends."""
    data = b""
    deadline = time.monotonic() + PROBE_SECONDS
    while True:
        try:
            name, piece = printed.get(timeout=max(0.0, deadline - time.monotonic()))
        except queue.Empty:
            raise ValueError(f"no end within {PROBE_SECONDS} s") from None
        if name == "end":
            return data.decode("utf-8", "replace")
        data += piece


def _parse(text: str) -> dict[str, Any]:
    """The probe's line; the first is the starter's."""
    for line in text.splitlines()[1:]:
        if line.startswith("{"):
            facts: dict[str, Any] = json.loads(line)
            return facts
    raise ValueError(text.strip()[-300:] or "it printed nothing")


def _faults(facts: dict[str, Any]) -> list[str]:
    """Every limit that does not hold."""
    memory = facts["memory_mib"]
    rules = [
        (facts["user"] == 0 or 0 in facts["groups"], "the box runs as root"),
        (facts["capabilities"] != 0, f"the box has capabilities: {facts['capabilities']:x}"),
        (facts["seccomp"] != SECCOMP_FILTER, "no system-call filter is active"),
        (facts["no_new_privileges"] != 1, "programs may gain privileges"),
        (facts["interfaces"] != ["lo"], f"there are network interfaces: {', '.join(facts['interfaces'])}"),
        (bool(facts["writable"]), f"the root file system can be written: {', '.join(facts['writable'])}"),
        (facts["open_files"] != PROBE_LIMITS.open_files, f"{facts['open_files']} files may be open"),
        (facts["file_bytes"] != PROBE_LIMITS.file_mib * MIB, f"a file may have {facts['file_bytes']} bytes"),
        (facts["core_bytes"] != 0, "core dumps are written"),
        (facts["processes"] >= PROBE_LIMITS.processes, f"{facts['processes']} processes could be started"),
        (memory is None or memory >= PROBE_LIMITS.memory_mib, f"{memory or 'too many'} MiB of memory could be filled"),
    ]
    return [fault for is_broken, fault in rules if is_broken]


def _database(settings: Settings) -> Check:
    mend = "run `judge db upgrade`"
    url = make_url(settings.database)
    if url.get_backend_name() == "sqlite" and not Path(url.database or "").is_file():
        return Check("database", State.BROKEN, f"there is none yet at {url.database}", mend)  # looking would make it
    try:
        differences = migrate.check(settings.database)
    except (SQLAlchemyError, OSError) as error:
        reason = str(getattr(error, "orig", None) or error).splitlines()[0]
        return Check("database", State.BROKEN, reason, "start the database, or correct JUDGE_DATABASE_URL")
    if differences:
        return Check("database", State.BROKEN, f"not up to date: {differences[0]}", mend)
    return Check("database", State.OK, "answers, and its schema is the newest")


def _state_disk(settings: Settings) -> Check:
    return _disk("disk of the database", free_mib(settings.state_dir), settings.min_free_mib, "")


def _disk(name: str, free: int, wanted: int, mend: str) -> Check:
    """Below the mark nothing is accepted or claimed; below twice the mark that is near."""
    detail = f"{free} MiB free; below {wanted} nothing is accepted or judged"
    mend = f"free some space{f' (`{mend}`)' if mend else ''}, or lower JUDGE_MIN_FREE_MIB"
    if free < wanted:
        return Check(name, State.BROKEN, detail, mend)
    return Check(name, State.WARNING, detail, mend) if free < 2 * wanted else Check(name, State.OK, detail)
