"""One console: the candidate's service as it stands, in the boxes of a run, spoken to by its user and by no suite.

1. Nothing of the suite is in any box, except the scripts that make the database: a job with more is refused.
2. Commands are answered one after the other. What one leaves behind, the next one meets.
3. An answer waits a moment before it is told, because the log of what it caused comes by another way.
4. It ends when nobody has asked for a while, when it is old, and when its service ends.
"""

import json
import threading
import time
from typing import Any, Protocol

from sandbox.base import Engine
from sandbox.errors import BadJob
from sandbox.life import Life, Listener, Means, means
from sandbox.records import Answered, Conversation, Line
from sandbox.run import Ending, Job, Outcome, Phase
from sandbox.stacks import Stack

IDLE_SECONDS = 120.0  # without a command; then the boxes are somebody else's
LIFE_SECONDS = 600.0  # from the moment the service answers
MAX_COMMANDS = 300
COMMAND_BYTES = 256 * 1024  # as one line of JSON; the tester reads no longer ones
LOOK_SECONDS = 0.05  # between two looks for the next command
LOG_SECONDS = 0.1  # between an answer and the last of what the service printed meanwhile
GRACE_SECONDS = 10.0  # for the tester: it ends a command in time, this is for its own work before and after
_MADE_OF = "services/"


class Commands(Protocol):
    """Where commands come from and answers go. Used by the console's thread alone."""

    def next(self) -> dict[str, Any] | None:
        """The first command without an answer, with its `number`; None while none waits. Returns at once."""
        ...

    def answer(self, number: int, answer: dict[str, Any]) -> None:
        """What came of it: one of the shapes in answers.py, with the `log` of the service since the answer before."""
        ...


def serve(
    engine: Engine,
    job: Job,
    stack: Stack,
    listener: Listener,
    commands: Commands,
    *,
    instance: str,
    slot: int,
    cancelled: threading.Event,
) -> Outcome:
    """Says how it ended; no box is left. Raises SandboxError for our faults.

    FINISHED has a reason that begins with `idle`, `open` (for as long as it may be) or the number of commands.
    """
    if not job.is_console or job.tests:
        raise BadJob("this is no console's job")
    if hidden := [file.path for file in job.suite if not file.path.startswith(_MADE_OF)]:
        raise BadJob(f"a console takes nothing of the suite: {hidden[0]}")
    seconds = LIFE_SECONDS + job.limits.test_seconds + GRACE_SECONDS
    with means(engine, job, stack, seconds, instance=instance, slot=slot) as found:
        return _Console(found, listener, cancelled, Conversation(job.run_id, found.plan.nonce), commands).go()


class _Console(Life):
    """One console from its first box to its end."""

    look_seconds = LOOK_SECONDS

    def __init__(
        self,
        means: Means,
        listener: Listener,
        cancelled: threading.Event,
        lines: Conversation,
        commands: Commands,
    ) -> None:
        super().__init__(means, listener, cancelled, lines)
        self._lines = lines
        self._commands = commands
        self._asked = 0
        self._answered: Answered | None = None  # still to be told
        self._tell_at = 0.0
        self._ends_at = 0.0

    def _begin(self) -> None:
        self._enter(Phase.READY, IDLE_SECONDS)
        self._ends_at = self._since + LIFE_SECONDS
        self._rest()

    def _is_under_test(self) -> bool:
        return self._asked > 0

    def _is_word_due(self) -> bool:
        return self._lines.asked is not None

    def _run_out(self) -> None:
        self._stop(Ending.TESTER_LOST, "the tester did not answer a command")

    def _step(self) -> None:
        if self._phase is Phase.READY:
            self._converse()
        super()._step()
        if self._ending is not None:
            self._tell_answer()

    def _turn(self, line: Line, at: float) -> None:
        if isinstance(line, Answered):
            self._answered, self._tell_at = line, time.monotonic() + LOG_SECONDS
            if self._submission_end is None:
                self._rest()
            else:
                self._stop(Ending.EXITED, self._reason)
        else:
            super()._turn(line, at)

    def _be_late(self) -> None:
        """Where nothing is asked there is nothing to wait for."""
        if self._phase is Phase.READY and self._lines.asked is None and self._submission_end is None:
            is_old = time.monotonic() >= self._ends_at
            self._stop(Ending.FINISHED, f"open for {LIFE_SECONDS:g} s" if is_old else f"idle for {IDLE_SECONDS:g} s")
        else:
            super()._be_late()

    def _converse(self) -> None:
        """Tells an answer whose log is complete, or asks the next command."""
        if self._answered is not None and time.monotonic() >= self._tell_at:
            self._tell_answer()
        if self._answered is None and self._lines.asked is None:
            if self._asked == MAX_COMMANDS:
                self._stop(Ending.FINISHED, f"{MAX_COMMANDS} commands were answered")
            elif command := self._commands.next():
                self._ask(command)

    def _ask(self, command: dict[str, Any]) -> None:
        self._asked += 1
        data = json.dumps(command).encode("ascii") + b"\n"
        if len(data) > COMMAND_BYTES:
            self._commands.answer(
                command["number"], {"type": "error", "error": "this command is too long", "ms": 0, "log": ""}
            )
            self._rest()
            return
        self._lines.ask(command["number"])
        self._is_engine_asked = False
        self._deadline = time.monotonic() + self._limits.test_seconds + GRACE_SECONDS
        self._crew.boxes["tester"].send(data)

    def _tell_answer(self) -> None:
        if self._answered is not None:
            answer = self._answered.answer.model_dump() | {"log": self._readers.fresh_log()}
            self._commands.answer(self._answered.number, answer)
            self._answered = None

    def _rest(self) -> None:
        """Nothing is asked: the time until it is idle begins."""
        self._deadline = min(time.monotonic() + IDLE_SECONDS, self._ends_at)
