"""The engine's public twin: it does what its scripts say and never executes anybody's code.

A script is a generator for one box: it is given the job and the files that the box was sent, and yields steps.

    FakeEngine.judging({"test_b": "failed"})          a whole run; tests that are not named pass
    FakeEngine.judging(lambda files: {...})           results that depend on the submitted files
    FakeEngine.judging(hold=event)                    stays in its tests until the event is set
    FakeEngine.exiting(1, log=b"Traceback ...")       the submission ends before it answers
    FakeEngine.silent(log=b"...")                     the service never answers
    FakeEngine.console()                              a console that echoes; scripts.echo shows how to answer otherwise
    FakeEngine({"tester": script, ...})               anything else
"""

import itertools
import json
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Self

from sandbox import scripts
from sandbox.base import BoxSpec, EngineInfo, Sink
from sandbox.errors import ImageMissing, SandboxError
from sandbox.run import BoxEnd
from sandbox.scripts import After, Exit, Hear, Hold, Print, Reactions, Script, Sent, Step

Results = Mapping[str, str] | Callable[[Mapping[str, bytes]], Mapping[str, str]]

_FED = ("tester", "submission")  # roles that wait for files on stdin


class Stage:
    """The boxes of one run, which wait for each other; runs side by side do not meet."""

    def __init__(self) -> None:
        self.boxes: dict[str, FakeBox] = {}
        self.files: dict[str, bytes] = {}  # the candidate's, whichever box they went to
        self._waiting: list[tuple[str, FakeBox, Iterator[Step]]] = []

    def note(self, role: str, sent: Sent) -> None:
        """Keeps the candidate's files."""
        if role == "submission":
            self.files = dict(sent.files)
        elif sent.job["kind"] == "query":
            answers = {path: data for path, data in sent.files.items() if path.startswith("answer/")}
            self.files = {path.removeprefix("answer/"): data for path, data in answers.items()}

    def must_wait(self, role: str, box: "FakeBox", steps: Iterator[Step]) -> bool:
        """Keeps the steps when the other box has not done its own."""
        other = self.boxes.get(role)
        is_waiting = other is None or not other.is_done
        if is_waiting:
            self._waiting.append((role, box, steps))
        return is_waiting

    def go_on(self, role: str) -> None:
        """The box of `role` is done: what waited for it follows."""
        ready = [entry for entry in self._waiting if entry[0] == role]
        self._waiting = [entry for entry in self._waiting if entry[0] != role]
        for _, box, steps in ready:
            box.follow(steps)


class FakeBox:
    """One box that follows its script: from its start, or from the arrival of its files where it waits for some."""

    def __init__(self, engine: "FakeEngine", stage: Stage, spec: BoxSpec, sink: Sink) -> None:
        self.id = f"{spec.role}-{next(engine.numbers)}"
        self.spec = spec
        self.is_started = self.is_removed = self.is_done = False
        self.sent = Sent()
        self._engine = engine
        self._stage = stage
        self._sink = sink
        self._end: BoxEnd | None = None
        self._hearing: Iterator[Step] | None = None
        self._is_fed = False
        self._lock = threading.Lock()

    def start(self) -> None:
        """A box that waits for no files does its steps at once."""
        self._check("start")
        self.is_started = True
        if self.spec.role not in _FED:
            self.follow(self._engine.script(self.spec.role)(self.sent))

    def send(self, data: bytes) -> None:
        """Its files: the steps begin. Whatever comes later is a command to one that hears."""
        self._check("send")
        if self._is_fed:
            self._hear(data)
            return
        self._is_fed, self.sent = True, scripts.unpack(data)
        self._stage.note(self.spec.role, self.sent)
        self.follow(self._engine.script(self.spec.role)(self.sent))

    def follow(self, steps: Iterator[Step]) -> None:
        """Does the steps, up to one that must wait."""
        for step in steps:
            if self._must_wait(step, steps):
                return
        self.is_done = True
        self._stage.go_on(self.spec.role)

    def _must_wait(self, step: Step, steps: Iterator[Step]) -> bool:
        """Does one step, or keeps the rest for later."""
        match step:
            case Print():
                self._stage.boxes[step.role or self.spec.role].print(step)
            case Exit():
                self._stage.boxes[step.role or self.spec.role].exit(step.end)
            case After():
                return self._stage.must_wait(step.role, self, steps)
            case Hear():
                self._hearing = None if self.sent.commands else steps
                return self._hearing is not None
            case Hold():
                threading.Thread(target=self._hold, args=(step.event, steps), daemon=True).start()
                return True
        return False

    def exit(self, end: BoxEnd) -> None:
        """Ends once; the first end counts."""
        with self._lock:
            if self._end is not None:
                return
            self._end = end
        self._sink("end", b"")

    def print(self, step: Print) -> None:
        """Nothing comes out of a box that has ended."""
        if self._end is None:
            self._sink(step.name, step.data)

    def kill(self) -> None:
        """As the real one: 137, and nobody is blamed for it."""
        self._check("kill")
        self.exit(BoxEnd(137, out_of_memory=self.spec.role in self._engine.hit_memory_limit))

    def end(self) -> BoxEnd | None:
        """How it ended, or None."""
        self._check("end")
        return self._end

    def remove(self) -> None:
        """Gone; twice is as good as once."""
        self._check("remove")
        self.exit(BoxEnd(137, out_of_memory=False))
        self.is_removed = True

    def _check(self, call: str) -> None:
        self._engine.check(call, self.spec.role)

    def _hear(self, data: bytes) -> None:
        self.sent.commands.extend(json.loads(line) for line in data.splitlines())
        steps, self._hearing = self._hearing, None
        if steps is not None:
            self.follow(steps)

    def _hold(self, event: threading.Event, steps: Iterator[Step]) -> None:
        event.wait()
        self.follow(steps)


class FakeEngine:
    """Makes boxes that follow scripts; remembers all of them."""

    def __init__(self, scripts: Mapping[str, Script]) -> None:
        self.boxes: list[FakeBox] = []
        self.faults: dict[tuple[str, str], SandboxError] = {}  # ("create", "tester") -> what it raises
        self.missing_images: set[str] = set()
        self.hit_memory_limit: set[str] = set()  # roles in which a child hit it
        self.variants: Sequence[Mapping[str, Any]] = ()  # what an author's generate gives, by seed
        self.numbers = itertools.count(1)
        self._scripts = dict(scripts)
        self._stages: dict[tuple[str, int], Stage] = {}
        self._lock = threading.Lock()

    @classmethod
    def judging(cls, tests: Results | None = None, *, log: bytes = b"", hold: threading.Event | None = None) -> Self:
        """A whole run with these results; a test that is not named passes."""
        engine = cls({"submission": scripts.submission(log), "postgres": scripts.postgres})

        def results(sent: Sent) -> Mapping[str, str]:
            return tests(engine.files(sent)) if callable(tests) else tests or {}

        engine._scripts["tester"] = scripts.judging(results, hold)
        return engine

    @classmethod
    def exiting(cls, exit_code: int, *, out_of_memory: bool = False, log: bytes = b"") -> Self:
        """The submission ends before it answers."""
        submission = scripts.submission(log, Exit(BoxEnd(exit_code, out_of_memory)))
        return cls({"submission": submission, "postgres": scripts.postgres, "tester": scripts.collecting})

    @classmethod
    def silent(cls, *, log: bytes = b"") -> Self:
        """The service never answers; the tester says so."""
        submission = scripts.submission(log)
        return cls({"submission": submission, "postgres": scripts.postgres, "tester": scripts.giving_up})

    @classmethod
    def console(cls, react: Reactions = scripts.echo, *, log: bytes = b"") -> Self:
        """A console; `react` says what comes of a command."""
        programs = {"submission": scripts.submission(log), "postgres": scripts.postgres}
        return cls(programs | {"tester": scripts.console(react)})

    @property
    def left(self) -> list[FakeBox]:
        """Boxes that nobody removed."""
        return [box for box in self.boxes if not box.is_removed]

    def create(self, spec: BoxSpec, sink: Sink) -> FakeBox:
        """A box that follows the script of its role."""
        self.check("create", spec.role)
        self.image_id(spec.image)
        with self._lock:
            stage = self._stages.setdefault((spec.labels.run_id, spec.labels.lease), Stage())
            box = stage.boxes[spec.role] = FakeBox(self, stage, spec, sink)
            self.boxes.append(box)
        return box

    def image_id(self, name: str) -> str:
        """The same for the same name."""
        if name in self.missing_images:
            raise ImageMissing(f"the image {name} has not been built from these sources")
        return f"sha256:{name.encode().hex():0<64}"

    def info(self) -> EngineInfo:
        """A sound engine."""
        return EngineInfo(
            version="0-fake",
            api="1.41",
            kernel="6.12.0",
            runc="1.3.3",
            runtimes=("runc",),
            cgroup="2",
            seccomp=True,
            apparmor=True,
            root_free_mib=100_000,
        )

    def sweep(self, instance: str, is_live: Callable[[str, int], bool], now: float) -> list[str]:
        """As the real one."""
        removed = []
        for box in self.left:
            labels = box.spec.labels
            if labels.instance == instance and (now > labels.deadline + 30 or not is_live(labels.run_id, labels.lease)):
                box.remove()
                removed.append(box.id)
        return removed

    def close(self) -> None:
        """Nothing to close."""

    def check(self, call: str, role: str) -> None:
        """Raises the fault that was planted for this call on this box."""
        if fault := self.faults.get((call, role)):
            raise fault

    def script(self, role: str) -> Script:
        """What a box of this role does; nothing when it was not said. Who is asked for variants gives them first."""
        known: Script = self._scripts.get(role, lambda _: iter(()))

        def script(sent: Sent) -> Iterator[Step]:
            return scripts.generating(sent, self.variants) if sent.job.get("seeds") else known(sent)

        return script

    def files(self, sent: Sent) -> dict[str, bytes]:
        """The candidate's files of the run that a tester's job belongs to."""
        return next(stage.files for (run_id, _), stage in reversed(self._stages.items()) if run_id == sent.job["run"])
