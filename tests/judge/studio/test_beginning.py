"""How a problem comes into the studio, and how a folder leaves it and comes back."""

from datetime import timedelta

import pytest

from judge.catalogue.bundle import Bundle
from judge.errors import Conflict, Invalid, NotFound, ProblemInvalid
from judge.exchange.native import from_zip, to_zip
from judge.storage import studio as store
from judge.studio import archives, beginning, editing, listing
from judge.studio.access import own
from judge.studio.listing import bundle_of
from tests.cast import NOW, SLUG, account, publish, version
from tests.judge.catalogue.folders import a_problem
from tests.judge.catalogue.folders import bundle_of as folder
from tests.studio import write_problem

ARTHUR, ADA, ALICE, RITA = account("arthur"), account("ada"), account("alice"), account("rita")
LATER = NOW + timedelta(minutes=5)


def begin(session, slug="new-one", who=ARTHUR, **how):
    known = {"title": "A new one", "kind": "service", "stack": "python-flask"} | how
    return beginning.begin(session, who, slug, **known, now=NOW)


def files_of(session, problem_id, who=ARTHUR):
    return dict(bundle_of(session, own(session, who, problem_id)).files)


def test_it_begins_with_an_example_of_ones_own_name(session):
    problem_id = begin(session)
    page = listing.page(session, ARTHUR, problem_id)
    assert (page.slug, page.title, page.kind) == ("new-one", "A new one", "service")
    assert b'authors = ["Arthur"]' in files_of(session, problem_id)["problem.toml"]
    assert [line.slug for line in listing.mine(session, ARTHUR)] == ["new-one"]


def test_it_leaves_out_a_name_that_problem_toml_could_not_hold(session):
    nameless = account("arthur").__class__(id="arthur", name="A", email="a@example.org", role=ARTHUR.role)
    assert b"authors" not in files_of(session, begin(session, who=nameless))["problem.toml"]


@pytest.mark.parametrize("slug", ["", "a", "Echo", "a/b", "x~draft", "-x", "a" * 64])
def test_it_refuses_a_name_that_no_address_could_have(session, slug):
    with pytest.raises(Invalid) as caught:
        begin(session, slug)
    assert caught.value.where == "slug"


def test_it_refuses_a_name_that_is_taken(session, problem_id):
    with pytest.raises(Invalid, match="taken"):
        begin(session, "echo", ADA)


def test_it_leaves_published_names_to_those_who_published_them(session):
    with pytest.raises(Invalid, match="taken"):
        begin(session, SLUG)
    made = version("mine")
    made.published_by = "arthur"
    publish(session, made)
    assert begin(session, "mine")
    assert begin(session, SLUG, ADA)


@pytest.mark.parametrize("who", [ALICE, RITA])
def test_it_is_for_authors_only(session, who):
    with pytest.raises(NotFound):
        begin(session, who=who)
    with pytest.raises(NotFound):
        beginning.clone(session, who, SLUG, "mine", now=NOW)
    with pytest.raises(NotFound):
        beginning.take_in(session, who, to_zip(folder(a_problem()), "echo"), is_over=False, now=NOW)


def test_it_copies_ones_own_problem(session, problem_id):
    copy = beginning.clone(session, ARTHUR, problem_id, "another", now=NOW)
    assert files_of(session, copy) == files_of(session, problem_id)


def test_it_copies_a_published_problem_that_nobody_writes(session):
    assert beginning.sources(session, ARTHUR) == [SLUG]
    copy = beginning.clone(session, ARTHUR, SLUG, "another", now=NOW)
    assert "starter/python-flask/app.py" in files_of(session, copy)


def test_it_copies_nothing_of_other_authors(session):
    write_problem(session, "ada", problem_id="adas", slug=SLUG)
    for source in ("adas", SLUG, "nothing"):
        with pytest.raises((NotFound, Invalid)):
            beginning.clone(session, ARTHUR, source, "another", now=NOW)
        session.rollback()
    assert listing.mine(session, ARTHUR) == []


def test_it_takes_an_archive_in_byte_for_byte(session):
    archive = to_zip(folder(a_problem()), "echo")
    problem_id = beginning.take_in(session, ARTHUR, archive, is_over=False, now=NOW)
    assert archives.export(session, ARTHUR, problem_id) == ("echo", archive)


def test_it_puts_an_archive_over_ones_own_problem_only_when_told_to(session, problem_id):
    changed = a_problem() | {"statement.md": "Shout.\n", "editorial.md": "How.\n"}
    del changed["wrong/no-0/app.py"]
    archive = to_zip(folder(changed), "echo")
    with pytest.raises(Conflict):
        beginning.take_in(session, ARTHUR, archive, is_over=False, now=LATER)
    session.rollback()
    assert beginning.take_in(session, ARTHUR, archive, is_over=True, now=LATER) == problem_id
    assert files_of(session, problem_id) == dict(from_zip(archive)[1].files)
    assert editing.revision_content(session, ARTHUR, problem_id, "statement.md", 1) == b"Say it again.\n"
    lines = editing.revisions(session, ARTHUR, problem_id, "wrong/no-0/app.py")
    assert [line.is_deleted for line in lines] == [True, False]


def test_it_keeps_what_an_archive_replaces_however_new_it_is(session, problem_id):
    editing.save(session, ARTHUR, problem_id, "statement.md", content=b"a minute ago", revision=1, now=LATER)
    at = LATER + timedelta(seconds=1)
    editing.save(session, ARTHUR, problem_id, "statement.md", content=b"a moment ago", revision=2, now=at)
    beginning.take_in(session, ARTHUR, to_zip(folder(a_problem()), "echo"), is_over=True, now=at)
    assert editing.revision_content(session, ARTHUR, problem_id, "statement.md", 3) == b"a moment ago"


def test_it_takes_no_archive_of_anothers_problem(session):
    write_problem(session, "ada")
    with pytest.raises(Invalid, match="taken"):
        beginning.take_in(session, ARTHUR, to_zip(folder(a_problem()), "echo"), is_over=True, now=NOW)


def test_it_takes_in_nothing_that_is_no_archive(session):
    with pytest.raises(Invalid):
        beginning.take_in(session, ARTHUR, b"PK", is_over=False, now=NOW)


def test_it_puts_no_folder_that_could_not_be_one(session, problem_id):
    problem = own(session, ARTHUR, problem_id)
    with pytest.raises(ProblemInvalid):
        archives.put_folder(session, ARTHUR, problem, Bundle({"../x": b""}), now=NOW)


def test_it_gives_candidates_nothing_of_suite_and_solutions(session, problem_id):
    slug, archive = archives.export_for_candidates(session, ARTHUR, problem_id)
    assert slug == "echo"
    for hidden in (b"test_size", b"# right", b"no-0"):
        assert hidden not in archive
    editing.delete(session, ARTHUR, problem_id, "statement.md", revision=1, now=NOW)
    with pytest.raises(ProblemInvalid):
        archives.export_for_candidates(session, ARTHUR, problem_id)


def test_it_exports_for_authors_only(session, problem_id):
    for export in (archives.export, archives.export_for_candidates):
        with pytest.raises(NotFound):
            export(session, RITA, problem_id)


def test_two_who_begin_the_same_at_once_are_told(session, problem_id):
    row = store.problem_by_id(session, problem_id)
    with pytest.raises(Conflict, match="taken a moment ago"):
        store.add_problem(session, row.__class__(slug="echo", created_at=NOW, changed_at=NOW))
