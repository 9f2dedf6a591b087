import pytest
from sqlalchemy import inspect
from sqlmodel import func, select

from judge.storage import problems
from judge.storage.engine import session_scope
from judge.storage.problems import ProblemVersion
from tests.judge.storage.databases import statements
from tests.judge.storage.rows import a_version


@pytest.fixture
def session(database):
    with session_scope(database) as session:
        yield session


def test_it_makes_what_is_published_last_the_current_version(session):
    first = a_version(session, content="one")
    second = a_version(session, content="two")
    assert problems.current_version(session, "two-sum") is second
    assert problems.version_by_id(session, first.id) is first
    assert problems.current_version(session, "another") is None


def test_it_publishes_the_same_content_once_and_can_go_back_to_it(session):
    first = a_version(session, content="one")
    a_version(session, content="two")
    assert a_version(session, content="one") is first
    assert problems.current_version(session, "two-sum") is first
    assert session.exec(select(func.count()).select_from(ProblemVersion)).one() == 2


def test_it_keeps_one_content_under_two_names_apart(session):
    first, second = (a_version(session, slug, content="one") for slug in ("two-sum", "three-sum"))
    assert first.id != second.id
    assert problems.current_version(session, "two-sum") is first


def test_it_finds_a_version_by_its_content(session):
    version = a_version(session, content="one")
    assert problems.version_by_hash(session, "two-sum", "one") is version
    assert problems.version_by_hash(session, "two-sum", "two") is None
    assert problems.version_by_hash(session, "three-sum", "one") is None


def test_it_lists_current_versions_by_slug_in_one_statement_without_their_folders(database, session):
    a_version(session, "b-problem", content="old")
    for slug in ("b-problem", "a-problem"):
        a_version(session, slug)
    session.expunge_all()
    with statements(database) as sent:
        found = problems.current_versions(session)
    assert [version.slug for version in found] == ["a-problem", "b-problem"]
    assert len(sent) == 1
    assert all("bundle" in inspect(version).unloaded for version in found)
    assert found[0].bundle == b"the folder"


def test_it_gives_a_version_for_a_page_without_its_folder(session):
    version_id = a_version(session).id
    session.expunge_all()
    version = problems.version_without_bundle(session, version_id)
    assert version.statement == "# Two sum"
    assert "bundle" in inspect(version).unloaded
    assert problems.version_without_bundle(session, "none") is None


def test_it_names_the_current_versions_by_slug_alone(database, session):
    a_version(session, "b-problem", content="old")
    wanted = [a_version(session, slug).id for slug in ("b-problem", "a-problem")]
    with statements(database) as sent:
        assert problems.current_version_ids(session) == wanted[::-1]
    assert len(sent) == 1


def test_it_gives_versions_for_a_list_without_what_only_a_page_needs(session):
    wanted = {a_version(session, slug).id for slug in ("one", "two")}
    a_version(session, "three")
    session.expunge_all()
    found = problems.versions_for_lists(session, wanted)
    assert {version.id for version in found} == wanted
    assert {"bundle", "statement"} <= inspect(found[0]).unloaded
