"""A rejudging asks each answer what it was asked: the same variant with the same values, or nothing."""

import pytest
from sqlmodel import select

from judge.queue.claim import claim
from judge.rejudging.choosing import _other_values
from judge.storage.engine import reading_scope, session_scope
from judge.storage.problems import ProblemVersion
from judge.storage.rejudges import RejudgeItem
from judge.storage.runs import Lane
from judge.storage.submissions import Submission
from tests.judge.rejudging.world import FIRST, SECOND, begin, judged, publish_second
from tests.varied import VALUES


def answered(database, variant):
    """A judged submission that answers this variant."""
    submission_id = judged(database, seed=4711)
    with session_scope(database) as session:
        session.get_one(Submission, submission_id).variant = variant
        session.commit()
    return submission_id


def give(database, version_id, variants):
    with session_scope(database) as session:
        row = session.get_one(ProblemVersion, version_id)
        row.manifest = row.manifest | {"variants": variants}
        session.add(row)
        session.commit()


def reason(database):
    rejudge_id = begin(database)
    with reading_scope(database) as session:
        return session.exec(select(RejudgeItem.reason).where(RejudgeItem.rejudge_id == rejudge_id)).one()


def test_the_shadow_run_has_the_variant_of_its_submission(database):
    publish_second(database)
    give(database, FIRST, VALUES)
    give(database, SECOND, VALUES)
    answered(database, 1)
    assert reason(database) == ""
    with session_scope(database) as session:
        claimed = claim(session, "worker", 30, Lane.SHADOW)
    assert (claimed.variant, claimed.seed, claimed.version_id) == (1, 4711, SECOND)


def test_values_that_have_changed_are_no_ground_to_judge_on(database):
    publish_second(database)
    give(database, FIRST, VALUES)
    give(database, SECOND, [VALUES[0], VALUES[1] | {"limit": 99}, VALUES[2]])
    answered(database, 1)
    assert reason(database) == "its variant 1 has other values"


def test_a_version_that_has_got_variants_judges_no_older_answers(database):
    publish_second(database)
    give(database, SECOND, VALUES)
    answered(database, None)
    assert reason(database) == "it has variants, and the answer is to none"


@pytest.mark.parametrize(
    ("variant", "own", "judging", "told"),
    [
        (None, (), (), ""),
        (0, VALUES, VALUES, ""),
        (2, VALUES, VALUES[:2], "it has no variant 2"),
        (0, VALUES, (), "it has no variant 0"),
        (1, VALUES, (VALUES[0], VALUES[1] | {"more": 1}), ""),
        (1, (VALUES[0], VALUES[1] | {"more": 1}), VALUES, "its variant 1 has other values"),
    ],
)
def test_it_compares_the_values_of_the_one_variant(variant, own, judging, told):
    assert _other_values(variant, own, judging) == told
