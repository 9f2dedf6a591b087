"""Files one by one: nobody writes over what they have not read, and nothing is lost."""

from datetime import timedelta

import pytest

from judge.catalogue.bundle import MAX_FILE_BYTES
from judge.errors import Conflict, FileChanged, Invalid, NotFound
from judge.storage import studio as store
from judge.storage.engine import session_scope
from judge.storage.studio import StudioAuthor
from judge.studio import editing
from tests.cast import NOW, account
from tests.studio import write_problem

ARTHUR, ADA, ALICE, RITA = account("arthur"), account("ada"), account("alice"), account("rita")
PATH = "statement.md"
LATER = NOW + timedelta(seconds=10)


def save(session, problem_id, text, revision, *, who=ARTHUR, path=PATH, at=LATER):
    return editing.save(session, who, problem_id, path, content=text.encode(), revision=revision, now=at)


def kept(session, problem_id, path=PATH):
    lines = editing.revisions(session, ARTHUR, problem_id, path)
    return [(line.revision, line.changed_by, line.is_deleted) for line in lines]


def test_it_gives_a_file_with_who_changed_it(session, problem_id):
    found = editing.read(session, ARTHUR, problem_id, PATH)
    assert (found.content, found.revision, found.changed_by) == (b"Say it again.\n", 1, "Arthur")


def test_it_saves_what_grew_from_the_present_revision(session, problem_id):
    assert save(session, problem_id, "one", 1) == 2
    assert save(session, problem_id, "two", 2) == 3
    assert editing.read(session, ARTHUR, problem_id, PATH).content == b"two"
    assert store.problem_by_id(session, problem_id).changed_at == LATER


def test_it_takes_the_same_again_for_the_save_that_it_was(session, problem_id):
    assert save(session, problem_id, "one", 1) == 2
    assert save(session, problem_id, "one", 1) == 2


def test_it_tells_the_second_author_what_the_first_has_written(session, problem_id):
    save(session, problem_id, "Ada's", 1, who=ADA)
    with pytest.raises(FileChanged) as caught:
        save(session, problem_id, "Arthur's", 1)
    theirs = caught.value.theirs
    assert str(caught.value) == "Ada has changed statement.md since you opened it."
    assert (theirs.content, theirs.revision, theirs.changed_by, theirs.changed_at) == (b"Ada's", 2, "Ada", LATER)
    assert editing.read(session, ARTHUR, problem_id, PATH).content == b"Ada's"


def test_it_tells_the_second_author_that_the_file_is_gone(session, problem_id):
    editing.delete(session, ADA, problem_id, PATH, revision=1, now=LATER)
    with pytest.raises(FileChanged, match="deleted") as caught:
        save(session, problem_id, "mine", 1)
    assert caught.value.theirs is None


def test_it_refuses_a_new_file_where_another_author_has_made_one(session, problem_id):
    with pytest.raises(FileChanged):
        save(session, problem_id, "mine", 0)


def test_it_keeps_others_words_always_and_ones_own_once_a_minute(session, problem_id):
    save(session, problem_id, "one one one", 1)
    save(session, problem_id, "one two two", 2)
    assert kept(session, problem_id) == [(1, "Arthur", False)]
    save(session, problem_id, "Ada's words", 3, who=ADA)
    assert kept(session, problem_id) == [(3, "Arthur", False), (1, "Arthur", False)]
    save(session, problem_id, "Ada's wordz", 4, who=ADA)
    save(session, problem_id, "Ada's wordy", 5, who=ADA, at=LATER + timedelta(minutes=1))
    save(session, problem_id, "Ada's wordx", 6, who=ADA, at=LATER + timedelta(minutes=1))
    assert [line[0] for line in kept(session, problem_id)] == [6, 3, 1]


def test_it_keeps_what_shrinks_much(session, problem_id):
    save(session, problem_id, "a long text that took an hour", 1)
    save(session, problem_id, "", 2)
    assert [line[0] for line in kept(session, problem_id)] == [2, 1]
    assert editing.revision_content(session, ARTHUR, problem_id, PATH, 2) == b"a long text that took an hour"


def test_it_lets_the_oldest_states_go(session, problem_id, monkeypatch):
    monkeypatch.setattr(editing, "MAX_REVISIONS", 2)
    for number in range(1, 5):
        save(session, problem_id, f"state {number}", number, who=(ADA, ARTHUR)[number % 2])
    assert [line[0] for line in kept(session, problem_id)] == [4, 3]
    monkeypatch.setattr(editing, "ROW_BYTES", 0)
    monkeypatch.setattr(editing, "MAX_REVISION_BYTES", 8)
    save(session, problem_id, "the last", 5, who=ARTHUR)
    assert [line[0] for line in kept(session, problem_id)] == [5]


def test_it_lets_states_go_that_hold_nothing(session, problem_id, monkeypatch):
    monkeypatch.setattr(editing, "MAX_REVISION_BYTES", 4 * editing.ROW_BYTES)
    for name in ("a", "b", "c"):
        save(session, problem_id, "", 0, path=f"assets/{name}.md")
        editing.delete(session, ARTHUR, problem_id, f"assets/{name}.md", revision=1, now=LATER)
    assert [len(kept(session, problem_id, f"assets/{name}.md")) for name in ("a", "b", "c")] == [0, 2, 2]
    assert [line.path for line in editing.deleted(session, ARTHUR, problem_id)] == ["assets/c.md", "assets/b.md"]


def test_it_lets_no_other_problems_states_go(session, problem_id, monkeypatch):
    other = write_problem(session, problem_id="other", slug="other")
    save(session, other, "Shout it.\n", 1)
    monkeypatch.setattr(editing, "MAX_REVISION_BYTES", 0)
    save(session, problem_id, "Shout it.\n", 1)
    assert [len(kept(session, which)) for which in (problem_id, other)] == [0, 1]


def test_it_brings_a_deleted_file_back(session, problem_id):
    save(session, problem_id, "Shout it.\n", 1)
    editing.delete(session, ADA, problem_id, PATH, revision=2, now=LATER)
    (line,) = editing.deleted(session, ARTHUR, problem_id)
    assert (line.path, line.deleted_at, line.deleted_by) == (PATH, LATER, "Ada")
    assert editing.bring_back(session, ARTHUR, problem_id, PATH, now=LATER) == 4
    found = editing.read(session, ARTHUR, problem_id, PATH)
    assert (found.content, found.revision, found.changed_by) == (b"Shout it.\n", 4, "Arthur")
    assert editing.deleted(session, ARTHUR, problem_id) == []
    with pytest.raises(Invalid, match="already"):
        editing.bring_back(session, ARTHUR, problem_id, PATH, now=LATER)


def test_it_brings_back_the_last_state_of_a_file_that_was_deleted_twice(session, problem_id):
    editing.delete(session, ARTHUR, problem_id, PATH, revision=1, now=LATER)
    revision = save(session, problem_id, "Again.\n", 0)
    editing.delete(session, ARTHUR, problem_id, PATH, revision=revision, now=LATER)
    assert len(editing.deleted(session, ARTHUR, problem_id)) == 1
    editing.bring_back(session, ARTHUR, problem_id, PATH, now=LATER)
    assert editing.read(session, ARTHUR, problem_id, PATH).content == b"Again.\n"


def test_it_brings_back_the_old_name_of_a_renamed_file_beside_the_new_one(session, problem_id):
    editing.rename(session, ARTHUR, problem_id, PATH, to="task.md", revision=1, now=LATER)
    assert [line.path for line in editing.deleted(session, ARTHUR, problem_id)] == [PATH]
    editing.bring_back(session, ARTHUR, problem_id, PATH, now=LATER)
    assert editing.read(session, ARTHUR, problem_id, "task.md").content == b"Say it again.\n"


def test_it_brings_nothing_back_that_never_was_or_has_no_room(session, problem_id, monkeypatch):
    for path in ("never.md", "a\0b"):
        with pytest.raises(NotFound):
            editing.bring_back(session, ARTHUR, problem_id, path, now=LATER)
    editing.delete(session, ARTHUR, problem_id, PATH, revision=1, now=LATER)
    save(session, problem_id, "Now a folder.\n", 0, path=f"{PATH}/one.md")
    with pytest.raises(Invalid, match="is a folder already"):
        editing.bring_back(session, ARTHUR, problem_id, PATH, now=LATER)
    session.rollback()
    monkeypatch.setattr(editing, "MAX_DELETED", 0)
    assert editing.deleted(session, ARTHUR, problem_id) == []
    for use in (editing.deleted, lambda *given: editing.bring_back(*given, PATH, now=LATER)):
        with pytest.raises(NotFound):
            use(session, RITA, problem_id)


def test_it_keeps_a_deleted_file_and_who_deleted_it(session, problem_id):
    editing.delete(session, ADA, problem_id, PATH, revision=1, now=LATER)
    assert kept(session, problem_id) == [(2, "Ada", True), (1, "Arthur", False)]
    assert editing.revision_content(session, ARTHUR, problem_id, PATH, 1) == b"Say it again.\n"
    with pytest.raises(NotFound):
        editing.revision_content(session, ARTHUR, problem_id, PATH, 2)
    with pytest.raises(NotFound):
        editing.read(session, ARTHUR, problem_id, PATH)
    assert save(session, problem_id, "again", 0) == 3  # no number is used twice


def test_it_deletes_only_what_was_read(session, problem_id):
    save(session, problem_id, "newer", 1, who=ADA)
    with pytest.raises(FileChanged):
        editing.delete(session, ARTHUR, problem_id, PATH, revision=1, now=LATER)
    with pytest.raises(NotFound):
        editing.delete(session, ARTHUR, problem_id, "nothing.md", revision=0, now=LATER)


def test_it_renames_a_file_and_keeps_its_states_under_the_old_name(session, problem_id):
    assert editing.rename(session, ARTHUR, problem_id, PATH, to="editorial.md", revision=1, now=LATER) == 1
    assert editing.read(session, ARTHUR, problem_id, "editorial.md").content == b"Say it again.\n"
    assert kept(session, problem_id) == [(2, "Arthur", True), (1, "Arthur", False)]


def test_it_renames_a_file_into_a_folder_of_its_own_name(session, problem_id):
    editing.rename(session, ARTHUR, problem_id, PATH, to="statement.md/one", revision=1, now=LATER)
    assert editing.read(session, ARTHUR, problem_id, "statement.md/one").revision == 1


@pytest.mark.parametrize("to", ["problem.toml", "tests", "../statement.md", "PROBLEM.toml"])
def test_it_renames_onto_nothing_else(session, problem_id, to):
    with pytest.raises(Invalid) as caught:
        editing.rename(session, ARTHUR, problem_id, PATH, to=to, revision=1, now=LATER)
    assert caught.value.where == "to"
    session.rollback()
    assert editing.read(session, ARTHUR, problem_id, PATH).revision == 1


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("../up.md", "other characters"),
        ("/etc/passwd", "other characters"),
        (".hidden", "other characters"),
        ("tests\u202e/x.py", r"\[U\+202E\]"),
        ("Statement.md", "only in case"),
        ("statement.md/x", "where the file statement.md is"),
        ("tests", "is a folder already"),
    ],
)
def test_it_refuses_a_name_that_no_folder_could_have(session, problem_id, path, words):
    with pytest.raises(Invalid, match=words) as caught:
        save(session, problem_id, "text", 0, path=path)
    assert caught.value.where == "path"


def test_it_refuses_what_a_folder_may_not_hold(session, problem_id, monkeypatch):
    with pytest.raises(Invalid, match="a file may have"):
        save(session, problem_id, "x" * (MAX_FILE_BYTES + 1), 1)
    monkeypatch.setattr(editing, "MAX_TOTAL_BYTES", 100)
    with pytest.raises(Invalid, match="it may have 100"):
        save(session, problem_id, "x", 0, path="new.md")
    monkeypatch.setattr(editing, "MAX_FILES", 3)
    with pytest.raises(Invalid, match="one file too many"):
        save(session, problem_id, "x", 0, path="new.md")


@pytest.mark.parametrize("who", [ALICE, RITA])
def test_it_exists_for_its_authors_only(session, problem_id, who):
    with pytest.raises(NotFound):
        editing.read(session, who, problem_id, PATH)
    with pytest.raises(NotFound):
        save(session, problem_id, "mine", 1, who=who)


def test_it_does_not_exist_for_an_author_who_has_lost_the_role(session, problem_id, database):
    with session_scope(database) as other:
        other.add(StudioAuthor(problem_id=problem_id, user_id="alice", added_at=NOW))
        other.commit()
    with pytest.raises(NotFound):
        editing.read(session, ALICE, problem_id, PATH)


def test_it_changes_nothing_that_is_archived(session, problem_id):
    problem = store.problem_by_id(session, problem_id)
    problem.archived_at = NOW
    session.add(problem)
    session.commit()
    with pytest.raises(Conflict, match="archived"):
        save(session, problem_id, "new", 1)


@pytest.mark.parametrize("content", [b"\xff\xfe", b"text\0"])
def test_it_takes_for_text_only_what_an_editor_could_show(content):
    assert editing.text_of(content) is None
