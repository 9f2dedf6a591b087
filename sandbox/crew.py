"""The boxes of one run, made side by side and ended together, whatever happens between."""

import threading
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

from sandbox.base import Box, BoxSpec, Engine, Labels, Sink
from sandbox.errors import EngineRefused, SandboxError
from sandbox.run import BoxEnd, Limits

_THREADS = 8  # started when needed: one for each box
_LOOKS, _LOOK_SECONDS = 50, 0.02


@dataclass(frozen=True, slots=True)
class Member:
    """One box to make."""

    role: str
    image: str
    limits: Limits
    env: Mapping[str, str] = field(default_factory=dict)


class Crew:
    """A context: on leaving it, every box that was made, or was still being made, is removed."""

    def __init__(self, engine: Engine, labels: Labels, slot: int, sink_for: Callable[[str], Sink]) -> None:
        self.images: dict[str, str] = {}
        self.boxes: dict[str, Box] = {}
        self._engine = engine
        self._labels = labels
        self._slot = slot
        self._sink_for = sink_for
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix=f"run-{labels.run_id[:8]}")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Removes what is left. An error of the removal is raised unless another one is on its way."""
        self._threads.shutdown(wait=True)  # a create that is under way still makes a box
        with ThreadPoolExecutor(_THREADS, thread_name_prefix="removal") as threads:
            faults = [fault for fault in threads.map(_removal_fault, self.boxes.values()) if fault]
        if faults and error is None:
            raise faults[0]

    def open(self, owner: Member, job: bytes, joining: list[Member]) -> None:
        """Makes and starts all boxes; the owner of the namespace has its job as soon as it runs.

        The others are created while the owner starts. They can start only when it runs, since they join its namespace.
        """
        first = self._make(owner, None)
        started = self._threads.submit(first.start)
        joined = [self._threads.submit(self._join, member, first.id, started) for member in joining]
        started.result()
        first.send(job)
        for done in joined:
            _settle(done, first)

    def send(self, role: str, data: bytes) -> None:
        """Nothing to a box that could not be made because the owner had ended: the owner's stream tells of that."""
        if role in self.boxes:
            self.boxes[role].send(data)

    def finish(self, asked: set[str]) -> dict[str, BoxEnd]:
        """Ends all boxes side by side; says how those `asked` for ended.

        They are killed and then inspected: that a child hit the memory limit is noted only when the box has ended.
        """
        roles = list(self.boxes)
        ends = self._threads.map(lambda role: self._finish(role, is_asked=role in asked), roles)
        return {role: end for role, end in zip(roles, ends, strict=True) if end is not None}

    def _make(self, member: Member, joins: str | None) -> Box:
        spec = BoxSpec(
            role=member.role,
            image=member.image,
            slot=self._slot,
            labels=self._labels,
            limits=member.limits,
            joins=joins,
            env=member.env,
        )
        self.images[member.role] = self._engine.image_id(member.image)
        box = self.boxes[member.role] = self._engine.create(spec, self._sink_for(member.role))
        return box

    def _join(self, member: Member, owner_id: str, owner_started: Future[None]) -> None:
        box = self._make(member, owner_id)
        owner_started.result()
        box.start()

    def _finish(self, role: str, *, is_asked: bool) -> BoxEnd | None:
        box = self.boxes[role]
        end = None
        if is_asked:
            box.kill()
            end = box.end()
        box.remove()
        del self.boxes[role]
        return end


def _settle(joined: Future[None], owner: Box) -> None:
    """An owner that has ended takes the namespace with it. That is no fault of the engine's."""
    try:
        joined.result()
    except EngineRefused:
        if not _ends(owner):
            raise


def _ends(box: Box) -> bool:
    """Whether it has ended. The engine may say so a moment after the kernel does."""
    pause = threading.Event()
    return any(box.end() is not None or pause.wait(_LOOK_SECONDS) for _ in range(_LOOKS))


def _removal_fault(box: Box) -> SandboxError | None:
    try:
        box.remove()
    except SandboxError as error:
        return error
    return None
