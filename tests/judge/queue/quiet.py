"""A sandbox engine that makes no boxes: grading is replaced in these tests, so only its outer side is asked."""

from collections.abc import Callable
from dataclasses import replace

from sandbox.base import Box, BoxSpec, EngineInfo, Sink
from sandbox.errors import EngineRefused, EngineUnavailable
from sandbox.fake import FakeEngine


class QuietEngine:
    """Says that it is well, unless told to be away; remembers what was swept."""

    def __init__(self, root_free_mib: int = 100_000) -> None:
        self.root_free_mib = root_free_mib
        self.is_away = False
        self.questions = 0
        self.boxes: list[tuple[str, int]] = []
        self.swept_for: list[str] = []

    def create(self, spec: BoxSpec, sink: Sink) -> Box:
        raise EngineRefused("no box is made here")

    def image_id(self, name: str) -> str:
        return f"sha256:{name}"

    def info(self) -> EngineInfo:
        self.questions += 1
        if self.is_away:
            raise EngineUnavailable("the socket is gone")
        return replace(FakeEngine({}).info(), root_free_mib=self.root_free_mib)

    def sweep(self, instance: str, is_live: Callable[[str, int], bool], now: float) -> list[str]:
        self.swept_for.append(instance)
        gone = [box for box in self.boxes if not is_live(*box)]
        self.boxes = [box for box in self.boxes if box not in gone]
        return [run_id for run_id, _lease in gone]
