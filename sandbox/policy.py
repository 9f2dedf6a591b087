"""What a container may do: one pure function from a BoxSpec to the body of the engine's create call.

The body is the engine's own JSON, so that what the tests check is what the engine gets, with no library's
defaults between. Each option has the reason beside it. There is no switch that weakens any of them.

The tester owns the network namespace and the other boxes join it. A separate pause container would own nothing
else, live exactly as long, and cost one more create, start and remove in every run.
"""

from functools import cache
from pathlib import Path
from typing import Any

from sandbox.base import BoxSpec
from sandbox.errors import BadJob

LABEL_INSTANCE = "judge.instance"
LABEL_RUN = "judge.run"
LABEL_LEASE = "judge.lease"
LABEL_DEADLINE = "judge.deadline"
LABEL_ROLE = "judge.role"

DEADMAN_SECONDS = 900  # every image runs its program under `timeout` with this; a run must fit into it

_MIB = 1024 * 1024
_NANO = 1_000_000_000
_WORK_MIB = 16  # a stream carries 8 MiB at most; the other half is for what a program writes beside its files
_SHM_MIB = 16  # PostgreSQL and multiprocessing need some; the engine's default of 64 MiB is more than any of them
_ROLES = ("tester", "submission", "postgres")
_IDS_PER_SLOT = 16  # room for further services without renumbering
_FIRST_ID = 50_000  # above people's accounts, below 65,536: engines that remap users know no higher ones
_DATA_MIB = 256  # PostgreSQL's directory: 10 MiB of catalogue, the rest for a problem's tables and temporary files
_WAL_MIB = 128  # its log, apart: a full table space refuses a row, a full log would end the server
_DATA_INODES = 16_384  # a database has about 300 files, every table and index adds one to three
# The namespace's, so its owner's.
_NETWORK = {
    "net.ipv4.ping_group_range": "1 0",  # an empty range: by default every group may open ping sockets
    # Least, first and most bytes of a connection's buffers. Hosts with version 1 of control groups do not count them
    # as the box's memory: with the kernel's own limits one box took 2.3 GiB in six seconds, with these 0.5 GiB.
    "net.ipv4.tcp_wmem": "4096 16384 262144",
    "net.ipv4.tcp_rmem": "4096 131072 262144",
}


def user_id(role: str, slot: int) -> int:
    """The user and group id of a role in a slot: no two boxes of a worker share one.

    The kernel counts processes, watches, queues and pipe pages by user over all containers, and lets equal users
    open each other's memory and share a listening port.
    """
    if role not in _ROLES:
        raise BadJob(f"no box is called {role!r}; known are {', '.join(_ROLES)}")
    if not 0 <= slot < (65_000 - _FIRST_ID) // _IDS_PER_SLOT:
        raise BadJob(f"slot {slot} has no user ids")
    return _FIRST_ID + slot * _IDS_PER_SLOT + _ROLES.index(role)


def options(spec: BoxSpec) -> dict[str, Any]:
    """The whole body of the create call, except the image."""
    user = user_id(spec.role, spec.slot)
    body: dict[str, Any] = {
        "User": f"{user}:{user}",  # never root, and an own id for each box
        "Env": [f"{name}={value}" for name, value in sorted(spec.env.items())],  # explicit: nothing is inherited
        "Labels": _labels(spec),  # whose box this is, for the sweep
        "Healthcheck": {"Test": ["NONE"]},  # an image's health check would run commands in the box
        "Tty": False,  # no terminal, so no terminal ioctls, and stdout stays apart from stderr
        "OpenStdin": True,  # files and jobs come in here
        "StdinOnce": True,  # when the worker dies its connection closes, and a box that waits for files ends
        "AttachStdin": True,
        "AttachStdout": True,
        "AttachStderr": True,
        "StopSignal": "SIGKILL",  # nothing in a box has anything to save
        "NetworkDisabled": False,  # the namespace must exist: loopback is how the boxes talk
        "HostConfig": _host_config(spec, user),
    }
    if spec.joins is None:
        body["Hostname"] = "box"  # only the owner may name the namespace; a fixed name tells nothing about the host
    return body


def _labels(spec: BoxSpec) -> dict[str, str]:
    return {
        LABEL_INSTANCE: spec.labels.instance,
        LABEL_RUN: spec.labels.run_id,
        LABEL_LEASE: str(spec.labels.lease),
        LABEL_DEADLINE: str(spec.labels.deadline),
        LABEL_ROLE: spec.role,
    }


def _host_config(spec: BoxSpec, user: int) -> dict[str, Any]:
    limits = spec.limits
    config: dict[str, Any] = {
        "NetworkMode": "none" if spec.joins is None else f"container:{spec.joins}",  # loopback and nothing else
        "CapDrop": ["ALL"],  # no capability, not even the engine's default dozen
        "SecurityOpt": [
            "no-new-privileges:true",  # no program gains rights by being executed
            f"seccomp={seccomp()}",  # our allow-list; the API takes the content, not a path
        ],
        "ReadonlyRootfs": True,  # what may be written is a tmpfs below, with a size
        "Tmpfs": _tmpfs(spec, user),
        "Memory": limits.memory_mib * _MIB,  # tmpfs and shared memory count in it
        "MemorySwap": limits.memory_mib * _MIB,  # equal to Memory: no swap
        "NanoCpus": round(limits.cpus * _NANO),  # a share per period, so that a spinning box leaves others alone
        "PidsLimit": limits.processes,  # processes and threads of this box alone, unlike nproc
        "Ulimits": _ulimits(spec),
        "IpcMode": "private",  # "none" would break multiprocessing
        "ShmSize": _SHM_MIB * _MIB,
        "CgroupnsMode": "private",  # hides the host's cgroup paths
        "Init": True,  # reaps orphans, so that zombies do not fill the process limit
        "LogConfig": {"Type": "none", "Config": {}},  # the attached stream is counted; a log file is not
        "OomScoreAdj": 500,  # under pressure the host kills a box before itself
        "AutoRemove": False,  # how a box ended must still be readable
        "Runtime": "runc",  # whatever the engine's default is: under gVisor two boxes cannot share one loopback
        "Privileged": False,  # said aloud: nothing of the host
        "PublishAllPorts": False,
        "RestartPolicy": {"Name": "no"},  # a box is used once
    }
    if spec.joins is None:
        config["Sysctls"] = dict(_NETWORK)
    return config


def _ulimits(spec: BoxSpec) -> list[dict[str, Any]]:
    # nproc is left out on purpose: it counts by user over all containers, PidsLimit counts by box.
    wanted = {
        "nofile": spec.limits.open_files,  # by process; bounds sockets and pipes, whose buffers are kernel memory
        "fsize": spec.limits.file_mib * _MIB,  # no sparse giants
        "core": 0,  # no core dumps, which the host's handler would store
        "memlock": 64 * 1024,  # locked pages cannot be reclaimed
        "msgqueue": 64 * 1024,  # message queues are kernel memory
        "sigpending": 1024,  # queued signals too
    }
    return [{"Name": name, "Soft": value, "Hard": value} for name, value in wanted.items()]


def _tmpfs(spec: BoxSpec, user: int) -> dict[str, str]:
    """What may be written: by this box's user only, no programs, no devices, sizes and inodes counted."""
    own = f"rw,nosuid,nodev,noexec,uid={user},gid={user},mode=0700"
    limits = spec.limits
    mounts = {
        "/tmp": f"{own},size={limits.tmp_mib}m,nr_inodes={limits.tmp_inodes}",  # noqa: S108 - a path inside the box
        "/work": f"{own},size={_WORK_MIB}m,nr_inodes={limits.tmp_inodes}",
    }
    if spec.role == "postgres":
        mounts["/data"] = f"{own},size={_DATA_MIB}m,nr_inodes={_DATA_INODES}"
        mounts["/wal"] = f"{own},size={_WAL_MIB}m,nr_inodes={limits.tmp_inodes}"
    return mounts


@cache
def seccomp() -> str:
    """The system-call list as the engine wants it: JSON text."""
    return Path(__file__).with_name("seccomp.json").read_text(encoding="utf-8")
