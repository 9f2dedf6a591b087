"""The verdicts: one enum, and one table of what each means to the candidate and to the operator."""

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """How a run was judged."""

    PASSED = "passed"
    FAILED = "failed"
    DID_NOT_START = "did_not_start"
    CRASHED = "crashed"
    TIME_LIMIT = "time_limit"
    MEMORY_LIMIT = "memory_limit"
    BAD_RESPONSE = "bad_response"
    JUDGE_ERROR = "judge_error"
    CANCELLED = "cancelled"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Meaning:
    """The words for one verdict."""

    label: str  # in a badge
    candidate: str  # one sentence for the candidate
    operator: str  # one sentence for the operator
    uses_attempt: bool = True


MEANINGS: dict[Verdict, Meaning] = {
    Verdict.PASSED: Meaning("Passed", "Every check passed.", "All tests of the manifest passed."),
    Verdict.FAILED: Meaning("Failed", "Some checks did not pass.", "The run is complete; at least one test failed."),
    Verdict.DID_NOT_START: Meaning(
        "Did not start",
        "Your service did not answer on its port in time, so no check could run.",
        "No connection was accepted within the start budget, or the box ended before it.",
    ),
    Verdict.CRASHED: Meaning(
        "Crashed",
        "Your service, or the database that it used, stopped while the checks were running.",
        "The submission's box ended or printed more than it may, or it brought a service down, before the last test.",
    ),
    Verdict.TIME_LIMIT: Meaning(
        "Time limit",
        "Your answer took longer than it may.",
        "Only deadlines were missed, or the run's wall clock ran out.",
    ),
    Verdict.MEMORY_LIMIT: Meaning(
        "Memory limit",
        "Your answer used more memory than it may.",
        "The kernel stopped a process at the memory limit.",
    ),
    Verdict.BAD_RESPONSE: Meaning(
        "Bad response",
        "Your service sent replies that are not valid HTTP or not valid JSON.",
        "Every failed test failed on a reply that the client refused.",
    ),
    Verdict.JUDGE_ERROR: Meaning(
        "Judge error",
        "This one is on us. Your attempt was not used.",
        "The run could not be judged; its reason says why.",
        uses_attempt=False,
    ),
    Verdict.CANCELLED: Meaning(
        "Cancelled", "You stopped this run before its end.", "Its owner stopped it.", uses_attempt=False
    ),
    Verdict.ENDED: Meaning(
        "Ended", "Your service was stopped.", "A console was closed, idle or out of time.", uses_attempt=False
    ),
}

# What no submission is judged as: a suite cannot lead to it, and no author can expect it.
UNJUDGED = frozenset({Verdict.JUDGE_ERROR, Verdict.CANCELLED, Verdict.ENDED})
