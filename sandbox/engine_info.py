"""What an engine is, from the two answers in which it says so."""

import shutil
from collections.abc import Mapping
from typing import Any

from sandbox.base import EngineInfo


def engine_info(info: Mapping[str, Any], version: Mapping[str, Any]) -> EngineInfo:
    """The facts that the doctor checks and the evidence keeps."""
    security = [entry.split(",")[0] for entry in info.get("SecurityOptions") or []]
    return EngineInfo(
        version=version["Version"],
        api=version["ApiVersion"],
        kernel=str(info.get("KernelVersion", "")),
        runc=_runc(version),
        runtimes=tuple(sorted(info.get("Runtimes") or ())),
        cgroup=str(info.get("CgroupVersion", "1")),
        seccomp="name=seccomp" in security,
        apparmor="name=apparmor" in security,
        root_free_mib=_free_mib(info["DockerRootDir"]),
    )


def _free_mib(engine_root: str) -> int:
    """Free space where the engine keeps its data.

    A worker in a container does not see that directory, but its own root lies on the same disk and says the same.
    """
    try:
        free = shutil.disk_usage(engine_root).free
    except OSError:
        free = shutil.disk_usage("/").free
    return free // (1024 * 1024)


def _runc(version: Mapping[str, Any]) -> str:
    found = (part.get("Version", "") for part in version.get("Components") or [] if part.get("Name") == "runc")
    return str(next(found, ""))
