"""A problem with variants, as candidates meet it: each their own values, everywhere, and on what they hand in."""

from datetime import timedelta

import pytest
from sqlmodel import select

from judge import drafts, learning, practice, publishing, sittings
from judge.cards import problem_page
from judge.catalogue.bundle import Bundle
from judge.desks import practice_desk, readable_version, sitting_desk
from judge.domain.variants import variant_of
from judge.domain.verdict import Verdict
from judge.errors import Invalid
from judge.filling import filled, own_variant
from judge.practice import Answer
from judge.queue.claim import claim
from judge.queue.clock import database_now
from judge.settings import Settings
from judge.storage.drafts import Draft
from judge.storage.engine import session_scope
from judge.storage.learning import SharedSolution
from judge.storage.problems import ProblemVersion, current_version
from judge.storage.runs import Lane, Run, RunState
from judge.storage.sittings import Sitting, SittingTask
from judge.storage.submissions import Submission, SubmissionKind
from tests.cast import NOW, SLUG, STACK, account, version
from tests.judge.catalogue.folders import a_problem, load
from tests.varied import VALUES, loaded_varied, varied

ALICE, BOB = account("alice"), account("bob")
OWN = variant_of("alice", "echo", 3)
OTHER = next(number for number in range(3) if number != OWN)
WORD = VALUES[OWN]["word"]
KEY = "0c2f6d4e-3b5a-4a1e-9d57-1f0a7c1b2d3e"


@pytest.fixture
def session(database):
    with session_scope(database) as opened:
        publishing.publish(opened, loaded_varied(), now=NOW)
        yield opened


@pytest.fixture
def settings(state_dir):
    return Settings(state_dir=state_dir, secret_key="s" * 32, min_free_mib=1)


def submit(session, settings, desk=None, kind="submit", key=KEY):
    desk = desk or practice_desk(session, ALICE, "echo")
    answer = Answer(kind=kind, stack=STACK, files={"app.py": "# mine\n"}, key=key)
    submission_id = practice.submit(session, desk, answer, settings=settings, now=NOW)
    return session.get_one(Submission, submission_id)


def test_values_are_fixed_at_publication(session):
    assert tuple(current_version(session, "echo").manifest["variants"][0]) == ("word", "limit", "tags")


def test_a_problem_without_values_cannot_be_published(session):
    with pytest.raises(Invalid, match="are made by the gate"):
        publishing.publish(session, load(varied() | {"statement.md": "{{ word }}\n"}), now=NOW)


def test_a_desk_has_its_users_variant(session):
    desk = practice_desk(session, ALICE, "echo")
    assert desk.variant == OWN
    assert desk.version.statement == f"Say {WORD} again.\n"


def test_two_users_need_not_read_the_same(session):
    assert variant_of("bob", "echo", 3) != OWN
    assert readable_version(session, BOB, "echo").statement != readable_version(session, ALICE, "echo").statement


def test_who_is_not_signed_in_reads_the_first(session):
    page, workspace, _ = practice.open_problem(session, None, "echo")
    assert "Say Hello again." in page.statement.html
    assert (page.variants, page.variant, workspace) == (3, 0, None)


def test_the_page_and_the_workspace_are_in_ones_own(session):
    page, workspace, _ = practice.open_problem(session, ALICE, "echo")
    assert f"Say {WORD} again." in page.statement.html
    assert page.variant == OWN
    assert {file.path: file.text for file in workspace.starters[STACK]} == {
        "app.py": f"# {WORD}\ntest_greets=failed\n",
        "words.py": f"WORDS = ['{WORD}']\n",
    }
    assert workspace.examples[0].path == f"/say?word={WORD}"


def test_what_pages_work_with_holds_nothing_of_the_suite(session):
    files = Bundle.from_bytes(practice_desk(session, ALICE, "echo").version.bundle).files
    assert sorted(files) == [
        *("editorial.md", "problem.toml", "starter/python-flask/app.py"),
        *("starter/python-flask/words.py", "statement.md"),
    ]


def test_a_filled_version_is_never_stored(session):
    practice_desk(session, ALICE, "echo")
    session.commit()
    assert session.exec(select(ProblemVersion).where(ProblemVersion.slug == "echo")).one().statement == (
        "Say {{ word }} again.\n"
    )


def test_a_problem_without_variants_is_the_row_itself(session):
    row = current_version(session, SLUG)
    assert own_variant(row, "alice") is None
    assert filled(row, None) is row
    assert practice_desk(session, ALICE, SLUG).variant is None
    assert problem_page(row).variants == 0


def test_a_version_from_before_there_were_variants_has_none():
    assert own_variant(version(), "alice") is None


def test_the_draft_of_a_problem_has_the_same_variant_as_the_problem():
    row = version("echo~draft")
    row.manifest = row.manifest | {"variants": VALUES}
    assert own_variant(row, "alice") == OWN


def test_a_correction_moves_nobody(session):
    changed = load(varied() | {"statement.md": "Please say {{ word }} again.\n"}).with_variants(VALUES)
    publishing.publish(session, changed, now=NOW)
    assert practice_desk(session, ALICE, "echo").version.statement == f"Please say {WORD} again.\n"


def test_a_submission_keeps_its_variant(session, settings):
    assert submit(session, settings).variant == OWN


def test_a_submission_to_a_problem_without_variants_has_none(session, settings):
    desk = practice_desk(session, ALICE, SLUG)
    answer = Answer(kind="run", stack=STACK, files={"app.py": "", "models.py": ""}, key=KEY)
    submission_id = practice.submit(session, desk, answer, settings=settings, now=NOW)
    assert session.get_one(Submission, submission_id).variant is None


def test_the_worker_is_told_the_variant(session, settings):
    submit(session, settings)
    assert claim(session, "worker", 30, Lane.JUDGE).variant == OWN


def test_an_author_tries_any_variant(session):
    desk = practice_desk(session, ALICE, "echo", OTHER)
    assert (desk.variant, desk.version.statement) == (OTHER, f"Say {VALUES[OTHER]['word']} again.\n")


@pytest.mark.parametrize("number", [-1, 3, 99])
def test_a_variant_that_is_not_there_is_ones_own(session, number):
    assert practice_desk(session, ALICE, "echo", number).variant == OWN


def seated(session, *, ends_in=timedelta(minutes=30)):
    """Alice before the problem in a timed session that runs."""
    now = database_now(session)
    times = {"created_at": now, "started_at": now, "ends_at": now + ends_in}
    session.add(Sitting(id="sitting", user_id="alice", title="An hour", policy="open", minutes=30, **times))
    session.flush()
    row = current_version(session, "echo")
    session.add(SittingTask(sitting_id="sitting", position=1, version_id=row.id, slug="echo"))
    session.commit()


def test_a_timed_session_has_the_same_variant(session):
    seated(session)
    desk = sitting_desk(session, ALICE, "echo", "sitting")
    assert (desk.variant, desk.version.statement) == (OWN, f"Say {WORD} again.\n")


def save(session, text):
    row = {"user_id": "alice", "sitting_id": "sitting", "slug": "echo", "stack": STACK, "saved_at": NOW}
    session.add(Draft(**row, files={"app.py": text}))
    session.commit()


def test_what_a_session_hands_in_keeps_the_variant(session):
    seated(session)
    save(session, "# mine\n")
    sittings.finish(session, ALICE, "sitting")
    (handed_in,) = session.exec(select(Submission)).all()
    assert handed_in.variant == OWN


def test_a_session_does_not_hand_in_the_starter_of_ones_variant(session):
    seated(session)
    save(session, f"# {WORD}\ntest_greets=failed\n")
    sittings.finish(session, ALICE, "sitting")
    assert session.exec(select(Submission)).all() == []


def test_hints_have_ones_values(session):
    offered = learning.take_hint(session, practice_desk(session, ALICE, "echo"), 1, now=NOW)
    assert offered.hints[0].html == f"<p>Say <strong>{WORD}</strong> first.</p>\n"
    tried = learning.help_on(session, ALICE, "echo", now=NOW, variant=OTHER)
    assert VALUES[OTHER]["word"] in tried.hints[0].html


def test_the_editorial_has_ones_values(session):
    learning.give_up(session, ALICE, "echo", now=NOW)
    assert (
        f"It is {WORD}, {VALUES[OWN]['limit']} times." in learning.editorial(session, ALICE, "echo", now=NOW).text.html
    )


def solved(session, settings, who, key):
    """A passed submission that is shared; gives its id."""
    submission = submit(session, settings, practice_desk(session, who, "echo"), key=key)
    run = session.exec(select(Run).where(Run.submission_id == submission.id)).one()
    run.state, run.verdict, run.score, run.finished_at = RunState.DONE, Verdict.PASSED, run.max_score, NOW
    session.add(run)
    session.add(SharedSolution(submission_id=submission.id, user_id=who.id, slug="echo", is_named=False, shared_at=NOW))
    session.commit()
    return submission.id


def test_others_answers_say_when_they_are_to_other_values(session, settings):
    mine = solved(session, settings, ALICE, KEY)
    theirs = solved(session, settings, BOB, KEY.replace("0c", "1c"))
    shared = learning.solutions(session, ALICE, "echo", stack="", now=NOW).shared
    assert {line.submission_id: line.has_other_values for line in shared} == {mine: False, theirs: True}
    assert learning.solution(session, ALICE, "echo", theirs, now=NOW)[0].has_other_values


def test_a_draft_is_reset_to_ones_own_starter(session):
    """The editor's reset is the workspace's starter, and a draft is saved under the same rules."""
    desk = practice_desk(session, ALICE, "echo")
    starter = Bundle.from_bytes(desk.version.bundle).starter(STACK)
    saved_at = drafts.save_draft(
        session, desk, stack=STACK, files={"app.py": starter["app.py"].decode()}, base=None, now=NOW
    )
    assert saved_at == NOW
    assert starter["app.py"] == f"# {WORD}\ntest_greets=failed\n".encode()


def test_a_console_is_of_the_same_variant(session, settings):
    desk = practice_desk(session, ALICE, "echo")
    answer = Answer(kind="try", stack=STACK, files={"app.py": "x"}, key=KEY)
    practice.accept(session, desk, SubmissionKind.TRY, answer, settings=settings, now=NOW, make_room=lambda: None)
    session.commit()
    assert claim(session, "worker", 30, Lane.CONSOLE).variant == OWN


def test_a_problem_that_loses_its_variants_reads_as_before(session):
    publishing.publish(session, load(a_problem()), now=NOW)
    assert practice_desk(session, ALICE, "echo").variant is None
