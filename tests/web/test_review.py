"""The reviewers' pages."""

from datetime import timedelta

import pytest

from judge.domain.verdict import Verdict
from judge.storage.accounts import Role, User
from judge.storage.engine import session_scope
from tests.cast import NOW, finish, hand_in, publish, version


def test_it_shows_candidates_with_their_best_scores(visit, database):
    finish(database, hand_in(database), {}, score=4)
    best = hand_in(database, at=NOW + timedelta(hours=1))
    finish(database, best, {}, score=9)
    page = visit("rita").get("/review").text
    assert "alice@example.org" in page
    assert f"/review/submissions/{best}" in page
    assert "<strong>9</strong>" in page


def test_it_finds_a_candidate(visit, database):
    hand_in(database)
    page = visit("rita").get("/review?q=bob").text
    assert "bob@example.org" in page
    assert "alice@example.org" not in page


def test_it_spends_as_many_queries_on_many_candidates_as_on_few(visit, database, queries):
    with session_scope(database) as session:
        for number in range(20):
            publish(session, version(f"many-{number}"))
            user = User(
                email=f"c{number}@x.org", name=f"C{number}", role=Role.CANDIDATE, password_hash="", created_at=NOW
            )
            session.add(user)
        session.commit()
    for number in range(15):
        finish(database, hand_in(database, slug=f"many-{number}"), {})
    browser = visit("rita")
    queries.clear()
    browser.get("/review")
    assert len(queries) == 5  # who is there, the problems, the candidates, the best scores, open reports


def test_it_shows_one_submission_with_everything(visit, database):
    submission_id = hand_in(database)
    hidden = {"outcome": "failed", "points": 0, "message": "assert [2, 1] == [1, 2]"}
    finish(database, submission_id, {"test_keeps_order": hidden}, log="its log", verdict=Verdict.CRASHED)
    page = visit("rita").get(f"/review/submissions/{submission_id}").text
    for shown in ("assert [2, 1] == [1, 2]", "its log", "Alice", "alice@example.org", "app.py"):
        assert shown in page


def test_it_lists_the_candidates_other_attempts(visit, database):
    first = hand_in(database)
    second = hand_in(database, at=NOW + timedelta(hours=1))
    page = visit("rita").get(f"/review/submissions/{first}").text
    assert f"/review/submissions/{second}" in page


@pytest.mark.parametrize("name", ["rita", "arthur", "ada"])
def test_it_does_not_show_staff_somebody_elses_submission_as_their_own(visit, database, name):
    assert visit(name).get(f"/submissions/{hand_in(database)}").status_code == 404


def test_it_knows_no_submission_that_does_not_exist(visit):
    assert visit("rita").get("/review/submissions/no-such-id").status_code == 404
