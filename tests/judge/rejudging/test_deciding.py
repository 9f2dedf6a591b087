"""Applying and dropping: what counts afterwards, what is left alone, and that it happens once."""

import pytest

from judge.domain.feedback import Reader
from judge.domain.verdict import Verdict
from judge.errors import Conflict, Invalid, NotFound
from judge.rejudging import deciding
from judge.rejudging.deciding import MAX_REASON, Ruling, apply, drop
from judge.storage import rejudges as store
from judge.storage.engine import reading_scope, session_scope
from judge.storage.rejudges import Rejudge, RejudgeItem, RejudgeState
from judge.storage.runs import Lane, Run, RunState, latest_run
from judge.watching import view
from tests.cast import seat
from tests.judge.rejudging.world import (
    ADA,
    ALICE,
    ARTHUR,
    DECIDED,
    SECOND,
    begin,
    end_shadows,
    judged,
    shadow_of,
)

pytestmark = pytest.mark.usefixtures("second")


@pytest.fixture
def rule(database):
    def decide(rejudge_id, *used, account=ARTHUR, **ruling):
        with session_scope(database) as session:
            return apply(session, account, rejudge_id, Ruling(used, **ruling), now=DECIDED)

    return decide


def counting(database, submission_id):
    with reading_scope(database) as session:
        run = latest_run(session, submission_id)
        return run.id, run.score


def kept(database, rejudge_id):
    with reading_scope(database) as session:
        return session.get_one(Rejudge, rejudge_id)


def test_it_lets_the_shadow_count_and_keeps_the_run_before(database, rule):
    submission_id = judged(database)
    rejudge_id = begin(database)
    end_shadows(database, rejudge_id)
    shadow = shadow_of(database, rejudge_id, submission_id)
    assert counting(database, submission_id) == (f"run-of-{submission_id}", 2)
    assert rule(rejudge_id) == 1
    assert counting(database, submission_id) == (shadow.id, 7)
    assert shadow_of(database, rejudge_id, submission_id).lane is Lane.JUDGE
    with reading_scope(database) as session:
        before = session.get_one(Run, f"run-of-{submission_id}")
        assert session.get_one(RejudgeItem, (rejudge_id, submission_id)).is_applied
    assert (before.score, before.lane) == (2, Lane.JUDGE)
    rejudge = kept(database, rejudge_id)
    assert (rejudge.state, rejudge.decided_at, rejudge.decided_by) == (RejudgeState.APPLIED, DECIDED, "arthur")
    assert rejudge.decision == {"applied": 1, "used": [], "reason": "", "stopped": 0}


def test_it_tells_the_owner_what_it_was_before_and_shows_the_tests_that_judged(database, rule):
    submission_id = judged(database)
    rejudge_id = begin(database)
    end_shadows(database, rejudge_id)
    rule(rejudge_id)
    with reading_scope(database) as session:
        seen = view(session, submission_id, Reader.CANDIDATE)
    assert (seen.score, seen.max_score, seen.expected_tests) == (7, 11, 3)
    assert [test.title for test in seen.tests] == ["lists items", "refuses text", "keeps to its limits"]
    assert seen.earlier.model_dump() == {
        "at": DECIDED,
        "verdict": Verdict.FAILED,
        "label": "Failed",
        "score": 2,
        "max_score": 10,
        "is_other_version": True,
    }


def test_it_says_of_the_same_version_that_it_judged_again(database, rule):
    submission_id = judged(database)
    rejudge_id = begin(database, to="hash of little", versions=("hash of little",))
    end_shadows(database, rejudge_id, {"test_lists": "passed"}, score=10, max_score=10)
    rule(rejudge_id)
    with reading_scope(database) as session:
        seen = view(session, submission_id, Reader.CANDIDATE)
    assert (seen.score, seen.earlier.is_other_version) == (10, False)


def test_it_changes_what_is_used_only_by_name_and_with_a_reason(database, rule):
    with session_scope(database) as session:
        seat(session)
    free, used, other = judged(database), *(judged(database, sitting_id="sitting") for _ in range(2))
    rejudge_id = begin(database)
    end_shadows(database, rejudge_id)
    with pytest.raises(Invalid, match="Say why") as refused:
        rule(rejudge_id, used, reason="  ")
    assert refused.value.where == "reason"
    with pytest.raises(Invalid, match="named one by one"):
        rule(rejudge_id, free, reason="a test was wrong")
    with pytest.raises(Invalid, match="501 characters"):
        rule(rejudge_id, reason="x" * (MAX_REASON + 1))
    assert rule(rejudge_id, used, reason=" A test was wrong. ") == 2
    assert [counting(database, name)[1] for name in (free, used, other)] == [7, 7, 2]
    assert kept(database, rejudge_id).decision == {
        "applied": 2,
        "used": [used],
        "reason": "A test was wrong.",
        "stopped": 0,
    }


def test_it_waits_for_what_is_not_judged_unless_told_to_stop_it(database, rule):
    done, waiting = judged(database), judged(database)
    rejudge_id = begin(database)
    with session_scope(database) as session:
        shadow = session.get_one(Run, shadow_of(database, rejudge_id, done).id)
        shadow.state, shadow.verdict, shadow.score = RunState.DONE, Verdict.PASSED, 11
        session.commit()
    with pytest.raises(Conflict, match="1 submission is still to be judged"):
        rule(rejudge_id)
    assert kept(database, rejudge_id).state is RejudgeState.OPEN
    assert rule(rejudge_id, is_partial=True) == 1
    assert counting(database, done)[1] == 11
    assert counting(database, waiting)[1] == 2
    assert shadow_of(database, rejudge_id, waiting).state is RunState.CANCELLED
    assert kept(database, rejudge_id).decision["stopped"] == 1


def test_it_never_lets_count_what_says_nothing(database, rule):
    ids = [judged(database), judged(database, files={"app.py": "", "models.py": "", "extra.py": ""})]
    rejudge_id = begin(database)
    end_shadows(database, rejudge_id, {}, verdict=Verdict.JUDGE_ERROR, score=None)
    assert rule(rejudge_id) == 0
    assert [counting(database, name)[1] for name in ids] == [2, 2]


def test_it_overrules_no_rejudging_that_was_applied_since(database, rule):
    submission_id = judged(database)
    first, other = begin(database), begin(database)
    end_shadows(database, first)
    end_shadows(database, other, score=1)
    assert (rule(other), rule(first)) == (1, 0)
    assert counting(database, submission_id)[1] == 1


def test_it_can_be_judged_again_and_says_what_counted_last(database, rule):
    submission_id = judged(database)
    for score, choice in ((7, {}), (10, {"to": "hash of little"})):
        rejudge_id = begin(database, **choice)
        end_shadows(database, rejudge_id, score=score)
        rule(rejudge_id)
    with reading_scope(database) as session:
        seen = view(session, submission_id, Reader.CANDIDATE)
    assert (seen.score, seen.earlier.score, seen.earlier.is_other_version) == (10, 7, False)


def test_it_drops_without_effect_and_stops_what_waits(database):
    done, waiting = judged(database), judged(database)
    rejudge_id = begin(database)
    with session_scope(database) as session:
        session.get_one(Run, shadow_of(database, rejudge_id, done).id).state = RunState.DONE
        session.commit()
    with session_scope(database) as session:
        drop(session, ADA, rejudge_id, now=DECIDED)
    assert [counting(database, name)[1] for name in (done, waiting)] == [2, 2]
    assert shadow_of(database, rejudge_id, waiting).state is RunState.CANCELLED
    assert shadow_of(database, rejudge_id, done).lane is Lane.SHADOW
    rejudge = kept(database, rejudge_id)
    assert (rejudge.state, rejudge.decided_by, rejudge.decision) == (RejudgeState.DROPPED, "ada", {})


def test_it_decides_once(database, rule):
    judged(database)
    rejudge_id = begin(database)
    end_shadows(database, rejudge_id)
    rule(rejudge_id)
    with pytest.raises(Conflict, match="applied already"):
        rule(rejudge_id)
    with session_scope(database) as session, pytest.raises(Conflict, match="applied already"):
        drop(session, ARTHUR, rejudge_id, now=DECIDED)


def test_it_lets_the_operator_decide_and_no_stranger(database, rule):
    judged(database)
    rejudge_id = begin(database)
    end_shadows(database, rejudge_id)
    with pytest.raises(NotFound):
        rule(rejudge_id, account=ALICE)
    assert rule(rejudge_id, account=None) == 1
    assert kept(database, rejudge_id).decided_by is None
    assert kept(database, rejudge_id).version_id == SECOND


def test_it_changes_nothing_when_somebody_else_decides_at_the_last_moment(database, rule, monkeypatch):
    submission_id = judged(database)
    rejudge_id = begin(database)
    end_shadows(database, rejudge_id)
    look = deciding.changes

    def decide_first(session, rejudge):
        found = look(session, rejudge)
        store.decide(session, rejudge.id, RejudgeState.DROPPED, by="ada", now=DECIDED, decision={})
        return found

    monkeypatch.setattr(deciding, "changes", decide_first)
    with pytest.raises(Conflict, match="decided already"):
        rule(rejudge_id)
    assert counting(database, submission_id)[1] == 2
