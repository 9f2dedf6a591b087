"""Reviewing: the table of candidates and problems, and one submission with everything known."""

from datetime import timedelta

import pytest

from judge import reviews
from judge.domain.verdict import Verdict
from judge.errors import Forbidden, NotFound
from judge.storage.engine import reading_scope, session_scope
from judge.storage.studio import StudioAuthor, StudioProblem
from judge.storage.submissions import SubmissionKind
from tests.cast import ANSWER, NOW, SLUG, account, finish, hand_in, publish, version

RITA = account("rita")


@pytest.fixture
def session(database):
    with session_scope(database) as writer:
        publish(writer, version("other", title="Another one"))
        writer.commit()
    with reading_scope(database) as opened:
        yield opened


def test_it_lists_candidates_down_and_problems_across(session):
    table = reviews.table(session, RITA)
    assert [(column.slug, column.title, column.max_score) for column in table.columns] == [
        (SLUG, "A little list", 10),
        ("other", "Another one", 10),
    ]
    assert [(row.name, row.email) for row in table.rows] == [
        ("Alice", "alice@example.org"),
        ("Bob", "bob@example.org"),
    ]
    assert [[cell.slug for cell in row.problems] for row in table.rows] == [[SLUG, "other"]] * 2


def test_it_shows_the_best_submission_of_each_candidate(session, database):
    finish(database, hand_in(database), {}, score=4)
    best = hand_in(database, at=NOW + timedelta(hours=1))
    finish(database, best, {}, score=10, verdict=Verdict.PASSED)
    last = NOW + timedelta(hours=2)
    finish(database, hand_in(database, at=last), {}, score=6)
    finish(database, hand_in(database, kind=SubmissionKind.RUN, at=last + timedelta(hours=1)), {})
    cell = reviews.table(session, RITA).rows[0].problems[0]
    assert (cell.best_score, cell.max_score, cell.verdict, cell.submission_id) == (10, 10, "passed", best)
    assert (cell.submissions, cell.last_at) == (3, last)


def test_it_shows_an_empty_cell_where_nothing_was_handed_in(session):
    cell = reviews.table(session, RITA).rows[1].problems[1]
    assert (cell.best_score, cell.verdict, cell.submissions, cell.submission_id, cell.last_at) == (
        None,
        None,
        0,
        None,
        None,
    )


def test_it_shows_a_submission_that_is_not_judged_yet(session, database):
    waiting = hand_in(database)
    cell = reviews.table(session, RITA).rows[0].problems[0]
    assert (cell.best_score, cell.max_score, cell.submissions, cell.submission_id) == (None, 10, 1, waiting)


@pytest.mark.parametrize(("words", "names"), [("ali", ["Alice"]), ("EXAMPLE bob", ["Bob"]), ("carl", [])])
def test_it_finds_candidates_by_name_and_e_mail(session, words, names):
    assert [row.name for row in reviews.table(session, RITA, words=words).rows] == names


def test_it_shows_one_problem_alone(session):
    table = reviews.table(session, RITA, problem="other")
    assert [column.slug for column in table.columns] == ["other"]
    assert [cell.slug for cell in table.rows[0].problems] == ["other"]


def test_it_shows_a_submission_with_all_results_code_and_siblings(session, database):
    first = hand_in(database)
    second = hand_in(database, at=NOW + timedelta(hours=1))
    hand_in(database, slug="other")
    secret = {"outcome": "failed", "points": 0, "message": "assert [2, 1] == [1, 2]"}
    finish(database, first, {"test_keeps_order": secret}, log="its log", reason="why")
    found = reviews.submission(session, RITA, first)
    assert (found.card.id, found.candidate.name, found.files) == (first, "Alice", ANSWER)
    assert [card.id for card in found.siblings] == [second, first]
    (test,) = found.view.tests
    assert (test.id, test.message) == ("test_keeps_order", "assert [2, 1] == [1, 2]")
    assert (found.view.log, found.view.reason) == ("its log", "why")


@pytest.mark.parametrize("name", ["rita", "arthur", "ada"])
def test_it_is_open_to_staff(session, database, name):
    submission_id = hand_in(database)
    assert reviews.table(session, account(name)).rows
    assert reviews.submission(session, account(name), submission_id).card.id == submission_id


@pytest.mark.parametrize("name", ["alice", "bob"])
def test_it_is_closed_to_candidates_even_for_their_own(session, database, name):
    submission_id = hand_in(database)
    with pytest.raises(Forbidden):
        reviews.table(session, account(name))
    with pytest.raises(Forbidden):
        reviews.submission(session, account(name), submission_id)


def test_it_knows_no_submission_that_does_not_exist(session):
    with pytest.raises(NotFound):
        reviews.submission(session, RITA, "no-such-id")


@pytest.fixture
def others(database):
    """The little problem is written by somebody else than Arthur, and its draft was tried out."""
    with session_scope(database) as writer:
        publish(writer, version(f"{SLUG}~draft"))
        writer.add(StudioProblem(id="studio", slug=SLUG, created_at=NOW, changed_at=NOW))
        writer.commit()


@pytest.mark.parametrize("slug", [SLUG, f"{SLUG}~draft"])
def test_it_shows_no_author_what_was_handed_in_to_another_authors_problem(others, session, database, slug):
    submission_id = hand_in(database, slug=slug)
    finish(database, submission_id, {"test_keeps_order": {"outcome": "failed", "message": "the hidden one"}})
    with pytest.raises(NotFound):
        reviews.submission(session, account("arthur"), submission_id)
    for name in ("rita", "ada"):
        assert reviews.submission(session, account(name), submission_id).card.id == submission_id


def test_it_lists_to_an_author_only_the_problems_that_are_theirs_or_nobodys(others, session, database):
    mine = hand_in(database, slug="other")
    hand_in(database)
    table = reviews.table(session, account("arthur"))
    assert [column.slug for column in table.columns] == ["other"]
    assert [[cell.slug for cell in row.problems] for row in table.rows] == [["other"]] * 2
    assert reviews.table(session, account("arthur"), problem=SLUG).columns == ()
    assert [column.slug for column in reviews.table(session, account("ada")).columns] == [SLUG, "other"]
    with session_scope(database) as writer:
        writer.add(StudioAuthor(problem_id="studio", user_id="arthur", added_at=NOW))
        writer.commit()
    with reading_scope(database) as later:
        assert [column.slug for column in reviews.table(later, account("arthur")).columns] == [SLUG, "other"]
        found = reviews.submission(later, account("arthur"), mine)
    assert [card.id for card in found.siblings] == [mine]
