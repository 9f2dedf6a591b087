"""User ids follow a run's slot, so what may judge at the same time on one engine needs slots of its own."""

from judge import checking
from judge.cli import variants
from judge.doctor import trial
from judge.gate.options import FIRST_SLOT, MOST_SLOTS
from judge.settings import Settings
from sandbox.policy import user_id
from tests.judge.doctor.test_trial import FOLDERS


def most(field: str) -> int:
    """The largest value that a setting may have."""
    return next(bound.le for bound in Settings.model_fields[field].metadata if hasattr(bound, "le"))


def test_it_gives_everything_that_judges_slots_of_its_own():
    taken = [
        *range(most("worker_slots") + most("console_slots")),
        *range(FIRST_SLOT, FIRST_SLOT + MOST_SLOTS),
        variants.SLOT,
        *range(trial.FIRST_SLOT, trial.FIRST_SLOT + len(FOLDERS)),
        *range(checking.FIRST_SLOT, checking.FIRST_SLOT + most("check_slots")),
    ]
    assert len(set(taken)) == len(taken)
    assert len({user_id("tester", slot) for slot in taken}) == len(taken)  # a slot beyond the last has none: BadJob
