"""The host as an attack must leave it: what there is of ours, and how much the worker and the disks hold."""

import contextlib
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import docker

MIB = 1024 * 1024
DATABASE = ("judge.db", "judge.db-wal", "judge.db-shm")


@dataclass(frozen=True)
class Host:
    """One look at the host."""

    things: frozenset[str]  # containers of the installation; every volume and network; files that a worker left
    worker_kib: int
    engine_bytes: int  # what the engine keeps for containers and volumes, as far as it may be read
    state_bytes: int  # the judge's database

    def changes(self, before: "Host", *, memory_mib: int, disk_mib: int) -> list[str]:
        """What is not as it was and should be."""
        new = sorted(self.things - before.things)
        grown_kib = self.worker_kib - before.worker_kib
        filled = self.engine_bytes - before.engine_bytes
        grown = self.state_bytes - before.state_bytes
        faults = [f"left behind: {', '.join(new)}"] if new else []
        if grown_kib > memory_mib * 1024:
            faults.append(f"the worker has grown by {grown_kib} KiB")
        if filled > disk_mib * MIB:
            faults.append(f"the engine keeps {filled // MIB} MiB more")
        if grown > disk_mib * MIB:
            faults.append(f"the state directory has grown by {grown // MIB} MiB")
        return faults


class Watch:
    """Looks at the host of one worker."""

    def __init__(self, instance: str, state_dir: Path, scratch: Path) -> None:
        self._api = docker.from_env().api
        self._instance = instance
        self._state_dir = state_dir
        self._scratch = scratch  # the worker's directory for temporary files
        root = Path(self._api.info()["DockerRootDir"])
        self._kept = [root / "containers", root / "volumes"]  # root file systems are read-only: nothing grows in them

    def look(self, worker_pid: int) -> Host:
        """How it stands now."""
        return Host(
            things=frozenset(self._things()),
            worker_kib=resident_kib(worker_pid),
            engine_bytes=sum(_bytes_below(folder) for folder in self._kept),
            state_bytes=sum(path.stat().st_size for path in self._state_dir.iterdir() if path.name in DATABASE),
        )

    def close(self) -> None:
        """Closes the connection."""
        self._api.close()

    def _things(self) -> Iterable[str]:
        label = {"label": [f"judge.instance={self._instance}"]}
        yield from (f"container {box['Names'][0]}" for box in self._api.containers(all=True, filters=label))
        yield from (f"volume {volume['Name']}" for volume in self._api.volumes()["Volumes"] or ())
        yield from (f"network {network['Name']}" for network in self._api.networks())
        yield from (f"file {path}" for path in self._scratch.rglob("*"))
        yield from (f"file {path}" for path in self._state_dir.iterdir() if path.name not in DATABASE)


def resident_kib(pid: int) -> int:
    """What the process holds in memory now."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1])
    raise AssertionError(f"process {pid} has no memory: it has ended")


def _bytes_below(folder: Path) -> int:
    """The sizes of all files; 0 where only root may look."""
    if not os.access(folder, os.R_OK | os.X_OK):
        return 0
    total = 0
    for path in folder.rglob("*"):
        with contextlib.suppress(FileNotFoundError):  # other boxes come and go
            total += path.lstat().st_size
    return total
