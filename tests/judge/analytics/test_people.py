"""Figures about people: who counts, by which run, and from when on."""

from datetime import timedelta

import pytest

from judge.analytics.page import analytics
from judge.domain.verdict import Verdict
from judge.errors import Forbidden, NotFound
from judge.storage.drafts import Draft, DraftRevision
from judge.storage.engine import reading_scope, session_scope
from judge.storage.learning import GivenUp, HintTaken
from judge.storage.runs import Lane, RunState
from judge.storage.studio import StudioAuthor, StudioProblem
from judge.storage.submissions import SubmissionKind
from tests.cast import NOW, SLUG, STACK, account, finish, hand_in, publish, version
from tests.judge.analytics.classes import CLASS, KEEPS, LISTS, REFUSES, judge_again, keep, sample_run, submit
from tests.judge.storage.databases import statements

ARTHUR, ADA = account("arthur"), account("ada")


def look(database, content_hash="", *, slug=SLUG, reader=ARTHUR):
    with reading_scope(database) as session:
        return analytics(session, reader, slug, content_hash)


def figures(database):
    return look(database).figures


def people_by_step(database):
    return [step.people for step in figures(database).way]


def test_it_knows_nothing_of_a_problem_that_nobody_has_tried(database):
    found = figures(database)
    assert (found.people, found.people_rate, found.submits, found.submit_rate) == (0, None, 0, None)
    assert people_by_step(database) == [0, 0, 0, 0]
    assert found.first_percent.bins == ()
    assert found.stacks == ()


def test_it_counts_people_and_submits_apart(database):
    submit(database, "alice", KEEPS)
    submit(database, "alice", LISTS, minutes=1)
    submit(database, "alice", minutes=2)
    submit(database, "bob", REFUSES)
    found = figures(database)
    assert (found.people, found.passed_people, found.people_rate) == (2, 1, 0.5)
    assert (found.submits, found.passed_submits, found.submit_rate) == (4, 1, 0.25)


def test_it_counts_only_submits_as_attempts(database):
    sample_run(database, "alice")
    hand_in(database, "alice", kind=SubmissionKind.TRY, lane=Lane.CONSOLE)
    found = figures(database)
    assert (found.people, found.submits) == (0, 0)
    assert (found.sample_runs, found.consoles, found.people_with_consoles) == (1, 1, 1)


def test_it_leaves_out_whoever_is_no_candidate(database):
    submit(database, "arthur")
    sample_run(database, "ada")
    hint = HintTaken(user_id="rita", slug=SLUG, number=1, cost=1, taken_at=NOW)
    keep(database, hint, GivenUp(user_id="rita", slug=SLUG, given_up_at=NOW))
    page = look(database)
    assert (page.figures.submits, page.figures.sample_runs, page.submits_stored) == (0, 0, 0)
    assert (page.hints, page.given_up) == ((), 0)
    assert people_by_step(database) == [0, 0, 0, 0]


def test_it_keeps_apart_what_was_not_judged(database):
    submit(database, "bob")
    hand_in(database, "alice")
    fault = hand_in(database, "alice", at=NOW + timedelta(minutes=1))
    finish(database, fault, {}, verdict=Verdict.JUDGE_ERROR, state=RunState.QUARANTINED, score=None)
    stopped = hand_in(database, "alice", at=NOW + timedelta(minutes=2))
    finish(database, stopped, {}, verdict=Verdict.CANCELLED, state=RunState.CANCELLED, score=None)
    found = figures(database)
    assert (found.submits, found.waiting, found.faults, found.stopped) == (1, 1, 1, 1)
    assert found.people == 1


def test_it_counts_a_submission_by_its_last_run_and_never_by_one_in_the_shadow(database):
    first = submit(database, "alice", KEEPS)
    judge_again(database, first, lane=Lane.SHADOW)
    assert figures(database).passed_people == 0
    judge_again(database, first, minutes=90)
    found = figures(database)
    assert (found.submits, found.passed_people) == (1, 1)


def test_it_shows_where_people_stop(pupils):
    keep(pupils, Draft(user_id="pupil-0", slug=SLUG, stack=STACK, files={}, saved_at=NOW))
    sample_run(pupils, "pupil-1")
    submit(pupils, "pupil-2", KEEPS)
    submit(pupils, "pupil-3")
    assert people_by_step(pupils) == [4, 3, 2, 1]
    assert figures(pupils).without_samples == 2


def test_it_takes_the_time_from_the_first_thing_known_to_the_submit_that_passed(pupils):
    for number, name in enumerate(CLASS[:5]):
        submit(pupils, name, KEEPS, minutes=5)
        submit(pupils, name, minutes=10 + number)
        submit(pupils, name, minutes=300)
    times = figures(pupils).minutes_until_passed
    assert (times.n, times.quartiles.low, times.quartiles.median, times.quartiles.high) == (5, 6, 7, 8)
    assert [(bar.label, bar.count) for bar in times.bins] == [("5-10 min", 5)]
    kept = {"content": b"", "lines": 0, "slug": SLUG, "stack": STACK}
    keep(pupils, DraftRevision(user_id=CLASS[0], saved_at=NOW - timedelta(minutes=50), **kept))
    sample_run(pupils, CLASS[1], minutes=1)
    times = figures(pupils).minutes_until_passed
    assert (times.quartiles.median, times.quartiles.high) == (9, 10)
    assert [(bar.label, bar.count) for bar in times.bins] == [
        ("5-10 min", 3),
        ("10-20 min", 1),
        ("20-40 min", 0),
        ("40-60 min", 0),
        ("1-2 h", 1),
    ]


def test_it_keeps_first_and_best_apart(pupils):
    for name in CLASS[:5]:
        submit(pupils, name, KEEPS, LISTS)
        submit(pupils, name, LISTS, minutes=1)
        submit(pupils, name, LISTS, KEEPS, REFUSES, minutes=2)
    found = figures(pupils)
    assert {bar.label: bar.count for bar in found.first_percent.bins if bar.count} == {"50-59 %": 5}
    assert {bar.label: bar.count for bar in found.best_percent.bins if bar.count} == {"80-89 %": 5}
    assert len(found.first_percent.bins) == 11
    assert found.until_passed.n == 0


def test_it_counts_runs_before_the_first_submit_and_submits_until_one_passed(pupils):
    for number, name in enumerate(CLASS[:5]):
        for minute in range(number):
            sample_run(pupils, name, minutes=minute)
        submit(pupils, name, KEEPS, minutes=10)
        sample_run(pupils, name, minutes=11)
        submit(pupils, name, minutes=12)
        submit(pupils, name, minutes=13)
    found = figures(pupils)
    assert [(bar.label, bar.count) for bar in found.runs_before.bins] == [
        (label, 1) for label in ("none", "1", "2", "3", "4")
    ]
    assert [(bar.label, bar.count) for bar in found.until_passed.bins] == [("2", 5)]
    assert found.sample_runs == 15


def test_it_draws_nothing_of_fewer_than_five_people(pupils):
    for name in CLASS[:4]:
        submit(pupils, name)
    for spread in (figures(pupils).first_percent, figures(pupils).minutes_until_passed):
        assert (spread.n, spread.bins, spread.quartiles) == (4, (), None)


def test_it_tells_stacks_apart(database):
    submit(database, "alice", KEEPS)
    submit(database, "alice", minutes=1)
    submit(database, "bob")
    (line,) = figures(database).stacks
    assert (line.stack, line.people, line.submits, line.passed_people, line.passed_submits) == (STACK, 2, 3, 2, 2)


def test_it_says_what_help_was_asked_for(database):
    opened = (("alice", 1, ""), ("alice", 1, "s"), ("alice", 2, ""), ("bob", 1, ""))
    taken = [
        HintTaken(user_id=name, slug=SLUG, number=number, cost=1, taken_at=NOW, sitting_id=where)
        for name, number, where in opened
    ]
    keep(database, *taken, GivenUp(user_id="bob", slug=SLUG, given_up_at=NOW))
    page = look(database)
    assert [(line.number, line.people) for line in page.hints] == [(1, 2), (2, 1)]
    assert page.given_up == 1


def test_it_counts_nobody_twice_over_versions(database, newer):
    old = version()
    submit(database, "alice", KEEPS)
    submit(database, "bob", LISTS)
    moved = submit(database, "alice", minutes=1)
    judge_again(database, moved, version_id="newer")
    page = look(database)
    assert (page.chosen, page.figures.people, page.figures.passed_people, page.figures.submits) == (None, 2, 1, 3)
    assert [(line.content_hash, line.is_current) for line in page.versions] == [
        ("newer", False),
        (old.content_hash, True),
    ]
    first = look(database, old.content_hash)
    assert (first.figures.people, first.figures.submits, first.from_earlier) == (2, 2, 0)
    later = look(database, "newer")
    assert (later.figures.people, later.figures.submits, later.from_earlier) == (0, 1, 1)
    assert (later.items_version.content_hash, page.items_version.content_hash) == ("newer", old.content_hash)


@pytest.mark.parametrize(("slug", "content_hash"), [("none", ""), (SLUG, "none"), (f"{SLUG}~draft", "")])
def test_it_knows_no_other_problem_or_version(database, slug, content_hash):
    with session_scope(database) as session:
        publish(session, version(f"{SLUG}~draft"))
        session.commit()
    with pytest.raises(NotFound):
        look(database, content_hash, slug=slug, reader=ADA)


def test_it_is_for_authors_of_the_problem_and_admins(database):
    for name in ("alice", "rita"):
        with pytest.raises(Forbidden):
            look(database, reader=account(name))
    keep(database, StudioProblem(id="studio", slug=SLUG, created_at=NOW, changed_at=NOW))
    with pytest.raises(NotFound):
        look(database)
    assert look(database, reader=ADA).studio_id == "studio"
    keep(database, StudioAuthor(problem_id="studio", user_id="arthur", added_at=NOW))
    assert look(database).studio_id == "studio"


def test_it_counts_only_the_newest_submits_and_says_so(monkeypatch, database):
    submit(database, "alice")
    submit(database, "bob", KEEPS, minutes=1)
    assert not look(database).is_cut
    monkeypatch.setattr("judge.storage.analytics.MOST_SUBMITS", 1)
    monkeypatch.setattr("judge.storage.tallies.MOST_SUBMITS", 1)
    page = look(database)
    assert (page.is_cut, page.submits_stored, page.figures.submits, page.figures.passed_submits) == (True, 2, 1, 0)
    assert [item.judged for item in page.items] == [1, 1, 1]


def test_it_asks_as_few_questions_about_many_submits_as_about_few_and_reads_no_code(pupils):
    submit(pupils, "alice", KEEPS, files={"app.py": "same"})
    submit(pupils, "alice", files={"app.py": "same"}, minutes=1)
    with statements(pupils) as few:
        look(pupils)
    for number in range(30):
        submit(pupils, CLASS[number % 8], *([KEEPS] if number % 3 else []), minutes=number)
        sample_run(pupils, CLASS[number % 8], minutes=number)
    with statements(pupils) as many:
        look(pupils)
    assert len(many) == len(few) == 13
    assert not any(name in statement for statement in many for name in ("submission.files,", "bundle", "run.log"))
