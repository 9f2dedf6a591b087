"""The pages for judging again: choosing, counting, starting, looking, deciding; for authors only."""

import re
from html import unescape
from uuid import uuid4

import pytest
from sqlmodel import select

from judge.storage.engine import reading_scope, session_scope
from judge.storage.rejudges import Rejudge, RejudgeState
from judge.storage.runs import latest_run
from judge.storage.studio import StudioAuthor, StudioProblem
from tests.cast import NOW, SLUG, seat
from tests.judge.rejudging.world import begin, end_shadows, judged, publish_second

HOME = "/studio/rejudges"


@pytest.fixture(autouse=True)
def second(database):
    return publish_second(database)


@pytest.fixture
def arthur(visit):
    return visit("arthur")


def words(answer):
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.text.partition("<main")[2])).split())


def hidden_fields(page):
    return dict(re.findall(r'<input type="hidden" name="([a-z_]+)" value="([^"]*)"', page.text))


def score(database, submission_id):
    with reading_scope(database) as session:
        return latest_run(session, submission_id).score


def test_it_walks_from_the_problem_to_a_result_that_counts(arthur, database):
    submission_id = judged(database)
    assert "Nothing was judged again" in words(arthur.get(HOME))
    assert f'value="{SLUG}"' in arthur.get(f"{HOME}/new").text
    counted = arthur.get(f"{HOME}/new?problem={SLUG}&count=yes&verdict=failed&latest=yes")
    assert "1 submission It would be judged by the version hash of the" in words(counted)
    fields = hidden_fields(counted)
    assert (fields["verdict"], fields["latest"], fields["to"]) == ("failed", "yes", "hash of the second")
    started = arthur.post(HOME, **fields)
    assert started.status_code == 302
    page = arthur.get(started.location)
    assert "0 of 1 judged" in words(page)
    assert arthur.get(f"{started.location}/progress.json").json == {
        "id": started.location.rpartition("/")[2],
        "state": "open",
        "total": 1,
        "done": 0,
        "waiting": 1,
    }
    end_shadows(database, started.location.rpartition("/")[2])
    seen = words(arthur.get(started.location))
    assert "Failed 2 /10 Failed 7 /11 +44 % refuses text: Failed → to Passed" in seen
    assert "1 of 1" not in seen
    assert "Results of timed sessions" not in words(arthur.get(f"{started.location}/decision"))
    assert arthur.post(f"{started.location}/apply").location == started.location
    after = words(arthur.get(started.location))
    assert "Applied to 1 submission" in after
    assert "by Arthur" in after
    assert score(database, submission_id) == 7
    assert "was decided already" in words(arthur.get(f"{started.location}/decision"))
    assert "Applied" in words(arthur.get(HOME))


def test_it_counts_what_is_chosen(arthur, database):
    judged(database)
    path = f"{HOME}/new?problem={SLUG}&count=yes"
    assert "No submission matches" in words(arthur.get(f"{path}&stack=node-express"))
    assert "1 submission" in words(arthur.get(f"{path}&from=hash+of+{SLUG}&since=2026-05-01&until=2026-05-31&runs=yes"))
    named = arthur.get(f"{path}&submissions=one%20two")
    assert "No submission matches" in words(named)
    assert "one\ntwo</textarea>" in named.text


@pytest.mark.parametrize(
    ("field", "says"),
    [
        ("since=yesterday", "A day is written as 2026-05-31."),
        ("at_most=many", "One rejudging holds 1 to 2000"),
        ("to=nothing", '"nothing" is no version of this problem.'),
        ("verdict=nothing", 'There is no verdict "nothing".'),
    ],
)
def test_it_says_what_is_wrong_beside_the_field(arthur, field, says):
    answer = arthur.get(f"{HOME}/new?problem={SLUG}&count=yes&{field}")
    assert says in words(answer)


def test_it_starts_nothing_without_a_match_or_a_key(arthur, database):
    refused = arthur.post(HOME, problem=SLUG, key=str(uuid4()))
    assert (refused.status_code, "Nothing was started" in words(refused)) == (400, True)
    judged(database)
    assert arthur.post(HOME, problem=SLUG).status_code == 400
    with reading_scope(database) as session:
        assert session.exec(select(Rejudge)).all() == []


def test_it_starts_once_when_the_form_is_sent_twice(arthur, database):
    judged(database)
    fields = {"problem": SLUG, "key": str(uuid4())}
    assert arthur.post(HOME, **fields).location == arthur.post(HOME, **fields).location
    with reading_scope(database) as session:
        assert len(session.exec(select(Rejudge)).all()) == 1


def test_it_asks_for_names_and_a_reason_where_somebody_relies_on_a_result(arthur, database):
    with session_scope(database) as session:
        seat(session)
    used = judged(database, sitting_id="sitting")
    counted = arthur.get(f"{HOME}/new?problem={SLUG}&count=yes")
    assert "1 submission was handed in within timed sessions" in words(counted)
    rejudge_id = begin(database)
    end_shadows(database, rejudge_id)
    assert "Timed session" in words(arthur.get(f"{HOME}/{rejudge_id}"))
    asked = arthur.get(f"{HOME}/{rejudge_id}/decision")
    assert f'name="used" value="{used}"' in asked.text
    refused = arthur.post(f"{HOME}/{rejudge_id}/apply", used=used)
    assert (refused.status_code, "Say why" in words(refused)) == (400, True)
    assert f'value="{used}" checked' in refused.text
    assert arthur.post(f"{HOME}/{rejudge_id}/apply", used=used, reason="It was <b>wrong</b>.").status_code == 302
    assert score(database, used) == 7
    assert "“It was <b>wrong</b>.”" in words(arthur.get(f"{HOME}/{rejudge_id}")).replace("&lt;", "<")


def test_it_applies_what_is_there_only_when_told_so(arthur, database):
    judged(database)
    rejudge_id = begin(database)
    assert "Apply what is there" in words(arthur.get(f"{HOME}/{rejudge_id}/decision"))
    arthur.post(f"{HOME}/{rejudge_id}/apply")
    assert "1 submission is still to be judged." in arthur.get(f"{HOME}/{rejudge_id}").text
    with reading_scope(database) as session:
        assert session.get_one(Rejudge, rejudge_id).state is RejudgeState.OPEN
    arthur.post(f"{HOME}/{rejudge_id}/apply", partial="yes")
    assert "Was not judged" in words(arthur.get(f"{HOME}/{rejudge_id}"))


def test_it_drops_once(arthur, database):
    submission_id = judged(database)
    rejudge_id = begin(database)
    end_shadows(database, rejudge_id)
    assert arthur.post(f"{HOME}/{rejudge_id}/drop").status_code == 302
    assert "Dropped without effect by Arthur" in words(arthur.get(f"{HOME}/{rejudge_id}"))
    arthur.post(f"{HOME}/{rejudge_id}/drop")
    assert "This rejudging was dropped already." in arthur.get(f"{HOME}/{rejudge_id}").text
    assert score(database, submission_id) == 2


def test_it_shows_what_cannot_be_judged_and_nothing_a_terminal_or_page_would_obey(arthur, database):
    judged(database, files={"app.py": "", "models.py": "", "<script>.py": ""})
    rejudge_id = begin(database)
    page = arthur.get(f"{HOME}/{rejudge_id}")
    assert "Cannot be judged by this version" in words(page)
    assert "<script>.py" not in page.text


def test_it_shows_a_page_of_many_and_says_what_is_left_out(arthur, database, monkeypatch):
    monkeypatch.setattr("web.views.rejudges.MAX_SHOWN", 1)
    for _ in range(3):
        judged(database)
    rejudge_id = begin(database)
    end_shadows(database, rejudge_id)
    assert "And 2 more." in words(arthur.get(f"{HOME}/{rejudge_id}"))


@pytest.mark.parametrize("who", ["alice", "rita", "arthur"])
def test_it_is_there_for_nobody_but_who_writes_the_problem(visit, database, who):
    judged(database)
    rejudge_id = begin(database)
    with session_scope(database) as session:
        session.add(StudioProblem(id="studio", slug=SLUG, created_at=NOW, changed_at=NOW))
        session.flush()
        session.add(StudioAuthor(problem_id="studio", user_id="ada", added_at=NOW))
        session.commit()
    browser = visit(who)
    paths = [f"{HOME}/{rejudge_id}{rest}" for rest in ("", "/progress.json", "/decision")]
    assert {browser.get(path).status_code for path in (*paths, f"{HOME}/new?problem={SLUG}")} == {404}
    assert {browser.post(f"{HOME}/{rejudge_id}/{word}").status_code for word in ("apply", "drop")} == {404}
    assert browser.post(HOME, problem=SLUG, key=str(uuid4())).status_code == 404
    assert visit("ada").get(paths[0]).status_code == 200


def test_it_takes_as_many_ticks_as_a_rejudging_has_submissions(arthur, visit, database):
    with session_scope(database) as session:
        seat(session)
    judged(database, sitting_id="sitting")
    rejudge_id = begin(database)
    end_shadows(database, rejudge_id)
    names = [str(uuid4()) for _ in range(2000)]
    answer = arthur.post(f"{HOME}/{rejudge_id}/apply", used=names, reason="x")
    assert (answer.status_code, "named one by one" in words(answer)) == (400, True)
    assert arthur.post(f"{HOME}/{rejudge_id}/apply", used=names * 2).status_code == 413
    assert arthur.post(HOME, submissions=names).status_code == 413
    assert visit().post(f"{HOME}/{rejudge_id}/apply", used=names).status_code == 413


def test_it_asks_for_no_more_ids_than_an_address_holds(arthur):
    page = arthur.get(f"{HOME}/new?problem={SLUG}").text
    assert 'name="submissions" rows="3" maxlength="3200"' in page
    assert "80 at most" in page
    ids = "%0D%0A".join(str(uuid4()) for _ in range(80))
    assert len(f"GET {HOME}/new?problem={SLUG}&submissions={ids}&count=yes HTTP/1.1") < 4094 - 500
