"""Consoles: one's own files, started as for a judged run but without a suite, and spoken to command by command.

A console is a submission of kind TRY whose run stands in a lane of its own. What is asked waits in the database until
the worker that holds the run has it answered; judge/queue/commands.py is the other side.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session

from judge import practice
from judge.accounts import Account
from judge.cards import problem_of
from judge.desks import Desk, is_open
from judge.domain import command as commands
from judge.domain.command import Command
from judge.domain.verdict import MEANINGS, Verdict
from judge.errors import Conflict, Invalid, NotFound, SittingClosed, TooManyQueued
from judge.practice import Answer
from judge.queue.cancel import cancel
from judge.queue.place import place
from judge.settings import Settings
from judge.statement import reveal, reveal_all
from judge.storage import consoles as store
from judge.storage.accounts import lock_user
from judge.storage.consoles import ConsoleCommand
from judge.storage.problems import version_without_bundle
from judge.storage.runs import UNFINISHED, EventKind, Run, RunState, events_of_latest_attempt, latest_run
from judge.storage.sittings import sitting_by_id
from judge.storage.submissions import Submission, SubmissionKind, submission_by_id

IDLE_SECONDS = 120  # the boxes' own number stands in sandbox/console.py, which pages may not import; a test compares
MAX_COMMANDS = 300
MAX_WAITING = 20
SHOWN_AT_ONCE = 50  # a long record comes in several answers: one command's may have 80 KiB

# What the verdicts' own sentences say of checks does not fit: here there are none.
SENTENCES = {
    Verdict.DID_NOT_START: "Your service did not answer on its port in time.",
    Verdict.CRASHED: "Your service, or the database that it used, stopped.",
    Verdict.JUDGE_ERROR: "This one is on us. Start it again.",
    Verdict.ENDED: "We had to end it. Start it again.",  # its worker stopped
}
# How a console ends that nothing is wrong with, by the first word of its reason in sandbox/console.py.
ENDS = {
    "idle": "Nothing was asked for two minutes.",
    "open": "It was open for ten minutes, which is the longest.",
    str(MAX_COMMANDS): f"It has answered {MAX_COMMANDS} commands, which is the most.",
}
CLOSED = "You closed it, or started it again."


@dataclass(frozen=True, slots=True)
class Exchange:
    """One command, and its answer once there is one."""

    number: int
    command: dict[str, Any]
    answer: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class ConsoleView:
    """A console as its owner sees it now."""

    id: str
    state: str  # a RunState
    place: int | None  # in the queue of consoles, 1 is next
    phase: str  # "preparing", "starting" or "ready" while a worker has it
    label: str  # of its end
    sentence: str
    log: str  # what the files have printed, at the end
    is_final: bool
    answers: tuple[Exchange, ...]
    idle_seconds: int


def open_console(
    session: Session, desk: Desk, *, stack: str, files: dict[str, str], key: str, settings: Settings, now: datetime
) -> str:
    """Queues a console for these files in one commit and gives its id. The user's other one ends: there is one only.

    The same key is the same console.
    """
    answer = Answer(kind=SubmissionKind.TRY.value, stack=stack, files=files, key=key)

    def end_the_other() -> None:
        for run_id in store.open_consoles(session, desk.account.id):
            cancel(session, run_id, Verdict.ENDED)
        store.forget_consoles(session, desk.account.id)

    console_id = practice.accept(
        session, desk, SubmissionKind.TRY, answer, settings=settings, now=now, make_room=end_the_other
    )
    session.commit()
    return console_id


def ask(session: Session, account: Account, console_id: str, command: Command, *, now: datetime) -> int:
    """Puts a command behind those that wait, in one commit; gives its number. Conflict once the console has ended."""
    lock_user(session, account.id)  # two commands at once must not get the same number
    submission, run = _own(session, account, console_id)
    version = version_without_bundle(session, submission.version_id)
    if version is None:
        raise NotFound("no such problem")
    for where, sentence in commands.faults(command, problem_of(version).kind):
        raise Invalid(sentence, where)
    _require_time(session, submission, now)
    if run.state not in UNFINISHED:
        raise Conflict("This console has ended. Start it again.")
    asked, waiting = store.counts(session, run.id)
    if waiting >= MAX_WAITING:
        raise TooManyQueued(f"{waiting} commands wait for an answer. Send more when some have been answered.")
    if asked >= MAX_COMMANDS:
        raise Conflict(f"This console has taken {MAX_COMMANDS} commands, which is all it takes. Start it again.")
    row = ConsoleCommand(run_id=run.id, number=asked + 1, command=commands.plain(command), asked_at=now)
    session.add(row)
    session.commit()
    return row.number


def view(session: Session, account: Account, console_id: str, after: int) -> ConsoleView:
    """One's own console with what was asked after this number, and before it what still waits."""
    _, run = _own(session, account, console_id)
    is_final = run.state not in UNFINISHED
    rows = store.commands_after(session, run.id, after, SHOWN_AT_ONCE)
    return ConsoleView(
        id=console_id,
        state=run.state.value,
        place=place(session, run.id) if run.state is RunState.QUEUED else None,
        phase=_phase(session, run) if run.state is RunState.LEASED else "",
        label=MEANINGS[run.verdict].label if run.verdict else "",
        sentence=_sentence(run),
        log=reveal(run.log) if is_final else "",
        is_final=is_final,
        answers=tuple(_exchange(row, is_final=is_final) for row in rows),
        idle_seconds=IDLE_SECONDS,
    )


def close(session: Session, account: Account, console_id: str) -> None:
    """Ends one's own console; nothing happens when it has ended already."""
    _, run = _own(session, account, console_id)
    cancel(session, run.id, Verdict.ENDED)
    session.commit()


def _own(session: Session, account: Account, console_id: str) -> tuple[Submission, Run]:
    """One's own console; a stranger's does not exist, and what was handed in otherwise is none."""
    submission = submission_by_id(session, console_id)
    run = latest_run(session, console_id) if submission else None
    if submission is None or run is None or submission.user_id != account.id:
        raise NotFound("no such console")
    if submission.kind is not SubmissionKind.TRY:
        raise NotFound("not a console")
    return submission, run


def _require_time(session: Session, submission: Submission, now: datetime) -> None:
    """A console of a timed session is asked within its time only."""
    sitting = sitting_by_id(session, submission.sitting_id) if submission.sitting_id else None
    if sitting is not None and not is_open(sitting, now):
        raise SittingClosed("This session is not running.")


def _sentence(run: Run) -> str:
    """How the console ended; empty before that."""
    if run.verdict is None:
        return ""
    if run.verdict is Verdict.ENDED and run.state is RunState.CANCELLED:
        return CLOSED
    known = ENDS.get(run.reason.partition(" ")[0]) if run.verdict is Verdict.ENDED else None
    return known or SENTENCES.get(run.verdict) or MEANINGS[run.verdict].candidate


def _phase(session: Session, run: Run) -> str:
    """What the console was last said to be doing."""
    events = events_of_latest_attempt(session, run.id)
    return next((event.data["phase"] for event in reversed(events) if event.kind is EventKind.PHASE), "")


def _exchange(row: ConsoleCommand, *, is_final: bool) -> Exchange:
    """A command and its answer as a reader may see them: text of the boxes is spelled out."""
    answer = row.answer if row.answered_at else None
    if answer is None and is_final:
        answer = {"type": "error", "error": "The console ended before this was answered.", "ms": 0, "log": ""}
    return Exchange(row.number, row.command, reveal_all(answer))
