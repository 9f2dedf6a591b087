"""What the doctor runs inside a box: finds out which limits hold, by asking the kernel and by trying.

Standard library only. The file is sent into the box as a submission would be, and prints one line of JSON.
"""

import contextlib
import json
import os
import resource
import signal
import socket
from collections.abc import Callable
from pathlib import Path

MIB = 1024 * 1024
MOST_MIB = 1024  # where the probe gives up: a box that gives more than this has no limit
MOST_PROCESSES = 2000
LIFE_SECONDS = 20  # children that a killed probe left would end by themselves


def main() -> None:
    """Prints every fact."""
    print(json.dumps(facts(), sort_keys=True))  # noqa: T201 - the box has no other way to answer


def facts() -> dict[str, object]:
    """What is true of this box."""
    status = dict(line.split(":\t", 1) for line in Path("/proc/self/status").read_text().splitlines() if ":\t" in line)
    return {
        "user": os.getuid(),
        "groups": sorted({os.getgid(), *os.getgroups()}),
        "capabilities": int(status["CapEff"], 16) | int(status["CapBnd"], 16),
        "seccomp": int(status["Seccomp"]),
        "no_new_privileges": int(status["NoNewPrivs"]),
        "interfaces": sorted(name for _, name in socket.if_nameindex()),
        "writable": [path for path in ("/", "/etc", "/usr", "/opt", "/var/tmp") if is_writable(path)],  # noqa: S108
        "open_files": resource.getrlimit(resource.RLIMIT_NOFILE)[1],
        "file_bytes": resource.getrlimit(resource.RLIMIT_FSIZE)[1],
        "core_bytes": resource.getrlimit(resource.RLIMIT_CORE)[1],
        "processes": processes_until_refused(MOST_PROCESSES),
        "memory_mib": memory_until_killed(MOST_MIB),
    }


def is_writable(folder: str) -> bool:
    """Whether a file can be made there."""
    path = Path(folder, ".probe")
    try:
        path.touch()
    except OSError:
        return False
    path.unlink()
    return True


def processes_until_refused(most: int, fork: Callable[[], int] = os.fork) -> int:
    """How many processes more can be started; all of them are ended again."""
    children: list[int] = []
    try:
        while len(children) < most:
            child = fork()
            if child == 0:
                signal.alarm(LIFE_SECONDS)
                signal.pause()
            children.append(child)
    except OSError:
        pass  # this is what is hoped for
    for child in children:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    return len(children)


def memory_until_killed(most_mib: int) -> int | None:
    """How many MiB a child could fill before it was killed; None when nothing stopped it."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        fill(writing, most_mib)
    os.close(writing)
    with open(reading, "rb") as report:  # noqa: PTH123 - a descriptor, no path
        filled = len(report.read())
    _, status = os.waitpid(child, 0)
    return filled if os.WIFSIGNALED(status) or os.WEXITSTATUS(status) else None


def fill(writing: int, most_mib: int) -> None:
    """Takes memory MiB by MiB, touches it, and says so; never returns."""
    with contextlib.suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("1000")  # the kernel shall pick this process, not the probe
    kept = []
    with contextlib.suppress(MemoryError):
        for _ in range(most_mib):
            kept.append(b"\x01" * MIB)
            os.write(writing, b".")
        os._exit(0)
    os._exit(1)


if __name__ == "__main__":
    main()
