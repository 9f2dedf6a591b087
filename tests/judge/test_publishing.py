"""Publishing: immutable versions, named by their content."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from judge import publishing
from judge.catalogue.bundle import Bundle
from judge.catalogue.load import LoadedProblem
from judge.domain.problem import Manifest, Problem
from judge.errors import Invalid, NotFound
from judge.shelf import Shelf
from judge.storage import migrate
from judge.storage.engine import make_engine, session_scope
from judge.storage.problems import current_version, version_by_id
from tests.judge.catalogue.folders import a_problem, load

FIRST = datetime(2026, 1, 2, 3, 4, tzinfo=UTC)
LATER = datetime(2026, 2, 3, 4, 5, tzinfo=UTC)


@pytest.fixture
def empty(tmp_path: Path):
    url = f"sqlite:///{tmp_path / 'judge.db'}"
    migrate.upgrade(url)
    engine = make_engine(url)
    yield engine
    engine.dispose()


@pytest.fixture
def session(empty: Engine):
    with session_scope(empty) as session:
        yield session


def changed() -> LoadedProblem:
    return load(a_problem() | {"statement.md": "Say it twice.\n"})


def test_it_keeps_everything_that_judging_takes(session: Session):
    loaded = load(a_problem())
    version = publishing.publish(session, loaded, now=FIRST)
    assert (version.slug, version.content_hash) == ("echo", loaded.bundle.content_hash)
    assert Problem.model_validate(version.problem) == loaded.problem
    assert Manifest.model_validate(version.manifest) == loaded.manifest
    assert Bundle.from_bytes(version.bundle).files == loaded.bundle.files
    assert (version.statement, version.published_at) == ("Say it again.\n", FIRST)


def test_it_is_committed(session: Session, empty: Engine):
    version_id = publishing.publish(session, load(a_problem()), now=FIRST).id
    with session_scope(empty) as other:
        found = current_version(other, "echo")
        assert found is not None
        assert found.id == version_id


def test_it_makes_no_second_version_of_the_same_content(session: Session):
    first = publishing.publish(session, load(a_problem()), now=FIRST)
    again = publishing.publish(session, load(a_problem()), now=LATER)
    assert again.id == first.id
    assert again.published_at == FIRST


def test_it_leaves_the_older_version_as_it_is(session: Session):
    first = publishing.publish(session, load(a_problem()), now=FIRST)
    second = publishing.publish(session, changed(), now=LATER)
    assert second.id != first.id
    assert current_version(session, "echo").id == second.id
    assert version_by_id(session, first.id).statement == "Say it again.\n"


def test_it_goes_back_to_an_older_content(session: Session):
    first = publishing.publish(session, load(a_problem()), now=FIRST)
    publishing.publish(session, changed(), now=LATER)
    publishing.publish(session, load(a_problem()), now=LATER)
    assert current_version(session, "echo").id == first.id


def test_it_lists_what_is_offered_now(session: Session):
    assert publishing.published(session) == []
    publishing.publish(session, load(a_problem()), now=FIRST)
    publishing.publish(session, changed(), now=LATER)
    (line,) = publishing.published(session)
    assert (line.slug, line.title, line.tests, line.max_score, line.published_at) == ("echo", "Echo", 10, 18, LATER)
    assert line.content_hash == changed().bundle.content_hash


def test_it_wants_a_name(session: Session):
    loaded = load(a_problem())
    nameless = LoadedProblem(loaded.problem, loaded.manifest, loaded.bundle, loaded.statement)
    with pytest.raises(Invalid, match="this one has none"):
        publishing.publish(session, nameless, now=FIRST)


def test_it_publishes_a_clone_beside_its_original(session: Session):
    loaded = load(a_problem())
    first = publishing.publish(session, loaded, now=FIRST)
    twin = LoadedProblem(loaded.problem, loaded.manifest, loaded.bundle, loaded.statement, "ohce")
    assert publishing.publish(session, twin, now=LATER).id != first.id
    assert [line.slug for line in publishing.published(session)] == ["echo", "ohce"]


def test_it_counts_versions_and_says_since_when_a_problem_is_archived(session: Session):
    publishing.publish(session, load(a_problem()), now=FIRST)
    publishing.publish(session, changed(), now=LATER)
    (line,) = publishing.published(session)
    assert (line.versions, line.archived_at) == (2, None)
    publishing.archive(session, "echo", now=FIRST)
    publishing.archive(session, "echo", now=LATER)
    assert [line.archived_at for line in publishing.published(session)] == [FIRST]


def test_it_offers_an_archived_problem_again_only_when_it_is_asked_to(session: Session, empty: Engine):
    publishing.publish(session, load(a_problem()), now=FIRST)
    publishing.archive(session, "echo", now=LATER)
    publishing.publish(session, changed(), now=LATER)
    assert Shelf().cards(session) == []
    publishing.restore(session, "echo")
    with session_scope(empty) as other:
        assert [card.slug for card in Shelf().cards(other)] == ["echo"]


def test_it_archives_nothing_that_was_never_published(session: Session):
    for change in (lambda: publishing.archive(session, "echo", now=FIRST), lambda: publishing.restore(session, "echo")):
        with pytest.raises(NotFound, match='no problem "echo" is published'):
            change()


def test_it_lists_the_versions_of_a_problem(session: Session):
    first = publishing.publish(session, load(a_problem()), now=FIRST)
    second = publishing.publish(session, changed(), now=LATER)
    releases = publishing.releases(session, "echo")
    assert [one.content_hash for one in releases] == [second.content_hash, first.content_hash]
    assert [one.is_current for one in releases] == [True, False]
    assert [(one.tests, one.max_score, one.published_at) for one in releases] == [(10, 18, LATER), (10, 18, FIRST)]
    with pytest.raises(NotFound):
        publishing.releases(session, "another")


def test_it_finds_a_version_by_the_beginning_of_its_hash(session: Session):
    first = publishing.publish(session, load(a_problem()), now=FIRST)
    second = publishing.publish(session, changed(), now=LATER)
    assert publishing.published_version(session, "echo").id == second.id
    assert publishing.published_version(session, "echo", first.content_hash[:10]).id == first.id
    with pytest.raises(NotFound, match="begins with xyz"):
        publishing.published_version(session, "echo", "xyz")
    with pytest.raises(NotFound, match='no problem "another"'):
        publishing.published_version(session, "another")


def test_it_wants_more_of_a_hash_that_two_versions_begin_with(session: Session):
    for number in range(17):  # of 16 first digits one must come twice
        publishing.publish(session, load(a_problem() | {"statement.md": f"Say it {number} times.\n"}), now=FIRST)
    firsts = [one.content_hash[0] for one in publishing.releases(session, "echo")]
    twice = next(digit for digit in firsts if firsts.count(digit) > 1)
    with pytest.raises(Invalid, match=f"versions of echo begin with {twice}"):
        publishing.published_version(session, "echo", twice)
