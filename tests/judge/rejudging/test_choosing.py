"""Choosing: the filters, what is left out, and that a start queues what the preview has counted, once."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlmodel import select

from judge.domain.verdict import Verdict
from judge.errors import Conflict, Invalid, NotFound
from judge.rejudging.choosing import MOST, Choice, offer, preview, problems, start
from judge.storage.engine import reading_scope, session_scope
from judge.storage.problems import ProblemRow
from judge.storage.rejudges import Rejudge, RejudgeItem, RejudgeState
from judge.storage.runs import Lane, Run, RunState
from judge.storage.studio import StudioAuthor, StudioProblem
from judge.storage.submissions import SubmissionKind
from tests.cast import ANSWER, NOW, SLUG, STACK, hand_in, publish, seat, version
from tests.judge.rejudging.world import (
    ADA,
    ALICE,
    ARTHUR,
    FIRST,
    LATER,
    RITA,
    SECOND,
    begin,
    judged,
    publish_second,
    shadow_of,
)


def look(database, account=ARTHUR, slug=SLUG, **choice):
    with reading_scope(database) as session:
        return preview(session, account, Choice(slug, **choice))


def items_of(database, rejudge_id):
    with reading_scope(database) as session:
        found = session.exec(select(RejudgeItem).where(RejudgeItem.rejudge_id == rejudge_id)).all()
        return {item.submission_id: item for item in found}


def test_it_queues_a_shadow_run_with_the_seed_of_the_one_that_counts(database, second):
    submission_id = judged(database, seed=4711)
    rejudge_id = begin(database)
    shadow = shadow_of(database, rejudge_id, submission_id)
    assert (shadow.lane, shadow.state, shadow.priority) == (Lane.SHADOW, RunState.QUEUED, 30)
    assert (shadow.seed, shadow.version_id, shadow.user_id, shadow.max_score) == (4711, SECOND, "alice", 11)
    assert items_of(database, rejudge_id)[submission_id].before_run_id == f"run-of-{submission_id}"
    with reading_scope(database) as session:
        kept = session.get_one(Rejudge, rejudge_id)
    assert (kept.state, kept.user_id, kept.version_id, kept.slug) == (RejudgeState.OPEN, "arthur", SECOND, SLUG)
    assert kept.filters == {"slug": SLUG, "at_most": MOST}


def test_it_counts_before_it_queues_anything(database, second):
    for _ in range(3):
        judged(database)
    with session_scope(database) as session:
        seat(session)
    judged(database, sitting_id="sitting")
    seen = look(database, at_most=2)
    assert (seen.found, seen.taken, seen.used) == (4, 2, 1)
    assert (seen.judging.id, seen.judging.is_current) == (SECOND, True)
    with reading_scope(database) as session:
        assert session.exec(select(Run).where(Run.lane == Lane.SHADOW)).all() == []


def test_it_offers_the_versions_and_what_was_used_of_a_problem(database, second):
    judged(database)
    with reading_scope(database) as session:
        offered = offer(session, ARTHUR, SLUG)
    assert (offered.slug, offered.title, offered.stacks) == (SLUG, "A little list", (STACK,))
    assert [(line.id, line.content_hash, line.is_current) for line in offered.versions] == [
        (SECOND, "hash of the second", True),
        (FIRST, f"hash of {SLUG}", False),
    ]


def test_it_lists_the_problems_that_an_author_may_choose_from(database):
    with session_scope(database) as session:
        publish(session, version("another", title="Another"))
        publish(session, version("another~draft"))
        session.add(StudioProblem(id="studio", slug="another", created_at=NOW, changed_at=NOW))
        session.commit()
    with reading_scope(database) as session:
        assert problems(session, ARTHUR) == {SLUG: "A little list"}
        assert problems(session, ADA) == {SLUG: "A little list", "another": "Another"}


def test_it_leaves_out_what_is_not_judged_was_stopped_or_is_no_answer(database, second):
    wanted = judged(database)
    given_up = judged(database, state=RunState.QUARANTINED, verdict=Verdict.JUDGE_ERROR, score=None)
    judged(database, kind=SubmissionKind.RUN)
    judged(database, kind=SubmissionKind.TRY, verdict=Verdict.ENDED)
    judged(database, state=RunState.CANCELLED, verdict=Verdict.CANCELLED)
    hand_in(database)
    hand_in(database, state=RunState.LEASED)
    assert set(items_of(database, begin(database))) == {wanted, given_up}


def test_it_takes_sample_runs_along_when_they_are_asked_for(database, second):
    sample = judged(database, kind=SubmissionKind.RUN)
    rejudge_id = begin(database, has_runs=True)
    assert shadow_of(database, rejudge_id, sample).max_score == 2


@pytest.mark.parametrize(
    ("choice", "expected"),
    [
        ({}, {"passed", "failed", "bobs"}),
        ({"verdicts": ("passed",)}, {"passed"}),
        ({"verdicts": ("passed", "failed")}, {"passed", "failed", "bobs"}),
        ({"verdicts": ("crashed",)}, set()),
        ({"stacks": ("node-express",)}, set()),
        ({"stacks": (STACK,)}, {"passed", "failed", "bobs"}),
        ({"since": "2026-05-05"}, {"failed", "bobs"}),
        ({"until": "2026-05-04"}, {"passed"}),
        ({"since": "2026-05-05", "until": "2026-05-05"}, {"failed"}),
        ({"is_latest_only": True}, {"failed", "bobs"}),
        ({"is_latest_only": True, "until": "2026-05-04"}, {"passed"}),
        ({"at_most": 1}, {"bobs"}),
        ({"versions": ("hash of little",)}, {"passed", "failed", "bobs"}),
        ({"versions": ("hash of the second",)}, set()),
    ],
)
def test_it_chooses_as_it_is_told(database, second, choice, expected):
    known = {
        judged(database, verdict=Verdict.PASSED): "passed",
        judged(database, at=NOW + timedelta(days=1)): "failed",
        judged(database, "bob", at=NOW + timedelta(days=2)): "bobs",
    }
    assert look(database, **choice).taken == len(expected)
    found = {known[name] for name in items_of(database, begin(database, **choice))} if expected else set()
    assert found == expected


def test_it_takes_the_submissions_that_are_named(database, second):
    wanted, _other = judged(database), judged(database)
    assert set(items_of(database, begin(database, submissions=(wanted, "no-such-id")))) == {wanted}


def test_it_judges_by_an_older_version_when_told_so(database, second):
    submission_id = judged(database)
    rejudge_id = begin(database, to="hash of little", versions=("hash of little",))
    assert shadow_of(database, rejudge_id, submission_id).version_id == FIRST


def test_it_does_not_judge_again_what_the_version_has_judged(database, second):
    submission_id = judged(database)
    with session_scope(database) as session:
        session.get_one(Run, f"run-of-{submission_id}").version_id = SECOND
        session.commit()
    assert look(database).found == 0
    assert look(database, versions=("hash of the second",)).found == 1


def test_it_starts_nothing_when_nothing_matches(database, second):
    with pytest.raises(Invalid, match="No submission matches"):
        begin(database)
    with reading_scope(database) as session:
        assert session.exec(select(Rejudge)).all() == []


@pytest.mark.parametrize(
    ("choice", "where", "words"),
    [
        ({"to": "nothing"}, "to", '"nothing" is no version'),
        ({"to": "hash of"}, "to", "is the beginning of several"),
        ({"versions": ("nothing",)}, "from", "is no version"),
        ({"since": "yesterday"}, "since", "A day is written as"),
        ({"until": "9999-99-01"}, "until", "A day is written as"),
        ({"verdicts": ("fine",)}, "verdict", 'There is no verdict "fine"'),
        ({"at_most": 0}, "at_most", "1 to 2000"),
        ({"at_most": MOST + 1}, "at_most", "1 to 2000"),
    ],
)
def test_it_names_what_is_wrong_with_a_choice(database, second, choice, where, words):
    with pytest.raises(Invalid, match=words) as refused:
        look(database, **choice)
    assert refused.value.where == where


def test_it_needs_a_current_version_or_a_named_one(database):
    with session_scope(database) as session:
        session.get_one(ProblemRow, SLUG).current_version_id = None
        session.commit()
    with pytest.raises(Invalid, match="no current version"):
        look(database)


@pytest.mark.parametrize("reason", ["stack", "file", "missing"])
def test_it_queues_nothing_for_what_the_version_cannot_judge(database, reason):
    changes = {
        "stack": {"stacks": ["node-express"]},
        "file": {"files": {"editable": ["app.py"], "readonly": ["models.py", "schema.sql"]}},
        "missing": {"files": {"editable": ["app.py", "models.py", "schema.sql"], "readonly": []}},
    }
    publish_second(database, **changes[reason])
    submission_id = judged(database)
    item = items_of(database, begin(database))[submission_id]
    assert item.shadow_run_id is None
    words = {
        "stack": f"it does not offer {STACK}",
        "file": "models.py is not a file that you can change here",
        "missing": "schema.sql is missing",
    }
    assert item.reason == words[reason]


def test_it_marks_what_a_timed_session_relies_on(database, second):
    with session_scope(database) as session:
        seat(session)
    free, used = judged(database), judged(database, sitting_id="sitting", files=ANSWER)
    items = items_of(database, begin(database))
    assert (items[free].is_used, items[used].is_used) == (False, True)


def test_it_starts_once_however_often_the_form_is_sent(database, second):
    judged(database)
    key = str(uuid4())
    with session_scope(database) as session:
        ids = [start(session, ARTHUR, Choice(SLUG), now=LATER, key=key) for _ in range(2)]
    assert ids == [key, key]
    with reading_scope(database) as session:
        assert len(session.exec(select(Run).where(Run.lane == Lane.SHADOW)).all()) == 1


def test_it_refuses_a_key_that_somebody_else_has_used_or_that_is_none(database, second):
    judged(database)
    key = str(uuid4())
    with session_scope(database) as session:
        start(session, ARTHUR, Choice(SLUG), now=LATER, key=key)
        with pytest.raises(Conflict, match="used before"):
            start(session, ADA, Choice(SLUG), now=LATER, key=key)
        with pytest.raises(Invalid, match="UUID"):
            start(session, ADA, Choice(SLUG), now=LATER, key="again")


@pytest.mark.parametrize("account", [ALICE, RITA])
def test_it_does_not_exist_for_who_is_no_author(database, second, account):
    with pytest.raises(NotFound):
        look(database, account)


def test_it_knows_only_what_was_published(database, second):
    with pytest.raises(NotFound):
        look(database, slug="no-such-problem")


def test_it_does_not_judge_a_draft_again(database):
    with session_scope(database) as session:
        publish(session, version(f"{SLUG}~draft"))
        session.commit()
    with pytest.raises(NotFound):
        look(database, slug=f"{SLUG}~draft")


def test_it_leaves_a_problem_to_those_who_write_it(database, second):
    judged(database)
    with session_scope(database) as session:
        session.add(StudioProblem(id="studio", slug=SLUG, created_at=NOW, changed_at=NOW))
        session.flush()
        session.add(StudioAuthor(problem_id="studio", user_id="ada", added_at=NOW))
        session.commit()
    with pytest.raises(NotFound):
        look(database)
    assert look(database, ADA).found == look(database, None).found == 1
    with session_scope(database) as session:
        session.add(StudioAuthor(problem_id="studio", user_id="arthur", added_at=NOW))
        session.commit()
    assert look(database).found == 1
