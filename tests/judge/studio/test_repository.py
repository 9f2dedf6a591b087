"""The same folder in a repository on disk: pushed, pulled, and neither side's words lost."""

from datetime import timedelta

import pytest
from dulwich.objects import Blob, Commit, Tree
from dulwich.repo import Repo

from judge.errors import Conflict, Invalid, NotFound, ProblemInvalid
from judge.exchange import git
from judge.exchange.git import Place, Signature
from judge.studio import editing, release, repository
from judge.studio.access import own
from judge.studio.listing import bundle_of
from tests.cast import NOW, account
from tests.judge.catalogue.folders import a_problem
from tests.judge.catalogue.folders import bundle_of as folder
from tests.judge.worker_parts import quick_settings

ARTHUR, ADA, RITA = account("arthur"), account("ada"), account("rita")
LATER = NOW + timedelta(minutes=5)
OTHER = Signature("Grace <x>\n", "grace@example.org", NOW, "By hand")


@pytest.fixture
def bare(tmp_path):
    path = tmp_path / "authors.git"
    Repo.init_bare(path, mkdir=True).close()
    return path


@pytest.fixture
def settings(state_dir, bare):
    return quick_settings(state_dir, author_repository=str(bare))


@pytest.fixture
def place(bare):
    return Place(bare, "main", "problems/echo")


def push(session, problem_id, settings, who=ARTHUR):
    exported = repository.push(session, who, problem_id, settings=settings, now=LATER)
    repository.note_push(session, who, problem_id, exported)
    return exported


def pull(session, problem_id, settings, *, is_over=False, who=ARTHUR):
    fetched = repository.fetch(session, who, problem_id, settings=settings)
    return repository.pull(session, who, problem_id, fetched, is_over=is_over, now=LATER)


def save(session, problem_id, text, revision, path="statement.md"):
    editing.save(session, ARTHUR, problem_id, path, content=text.encode(), revision=revision, now=LATER)


def by_hand(place, **changes):
    """Somebody else's commit: files by path, with None for one that goes."""
    head = git.head(place)
    files = dict(git.folder_at(place, head).files) or dict(folder(a_problem()).files)
    for name, text in changes.items():
        path = name.replace("__", "/").replace("_md", ".md")
        if text is None:
            del files[path]
        else:
            files[path] = text.encode()
    return git.write(place, folder({}).__class__(files), OTHER, base=head)


def files_of(session, problem_id):
    return dict(bundle_of(session, own(session, ARTHUR, problem_id)).files)


def test_it_pushes_the_folder_as_a_commit_of_its_author(session, problem_id, settings, place, bare):
    exported = push(session, problem_id, settings)
    assert exported.is_new
    assert git.folder_at(place, exported.commit).files == files_of(session, problem_id)
    with Repo(bare) as repo:
        commit = repo[exported.commit.encode()]
        assert (commit.author, commit.message) == (b"Arthur <arthur@example.org>", b"Update echo\n")
        assert (commit.parents, commit.commit_time) == ([], int(LATER.timestamp()))
    assert own(session, ARTHUR, problem_id).pulled_commit == exported.commit


def test_it_pushes_nothing_that_is_there_already(session, problem_id, settings):
    first = push(session, problem_id, settings)
    again = push(session, problem_id, settings)
    assert (again.commit, again.is_new) == (first.commit, False)


def test_it_leaves_the_rest_of_the_repository_alone(session, problem_id, settings, place):
    other = Place(place.repository, "main", "problems/other")
    top = Place(place.repository, "main", "docs")
    git.write(other, folder({"a/b.md": "b"}), OTHER, base="")
    git.write(top, folder({"read.md": "me"}), OTHER, base="")
    exported = push(session, problem_id, settings)
    assert git.folder_at(other, exported.commit).files == {"a/b.md": b"b"}
    assert git.folder_at(top, exported.commit).files == {"read.md": b"me"}
    assert git.folder_at(Place(place.repository, "main", "docs/read.md"), exported.commit).files == {}


def test_it_pushes_over_nobodys_change(session, problem_id, settings, place):
    push(session, problem_id, settings)
    by_hand(place, statement_md="By hand.\n")
    save(session, problem_id, "In the studio.\n", 1)
    with pytest.raises(Conflict, match="Pull first"):
        push(session, problem_id, settings)
    with pytest.raises(Conflict, match=r"statement\.md"):
        pull(session, problem_id, settings)
    session.rollback()
    assert pull(session, problem_id, settings, is_over=True) == 1
    assert files_of(session, problem_id)["statement.md"] == b"By hand.\n"
    assert editing.revision_content(session, ARTHUR, problem_id, "statement.md", 2) == b"In the studio.\n"
    save(session, problem_id, "Both.\n", 3)
    assert push(session, problem_id, settings).is_new


def test_it_refuses_to_begin_over_a_folder_that_is_there(session, problem_id, settings, place):
    by_hand(place, statement_md="By hand.\n")
    with pytest.raises(Conflict, match="Pull first"):
        push(session, problem_id, settings)


def test_it_pulls_what_has_changed_there_and_keeps_what_has_changed_here(session, problem_id, settings, place):
    push(session, problem_id, settings)
    commit = by_hand(place, statement_md="By hand.\n", editorial_md="New.\n")
    save(session, problem_id, "WORDS = [1]\n", 1, "starter/python-flask/words.py")
    assert pull(session, problem_id, settings) == 2
    found = files_of(session, problem_id)
    assert (found["statement.md"], found["editorial.md"]) == (b"By hand.\n", b"New.\n")
    assert found["starter/python-flask/words.py"] == b"WORDS = [1]\n"
    assert own(session, ARTHUR, problem_id).pulled_commit == commit
    assert pull(session, problem_id, settings) == 0


def test_it_gives_a_folder_that_is_there_already_to_no_author(session, problem_id, settings, place):
    by_hand(place, statement_md="A stranger's.\n")
    for is_over in (False, True):
        with pytest.raises(Conflict, match="An administrator makes the first pull"):
            pull(session, problem_id, settings, is_over=is_over)
    assert files_of(session, problem_id)["statement.md"] == b"Say it again.\n"
    assert pull(session, problem_id, settings, is_over=True, who=ADA) == 1
    by_hand(place, statement_md="Ours now.\n")
    assert pull(session, problem_id, settings) == 1


def test_it_pulls_nothing_once_somebody_else_was_faster(session, problem_id, settings, place):
    push(session, problem_id, settings)
    by_hand(place, statement_md="By hand.\n")
    fetched = repository.fetch(session, ARTHUR, problem_id, settings=settings)
    assert pull(session, problem_id, settings, who=ADA) == 1
    save(session, problem_id, "Ada's.\n", 2)
    with pytest.raises(Conflict, match="a moment ago"):
        repository.pull(session, ARTHUR, problem_id, fetched, is_over=True, now=LATER)
    assert files_of(session, problem_id)["statement.md"] == b"Ada's.\n"


def test_it_never_sets_back_what_both_sides_have_in_common(session, problem_id, settings, place):
    push(session, problem_id, settings)
    save(session, problem_id, "In the studio.\n", 1)
    late = repository.push(session, ARTHUR, problem_id, settings=settings, now=LATER)
    commit = by_hand(place, statement_md="By hand.\n")
    assert pull(session, problem_id, settings, is_over=True) == 1
    repository.note_push(session, ARTHUR, problem_id, late)
    assert own(session, ARTHUR, problem_id).pulled_commit == commit


def test_it_pulls_what_was_deleted_there(session, problem_id, settings, place):
    save(session, problem_id, "How.\n", 0, "editorial.md")
    push(session, problem_id, settings)
    by_hand(place, editorial_md=None)
    assert pull(session, problem_id, settings) == 1
    assert "editorial.md" not in files_of(session, problem_id)


def test_it_names_few_of_many_files_that_both_have_changed(session, problem_id, settings, place):
    for number in range(7):
        save(session, problem_id, "here", 0, f"assets/{number}.txt")
    files = a_problem() | {f"assets/{number}.txt": "there" for number in range(7)}
    git.write(place, folder(files), OTHER, base="")
    with pytest.raises(Conflict, match="and 2 more"):
        pull(session, problem_id, settings, who=ADA)


def test_it_takes_a_history_that_is_gone_for_none(session, problem_id, settings, place):
    by_hand(place)
    problem = own(session, ARTHUR, problem_id)
    problem.pulled_commit = "0" * 40
    session.add(problem)
    session.commit()
    assert pull(session, problem_id, settings) == 0  # the same files on both sides


def test_it_says_what_is_missing(session, problem_id, settings, state_dir, tmp_path):
    with pytest.raises(Invalid, match="has no folder problems/echo"):
        pull(session, problem_id, settings, who=ADA)
    with pytest.raises(Invalid, match="no repository for authors"):
        pull(session, problem_id, quick_settings(state_dir))
    with pytest.raises(Invalid, match="cannot be opened"):
        pull(session, problem_id, quick_settings(state_dir, author_repository=str(tmp_path)), who=ADA)


def test_it_leaves_a_checked_out_branch_alone(session, problem_id, state_dir, tmp_path):
    path = tmp_path / "work"
    with Repo.init(path, mkdir=True, default_branch=b"main"):
        pass
    settings = quick_settings(state_dir, author_repository=str(path), author_path="")
    with pytest.raises(Conflict, match="checked out"):
        push(session, problem_id, settings)
    settings = quick_settings(state_dir, author_repository=str(path), author_path="", author_branch="studio")
    assert push(session, problem_id, settings).is_new
    assert git.folder_at(Place(path, "studio", "echo"), git.head(Place(path, "studio", "echo"))).files


def test_it_is_for_authors_and_for_what_is_not_archived(session, problem_id, settings):
    for use in (push, pull):
        with pytest.raises(NotFound):
            use(session, problem_id, settings, who=RITA)
    release.archive(session, ARTHUR, problem_id, now=LATER)
    for use in (push, pull):
        with pytest.raises(Conflict):
            use(session, problem_id, settings)


def with_entry(place, name, mode, content=b"x"):
    """A commit by a stranger whose folder holds an entry of any name and kind."""
    with Repo(place.repository) as repo:
        blob, tree, commit = Blob.from_string(content), Tree(), Commit()
        tree.add(name, mode, blob.id)
        repo.object_store.add_object(blob)
        repo.object_store.add_object(tree)
        commit.tree = git._with_folder(repo, None, place.parts, tree.id)
        commit.author = commit.committer = b"Mallory <m@example.org>"
        commit.author_time = commit.commit_time = commit.author_timezone = commit.commit_timezone = 0
        commit.message = b"x"
        repo.object_store.add_object(commit)
        return commit.id.decode()


@pytest.mark.parametrize(
    ("name", "mode", "words"),
    [
        (b"link", 0o120000, "no plain file"),
        (b"module", 0o160000, "no plain file"),
        (b"..", 0o100644, "other characters"),
        (b".git", 0o100644, "other characters"),
        (b"\xff", 0o100644, "other characters"),
        (b"a\nb", 0o100644, "other characters"),
    ],
)
def test_it_reads_nothing_but_plain_files(place, name, mode, words):
    commit = with_entry(place, name, mode)
    with pytest.raises(ProblemInvalid, match=words):
        git.folder_at(place, commit)


def test_it_reads_no_more_than_a_problem_may_hold(place, monkeypatch):
    monkeypatch.setattr(git, "MAX_TOTAL_BYTES", 10)
    with pytest.raises(ProblemInvalid, match="too large"):
        git.folder_at(place, with_entry(place, b"a.md", 0o100644, b"x" * 11))
    monkeypatch.setattr(git, "MAX_FILES", 0)
    with pytest.raises(ProblemInvalid, match="one too many"):
        git.folder_at(place, with_entry(place, b"a.md", 0o100644))


def test_it_survives_a_broken_repository(place):
    commit = with_entry(place, b"folder", 0o040000)  # a blob where a folder should be
    assert git.folder_at(place, commit).files == {}
    for path in place.repository.rglob("objects/*/*"):
        path.chmod(0o644)
        path.write_bytes(b"junk")
    with pytest.raises(Invalid, match="cannot be read"):
        git.folder_at(place, commit)


def test_it_tries_again_when_others_push_at_the_same_moment(place, monkeypatch):
    made = folder({"a.md": "a"})
    base = git.write(place, made, OTHER, base="")
    raced = iter([True, False, False, False])
    other = Place(place.repository, "main", "other")
    real = git._commit

    def late(repo, where, tip, tree, by):
        if where == place and next(raced):
            git.write(other, folder({"b.md": "b"}), OTHER, base="")
        return real(repo, where, tip, tree, by)

    monkeypatch.setattr(git, "_commit", late)
    commit = git.write(place, folder({"a.md": "A"}), OTHER, base=base)
    assert git.folder_at(other, commit).files == {"b.md": b"b"}
    assert git.folder_at(place, commit).files == {"a.md": b"A"}


def test_it_gives_up_when_others_never_stop(place, monkeypatch):
    base = git.write(place, folder({"a.md": "a"}), OTHER, base="")
    monkeypatch.setattr("dulwich.refs.DiskRefsContainer.set_if_equals", lambda *_args, **_how: False)
    with pytest.raises(Conflict, match="at this moment"):
        git.write(place, folder({"a.md": "A"}), OTHER, base=base)
