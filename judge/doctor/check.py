"""What an examination finds."""

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """How a check ended."""

    OK = "ok"
    WARNING = "warning"  # works, but less well or less safely than it could
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was examined."""

    name: str  # a promise, such as "it_cannot_read_the_suite", or a part, such as "database"
    state: State
    detail: str
    mend: str = ""
