"""The archive of one's own data: whole, one's own, and with nothing that the pages keep to themselves."""

import io
import json
import zipfile

import pytest
from sqlalchemy import inspect

from judge.domain.preferences import Preferences
from judge.profiles import export as module
from judge.profiles.export import export
from judge.profiles.profile import save_preferences
from judge.storage.accounts import User
from judge.storage.engine import reading_scope, session_scope
from judge.storage.submissions import Submission
from tests.cast import ANSWER, NOW, SLUG, STACK, account, hand_in
from tests.judge.profiles.work import a_revision

ALICE = account("alice")


@pytest.fixture
def unpack(database):
    """The archive's files as texts."""

    def read(who=ALICE) -> dict[str, str]:
        with reading_scope(database) as session:
            data = export(session, who, now=NOW)
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            assert archive.testzip() is None
            return {name: archive.read(name).decode() for name in archive.namelist()}

    return read


def test_it_says_who_one_is(database, unpack):
    with session_scope(database) as session:
        save_preferences(session, ALICE, Preferences(theme="dark"))
    assert json.loads(unpack()["account.json"]) == {
        "id": "alice",
        "name": "Alice",
        "email": "alice@example.org",
        "role": "candidate",
        "created_at": "2026-05-04T12:00:00Z",
        "extra_time_percent": 0,
        "preferences": {"theme": "dark"},
    }


def test_it_holds_every_kind_of_ones_own_rows(lived_in, unpack):
    files = unpack()
    for name in ("sign-ins", "drafts", "notes", "hints", "given-up", "shared-solutions", "reports", "problems"):
        assert len(json.loads(files[f"{name}.json"])) == 1, name
    sittings = {entry["id"]: entry for entry in json.loads(files["timed-sessions.json"])}
    assert [task["slug"] for task in sittings["sitting"]["tasks"]] == [SLUG]
    assert sittings["trial"]["tasks"] == []
    assert files[f"drafts/practice/{SLUG}/{STACK}/app.py"] == ANSWER["app.py"]
    assert any(name.startswith(f"earlier-drafts/practice/{SLUG}/{STACK}/2026-05-04 12.00.00 (") for name in files)


def test_it_holds_each_submission_with_code_and_result(lived_in, unpack):
    files = unpack()
    listed = json.loads(files["submissions.json"])
    assert [line["id"] for line in listed] == [
        lived_in[name] for name in ("try", "queued", "leased", "sealed", "judged")
    ]
    assert {line["slug"] for line in listed} == {SLUG}
    assert {line["variant"] for line in listed} == {None}  # of a problem without any
    folder = f"submissions/{lived_in['judged']}"
    assert files[f"{folder}/files/app.py"] == ANSWER["app.py"]
    result = json.loads(files[f"{folder}/result.json"])
    assert (result["verdict"], result["score"]) == ("failed", 2)
    assert json.loads(files[f"submissions/{lived_in['queued']}/result.json"])["state"] == "queued"


def test_it_holds_what_was_asked_of_a_console(lived_in, unpack):
    (command,) = json.loads(unpack()[f"submissions/{lived_in['try']}/console.json"])
    assert command["command"]["path"] == "/"


def test_it_keeps_hidden_tests_hidden_and_sealed_results_sealed(lived_in, unpack):
    files = unpack()
    assert "HIDDEN" not in "".join(files.values())
    assert "test_keeps_order" not in "".join(files.values())
    sealed = json.loads(files[f"submissions/{lived_in['sealed']}/result.json"])
    assert sealed["is_sealed"]
    assert (sealed["verdict"], sealed["score"], sealed["criteria"]) == (None, None, [])
    assert [test["title"] for test in sealed["tests"]] == ["lists items"]


def test_it_holds_nothing_that_opens_an_account(database, lived_in, unpack):
    everything = "".join(unpack().values())
    with reading_scope(database) as session:
        assert session.get_one(User, "alice").password_hash not in everything
    assert "hash of alice" not in everything


def test_it_holds_nothing_of_anybody_else(database, lived_in, unpack):
    everything = "".join(unpack().values())
    assert "bob" not in everything
    assert lived_in["judged"] not in "".join(unpack(account("bob")).values())


def test_it_explains_every_file(lived_in, unpack):
    files = unpack()
    readme = files.pop("README.txt")
    assert "alice@example.org" in readme
    for name in files:
        assert name.split("/", 1)[0] in readme


def test_it_keeps_to_its_bound_and_names_what_is_left_out(database, unpack, monkeypatch):
    monkeypatch.setattr(module, "MAX_BYTES", 5000)
    large = {"app.py": "x" * 6000, "models.py": "kept"}
    submission_id = hand_in(database, files=large)
    with session_scope(database) as session:
        session.add(a_revision("alice", large))
        session.commit()
    files = unpack()
    assert f"submissions/{submission_id}/files/app.py" not in files
    assert files[f"submissions/{submission_id}/files/models.py"] == "kept"
    assert f"\nsubmissions/{submission_id}/files/app.py\n" in files["README.txt"]
    assert "Left out" in files["README.txt"]


def test_it_says_nothing_of_a_bound_that_was_not_reached(unpack):
    assert "Left out" not in unpack()["README.txt"]


def test_it_writes_texts_that_no_file_could_hold(database, unpack):
    hand_in(database, files={"app.py": "half a character: \ud800"})
    assert any(text == "half a character: \\ud800" for text in unpack().values())


def test_it_holds_one_submission_at_a_time(database):
    kept = [hand_in(database) for _ in range(3)]
    with reading_scope(database) as session:
        rows = [session.get_one(Submission, submission_id) for submission_id in kept]
        export(session, ALICE, now=NOW)
        assert ["files" in inspect(row).unloaded for row in rows] == [True] * 3
