"""The engine's own parts: what its versions say about known escapes, and what walls it has beside ours."""

import re
from collections.abc import Iterator

from judge.doctor.check import Check, State
from sandbox.base import EngineInfo

OLDEST_KERNEL = (5, 10)  # the oldest line that kernel.org still maintains
# CVE-2025-31133, -52565 and -52881: a container's own mounts could be led to files of the host.
FIXED_RUNC = ((1, 2, 8), (1, 3, 3))  # the first of each line; every later line has them too

_VERSION = re.compile(r"(\d+)\.(\d+)(?:\.(\d+))?")


def engine_checks(info: EngineInfo) -> Iterator[Check]:
    """One check for each part."""
    yield Check("engine", State.OK, f"{info.version}, API {info.api}")
    yield _cgroup(info.cgroup)
    yield _kernel(info.kernel)
    yield _runc(info.runc)
    yield _seccomp(is_there=info.seccomp)
    yield _apparmor(is_there=info.apparmor)
    if any("runsc" in name or "gvisor" in name for name in info.runtimes):
        # Under gVisor each box has a network stack of its own: two boxes cannot meet on one loopback.
        yield Check(
            "gvisor",
            State.WARNING,
            "registered with the engine and not supported: every box runs under runc",
            "nothing to do; for strangers from the internet, give the worker a virtual machine of its own",
        )


def _cgroup(version: str) -> Check:
    if version != "1":
        return Check("cgroup", State.OK, f"version {version}")
    return Check(
        "cgroup",
        State.WARNING,
        "version 1 does not count the buffers of connections as a box's memory",
        "boot the host with version 2 (`systemd.unified_cgroup_hierarchy=1`), the default of current distributions",
    )


def _kernel(text: str) -> Check:
    version = _numbers(text)
    if version and version[:2] < OLDEST_KERNEL:
        return Check("kernel", State.WARNING, f"{text} gets no corrections any more", "update the host's kernel")
    return Check("kernel", State.OK, text)


def _runc(text: str) -> Check:
    version = _numbers(text)
    if not version:
        detail = "the engine does not say which version it runs"
        return Check("runc", State.WARNING, detail, "make sure that it is 1.2.8, 1.3.3 or later")
    if version >= FIXED_RUNC[-1] or any(fixed <= version < _next_line(fixed) for fixed in FIXED_RUNC):
        return Check("runc", State.OK, text)
    return Check(
        "runc",
        State.WARNING,
        f"{text} has known escapes (CVE-2025-31133, -52565, -52881), unless your distribution has mended it",
        "update runc to 1.2.8, 1.3.3 or later, or see your distribution's security notes",
    )


def _seccomp(*, is_there: bool) -> Check:
    if is_there:
        return Check("seccomp", State.OK, "the engine filters system calls")
    mend = "use a kernel and an engine with seccomp: without it a stranger's code may make every system call"
    return Check("seccomp", State.BROKEN, "the engine cannot filter system calls", mend)


def _apparmor(*, is_there: bool) -> Check:
    if is_there:
        return Check("apparmor", State.OK, "the engine's profile is loaded")
    return Check("apparmor", State.WARNING, "not in use", "enable AppArmor (or SELinux) for one more wall")


def _numbers(text: str) -> tuple[int, int, int] | None:
    found = _VERSION.search(text)
    return (int(found[1]), int(found[2]), int(found[3] or 0)) if found else None


def _next_line(version: tuple[int, int, int]) -> tuple[int, int, int]:
    return version[0], version[1] + 1, 0
