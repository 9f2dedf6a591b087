"""The ports of the sandbox: an Engine makes Boxes. docker.py is the real one, fake.py its twin."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from sandbox.run import BoxEnd, Limits

Sink = Callable[[str, bytes], None]
"""Receives ("stdout" | "stderr", bytes) from a reader thread; ("end", b"") once, when the streams are closed."""


@dataclass(frozen=True, slots=True)
class Labels:
    """What every box carries so that the reaper knows whose it is."""

    instance: str  # the installation; two on one engine leave each other alone
    run_id: str
    lease: int
    deadline: int  # unix seconds after which nobody needs the box


@dataclass(frozen=True, slots=True)
class BoxSpec:
    """One container, described without Docker's words. policy.py turns it into options."""

    role: str  # "tester", "submission", or the service's name
    image: str  # folder name in sandbox/images; the engine finds the built image by content hash
    slot: int  # which slot of the worker: chooses the user ids
    labels: Labels
    limits: Limits
    joins: str | None = None  # container id whose network namespace is joined; None: a new one with loopback only
    env: Mapping[str, str] = field(default_factory=dict)


class Box(Protocol):
    """One container: created, started, fed on stdin, ended. Used once."""

    id: str

    def start(self) -> None:
        """Starts the box; its streams are attached already."""
        ...

    def send(self, data: bytes) -> None:
        """Writes to the box's stdin, all of it."""
        ...

    def kill(self) -> None:
        """Ends every process in the box; nothing happens when it has ended."""
        ...

    def end(self) -> BoxEnd | None:
        """How the box ended, or None while it runs."""
        ...

    def remove(self) -> None:
        """Removes the box and all that it wrote; running or not."""
        ...


@dataclass(frozen=True, slots=True)
class EngineInfo:
    """What the doctor and the evidence say about the engine."""

    version: str
    api: str
    kernel: str
    runc: str  # its version; empty when the engine does not say
    runtimes: tuple[str, ...]  # every one that is registered
    cgroup: str
    seccomp: bool
    apparmor: bool
    root_free_mib: int


class Engine(Protocol):
    """Makes boxes. Raises the errors of sandbox/errors.py and no others."""

    def create(self, spec: BoxSpec, sink: Sink) -> Box:
        """Makes a box that is not yet started, with its streams attached to `sink`."""
        ...

    def image_id(self, name: str) -> str:
        """The id of the image built for this folder of sandbox/images; ImageMissing when there is none."""
        ...

    def info(self) -> EngineInfo:
        """What the engine says of itself."""
        ...

    def sweep(self, instance: str, is_live: Callable[[str, int], bool], now: float) -> list[str]:
        """Removes our boxes whose run is not live or whose deadline passed; returns the removed ids."""
        ...
