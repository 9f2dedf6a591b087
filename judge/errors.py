"""Every error that the judge raises on purpose.

JudgeError
    NotFound            no such row, or not this reader's
    Forbidden           the role does not allow it
    Invalid             the input is wrong; `where` names the place
        ProblemInvalid  a problem folder is wrong; carries findings with file and line
    Conflict            the state has changed since it was read
        DraftIsNewer    another device has saved the draft since; carries what it saved
        FileChanged     another author has changed this file since; carries what it is now
        SittingClosed   the timed session has not begun, or has ended
    TooManyQueued       this user has enough runs waiting
    QueueClosed         nothing can be accepted now (disk full, maintenance)
    StaleLease          the run belongs to another worker by now
"""

from dataclasses import dataclass
from datetime import datetime


class JudgeError(Exception):
    """Base of all."""


class NotFound(JudgeError):
    """No such row, or it is not this reader's: the two are not told apart."""


class Forbidden(JudgeError):
    """The role does not allow it."""


class Invalid(JudgeError):
    """The input is wrong."""

    def __init__(self, message: str, where: str = "") -> None:
        super().__init__(message)
        self.where = where


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong with a problem folder, and where."""

    file: str
    line: int | None
    message: str

    def __str__(self) -> str:
        """`file:line: message`, as editors understand it."""
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place}: {self.message}"


class ProblemInvalid(Invalid):
    """A problem folder is wrong."""

    def __init__(self, findings: list[Finding]) -> None:
        super().__init__("\n".join(map(str, findings)))
        self.findings = findings


class Conflict(JudgeError):
    """The state has changed since it was read."""


class DraftIsNewer(Conflict):
    """Another device has saved this draft since it was read; nothing was overwritten."""

    def __init__(self, saved_at: datetime, files: dict[str, str]) -> None:
        super().__init__("This draft was saved on another device since you opened it.")
        self.saved_at = saved_at
        self.files = files


@dataclass(frozen=True, slots=True)
class FileNow:
    """A file of a problem in the making as it stands, and who wrote it."""

    path: str
    content: bytes
    revision: int
    changed_at: datetime
    changed_by: str  # a name; empty: the account is gone


class FileChanged(Conflict):
    """Another author has changed this file since it was read; nothing was overwritten."""

    def __init__(self, path: str, theirs: FileNow | None) -> None:
        who = (theirs.changed_by if theirs else "") or "Another author"
        super().__init__(f"{who} has {'changed' if theirs else 'deleted'} {path} since you opened it.")
        self.path = path
        self.theirs = theirs  # None: it was deleted


class SittingClosed(Conflict):
    """The timed session has not begun, or has ended."""


class TooManyQueued(JudgeError):
    """This user has enough runs waiting."""


class QueueClosed(JudgeError):
    """Nothing can be accepted now; nothing was lost."""


class StaleLease(JudgeError):
    """The run belongs to another worker by now; the result must be dropped."""
