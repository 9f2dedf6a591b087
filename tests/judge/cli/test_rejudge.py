"""`judge rejudge`: from the start to the decision, at the command line."""

import json
from collections.abc import Iterator

import pytest
from sqlalchemy import Engine

from judge.settings import Settings
from judge.storage.accounts import Role, User
from judge.storage.engine import make_engine, reading_scope, session_scope
from judge.storage.runs import latest_run
from tests.cast import NOW, SLUG, STACK, publish, seat, version
from tests.judge.cli.conftest import Run
from tests.judge.rejudging.world import end_shadows, judged, publish_second


@pytest.fixture
def database(judge: Run) -> Iterator[Engine]:
    """Alice, and the little problem in two versions."""
    judge("db", "upgrade")
    made = make_engine(Settings.from_env().database)
    with session_scope(made) as session:
        user = User(email="a@example.org", name="A", role=Role.CANDIDATE, password_hash="x", created_at=NOW)
        user.id = "alice"
        session.add(user)
        publish(session, version())
        session.commit()
    publish_second(made)
    yield made
    made.dispose()


def begin(judge: Run, *words: str) -> str:
    answer = json.loads(judge("rejudge", "start", SLUG, *words, "--json").stdout)
    assert answer["submissions"] == 1
    return str(answer["id"])


def score(database: Engine, submission_id: str) -> int | None:
    with reading_scope(database) as session:
        return latest_run(session, submission_id).score


def test_it_starts_shows_and_applies(judge: Run, database: Engine):
    submission_id = judged(database)
    filters = ["--from", "hash of little", "--to", "hash of the", "--stack", STACK, "--verdict", "failed"]
    days = ["--since", "2026-05-01", "--until", "2026-05-31", "--latest", "--runs", "--at-most", "5"]
    rejudge_id = begin(judge, *filters, *days, "--submission", submission_id)
    (line,) = json.loads(judge("rejudge", "list", "--json").stdout)
    assert (line["id"], line["progress"]) == (rejudge_id, {"total": 1, "done": 0})
    assert judge("rejudge", "apply", rejudge_id).exit_code == 2
    end_shadows(database, rejudge_id)
    (change,) = json.loads(judge("rejudge", "show", rejudge_id, "--json").stdout)["changes"]
    assert (change["submission_id"], change["delta"], change["after"]["score"]) == (submission_id, 44, 7)
    shown = judge("rejudge", "show", rejudge_id).stdout
    assert "1 differ (1 score more, 0 less), 0 the same" in shown
    assert "Failed 2/10" in shown
    assert "test_refuses: failed to passed" in shown
    assert judge("rejudge", "apply", rejudge_id).stdout == f"{rejudge_id}: applied to 1 submissions\n"
    assert score(database, submission_id) == 7
    assert rejudge_id in judge("rejudge", "list").stdout


def test_it_says_what_was_started_and_drops_it(judge: Run, database: Engine):
    submission_id = judged(database)
    said = judge("rejudge", "start", SLUG).stdout
    assert "1 submissions wait to be judged again" in said
    rejudge_id = said.split(":")[0]
    assert "waiting" in judge("rejudge", "show", rejudge_id).stdout
    assert judge("rejudge", "drop", rejudge_id).stdout == f"{rejudge_id}: dropped\n"
    assert score(database, submission_id) == 2


def test_it_applies_what_is_there_and_what_is_named(judge: Run, database: Engine):
    with session_scope(database) as session:
        seat(session)
    used = judged(database, sitting_id="sitting")
    rejudge_id = begin(judge)
    end_shadows(database, rejudge_id)
    assert judge("rejudge", "apply", rejudge_id, "--used", used).exit_code == 2
    done = judge("rejudge", "apply", rejudge_id, "--used", used, "--reason", "a test was wrong", "--partial")
    assert done.stdout.endswith("applied to 1 submissions\n")
    assert score(database, used) == 7


@pytest.mark.parametrize("words", [("start", "nothing"), ("start", SLUG), ("show", "none"), ("drop", "none")])
def test_it_refuses_what_is_not_there(judge: Run, database: Engine, words: tuple[str, ...]):
    assert judge("rejudge", *words).exit_code == 2
