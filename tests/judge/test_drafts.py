"""Drafts: nothing is overwritten unseen, and what was replaced can be had again."""

import random
import string
from datetime import timedelta

import pytest
from sqlmodel import select

from judge import drafts, practice
from judge.desks import desk, practice_desk
from judge.errors import DraftIsNewer, Invalid, NotFound, SittingClosed
from judge.storage.drafts import Draft
from judge.storage.engine import session_scope
from tests.cast import ANSWER, NOW, SLUG, STACK, STARTER, account, publish, seat, version

ALICE = account("alice")
BOB = account("bob")


@pytest.fixture
def session(database):
    with session_scope(database) as opened:
        yield opened


def kept(session, who=ALICE, slug=SLUG):
    return drafts.saved_draft(session, practice_desk(session, who, slug), STACK)


def save(session, text, base, *, minutes=0, who=ALICE, stack=STACK):
    files = {"app.py": text, "models.py": ""}
    now = NOW + timedelta(minutes=minutes)
    return drafts.save_draft(session, practice_desk(session, who, SLUG), stack=stack, files=files, base=base, now=now)


def test_it_saves_a_draft_for_its_user_only(session):
    saved_at = save(session, "one", None)
    mine = kept(session)
    assert mine is not None
    assert (mine.files["app.py"], mine.saved_at) == ("one", saved_at)
    assert kept(session, BOB) is None


def test_it_saves_over_the_draft_that_the_editor_has_seen(session):
    save(session, "two", save(session, "one", None), minutes=1)
    assert kept(session).files["app.py"] == "two"


def test_it_refuses_to_overwrite_what_another_device_saved_and_carries_that(session):
    base = save(session, "one", None)
    elsewhere = save(session, "elsewhere", base, minutes=1)
    with pytest.raises(DraftIsNewer) as refused:
        save(session, "here", base, minutes=2)
    assert (refused.value.saved_at, refused.value.files["app.py"]) == (elsewhere, "elsewhere")
    assert kept(session).files["app.py"] == "elsewhere"


def test_it_refuses_a_first_save_where_another_device_has_begun(session):
    save(session, "one", None)
    with pytest.raises(DraftIsNewer):
        save(session, "two", None, minutes=1)


def test_it_accepts_the_same_draft_again_after_a_lost_answer(session):
    saved_at = save(session, "one", None)
    assert save(session, "one", None, minutes=1) == saved_at


def test_it_checks_a_draft_like_an_answer(session):
    with pytest.raises(Invalid) as refused:
        drafts.save_draft(
            session, practice_desk(session, ALICE, SLUG), stack=STACK, files=dict(STARTER), base=None, now=NOW
        )
    assert refused.value.where == "schema.sql"
    with pytest.raises(Invalid):
        save(session, "one", None, stack="node")


def test_it_opens_a_draft_without_files_that_a_new_version_no_longer_has(session):
    save(session, "one", None)
    row = session.exec(select(Draft)).one()
    row.files = row.files | {"gone.py": "x"}
    session.add(row)
    session.commit()
    _, workspace, _ = practice.open_problem(session, ALICE, SLUG)
    assert sorted(workspace.drafts[STACK].files) == ["app.py", "models.py"]


# --- earlier states -----------------------------------------------------------------------------------------------


def states(session):
    desk_of_alice = practice_desk(session, ALICE, SLUG)
    return [drafts.revision(session, ALICE, line.id) for line in drafts.revisions(session, desk_of_alice, STACK)]


def test_it_keeps_what_is_replaced_once_a_minute(session):
    base = None
    for minutes, text in ((0, "one"), (0.5, "two!"), (0.9, "three"), (1.5, "four five"), (2.6, "six six six")):
        base = save(session, text, base, minutes=minutes)
    assert [(state.files["app.py"], state.saved_at) for state in states(session)] == [
        ("four five", NOW + timedelta(minutes=1.5)),
        ("one", NOW),
    ]
    assert [line.lines for line in drafts.revisions(session, practice_desk(session, ALICE, SLUG), STACK)] == [2, 2]


def test_it_keeps_much_text_before_it_goes_however_young_it_is(session):
    base = save(session, "a little", None)
    base = save(session, "much " * 50, base, minutes=0.1)
    save(session, "", base, minutes=0.2)
    assert [state.files["app.py"] for state in states(session)] == ["much " * 50, "a little"]


def test_it_keeps_only_so_many_and_drops_the_oldest(session, monkeypatch):
    monkeypatch.setattr(drafts, "MAX_REVISIONS", 3)
    base = None
    for minutes in range(8):
        base = save(session, f"text {minutes}", base, minutes=2 * minutes)
    assert [state.files["app.py"] for state in states(session)] == ["text 6", "text 5", "text 4"]


def test_it_bounds_the_bytes_of_a_user_and_drops_the_oldest(session, monkeypatch):
    monkeypatch.setattr(drafts, "MAX_REVISION_BYTES", 400)
    base = None
    for minutes in range(6):
        noise = "".join(random.Random(minutes).choices(string.ascii_letters, k=120))
        base = save(session, noise, base, minutes=2 * minutes)
    kept_now = [(state.saved_at - NOW) / timedelta(minutes=2) for state in states(session)]
    assert kept_now == [4.0, 3.0]
    assert drafts.saved_draft(session, practice_desk(session, ALICE, SLUG), STACK).files["app.py"] == noise


def test_it_shows_nobody_a_strangers_earlier_state(session):
    save(session, "two", save(session, "one", None), minutes=2)
    (line,) = drafts.revisions(session, practice_desk(session, ALICE, SLUG), STACK)
    for number in (line.id, line.id + 1):
        with pytest.raises(NotFound):
            drafts.revision(session, BOB, number)


# --- files of one's own -------------------------------------------------------------------------------------------


def test_it_saves_a_file_that_the_problem_lets_one_add_and_opens_it_again(session):
    files = {"editable": ["app.py", "models.py"], "readonly": ["schema.sql"], "addable": ["*.py"]}
    publish(session, version("open", files=files))
    session.commit()
    place = practice_desk(session, ALICE, "open")
    drafts.save_draft(session, place, stack=STACK, files=ANSWER | {"more.py": "x = 1\n"}, base=None, now=NOW)
    _, workspace, _ = practice.open_problem(session, ALICE, "open")
    assert workspace.drafts[STACK].files["more.py"] == "x = 1\n"
    with pytest.raises(Invalid) as refused:
        drafts.save_draft(session, place, stack=STACK, files=ANSWER | {"more.txt": ""}, base=NOW, now=NOW)
    assert refused.value.where == "more.txt"


def test_it_keeps_a_file_before_it_is_deleted_however_short_and_young_it_is(session):
    files = {"editable": ["app.py", "models.py"], "readonly": ["schema.sql"], "addable": ["*.py"]}
    publish(session, version("open", files=files))
    session.commit()
    place, base = practice_desk(session, ALICE, "open"), None
    for second, more in enumerate(({}, {"more.py": "x"}, {})):
        now = NOW + timedelta(seconds=second)
        base = drafts.save_draft(session, place, stack=STACK, files=ANSWER | more, base=base, now=now)
    newest = drafts.revisions(session, place, STACK)[0]
    assert drafts.revision(session, ALICE, newest.id).files["more.py"] == "x"


# --- timed sessions -----------------------------------------------------------------------------------------------


def test_it_keeps_the_drafts_of_a_session_and_of_practice_apart(session):
    seat(session, minutes=10)
    place = desk(session, ALICE, SLUG, "sitting", now=NOW)
    drafts.save_draft(session, place, stack=STACK, files=ANSWER, base=None, now=NOW)
    assert kept(session) is None
    assert drafts.saved_draft(session, place, STACK).files == ANSWER


@pytest.mark.parametrize("minutes", [-1, 10.5])
def test_it_takes_nothing_before_a_session_or_after_it(session, minutes):
    seat(session, minutes=10, has_begun=minutes > 0)
    with pytest.raises(SittingClosed):
        desk(session, ALICE, SLUG, "sitting", now=NOW + timedelta(minutes=minutes))


def test_it_takes_a_last_save_that_was_on_its_way(session):
    seat(session, minutes=10)
    assert desk(session, ALICE, SLUG, "sitting", now=NOW + timedelta(minutes=10, seconds=9)).sitting_id == "sitting"


@pytest.mark.parametrize(
    ("who", "slug", "sitting"), [(BOB, SLUG, "sitting"), (ALICE, "x", "sitting"), (ALICE, SLUG, "y")]
)
def test_it_knows_no_strangers_session_and_no_other_task(session, who, slug, sitting):
    seat(session, minutes=10)
    with pytest.raises(NotFound):
        desk(session, who, slug, sitting, now=NOW)
