"""From the studio to the candidates: drafts that are tried, versions that are published, and the end of a problem."""

from datetime import timedelta

import pytest

from judge import practice, publishing
from judge.errors import Conflict, Invalid, NotFound, ProblemInvalid
from judge.shelf import Shelf
from judge.storage import checks as store
from judge.storage import problems
from judge.storage.checks import CheckState
from judge.storage.problems import ProblemVersion
from judge.studio import authorship, checks, editing, release, trying
from tests.cast import NOW, account
from tests.judge.studio.reports import FINDING, report
from tests.studio import write_problem

ARTHUR, ADA, ALICE, RITA = account("arthur"), account("ada"), account("alice"), account("rita")
LATER = NOW + timedelta(minutes=5)


def passed(session, problem_id, at=NOW, **changes):
    """A check of the files as they stand that has ended, by default well."""
    check_id, _ = checks.ask(session, ARTHUR, problem_id, with_mutants=False, now=at)
    lease, _ = store.claim_check(session, now=LATER, until=LATER)
    store.write_check(session, lease, state=CheckState.DONE, report=report(**changes).to_json())
    session.commit()
    return check_id


def change(session, problem_id, text, revision, at=LATER):
    editing.save(session, ARTHUR, problem_id, "statement.md", content=text, revision=revision, now=at)


def test_it_publishes_what_has_passed(session, problem_id):
    made = release.publish(session, ARTHUR, problem_id, passed(session, problem_id), now=LATER)
    assert (made.slug, made.published_by, made.published_at) == ("echo", "arthur", LATER)
    page, _, _ = practice.open_problem(session, ALICE, "echo")
    assert page.title == "Echo"


def test_it_publishes_nothing_that_has_not_passed(session, problem_id):
    waiting, _ = checks.ask(session, ARTHUR, problem_id, with_mutants=False, now=NOW)
    with pytest.raises(Conflict, match="not passed"):
        release.publish(session, ARTHUR, problem_id, waiting, now=LATER)
    session.rollback()
    checks.cancel(session, ARTHUR, problem_id, waiting, now=NOW)
    with pytest.raises(Conflict, match="not passed"):
        release.publish(session, ARTHUR, problem_id, passed(session, problem_id, findings=(FINDING,)), now=LATER)
    session.rollback()
    assert release.versions(session, ARTHUR, problem_id) == []


def test_it_publishes_nothing_by_a_report_that_it_cannot_read_any_more(session, problem_id):
    check_id = passed(session, problem_id)
    row = store.check_by_id(session, check_id)
    row.report = {"of": "old"}
    session.add(row)
    session.commit()
    with pytest.raises(Conflict, match="not passed"):
        release.publish(session, ARTHUR, problem_id, check_id, now=LATER)


def test_it_publishes_nothing_but_the_very_files_that_passed(session, problem_id):
    check_id = passed(session, problem_id)
    change(session, problem_id, b"Another task.\n", 1)
    with pytest.raises(Conflict, match="changed since"):
        release.publish(session, ARTHUR, problem_id, check_id, now=LATER)


def test_it_publishes_by_checks_of_the_same_problem_only(session, problem_id):
    write_problem(session, problem_id="other", slug="other")
    check_id = passed(session, "other")
    with pytest.raises(NotFound):
        release.publish(session, ARTHUR, problem_id, check_id, now=LATER)
    with pytest.raises(NotFound):
        release.publish(session, RITA, "other", check_id, now=LATER)


def test_it_lists_versions_with_who_published_them(session, problem_id):
    release.publish(session, ARTHUR, problem_id, passed(session, problem_id), now=NOW)
    change(session, problem_id, b"Shout it.\n", 1)
    release.publish(session, ARTHUR, problem_id, passed(session, problem_id, LATER), now=LATER)
    newest, oldest = release.versions(session, ARTHUR, problem_id)
    assert (newest.is_current, oldest.is_current) == (True, False)
    assert (newest.published_by, newest.tests, newest.max_score) == ("Arthur", 10, 18)
    found = release.compare(session, ARTHUR, problem_id, oldest.id, newest.id)
    changed = {file.path: file for file in found.files if file.state != "same"}
    assert (list(changed), found.before, found.after) == (["statement.md"], oldest, newest)
    assert [line.text for line in changed["statement.md"].hunks[0]] == ["Say it again.", "Shout it."]
    draft = release.compare(session, ARTHUR, problem_id, newest.id, "draft")
    assert (draft.after, {file.state for file in draft.files}) == (None, {"same"})


def test_it_compares_files_that_are_no_text_by_what_they_hold(session, problem_id):
    release.publish(session, ARTHUR, problem_id, passed(session, problem_id), now=NOW)
    (version,) = release.versions(session, ARTHUR, problem_id)
    editing.save(session, ARTHUR, problem_id, "assets/a.png", content=b"\xff\xfe", revision=0, now=LATER)
    found = release.compare(session, ARTHUR, problem_id, version.id, "draft")
    (figure,) = [file for file in found.files if file.path == "assets/a.png"]
    assert figure.state == "added"
    assert figure.hunks[0][0].text.startswith("2 bytes, ")


def test_it_compares_two_of_this_problem_only(session, problem_id):
    for a, b in (("", ""), ("draft", ""), ("draft", "draft")):
        with pytest.raises(Invalid):
            release.compare(session, ARTHUR, problem_id, a, b)
    with pytest.raises(NotFound):
        release.compare(session, ARTHUR, problem_id, "version-of-little-list", "draft")


def test_it_archives_and_restores_a_problem(session, problem_id):
    release.publish(session, ARTHUR, problem_id, passed(session, problem_id), now=NOW)
    release.archive(session, ARTHUR, problem_id, now=LATER)
    release.archive(session, ARTHUR, problem_id, now=LATER + timedelta(hours=1))
    assert problems.archived_at(session, "echo") == LATER
    assert "echo" not in [card.slug for card in Shelf().cards(session)]
    with pytest.raises(Conflict):
        change(session, problem_id, b"new", 1)
    session.rollback()
    release.restore(session, ARTHUR, problem_id)
    assert problems.archived_at(session, "echo") is None
    change(session, problem_id, b"new", 1)


def test_it_archives_what_was_never_published(session, problem_id):
    release.archive(session, ARTHUR, problem_id, now=LATER)
    release.restore(session, ARTHUR, problem_id)
    change(session, problem_id, b"new", 1)


def test_it_shows_a_draft_to_its_authors_and_to_nobody_else(session, problem_id):
    slug = trying.put_up(session, ARTHUR, problem_id, now=LATER)
    assert slug == "echo~draft"
    for who in (ARTHUR, ADA):
        page, workspace, _ = practice.open_problem(session, who, slug)
        assert (page.title, workspace.slug) == ("Echo", slug)
    for who in (ALICE, RITA, None):
        with pytest.raises(NotFound):
            practice.open_problem(session, who, slug)
    assert slug not in [card.slug for card in Shelf().cards(session)]


def test_it_shows_no_draft_to_an_author_of_something_else(session):
    write_problem(session, "ada")
    slug = trying.put_up(session, ADA, "studio", now=LATER)
    with pytest.raises(NotFound):
        practice.open_problem(session, ARTHUR, slug)


def test_it_replaces_the_draft_and_keeps_what_was_handed_in_to(session, problem_id, database):
    slug = trying.put_up(session, ARTHUR, problem_id, now=LATER)
    first = problems.current_version(session, slug).id
    change(session, problem_id, b"Shout it.\n", 1)
    trying.put_up(session, ARTHUR, problem_id, now=LATER)
    assert session.get(ProblemVersion, first, populate_existing=True) is None
    second = problems.current_version(session, slug)
    _hand_in(session, second)
    change(session, problem_id, b"Whisper it.\n", 2)
    trying.put_up(session, ARTHUR, problem_id, now=LATER)
    assert [row.statement for row in problems.versions_of(session, slug)].count("Shout it.\n") == 1


def _hand_in(session, version):
    from judge.storage.submissions import Submission, SubmissionKind  # noqa: PLC0415 - one test's

    session.add(
        Submission(
            user_id="arthur",
            version_id=version.id,
            kind=SubmissionKind.SUBMIT,
            stack="python-flask",
            files={},
            idempotency_key="5a6d1a2e-6f0e-4d4f-9d0a-0d2f6c8b7a10",
            created_at=NOW,
        )
    )
    session.commit()


def test_it_puts_up_no_draft_that_is_not_valid(session, problem_id):
    editing.delete(session, ARTHUR, problem_id, "problem.toml", revision=1, now=LATER)
    with pytest.raises(ProblemInvalid):
        trying.put_up(session, ARTHUR, problem_id, now=LATER)


def test_it_lists_no_draft_among_what_is_published(session, problem_id):
    trying.put_up(session, ARTHUR, problem_id, now=LATER)
    assert [line.slug for line in publishing.published(session)] == ["little-list"]


def test_it_shares_a_problem_among_authors(session, problem_id):
    with pytest.raises(Conflict, match="Somebody"):
        authorship.remove(session, ARTHUR, problem_id, "arthur")
    session.rollback()
    authorship.add(session, ARTHUR, problem_id, " ADA@example.org", now=LATER)
    authorship.add(session, ARTHUR, problem_id, "ada@example.org", now=LATER)
    assert [author.name for author in authorship.authors(session, ADA, problem_id)] == ["Arthur", "Ada"]
    authorship.remove(session, ARTHUR, problem_id, "arthur")
    with pytest.raises(NotFound):
        authorship.authors(session, ARTHUR, problem_id)
    authorship.remove(session, ADA, problem_id, "nobody")


@pytest.mark.parametrize("email", ["alice@example.org", "rita@example.org", "nobody@example.org", ""])
def test_it_shares_a_problem_with_nobody_else(session, problem_id, email):
    with pytest.raises(Invalid, match="no author or administrator"):
        authorship.add(session, ARTHUR, problem_id, email, now=LATER)
