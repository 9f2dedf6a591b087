"""What counted of a submission until it was judged again: its owner is told what it was before."""

from datetime import datetime

from judge.domain.problem import Frozen
from judge.domain.verdict import MEANINGS, Verdict


class Earlier(Frozen):
    """The result that a rejudging has put another one in the place of."""

    at: datetime  # when that was
    verdict: Verdict
    label: str  # the verdict's word
    score: int | None
    max_score: int | None
    is_other_version: bool  # the later result comes from other tests than the submission's own version has


def earlier(
    at: datetime, verdict: Verdict, *, score: int | None, max_score: int | None, is_other_version: bool
) -> Earlier:
    """The result with its verdict's word."""
    return Earlier(
        at=at,
        verdict=verdict,
        label=MEANINGS[verdict].label,
        score=score,
        max_score=max_score,
        is_other_version=is_other_version,
    )
