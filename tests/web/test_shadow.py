"""A canary in the shadow: another score, verdict and message that no page, JSON, stream or archive may ever show."""

import io
import zipfile

import pytest
from sqlmodel import select

from judge.domain.verdict import Verdict
from judge.rejudging.choosing import Choice, start
from judge.storage.engine import session_scope
from judge.storage.runs import Event, EventKind, Run, RunState
from judge.storage.sittings import Sitting
from tests.cast import NOW, SLUG, hand_in, seat
from tests.judge.rejudging.world import ARTHUR, LATER, begin, end_shadows, judged, publish_second, shadow_of

CANARY = "CANARY-4771"
SHOWN = ("CANARY", "4771", "crashed", "Crashed")
PAGES = (
    "/problems",
    f"/problems/{SLUG}",
    f"/problems/{SLUG}/plain",
    f"/problems/{SLUG}/editorial",
    f"/problems/{SLUG}/solutions",
    "/skills",
    "/submissions?problem=" + SLUG,
    "/submissions/{practice}",
    "/submissions/{practice}/view.json",
    "/submissions/{practice}/events",
    "/submissions/{sat}",
    "/submissions/{sat}/view.json",
    "/submissions/compare?a={practice}&b={sat}",
    "/sittings",
    "/sittings/sitting",
    "/sittings/sitting/clock.json",
    "/account",
)
STAFF_PAGES = ("/review", "/review/submissions/{practice}")


@pytest.fixture
def ids(database):
    """Two judged submissions of Alice, each with a shadow run that ended quite differently."""
    publish_second(database)
    with session_scope(database) as session:
        seat(session, policy="sealed", finished_at=NOW)
        assert session.get_one(Sitting, "sitting").finished_at
    made = {"practice": judged(database), "sat": judged(database, sitting_id="sitting")}
    rejudge_id = begin(database)
    end_shadows(database, rejudge_id, verdict=Verdict.CRASHED, score=4771, max_score=4771, log=CANARY, reason=CANARY)
    with session_scope(database) as session:
        for submission_id in made.values():
            run_id = shadow_of(database, rejudge_id, submission_id).id
            data = {"verdict": "crashed", "score": 4771, "max_score": 4771}
            session.add(Event(run_id=run_id, attempt=1, kind=EventKind.VERDICT, data=data, created_at=LATER))
        session.commit()
    return made | {"rejudge": rejudge_id}


def found_in(text):
    """What of the canary a text holds; the verdicts that a filter offers are no result."""
    text = text.replace('<option value="crashed">Crashed</option>', "")
    return [word for word in SHOWN if word in text]


@pytest.mark.parametrize("path", PAGES)
def test_it_shows_its_owner_nothing_of_a_run_in_the_shadow(visit, ids, path):
    answer = visit("alice").get(path.format(**ids))
    assert answer.status_code in (200, 302)
    assert found_in(answer.text) == []
    answer.close()


@pytest.mark.parametrize("path", STAFF_PAGES)
def test_it_shows_staff_the_run_that_counts(visit, ids, path):
    assert found_in(visit("rita").get(path.format(**ids)).text) == []


def test_it_exports_nothing_of_a_run_in_the_shadow(visit, ids):
    answer = visit("alice").post("/account/export")
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        texts = [archive.read(name).decode() for name in archive.namelist()]
    assert len(texts) > 10
    assert [found_in(text) for text in texts if found_in(text)] == []


def test_it_finds_a_submission_by_the_result_that_counts(visit, ids):
    alice = visit("alice")
    assert ids["practice"] in alice.get("/submissions?verdict=failed").text
    assert ids["practice"] not in alice.get("/submissions?verdict=crashed").text


def test_it_is_seen_by_this_test_once_it_counts(visit, ids, database):
    """Else the tests above could not fail."""
    assert visit("arthur").post(f"/studio/rejudges/{ids['rejudge']}/apply").status_code == 302
    alice = visit("alice")
    for path in ("/submissions/{practice}", "/submissions/{practice}/view.json", "/submissions/{practice}/events"):
        answer = alice.get(path.format(**ids))
        assert "4771" in answer.text
        answer.close()
    page = alice.get(f"/submissions/{ids['practice']}").text
    assert "Judged again on" in page
    assert "by another version of this problem. Before, it was: Failed, 2 of 10 points." in page
    assert "keeps to its limits" in page
    assert found_in(alice.get(f"/submissions/{ids['sat']}").text) == []
    with session_scope(database) as session:
        assert session.get_one(Run, f"run-of-{ids['practice']}").score == 2


def test_it_keeps_nobody_from_running_and_from_knowing_their_place(visit, database):
    publish_second(database)
    for _ in range(5):
        judged(database)
    with session_scope(database) as session:
        start(session, ARTHUR, Choice(SLUG), now=LATER)
        assert len(session.exec(select(Run).where(Run.state == RunState.QUEUED)).all()) == 5
    waiting = hand_in(database)
    assert visit("alice").get(f"/submissions/{waiting}/view.json").json["place"] == 1
