"""Tries to write to the kernel's files, and to read what they tell of the host."""

import errno
import os
from pathlib import Path

from honest import app, breached

WRITE = (
    "/proc/sysrq-trigger", "/proc/sys/kernel/core_pattern", "/proc/sys/kernel/modprobe", "/proc/mtrr",
    "/proc/irq/default_smp_affinity", "/proc/acpi/wakeup", "/sys/kernel/uevent_helper", "/sys/power/state",
    "/sys/kernel/mm/transparent_hugepage/enabled", "/sys/kernel/security/apparmor/.load", "/sys/kernel/mm/ksm/run",
)  # fmt: skip
READ = (
    "/proc/kcore", "/proc/keys", "/proc/kmsg", "/proc/timer_list", "/proc/sched_debug", "/proc/latency_stats",
    "/proc/vmallocinfo", "/proc/slabinfo", "/proc/kpageflags", "/proc/kpagecount", "/proc/self/stack",
)  # fmt: skip
HIDDEN = (
    "/proc/acpi", "/proc/scsi", "/sys/firmware", "/sys/kernel/debug", "/sys/kernel/tracing", "/sys/kernel/security",
)  # fmt: skip
REFUSALS = (errno.EROFS, errno.EACCES, errno.EPERM, errno.ENOENT)


def opens(path, mode):
    """Whether it can be opened to be written, or has something to be read: a masked file is empty."""
    try:
        with open(path, mode, buffering=0) as file:
            return mode == "r+b" or file.read(1) != b""
    except OSError as error:
        assert error.errno in REFUSALS, error
        return False


def below(start):
    """Every file there."""
    return [os.path.join(folder, name) for folder, _folders, files in os.walk(start) for name in files]


settings, groups = below("/proc/sys"), below("/sys/fs/cgroup")
assert len(settings) > 200
assert len(groups) > 20
breached += [f"write to {path}" for path in (*WRITE, *settings, *groups) if opens(path, "r+b")]
breached += [f"read {path}" for path in READ if opens(path, "rb")]
breached += [f"look into {path}" for path in HIDDEN if os.access(path, os.R_OK) and os.listdir(path)]
for path in ("/proc/kallsyms", "/proc/iomem"):
    addresses = {line.split()[0].strip("0-") for line in Path(path).read_text().splitlines()}
    if addresses != {""}:
        breached.append(f"addresses in {path}")
places = {line.split(":")[2] for line in Path("/proc/self/cgroup").read_text().splitlines()}
if places != {"/"}:
    breached.append(f"the host's control groups: {places}")
print("breached:", breached, flush=True)
