"""Looking back: pages of a history, two submissions compared, notes to oneself, and taking one up again."""

import json
import zlib
from datetime import timedelta

import pytest
from sqlmodel import select

from judge import comparing, drafts
from judge.comparing import MAX_NOTE, PAGE, Chosen
from judge.desks import practice_desk, sitting_desk
from judge.domain.verdict import Verdict
from judge.drafts import saved_draft
from judge.errors import Invalid, NotFound
from judge.storage.drafts import DraftRevision
from judge.storage.engine import session_scope
from judge.storage.notes import SubmissionNote
from judge.storage.problems import publish_version
from judge.storage.runs import RunState
from judge.storage.submissions import SubmissionKind
from tests.cast import ANSWER, MANIFEST, NOW, SLUG, STACK, STARTER, account, finish, hand_in, publish, seat, version

ALICE, BOB = account("alice"), account("bob")
LATER = NOW + timedelta(hours=1)
ALL = {"test_lists": {}, "test_keeps_order": {}, "test_refuses": {}}
SOME = ALL | {
    "test_keeps_order": {"outcome": "failed", "points": 0},
    "test_refuses": {"outcome": "failed", "points": 0},
}


@pytest.fixture
def session(database):
    with session_scope(database) as opened:
        yield opened


@pytest.fixture
def pair(database):
    """A submission that failed, and a later one that passed."""
    failed = hand_in(database, files={"app.py": "one\ntwo\n", "models.py": "same\n"})
    passed = hand_in(database, files={"app.py": "one\n2\n", "models.py": "same\n"}, at=LATER)
    finish(database, failed, SOME, score=2)
    finish(database, passed, ALL, score=10, verdict=Verdict.PASSED)
    return failed, passed


def newer_version(session, **changes):
    made = version(**changes)
    made.id, made.content_hash = "newer", "newer"
    publish_version(session, made)
    session.commit()
    return made


# --- pages of a history -------------------------------------------------------------------------------------------


def test_it_turns_pages_until_the_last(session, database):
    made = [hand_in(database, at=NOW + timedelta(minutes=n)) for n in range(PAGE + 3)]
    first = comparing.history_page(session, ALICE, Chosen())
    assert [card.id for card in first.cards] == made[:2:-1]
    rest = comparing.history_page(session, ALICE, Chosen(), first.older)
    assert [card.id for card in rest.cards] == made[2::-1]
    assert rest.older == ""


def test_it_turns_no_page_at_a_strangers_submission(session, database):
    for stranger in (hand_in(database, "bob"), "no-such-id"):
        with pytest.raises(NotFound):
            comparing.history_page(session, ALICE, Chosen(), stranger)


@pytest.mark.parametrize(
    ("chosen", "found"),
    [
        (Chosen(), {"failed", "passed", "run"}),
        (Chosen(problem=SLUG), {"failed", "passed", "run"}),
        (Chosen(problem="other"), set()),
        (Chosen(kind="submit"), {"failed", "passed"}),
        (Chosen(kind="try"), set()),
        (Chosen(verdict="passed"), {"passed"}),
        (Chosen(kind="run", verdict="passed"), set()),
        (Chosen(kind="odd", verdict="odd"), {"failed", "passed", "run"}),
    ],
)
def test_it_shows_what_was_chosen(session, database, pair, chosen, found):
    names = {pair[0]: "failed", pair[1]: "passed", hand_in(database, kind=SubmissionKind.RUN): "run"}
    hand_in(database, kind=SubmissionKind.TRY)
    hand_in(database, "bob")
    page = comparing.history_page(session, ALICE, chosen)
    assert {names[card.id] for card in page.cards} == found
    assert page.problems == {SLUG: "A little list"}


def test_it_gives_the_course_of_one_problem_oldest_first(session, database, pair):
    hand_in(database, kind=SubmissionKind.RUN)
    page = comparing.history_page(session, ALICE, Chosen(problem=SLUG, verdict="passed"))
    assert [(card.id, card.score) for card in page.progress] == [(pair[0], 2), (pair[1], 10)]
    assert comparing.history_page(session, ALICE, Chosen()).progress == ()


def test_it_tells_no_sealed_result_in_any_list(session, database):
    seat(session, policy="sealed")
    submission_id = hand_in(database, sitting_id="sitting")
    finish(database, submission_id, ALL, score=10, verdict=Verdict.PASSED)
    page = comparing.history_page(session, ALICE, Chosen(problem=SLUG))
    for card in (*page.cards, *page.progress):
        assert (card.id, card.verdict, card.score, card.label) == (submission_id, None, None, "Received")
    for verdict in Verdict:
        assert comparing.history_page(session, ALICE, Chosen(verdict=verdict.value)).cards == ()


def test_it_tells_of_a_sealed_submission_what_no_hidden_test_has_said(session, database):
    seat(session, policy="sealed")
    end = {"score": 0, "verdict": Verdict.DID_NOT_START}
    finish(database, hand_in(database, sitting_id="sitting"), {}, **end)
    (card,) = comparing.history_page(session, ALICE, Chosen(verdict="did_not_start")).cards
    assert (card.label, card.score) == ("Did not start", None)


def test_it_tells_a_sealed_sample_run(session, database):
    seat(session, policy="sealed")
    run = hand_in(database, sitting_id="sitting", kind=SubmissionKind.RUN)
    finish(database, run, {"test_lists": {}}, score=2, max_score=2, verdict=Verdict.PASSED)
    (card,) = comparing.history_page(session, ALICE, Chosen()).cards
    assert (card.label, card.score) == ("Passed", 2)


def test_it_finds_the_one_before_of_the_same_kind(session, database, pair):
    hand_in(database, kind=SubmissionKind.RUN, at=NOW + timedelta(minutes=5))
    hand_in(database, "bob", at=NOW + timedelta(minutes=6))
    assert comparing.one_before(session, ALICE, pair[1]) == pair[0]
    assert comparing.one_before(session, ALICE, pair[0]) == ""
    with pytest.raises(NotFound):
        comparing.one_before(session, BOB, pair[1])


# --- two compared -------------------------------------------------------------------------------------------------


def test_it_compares_results_and_files(session, pair):
    found = comparing.compare(session, ALICE, *pair)
    assert [(side.card.id, side.view.score) for side in (found.before, found.after)] == [(pair[0], 2), (pair[1], 10)]
    assert [(line.title, line.before.earned, line.after.earned) for line in found.criteria] == [
        ("Correctness", 2, 5),
        ("Robustness", 0, 5),
    ]
    assert [(test.title, test.is_sample, test.before, test.after) for test in found.tests] == [
        ("keeps order", False, "failed", "passed"),
        ("refuses text", False, "failed", "passed"),
    ]
    assert (found.alike, found.lonely) == (1, 0)
    assert [(file.path, file.state) for file in found.files] == [("app.py", "changed"), ("models.py", "same")]


def test_it_shows_nothing_of_hidden_tests_but_what_the_policy_shows(session, database):
    hidden = {"outcome": "bad_response", "points": 0, "message": "CANARY", "exchanges": [{"request": "CANARY"}]}
    one, two = hand_in(database), hand_in(database, at=LATER)
    finish(database, one, ALL | {"test_refuses": hidden}, score=5)
    finish(database, two, ALL, score=10)
    found = comparing.compare(session, ALICE, one, two)
    assert [(test.title, test.before) for test in found.tests] == [("refuses text", "failed")]
    assert "CANARY" not in repr(found)


def test_it_swaps_the_sides_as_it_is_asked(session, pair):
    found = comparing.compare(session, ALICE, *pair[::-1])
    assert [test.after for test in found.tests] == ["failed", "failed"]
    assert found.files[0].hunks[0][1].text == "2"


def test_it_compares_a_sample_run_with_a_submission(session, database, pair):
    run = hand_in(database, kind=SubmissionKind.RUN)
    finish(database, run, {"test_lists": {}}, score=2, max_score=2, verdict=Verdict.PASSED)
    found = comparing.compare(session, ALICE, run, pair[1])
    assert (found.tests, found.alike, found.lonely) == ((), 1, 2)
    assert [(line.before and line.before.possible, line.after.possible) for line in found.criteria] == [
        (2, 5),
        (None, 5),
    ]
    other_way = comparing.compare(session, ALICE, pair[1], run)
    assert [line.title for line in other_way.criteria] == ["Correctness", "Robustness"]
    assert other_way.criteria[1].after is None


def test_it_compares_with_one_that_is_not_judged_yet(session, database, pair):
    waiting = hand_in(database, at=LATER + timedelta(hours=1))
    found = comparing.compare(session, ALICE, pair[1], waiting)
    assert (found.after.view.state, found.tests, found.alike, found.lonely) == ("queued", (), 0, 3)


def test_it_recognises_tests_of_another_version_by_their_titles(session, database, pair):
    moved = [MANIFEST["tests"][n] for n in (0, 2, 1)]
    made = version()
    made.id, made.content_hash, made.manifest = "version-of-later", "newer", MANIFEST | {"tests": moved}
    publish_version(session, made)
    session.commit()
    later = hand_in(database, slug="later", at=LATER + timedelta(hours=1))
    finish(database, later, ALL, score=10, verdict=Verdict.PASSED)
    found = comparing.compare(session, ALICE, pair[0], later)
    assert [(test.title, test.before, test.after) for test in found.tests] == [
        ("refuses text", "failed", "passed"),
        ("keeps order", "failed", "passed"),
    ]
    assert found.lonely == 0


def test_it_compares_no_sealed_results(session, database, pair):
    seat(session, policy="sealed")
    sealed = hand_in(database, sitting_id="sitting", at=LATER + timedelta(hours=1))
    finish(database, sealed, SOME, score=2)
    found = comparing.compare(session, ALICE, pair[1], sealed)
    assert (found.after.view.verdict, found.after.view.score, found.after.card.verdict) == (None, None, None)
    assert (found.tests, found.alike) == ((), 1)  # the sample
    assert {line.after for line in found.criteria} == {None}


def test_it_spells_out_what_could_deceive_in_code(session, database):
    one = hand_in(database, files=ANSWER | {"app.py": "a\u202eb"})
    two = hand_in(database, files=ANSWER | {"app.py": "a\r\n"}, at=LATER)
    (hunk,) = comparing.compare(session, ALICE, one, two).files[0].hunks
    assert [line.text for line in hunk] == ["a[U+202E]b", "a"]


def test_it_compares_two_of_ones_own_of_one_problem_only(session, database, pair):
    publish(session, version("other"))
    session.commit()
    other, theirs = hand_in(database, slug="other"), hand_in(database, "bob")
    attempt = hand_in(database, kind=SubmissionKind.TRY)
    for wrong in (theirs, "no-such-id", attempt):
        for sides in ((pair[0], wrong), (wrong, pair[0])):
            with pytest.raises(NotFound):
                comparing.compare(session, ALICE, *sides)
    with pytest.raises(Invalid, match="different problems"):
        comparing.compare(session, ALICE, pair[0], other)
    with pytest.raises(Invalid, match="from itself"):
        comparing.compare(session, ALICE, pair[0], pair[0])
    with pytest.raises(Invalid, match="Pick two"):
        comparing.compare(session, ALICE, pair[0], "")


# --- notes --------------------------------------------------------------------------------------------------------


def test_it_keeps_a_note_and_shows_it_wherever_the_submission_is(session, pair):
    comparing.save_note(session, ALICE, pair[0], "  try\r\nagain \u202e ", now=NOW)
    seen = "try\nagain [U+202E]"
    assert comparing.note(session, ALICE, pair[0]) == seen
    assert comparing.history_page(session, ALICE, Chosen()).notes == {pair[0]: seen}
    found = comparing.compare(session, ALICE, *pair)
    assert (found.before.note, found.after.note) == (seen, "")


def test_it_writes_over_a_note_and_takes_an_empty_one_away(session, pair):
    for text in ("one", "two"):
        comparing.save_note(session, ALICE, pair[0], text, now=NOW)
    assert comparing.note(session, ALICE, pair[0]) == "two"
    comparing.save_note(session, ALICE, pair[0], " \n", now=NOW)
    assert session.exec(select(SubmissionNote)).all() == []


def test_it_takes_a_note_of_a_certain_length_only(session, pair):
    comparing.save_note(session, ALICE, pair[0], "x\r\n" * (MAX_NOTE // 2 - 1) + "xx", now=NOW)
    with pytest.raises(Invalid, match="2001 characters") as refused:
        comparing.save_note(session, ALICE, pair[0], "x" * (MAX_NOTE + 1), now=NOW)
    assert refused.value.where == "text"


def test_it_writes_and_reads_no_note_at_a_strangers_submission(session, pair):
    comparing.save_note(session, ALICE, pair[0], "mine", now=NOW)
    assert comparing.note(session, BOB, pair[0]) == ""
    with pytest.raises(NotFound):
        comparing.save_note(session, BOB, pair[0], "theirs", now=NOW)


# --- taking one up again ------------------------------------------------------------------------------------------


def draft_of(session, desk):
    saved = saved_draft(session, desk, STACK)
    return saved.files if saved else None


def test_it_puts_a_submission_into_an_empty_editor(session, pair):
    place = comparing.restore(session, ALICE, pair[0], now=LATER)
    assert (place.slug, place.sitting_id, place.stack) == (SLUG, "", STACK)
    assert draft_of(session, practice_desk(session, ALICE, SLUG)) == {"app.py": "one\ntwo\n", "models.py": "same\n"}


def test_it_keeps_what_the_editor_held_however_lately_a_state_was_kept(session, pair):
    desk = practice_desk(session, ALICE, SLUG)
    base = None
    for seconds, text in enumerate(("a first text", "another text", "the present text")):
        files = ANSWER | {"models.py": text}
        base = drafts.save_draft(
            session, desk, stack=STACK, files=files, base=base, now=LATER + timedelta(seconds=seconds)
        )
    comparing.restore(session, ALICE, pair[0], now=LATER + timedelta(seconds=9))
    kept = [json.loads(zlib.decompress(row.content)) for row in session.exec(select(DraftRevision)).all()]
    assert [files["models.py"] for files in kept] == ["a first text", "the present text"]


def test_it_restores_the_same_again_without_a_trace(session, pair):
    for hours in (1, 2):
        comparing.restore(session, ALICE, pair[0], now=NOW + timedelta(hours=hours))
    assert session.exec(select(DraftRevision)).all() == []


def test_it_fits_a_submission_to_the_present_version(session, pair):
    files = {"editable": ["app.py", "schema.sql"], "readonly": ["models.py"], "addable": ["*.txt"]}
    newer_version(session, files=files)
    comparing.restore(session, ALICE, pair[0], now=LATER)
    restored = draft_of(session, practice_desk(session, ALICE, SLUG))
    assert restored == {"app.py": "one\ntwo\n", "schema.sql": STARTER["schema.sql"]}


def test_it_restores_files_that_were_added(session, database):
    newer_version(session, files={"editable": ["app.py", "models.py"], "readonly": ["schema.sql"], "addable": ["*.py"]})
    submission_id = hand_in(database, files=ANSWER | {"more.py": "x = 1\n"})
    comparing.restore(session, ALICE, submission_id, now=LATER)
    assert draft_of(session, practice_desk(session, ALICE, SLUG))["more.py"] == "x = 1\n"


def test_it_restores_into_no_stack_that_the_problem_has_given_up(session, pair):
    newer_version(session, stacks=["postgresql"])
    with pytest.raises(Invalid, match="does not offer"):
        comparing.restore(session, ALICE, pair[0], now=LATER)


def test_it_restores_into_the_session_while_it_runs_and_into_practice_afterwards(session, database):
    seat(session, minutes=30)
    submission_id = hand_in(database, sitting_id="sitting", files=ANSWER | {"models.py": "seated"})
    place = comparing.restore(session, ALICE, submission_id, now=NOW + timedelta(minutes=5))
    assert place.sitting_id == "sitting"
    assert draft_of(session, sitting_desk(session, ALICE, SLUG, "sitting"))["models.py"] == "seated"
    assert draft_of(session, practice_desk(session, ALICE, SLUG)) is None
    place = comparing.restore(session, ALICE, submission_id, now=NOW + timedelta(minutes=45))
    assert place.sitting_id == ""
    assert draft_of(session, practice_desk(session, ALICE, SLUG))["models.py"] == "seated"


def test_it_restores_nothing_of_a_stranger(session, pair):
    with pytest.raises(NotFound):
        comparing.restore(session, BOB, pair[0], now=LATER)


def test_it_compares_a_submission_that_was_cancelled(session, database, pair):
    stopped = hand_in(database, at=LATER + timedelta(hours=1))
    finish(database, stopped, {}, state=RunState.CANCELLED, verdict=Verdict.CANCELLED, score=None)
    found = comparing.compare(session, ALICE, pair[1], stopped)
    assert (found.after.view.label, found.lonely) == ("Cancelled", 3)
