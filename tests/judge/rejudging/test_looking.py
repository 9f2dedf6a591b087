"""Looking at a rejudging: the list by author, progress, and the table of what would change."""

import pytest

from judge.domain.verdict import Verdict
from judge.errors import NotFound
from judge.rejudging import looking
from judge.rejudging.deciding import Ruling, apply
from judge.storage.engine import reading_scope, session_scope
from judge.storage.rejudges import Rejudge
from judge.storage.runs import Run, RunState
from judge.storage.studio import StudioProblem
from tests.cast import NOW, SLUG
from tests.judge.rejudging.world import (
    ADA,
    ALICE,
    ARTHUR,
    DECIDED,
    LATER,
    OLD,
    RITA,
    begin,
    end_shadows,
    judged,
    shadow_of,
)
from tests.judge.storage.databases import statements

pytestmark = pytest.mark.usefixtures("second")


def page(database, rejudge_id, account=ARTHUR):
    with reading_scope(database) as session:
        return looking.page(session, account, rejudge_id)


def state_of(database, rejudge_id, submission_id):
    return next(change for change in page(database, rejudge_id).changes if change.submission_id == submission_id).state


def test_it_tells_how_far_it_is(database):
    first = judged(database)
    judged(database)
    rejudge_id = begin(database)
    with session_scope(database) as session:
        session.get_one(Run, shadow_of(database, rejudge_id, first).id).state = RunState.LEASED
        session.commit()
    with reading_scope(database) as session:
        card = looking.progress(session, ARTHUR, rejudge_id)
    assert (card.progress.total, card.progress.done, card.progress.waiting) == (2, 0, 2)
    assert (card.by, card.state, card.slug, card.created_at) == ("Arthur", "open", SLUG, LATER)
    end_shadows(database, rejudge_id)
    with reading_scope(database) as session:
        assert looking.progress(session, ARTHUR, rejudge_id).progress.done == 1


def test_it_reads_the_table_once(database):
    for _ in range(3):
        judged(database)
    rejudge_id = begin(database)
    end_shadows(database, rejudge_id)
    with statements(database) as seen:
        page(database, rejudge_id)
    assert sum("FROM test_result" in statement for statement in seen) == 2  # one for each side
    assert sum("FROM rejudge_item JOIN submission" in statement for statement in seen) == 1


def test_it_shows_both_results_of_each_submission_and_the_tests_that_changed(database):
    submission_id = judged(database)
    rejudge_id = begin(database)
    assert page(database, rejudge_id).changes[0].after is None
    end_shadows(database, rejudge_id)
    seen = page(database, rejudge_id)
    (change,) = seen.changes
    assert (change.submission_id, change.state, change.is_used, change.is_applied) == (
        submission_id,
        "changed",
        False,
        False,
    )
    assert (change.before.label, change.before.score, change.before.max_score) == ("Failed", 2, 10)
    assert (change.after.label, change.after.score, change.after.max_score, change.delta) == ("Failed", 7, 11, 44)
    assert [(test.id, test.before, test.after) for test in change.tests] == [("test_refuses", "failed", "passed")]
    assert [(test.id, test.now_pass, test.only_after, test.only_before) for test in seen.tests] == [
        ("test_refuses", 1, 0, 0),
        ("test_keeps_order", 0, 0, 1),
        ("test_limits", 0, 1, 0),
    ]
    assert [test.title for test in seen.tests] == ["refuses text", "keeps order", "keeps to its limits"]
    assert (seen.title, seen.content_hash, seen.is_open) == ("A little list", "hash of the second", True)
    assert (seen.summary.changed, seen.summary.better, seen.summary.waiting) == (1, 1, 0)


def test_it_calls_the_same_what_nobody_could_tell_apart(database):
    submission_id = judged(database)
    rejudge_id = begin(database)
    end_shadows(database, rejudge_id, OLD | {}, score=2, max_score=10)
    assert state_of(database, rejudge_id, submission_id) == "same"


@pytest.mark.parametrize(
    ("run", "state"),
    [
        ({"state": RunState.QUARANTINED, "verdict": Verdict.JUDGE_ERROR, "reason": "the engine\x1b[2J"}, "broken"),
        ({"state": RunState.DONE, "verdict": Verdict.JUDGE_ERROR, "reason": "the tester was lost"}, "broken"),
        ({"state": RunState.CANCELLED, "verdict": Verdict.CANCELLED}, "stopped"),
        ({"state": RunState.LEASED, "verdict": None}, "waiting"),
    ],
)
def test_it_compares_nothing_with_a_run_that_says_nothing(database, run, state):
    judged(database)
    rejudge_id = begin(database)
    end_shadows(database, rejudge_id, {}, score=None, **run)
    (change,) = page(database, rejudge_id).changes
    assert (change.state, change.after, change.tests) == (state, None, ())
    assert "\x1b" not in change.reason
    assert bool(change.reason) == (state == "broken")


def test_it_says_why_a_version_cannot_judge_something(database):
    with session_scope(database) as session:
        problem = session.get_one(Rejudge, begin_unfit(database))
        assert problem.slug == SLUG
    (change,) = page(database, problem.id).changes
    assert (change.state, change.reason) == ("unfit", "helper.py is not a file that you can change here")
    assert page(database, problem.id).summary.unfit == 1


def begin_unfit(database):
    judged(database, files={"app.py": "", "models.py": "", "helper.py": ""})
    return begin(database)


def test_it_notices_that_something_else_counts_by_now(database):
    submission_id = judged(database)
    first, other = begin(database), begin(database)
    for rejudge_id in (first, other):
        end_shadows(database, rejudge_id)
    with session_scope(database) as session:
        apply(session, ARTHUR, first, Ruling(), now=DECIDED)
    assert state_of(database, other, submission_id) == "outdated"
    assert state_of(database, first, submission_id) == "changed"


def test_it_lists_newest_first_and_only_what_one_writes(database):
    judged(database)
    first, other = begin(database), begin(database)
    with session_scope(database) as session:
        session.get_one(Rejudge, other).created_at = DECIDED
        session.commit()
    with reading_scope(database) as session:
        assert [card.id for card in looking.listing(session, ARTHUR)] == [other, first]
    with session_scope(database) as session:
        session.add(StudioProblem(id="studio", slug=SLUG, created_at=NOW, changed_at=NOW))
        session.commit()
    with reading_scope(database) as session:
        assert looking.listing(session, ARTHUR) == []
        assert len(looking.listing(session, ADA)) == len(looking.listing(session, None)) == 2


def test_it_does_not_exist_for_others(database):
    judged(database)
    rejudge_id = begin(database)
    for account, wanted in ((ALICE, rejudge_id), (RITA, rejudge_id), (ARTHUR, "no-such-id")):
        with reading_scope(database) as session, pytest.raises(NotFound):
            looking.page(session, account, wanted)
