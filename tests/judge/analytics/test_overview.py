"""The list of an author's problems says the same as each problem's page."""

import pytest
from sqlalchemy import event

from judge.analytics.overview import overview
from judge.analytics.page import analytics
from judge.errors import Forbidden
from judge.storage import analytics as analytics_store
from judge.storage import tallies
from judge.storage.engine import make_engine, reading_scope, session_scope
from judge.storage.notes import ProblemReport
from judge.storage.problems import ProblemRow
from judge.storage.studio import StudioAuthor, StudioProblem
from tests.cast import NOW, SLUG, account, furnish, publish, version
from tests.judge.analytics.classes import CLASS, KEEPS, LISTS, REFUSES, keep, sample_run, submit
from tests.judge.storage.databases import statements

ARTHUR, ADA = account("arthur"), account("ada")
OTHER = "other-list"


def look(database, reader=ARTHUR, **how):
    with reading_scope(database) as session:
        return overview(session, reader, **how)


@pytest.fixture
def two(pupils):
    """Two problems, of which the second is easy."""
    with session_scope(pupils) as session:
        publish(session, version(OTHER, title="An other list"))
        session.commit()
    for number, name in enumerate(CLASS):
        sample_run(pupils, name, minutes=-5)
        submit(pupils, name, REFUSES, *([KEEPS] if number % 2 else [LISTS]), files={"app.py": "same"}, minutes=number)
    for number, name in enumerate(CLASS[:6]):
        submit(pupils, name, minutes=20 + number)
        submit(pupils, name, slug=OTHER, minutes=2 * number)
    return pupils


def test_it_says_what_the_pages_say(two):
    with reading_scope(two) as session:
        for line in look(two):
            page = analytics(session, ARTHUR, line.slug)
            figures = page.figures
            assert line.title == page.title
            assert (line.people, line.passed_people) == (figures.people, figures.passed_people)
            assert (line.people_rate, line.submits) == (figures.people_rate, figures.submits)
            assert line.minutes == pytest.approx(figures.minutes_until_passed.quartiles.median)
            flags = [flag.value for item in page.items for flag in item.flags]
            assert line.flags == {flag: flags.count(flag) for flag in flags}
            assert line.flagged == len(flags) > 0


def test_it_counts_each_problem_for_itself(two):
    mine, other = look(two)
    assert (other.slug, other.people, other.submits, other.passed_people) == (OTHER, 6, 6, 6)
    assert (mine.slug, mine.people, mine.submits, mine.passed_people) == (SLUG, 8, 14, 6)


def test_it_keeps_times_of_fewer_than_five_people_to_itself(pupils):
    for name in CLASS[:4]:
        submit(pupils, name, minutes=3)
    assert [line.minutes for line in look(pupils)] == [None]


def test_it_gives_none_where_nobody_has_tried(database):
    (line,) = look(database)
    assert (line.people, line.people_rate, line.minutes, line.flags, line.open_reports) == (0, None, None, {}, 0)


@pytest.mark.parametrize(
    ("sort", "is_reversed", "first"),
    [
        ("title", False, SLUG),
        ("title", True, OTHER),
        ("people", False, OTHER),
        ("submits", True, SLUG),
        ("passed", False, SLUG),
        ("passed", True, OTHER),
        ("minutes", False, OTHER),
        ("flags", True, SLUG),
        ("reports", True, SLUG),
        ("nonsense", False, SLUG),
    ],
)
def test_it_sorts_by_any_column(two, sort, is_reversed, first):
    with session_scope(two) as session:
        session.add(ProblemReport(version_id=f"version-of-{SLUG}", slug=SLUG, text="?", created_at=NOW))
        publish(session, version("a-new-one", title="Zero people"))
        session.commit()
    found = look(two, sort=sort, is_reversed=is_reversed)
    slugs = [line.slug for line in found if line.slug != "a-new-one"]
    assert slugs[0] == first
    if sort in ("passed", "minutes"):
        assert found[-1].slug == "a-new-one"


def test_it_lists_ones_own_those_of_nobody_and_for_admins_all(two):
    keep(two, StudioProblem(id="studio", slug=OTHER, created_at=NOW, changed_at=NOW))
    assert [line.slug for line in look(two)] == [SLUG]
    assert [(line.slug, line.studio_id) for line in look(two, ADA)] == [(SLUG, ""), (OTHER, "studio")]
    keep(two, StudioAuthor(problem_id="studio", user_id="arthur", added_at=NOW))
    assert [(line.slug, line.studio_id) for line in look(two)] == [(SLUG, ""), (OTHER, "studio")]


def test_it_keeps_what_is_archived_and_leaves_out_what_is_only_tried(two):
    with session_scope(two) as session:
        session.get_one(ProblemRow, OTHER).archived_at = NOW
        publish(session, version(f"{SLUG}~draft"))
        session.commit()
    assert [(line.slug, line.is_archived) for line in look(two)] == [(SLUG, False), (OTHER, True)]


@pytest.mark.parametrize("name", ["alice", "rita"])
def test_it_is_for_authors(database, name):
    with pytest.raises(Forbidden):
        look(database, account(name))


def test_it_asks_as_few_questions_about_many_problems_as_about_few(two):
    with statements(two) as few:
        look(two)
    with session_scope(two) as session:
        for number in range(5):
            publish(session, version(f"list-{number}"))
        session.commit()
    submit(two, "alice", slug="list-3")
    with statements(two) as many:
        look(two)
    assert len(many) == len(few) == 8
    assert not any("bundle" in statement or "files," in statement for statement in many)


def test_it_looks_for_flaky_tests_among_the_submits_that_count(monkeypatch, two):
    kept = {"files": {"app.py": "again"}, "slug": OTHER}
    submit(two, "alice", KEEPS, minutes=50, **kept)
    submit(two, "arthur", minutes=51, **kept)  # no candidate
    assert look(two)[1].flags.get("flaky") is None
    submit(two, "bob", minutes=52, **kept)
    assert look(two)[1].flags["flaky"] == 1
    monkeypatch.setattr("judge.storage.tallies.MOST_SUBMITS", 1)
    assert look(two)[1].flags.get("flaky") is None


def test_it_finds_drafts_and_repeated_answers_by_their_index(tmp_path):
    database = make_engine(f"sqlite:///{tmp_path / 'judge.db'}")  # of a few rows PostgreSQL reads all
    furnish(database)
    asked = []

    def note(_connection, _cursor, statement, given, *_rest):
        asked.append((statement, given))

    event.listen(database, "before_cursor_execute", note)
    with reading_scope(database) as session:
        analytics_store.beginnings(session, [SLUG])
        tallies.flaky_tests(session, [SLUG], [f"version-of-{SLUG}"])
    event.remove(database, "before_cursor_execute", note)
    with database.connect() as connection:
        plans = [
            " ".join(row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", given))
            for statement, given in asked
            if statement.startswith("SELECT")
        ]
    database.dispose()
    for index in ("ix_draft_slug_user_id_saved_at", "ix_draft_revision_slug_user_id_saved_at"):
        assert f"COVERING INDEX {index} (slug=?)" in plans[0]
    assert "ix_submission_version_id (version_id=?)" in plans[1]
    assert "SCAN submission" not in plans[1]
