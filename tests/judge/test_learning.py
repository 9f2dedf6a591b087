"""Learning: hints in their order at their price, the end, the editorial, and answers that others share."""

from datetime import timedelta

import pytest
from sqlmodel import select

from judge import learning, practice, watching
from judge.desks import GRACE, practice_desk, sitting_desk
from judge.domain.feedback import Reader
from judge.domain.verdict import Verdict
from judge.errors import Conflict, Invalid, NotFound
from judge.paths import next_step
from judge.storage.engine import reading_scope, session_scope
from judge.storage.learning import GivenUp, HintTaken, SharedSolution, given_up_slugs
from judge.storage.runs import RunState
from judge.storage.sittings import Sitting
from judge.storage.submissions import Submission, SubmissionKind
from tests.cast import ANSWER, NOW, SLUG, STACK, account, finish, hand_in, seat
from tests.lessons import solve, teach

ALICE, BOB, RITA = account("alice"), account("bob"), account("rita")
LATER = NOW + timedelta(minutes=5)


@pytest.fixture
def session(database):
    teach(database)
    with session_scope(database) as opened:
        yield opened


def take(session, number, *, who=ALICE, now=NOW):
    learning.take_hint(session, practice_desk(session, who, SLUG), number, now=now)


def help_for(session, who=ALICE, *, now=NOW):
    return learning.help_on(session, who, SLUG, now=now)


def end_sitting(session):
    sitting = session.get_one(Sitting, "sitting")
    sitting.finished_at = LATER
    session.add(sitting)
    session.commit()


# --- hints --------------------------------------------------------------------------------------------------------


def test_it_lists_hints_with_their_price_and_without_their_text(session):
    offered = help_for(session)
    assert [(hint.number, hint.cost, hint.html, hint.is_open) for hint in offered.hints] == [
        (1, 1, "", False),
        (2, 2, "", False),
        (3, 0, "", False),
    ]
    assert (offered.is_offered, offered.next_number, offered.spent) == (True, 1, 0)


def test_it_opens_a_hint_and_notes_its_cost(session, database):
    take(session, 1)
    with reading_scope(database) as other:
        row = other.exec(select(HintTaken)).one()
        offered = help_for(other)
    assert (row.user_id, row.slug, row.sitting_id, row.number, row.cost) == ("alice", SLUG, "", 1, 1)
    assert "<strong>index</strong>" in offered.hints[0].html
    assert (offered.next_number, offered.spent) == (2, 1)


def test_it_takes_the_same_hint_once(session):
    take(session, 1)
    take(session, 1, now=LATER)
    assert session.exec(select(HintTaken)).one().taken_at == NOW


def test_it_opens_hints_in_their_order_only(session):
    with pytest.raises(Conflict, match="hint 1 comes first"):
        take(session, 2)
    for number in (1, 2, 3):
        take(session, number)
    offered = help_for(session)
    assert (offered.next_number, offered.spent) == (0, 3)


@pytest.mark.parametrize("number", [0, 4, 10**30])
def test_it_knows_no_other_hint(session, number):
    with pytest.raises(NotFound):
        take(session, number)


def test_it_keeps_the_price_of_the_day(session):
    take(session, 1)
    row = session.exec(select(HintTaken)).one()
    row.cost = 5
    session.add(row)
    session.commit()
    offered = help_for(session)
    assert (offered.hints[0].cost, offered.spent) == (5, 5)


def test_it_keeps_the_hints_of_two_users_apart(session):
    take(session, 1)
    assert help_for(session, BOB).spent == 0


def test_it_offers_no_hint_in_a_session_nor_beside_it(session):
    seat(session)
    at_task = sitting_desk(session, ALICE, SLUG, "sitting")
    for desk in (at_task, practice_desk(session, ALICE, SLUG)):
        with pytest.raises(Conflict, match="open after it"):
            learning.take_hint(session, desk, 1, now=NOW)
        offered = learning.help_at(session, desk, now=NOW)
        assert (offered.is_offered, offered.hints, offered.next_number) == (False, (), 0)
    take(session, 1, who=BOB)  # who sits is Alice


def test_it_offers_hints_again_when_the_session_is_over(session):
    seat(session, minutes=1)
    take(session, 1, now=NOW + timedelta(minutes=1) + GRACE + timedelta(seconds=1))
    end_sitting(session)
    take(session, 2, now=NOW)


def test_it_does_not_mind_a_session_that_has_not_begun(session):
    seat(session, has_begun=False)
    take(session, 1)


# --- what hints cost ----------------------------------------------------------------------------------------------


def cost_of(database, submission_id, reader=Reader.CANDIDATE):
    with reading_scope(database) as session:
        return watching.view(session, submission_id, reader).hint_cost


def judged(database, *, score=7, at=LATER, **how):
    submission_id = hand_in(database, at=at, **how)
    finish(database, submission_id, {}, score=score, verdict=Verdict.FAILED)
    return submission_id


def test_it_takes_hints_off_later_results_and_leaves_the_score_true(session, database):
    before = judged(database, at=NOW - timedelta(minutes=1))
    take(session, 1)
    take(session, 2)
    after = judged(database)
    assert (cost_of(database, before), cost_of(database, after), cost_of(database, after, Reader.STAFF)) == (0, 3, 3)
    with reading_scope(database) as other:
        assert watching.view(other, after, Reader.CANDIDATE).score == 7


@pytest.mark.parametrize(("score", "cost"), [(2, 2), (0, 0), (None, 0)])
def test_it_never_takes_off_more_than_there_is(session, database, score, cost):
    take(session, 1)
    take(session, 2)
    assert cost_of(database, judged(database, score=score)) == cost


def test_it_takes_nothing_off_samples_nor_off_what_is_not_judged(session, database):
    take(session, 1)
    assert cost_of(database, judged(database, kind=SubmissionKind.RUN)) == 0
    assert cost_of(database, hand_in(database, at=LATER)) == 0


def test_it_takes_nothing_off_in_a_session_for_hints_of_practice(session, database):
    take(session, 1)
    seat(session)
    end_sitting(session)
    assert cost_of(database, judged(database, sitting_id="sitting")) == 0


def test_it_tells_how_long_a_run_has_waited(database):
    submission_id = hand_in(database, started_at=NOW + timedelta(milliseconds=1260), state=RunState.LEASED)
    finish(database, submission_id, {}, phases={"running": 120})
    with reading_scope(database) as session:
        assert watching.view(session, submission_id, Reader.STAFF).phases == {"queued": 1260, "running": 120}
        told = watching.view(session, submission_id, Reader.CANDIDATE).phases
    assert list(told) == ["queued", "running"]
    assert told["queued"] != 1260  # as coarse as the others


# --- the end ------------------------------------------------------------------------------------------------------


def editorial(session, who=ALICE, *, now=NOW):
    return learning.editorial(session, who, SLUG, now=now)


def test_it_keeps_the_editorial_for_the_end(session, database):
    judged(database)
    found = editorial(session)
    assert (found.text.html, found.end.is_open) == ("", False)


def test_it_opens_the_editorial_to_who_has_solved_the_problem(session, database):
    solve(database)
    found = editorial(session)
    assert "<em>creation</em>" in found.text.html
    assert "<script>" not in found.text.html
    assert (found.title, found.end.has_solved) == ("A little list", True)
    assert editorial(session, BOB).text.html == ""


def test_it_does_not_take_a_run_of_the_samples_for_a_solution(session, database):
    finish(database, hand_in(database, kind=SubmissionKind.RUN), {}, verdict=Verdict.PASSED)
    assert not editorial(session).end.is_open


def test_it_opens_the_editorial_to_who_gives_up_once_and_for_all(session):
    learning.give_up(session, ALICE, SLUG, now=NOW)
    learning.give_up(session, ALICE, SLUG, now=LATER)
    assert session.exec(select(GivenUp)).one().given_up_at == NOW
    found = editorial(session)
    assert (found.end.has_solved, found.end.given_up_at, found.end.is_open) == (False, NOW, True)
    assert given_up_slugs(session, "alice") == {SLUG}
    assert given_up_slugs(session, "bob") == set()


def test_it_marks_a_problem_as_read_until_it_is_solved(session, database):
    def card():
        with reading_scope(database) as reader:
            return practice.catalogue(reader, ALICE)[0]

    assert card().state == "new"
    learning.give_up(session, ALICE, SLUG, now=NOW)
    assert card().state == "read"
    judged(database)
    assert (card().state, card().best_score) == ("read", 7)
    assert next_step([card()]) is None
    solve(database)
    assert card().state == "solved"


def test_it_opens_the_editorial_to_staff(session):
    assert editorial(session, RITA).text.html


def test_it_opens_nothing_while_its_reader_sits_at_the_problem(session, database):
    shared = share_as(session, database, "bob")
    solve(database)
    learning.give_up(session, ALICE, SLUG, now=NOW)
    seat(session)
    assert editorial(session).text.html == ""
    assert learning.solutions(session, ALICE, SLUG, stack="", now=NOW).shared == ()
    with pytest.raises(NotFound):
        learning.solution(session, ALICE, SLUG, shared, now=NOW)
    with pytest.raises(Conflict):
        learning.give_up(session, ALICE, SLUG, now=NOW)
    assert editorial(session, BOB).text.html


def test_it_has_an_empty_editorial_where_none_is_written(database):
    with session_scope(database) as session:
        found = editorial(session, RITA)
    assert (found.text.html, found.end.is_open) == ("", True)


@pytest.mark.parametrize("act", [learning.give_up, learning.editorial, learning.help_on])
def test_it_knows_no_other_problem(session, act):
    with pytest.raises(NotFound):
        act(session, ALICE, "nothing", now=NOW)


# --- answers that others share ------------------------------------------------------------------------------------


def share_as(session, database, name, *, is_named=True, at=NOW):
    submission_id = solve(database, name, at=at)
    learning.share(session, account(name), submission_id, is_named=is_named, now=at)
    return submission_id


def shared(session, who=ALICE, stack=""):
    return learning.solutions(session, who, SLUG, stack=stack, now=NOW)


def test_it_shows_shared_answers_newest_first_with_a_name_or_without(session, database):
    solve(database)
    older, newer = share_as(session, database, "bob"), share_as(session, database, "ada", is_named=False, at=LATER)
    lines = [(line.submission_id, line.name, line.stack, line.is_own) for line in shared(session).shared]
    assert lines == [(newer, "", STACK, False), (older, "Bob", STACK, False)]
    line, files = learning.solution(session, ALICE, SLUG, older, now=NOW)
    assert (line.name, files) == ("Bob", ANSWER)


def test_it_finds_shared_answers_by_stack(session, database):
    share_as(session, database, "bob")
    assert len(shared(session, RITA, STACK).shared) == 1
    assert shared(session, RITA, "ruby-sinatra").shared == ()


def test_it_shows_no_shared_answer_before_the_end(session, database):
    submission_id = share_as(session, database, "bob")
    assert shared(session).shared == ()
    with pytest.raises(NotFound):
        learning.solution(session, ALICE, SLUG, submission_id, now=NOW)


def test_it_shows_no_answer_that_is_not_shared(session, database):
    submission_id = solve(database)
    for slug in (SLUG, "other"):
        with pytest.raises(NotFound):
            learning.solution(session, RITA, slug, submission_id, now=NOW)


def test_it_shares_one_answer_of_a_stack(session, database):
    share_as(session, database, "bob")
    second = share_as(session, database, "bob", at=LATER)
    assert [row.submission_id for row in session.exec(select(SharedSolution)).all()] == [second]


def test_it_changes_whether_the_name_is_shown(session, database):
    submission_id = share_as(session, database, "bob")
    assert learning.share(session, BOB, submission_id, is_named=False, now=LATER) == SLUG
    assert [line.name for line in shared(session, RITA).shared] == [""]


def test_it_takes_an_answer_back(session, database):
    submission_id = share_as(session, database, "bob")
    assert learning.withdraw(session, BOB, submission_id) == SLUG
    learning.withdraw(session, BOB, submission_id)
    assert shared(session, RITA).shared == ()


def test_it_offers_to_share_the_newest_passed_answer_and_what_is_shared(session, database):
    judged(database)
    first = share_as(session, database, "alice")
    second = solve(database, at=LATER)
    solve(database, at=NOW - timedelta(hours=1))
    own = [(answer.submission_id, answer.is_shared, answer.is_named) for answer in shared(session).own]
    assert own == [(second, False, False), (first, True, True)]
    assert shared(session, BOB).own == ()


def test_it_shares_and_takes_back_ones_own_only(session, database):
    submission_id = solve(database)
    for who, wanted in ((BOB, submission_id), (ALICE, "no-such-id")):
        with pytest.raises(NotFound):
            learning.share(session, who, wanted, is_named=True, now=NOW)
        with pytest.raises(NotFound):
            learning.withdraw(session, who, wanted)


def test_it_shares_only_what_has_passed_all_checks(session, database):
    sample_run = hand_in(database, kind=SubmissionKind.RUN)
    finish(database, sample_run, {}, verdict=Verdict.PASSED)
    for submission_id in (judged(database), hand_in(database), sample_run):
        with pytest.raises(Invalid, match="passed every check"):
            learning.share(session, ALICE, submission_id, is_named=True, now=NOW)


@pytest.mark.parametrize("has_passed", [True, False])
def test_it_tells_nothing_of_a_sealed_result_to_who_would_share_it(session, database, has_passed):
    seat(session, policy="sealed")
    how = {"sitting_id": "sitting"}
    submission_id = solve(database, **how) if has_passed else judged(database, **how)
    with pytest.raises(Conflict, match="after the timed session"):
        learning.share(session, ALICE, submission_id, is_named=True, now=LATER + timedelta(days=1))


def test_it_shares_an_answer_of_a_session_after_its_end(session, database):
    seat(session)
    submission_id = solve(database, sitting_id="sitting")
    end_sitting(session)
    assert learning.share(session, ALICE, submission_id, is_named=True, now=LATER) == SLUG


def test_it_does_not_share_from_practice_during_a_session(session, database):
    submission_id = solve(database)
    seat(session)
    with pytest.raises(Conflict):
        learning.share(session, ALICE, submission_id, is_named=True, now=NOW)


def test_it_reads_no_code_for_a_list(session, database):
    share_as(session, database, "bob")
    session.expunge_all()
    line = learning.store.shared_lines(session, SLUG)[0]
    assert "files" not in vars(line.submission)
    assert session.get_one(Submission, line.submission.id).files == ANSWER


def test_it_spells_out_a_name_that_could_deceive(session, database):
    share_as(session, database, "bob")
    line = learning.store.shared_lines(session, SLUG)[0]
    row = session.get_one(learning.store.User, "bob")
    row.name = "B\u202eob"
    session.add(row)
    session.commit()
    assert line.name == "Bob"
    assert [shown.name for shown in shared(session, RITA).shared] == ["B[U+202E]ob"]
