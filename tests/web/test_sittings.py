"""The pages of a timed session: plan, consent, work, and what came of it; and what is kept back until the end."""

import json
import re
from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import select

from judge.desks import REHEARSAL
from judge.storage.drafts import Draft
from judge.storage.engine import session_scope
from judge.storage.problems import ProblemVersion
from judge.storage.runs import Run, RunState
from judge.storage.sittings import Sitting
from judge.storage.submissions import Submission, SubmissionKind
from tests.cast import ANSWER, NOW, SLUG, STACK, finish, hand_in, publish, seat, version

HERE = "/sittings/sitting"
TASK = f"{HERE}/tasks/{SLUG}"
DRAFT = f"/problems/{SLUG}/draft?sitting=sitting"
SUBMIT = f"/problems/{SLUG}/submissions?sitting=sitting"
KEY = "5a6d1a2e-6f0e-4d4f-9d0a-0d2f6c8b7a10"


def present() -> datetime:
    return datetime.now(UTC)


@pytest.fixture
def sit(database):
    """Seats Alice on the clock of now: `left` minutes before the end; None: it has not begun."""

    def make(left: float | None = 30, **changes) -> None:
        with session_scope(database) as session:
            if left is None:
                seat(session, has_begun=False, **changes)
            else:
                ends_at = present() + timedelta(minutes=left)
                seat(session, started_at=ends_at - timedelta(minutes=30), ends_at=ends_at, **changes)

    return make


@pytest.fixture
def sitting(database):
    """The session as the database has it."""

    def read() -> Sitting:
        with session_scope(database) as session:
            return session.get_one(Sitting, "sitting")

    return read


def save(database, text="mine"):
    with session_scope(database) as session:
        files = {"app.py": text, "models.py": ""}
        session.add(Draft(user_id="alice", sitting_id="sitting", slug=SLUG, stack=STACK, files=files, saved_at=NOW))
        session.commit()


def submissions(database):
    with session_scope(database) as session:
        return list(session.exec(select(Submission)).all())


def island(answer, name="workspace-data"):
    found = re.search(rf'id="{name}"[^>]*>(.*?)</script>', answer.text, re.DOTALL)
    assert found
    return json.loads(found.group(1))


def test_it_lists_nothing_at_first_and_then_ones_own(visit, sit):
    alice = visit("alice")
    assert "No sessions yet" in alice.get("/sittings").text
    sit()
    page = alice.get("/sittings").text
    assert "A rehearsed hour" in page
    assert "Running" in page
    assert "A rehearsed hour" not in visit("bob").get("/sittings").text


def test_it_offers_the_problems_and_chooses_those_of_the_address(visit, database):
    with session_scope(database) as session:
        publish(session, version("unlisted", is_listed=False, title="Not in the list"))
        session.commit()
    page = visit("alice").get(f"/sittings/new?task={SLUG}").text
    assert page.count(f'<option value="{SLUG}" data-minutes="15" selected>') == 1
    assert "Not in the list" not in page


def test_it_makes_a_session_and_shows_what_it_will_be(visit, database):
    alice = visit("alice")
    answer = alice.post("/sittings", task=SLUG, minutes="", policy="sealed")
    assert answer.status_code == 302
    page = alice.get(answer.location).text
    assert "15 minutes, for all tasks together" in page
    assert "is told when the session has ended" in page
    assert "Not recorded" in page
    with session_scope(database) as session:
        (made,) = session.exec(select(Sitting)).all()
        assert (made.user_id, made.minutes, made.started_at) == ("alice", 15, None)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"policy": "open"}, "Choose 1 to 4 tasks"),
        ({"task": SLUG, "policy": "open", "minutes": "4"}, "5 to 240 minutes"),
        ({"task": SLUG, "policy": "open", "minutes": "an hour"}, "5 to 240 minutes"),
        ({"task": SLUG, "policy": "open", "minutes": "99999"}, "5 to 240 minutes"),
        ({"task": SLUG, "policy": "all"}, "Choose what is told"),
        ({"task": "nothing", "policy": "open"}, "does not exist any more"),
    ],
)
def test_it_puts_a_refusal_beside_its_field_and_keeps_what_was_chosen(visit, fields, sentence):
    answer = visit("alice").post("/sittings", **fields)
    assert answer.status_code == 400
    assert sentence in answer.text
    if fields.get("task") == SLUG:
        assert " selected>" in answer.text


def test_it_says_what_extra_time_is_in_it(visit, sit):
    sit(None, extra_minutes=6)
    assert "36 minutes (30 and 6 of extra time)" in visit("alice").get(HERE).text


def test_it_starts_only_for_somebody_who_has_read_the_page(visit, sit, sitting):
    sit(None)
    alice = visit("alice")
    assert alice.post(f"{HERE}/start").status_code == 302
    assert "Tick the box first" in alice.get(HERE).text
    assert sitting().started_at is None
    alice.post(f"{HERE}/start", has_read="yes")
    assert sitting().ends_at is not None
    assert 'id="clock-time"' in alice.get(HERE).text


def test_it_says_so_when_another_session_runs(visit, sit):
    sit()
    alice = visit("alice")
    other = alice.post("/sittings", task=SLUG, policy="open").location
    assert alice.post(f"{other}/start", has_read="yes").location == other
    assert "Another timed session of yours is running" in alice.get(other).text


def test_it_shows_no_task_before_the_start(visit, sit):
    sit(None)
    for path in (TASK, f"{HERE}/finish"):
        assert visit("alice").get(path).location == HERE
    answer = visit("alice").send("PUT", DRAFT, {"stack": STACK, "files": ANSWER, "base": None})
    assert answer.status_code == 409


def test_it_rehearses_and_comes_back(visit, sit, database):
    with session_scope(database) as session:
        publish(session, version(REHEARSAL, is_listed=False, title="A greeting"))
        session.commit()
    sit(None)
    alice = visit("alice")
    assert "Rehearse first" in alice.get(HERE).text
    rehearsal = alice.post(f"{HERE}/rehearsal").location
    assert "A greeting" in alice.get(rehearsal).text
    assert alice.post(f"{rehearsal}/finish").location == HERE
    page = alice.get(HERE).text
    assert "The rehearsal is over" in page
    assert "You have rehearsed already" in page
    assert "The session that this rehearses" in alice.get(rehearsal).text


def test_it_offers_no_rehearsal_where_its_problem_is_not_published(visit, sit):
    sit(None)
    assert "Rehearse" not in visit("alice").get(HERE).text


def test_it_opens_a_task_with_the_addresses_of_the_session(visit, sit):
    sit()
    answer = visit("alice").get(TASK)
    data = island(answer)
    assert data["urls"]["draft"] == DRAFT
    assert data["urls"]["submit"] == SUBMIT
    clock = data["sitting"]
    assert (clock["id"], clock["minutes"], clock["state"]) == ("sitting", 30, "running")
    assert clock["tasks"] == [{"slug": SLUG, "title": "A little list", "state": "new", "url": TASK}]
    assert datetime.fromisoformat(clock["now"]) < datetime.fromisoformat(clock["ends_at"])
    assert f'href="{HERE}"' in answer.text
    assert 'data-user="alice:sitting"' in answer.text


def test_it_offers_no_hints_in_a_session(visit, sit, database):
    with session_scope(database) as session:
        row = session.get_one(ProblemVersion, f"version-of-{SLUG}")
        row.problem = row.problem | {"hints": [{"text": "Think of the order.", "cost": 1}]}
        session.add(row)
        session.commit()
    sit()
    alice = visit("alice")
    assert "offers no hints" in alice.get(TASK).text
    assert alice.post(f"/problems/{SLUG}/hints/1?sitting=sitting").status_code in (404, 409)


def test_it_saves_and_takes_answers_within_the_session(visit, sit, database):
    sit()
    alice = visit("alice")
    assert alice.send("PUT", DRAFT, {"stack": STACK, "files": ANSWER, "base": None}).status_code == 200
    answer = alice.send("POST", SUBMIT, {"kind": "submit", "stack": STACK, "files": ANSWER, "key": KEY})
    assert answer.status_code == 202
    assert [(line.sitting_id, line.kind) for line in submissions(database)] == [("sitting", SubmissionKind.SUBMIT)]
    assert "Submitted" in alice.get(HERE).text
    assert island(alice.get(f"/problems/{SLUG}"))["drafts"] == {}


def test_it_keeps_practice_out_of_the_workspace_of_a_session(visit, sit, database):
    practised = hand_in(database)
    sit()
    answer = visit("alice").get(TASK)
    assert practised not in answer.text
    assert island(answer)["latest"] is None


def test_it_tells_the_time_of_the_server(visit, sit):
    sit(12)
    told = visit("alice").get(f"{HERE}/clock.json").json
    left = datetime.fromisoformat(told["ends_at"]) - datetime.fromisoformat(told["now"])
    assert timedelta(minutes=11) < left < timedelta(minutes=13)
    assert (told["state"], told["waiting"]) == ("running", 0)


def test_it_tells_no_end_before_the_start(visit, sit):
    sit(None)
    told = visit("alice").get(f"{HERE}/clock.json").json
    assert (told["state"], told["ends_at"]) == ("planned", None)


def test_it_asks_before_it_finishes_early(visit, sit, sitting, database):
    sit()
    save(database)
    alice = visit("alice")
    page = alice.get(f"{HERE}/finish").text
    assert "Saved, not submitted" in page
    assert sitting().finished_at is None
    assert alice.post(f"{HERE}/finish").location == HERE
    assert sitting().finished_at is not None
    assert len(submissions(database)) == 1


def test_it_refuses_to_finish_what_has_not_begun(visit, sit):
    sit(None)
    assert visit("alice").post(f"{HERE}/finish").status_code == 409


@pytest.mark.parametrize(("left", "state"), [(5, "running"), (-0.05, "ended")])
def test_it_ends_by_its_own_clock_when_a_page_says_that_time_is_up(visit, sit, sitting, left, state):
    sit(left)
    answer = visit("alice").send("POST", f"{HERE}/time-up", {})
    assert answer.json["state"] == state
    assert (sitting().finished_at is not None) == (state == "ended")


def test_it_says_so_while_the_last_save_may_still_come(visit, sit, sitting):
    sit(-0.02)
    alice = visit("alice")
    assert "is being handed in" in alice.get(HERE).text
    assert alice.get(TASK).location == HERE
    assert alice.send("PUT", DRAFT, {"stack": STACK, "files": ANSWER, "base": None}).status_code == 200
    assert sitting().finished_at is None


@pytest.mark.parametrize("path", [HERE, TASK, "/sittings", f"{HERE}/clock.json", f"{HERE}/finish"])
def test_it_closes_what_is_over_before_it_shows_a_page(visit, sit, sitting, database, path):
    sit(-5)
    save(database)
    alice = visit("alice")
    assert alice.get(path).location == path
    assert sitting().finished_at is not None
    assert len(submissions(database)) == 1
    assert alice.get(path).status_code in (200, 302)


def test_it_closes_nothing_for_others(visit, sit, sitting):
    sit(-5)
    assert visit("bob").get("/sittings").status_code == 200
    assert visit().get("/sittings").status_code == 302
    assert sitting().finished_at is None


def test_it_takes_nothing_after_the_end(visit, sit, database):
    sit(-5)
    alice = visit("alice")
    for sent in (
        alice.send("PUT", DRAFT, {"stack": STACK, "files": ANSWER, "base": None}),
        alice.send("POST", SUBMIT, {"kind": "submit", "stack": STACK, "files": ANSWER, "key": KEY}),
    ):
        assert sent.status_code == 409
        assert "was handed in" in sent.json["error"]
    assert submissions(database) == []


def test_it_shows_the_result_after_the_end(visit, sit, database):
    sit(policy="sealed")
    done = hand_in(database, sitting_id="sitting")
    finish(database, done, {"test_lists": {}, "test_keeps_order": {}}, score=5)
    alice = visit("alice")
    during = alice.get(f"/submissions/{done}").text
    assert "keeps order" not in during
    alice.post(f"{HERE}/finish")
    page = alice.get(HERE).text
    assert "Correctness" in page
    assert f'href="/submissions/{done}"' in page
    assert re.search(r"<strong>5</strong> <span>of 10</span></span> points", page)
    assert "keeps order" in alice.get(f"/submissions/{done}").text


def test_it_says_that_a_result_is_being_judged(visit, sit, database):
    sit()
    save(database)
    alice = visit("alice")
    alice.post(f"{HERE}/finish")
    page = alice.get(HERE).text
    assert "Being judged" in page
    assert "1 submission" in page
    assert alice.get(f"{HERE}/clock.json").json["waiting"] == 1
    with session_scope(database) as session:
        run = session.exec(select(Run)).one()
        run.state = RunState.CANCELLED
        session.add(run)
        session.commit()
    assert "sitting-waiting" not in alice.get(HERE).text


def test_it_says_that_nothing_was_handed_in(visit, sit):
    sit()
    alice = visit("alice")
    alice.post(f"{HERE}/finish")
    assert "Nothing was handed in." in alice.get(HERE).text


def test_it_tells_nothing_sealed_on_any_page_while_it_runs(visit, sit, database):
    sit(policy="sealed")
    done = hand_in(database, sitting_id="sitting")
    finish(database, done, {"test_lists": {}, "test_keeps_order": {}, "test_refuses": {}}, score=10)
    alice = visit("alice")
    for path in (HERE, TASK, f"{HERE}/finish", f"{HERE}/clock.json", "/sittings", "/submissions", "/problems"):
        text = alice.get(path).text
        assert "keeps order" not in text
        assert "10/10" not in text


def test_it_does_not_let_a_submit_be_stopped(visit, sit, database):
    sit()
    waiting = hand_in(database, sitting_id="sitting")
    assert visit("alice").post(f"/submissions/{waiting}/cancel").status_code == 409


def test_it_offers_to_discard_a_plan_and_does_so(visit):
    alice = visit("alice")
    place = alice.post("/sittings", task=SLUG, policy="open").location
    assert "Discard this session" in alice.get(place).text
    assert alice.post(f"{place}/discard").location == "/sittings"
    assert "The session was discarded." in alice.get("/sittings").text
    assert alice.get(place).status_code == 404
