"""Pages of a problem with variants: nobody chooses theirs but who tries a draft out."""

import json
import re

import pytest

from judge import publishing
from judge.catalogue.variants import source_of
from judge.domain.variants import variant_of
from judge.storage.checks import CheckState, GateCheck
from judge.storage.engine import session_scope
from judge.storage.submissions import Submission
from tests.cast import NOW, STACK
from tests.judge.catalogue.folders import load
from tests.judge.studio.reports import report
from tests.studio import gate_check, in_the_making
from tests.varied import SOURCE, VALUES, loaded_varied, varied

OWN = variant_of("alice", "echo", 3)
OTHER = next(number for number in range(3) if number != OWN)
KEY = "0c2f6d4e-3b5a-4a1e-9d57-1f0a7c1b2d3e"


@pytest.fixture
def alice(visit):
    return visit("alice")


@pytest.fixture
def bob(visit):
    return visit("bob")


@pytest.fixture
def rita(visit):
    return visit("rita")


@pytest.fixture
def arthur(visit):
    return visit("arthur")


@pytest.fixture
def echo(database):
    with session_scope(database) as session:
        publishing.publish(session, loaded_varied(), now=NOW)


def word(number):
    return VALUES[number]["word"]


def island(page):
    return json.loads(re.search(r'id="workspace-data"[^>]*>(.*?)</script>', page.text, re.DOTALL)[1])


def test_everybody_reads_their_own(alice, bob, echo):
    assert f"Say {word(OWN)} again." in alice.get("/problems/echo").text
    assert f"Say {word(variant_of('bob', 'echo', 3))} again." in bob.get("/problems/echo").text


def test_a_visitor_reads_the_first(visit, echo):
    assert "Say Hello again." in visit().get("/problems/echo").text


def test_nobody_picks_their_task(alice, echo):
    page = alice.get(f"/problems/echo?variant={OTHER}")
    assert f"Say {word(OWN)} again." in page.text
    assert 'aria-label="Variants"' not in page.text
    assert "variant=" not in "".join(island(page)["urls"].values())


def test_nothing_of_the_other_variants_is_in_the_page(alice, echo):
    text = alice.get("/problems/echo").text
    assert not [other for other in VALUES if other["word"] != word(OWN) and other["word"] in text]
    assert "{{" not in text


def test_the_plain_form_has_ones_own_starter(alice, echo):
    text = alice.get("/problems/echo/plain").text
    assert f"# {word(OWN)}" in text
    assert f"WORDS = [&#39;{word(OWN)}&#39;]" in text


def test_what_is_sent_is_of_ones_own_variant(alice, echo, database):
    sent = {"kind": "submit", "stack": STACK, "files": {"app.py": "x\n"}, "key": KEY}
    answer = alice.send("POST", f"/problems/echo/submissions?variant={OTHER}", sent)
    assert answer.status_code == 202
    with session_scope(database) as session:
        assert session.get_one(Submission, answer.json["id"]).variant == OWN


def test_staff_read_variant_and_seed(alice, rita, echo, database):
    sent = {"kind": "submit", "stack": STACK, "files": {"app.py": "x\n"}, "key": KEY}
    submission_id = alice.send("POST", "/problems/echo/submissions", sent).json["id"]
    text = rita.get(f"/review/submissions/{submission_id}").text
    assert f"Variant {OWN}" in text
    assert re.search(r"Seed \d+", text)
    assert "Seed" not in alice.get(f"/submissions/{submission_id}").text


def studio(database, *, has_values=True, **files):
    """Arthur's problem in the studio, with a check that has made its values."""
    problem_id = in_the_making(database, files=varied() | files)
    loaded = load(varied())
    made = {"variants": VALUES, "variants_of": source_of(loaded.bundle, loaded.problem)} if has_values else {}
    content_hash = load(varied() | files).bundle.content_hash
    with session_scope(database) as session:
        gate_check(
            session,
            problem_id,
            state=CheckState.DONE,
            content_hash=content_hash,
            report=json.loads(json.dumps(report(content_hash, **made).to_json())),
        )
    return problem_id


def test_an_author_tries_every_variant(arthur, database):
    problem_id = studio(database)
    assert arthur.send("POST", f"/studio/{problem_id}/preview", {}).status_code == 200
    page = arthur.get("/problems/echo~draft?variant=1")
    assert "Say Ahoy again." in page.text
    assert "variant=1" in island(page)["urls"]["submit"]
    assert re.search(r'href="\?variant=1" aria-current="true">Variant 1', page.text)
    assert "Say Cheers again." in arthur.get("/problems/echo~draft?variant=2").text


def test_a_try_is_of_the_variant_that_was_looked_at(arthur, database):
    problem_id = studio(database)
    arthur.send("POST", f"/studio/{problem_id}/preview", {})
    sent = {"kind": "submit", "stack": STACK, "files": {"app.py": "x\n"}, "key": KEY}
    answer = arthur.send("POST", "/problems/echo~draft/submissions?variant=1", sent)
    with session_scope(database) as session:
        assert session.get_one(Submission, answer.json["id"]).variant == 1


def test_hints_and_editorial_are_of_the_variant_that_is_tried(arthur, database):
    problem_id = studio(database)
    arthur.send("POST", f"/studio/{problem_id}/preview", {})
    page = arthur.get("/problems/echo~draft?variant=1").text
    assert 'action="/problems/echo~draft/hints/1?variant=1"' in page
    assert 'href="/problems/echo~draft/editorial?variant=1"' in page
    opened = arthur.send("POST", "/problems/echo~draft/hints/1?variant=1", {})
    assert "Say <strong>Ahoy</strong> first." in opened.json["html"]
    back = arthur.post("/problems/echo~draft/hints/1?variant=1")
    assert back.location == "/problems/echo~draft?variant=1#hint-1"
    editorial = arthur.get("/problems/echo~draft/editorial?variant=1").text
    assert "It is Ahoy, 31 times." in editorial
    assert 'href="/problems/echo~draft?variant=1"' in editorial


def test_nobody_picks_the_variant_of_their_help(alice, rita, echo):
    page = alice.get(f"/problems/echo?variant={OTHER}").text
    assert 'action="/problems/echo/hints/1"' in page
    opened = alice.send("POST", f"/problems/echo/hints/1?variant={OTHER}", {})
    assert f"<strong>{word(OWN)}</strong>" in opened.json["html"]
    assert alice.post("/problems/echo/hints/1?variant=1").location == "/problems/echo#hint-1"
    own = variant_of("rita", "echo", 3)
    other = next(number for number in range(3) if number != own)
    assert f"It is {word(own)}," in rita.get(f"/problems/echo/editorial?variant={other}").text


@pytest.mark.parametrize("asked", ["", "-1", "3", "x", "1e1", "999"])
def test_a_number_that_is_none_is_ones_own(arthur, database, asked):
    problem_id = studio(database)
    arthur.send("POST", f"/studio/{problem_id}/preview", {})
    own = word(variant_of("arthur", "echo", 3))
    assert f"Say {own} again." in arthur.get(f"/problems/echo~draft?variant={asked}").text


def test_a_draft_without_values_says_what_to_do(arthur, database):
    problem_id = studio(database, has_values=False)
    answer = arthur.send("POST", f"/studio/{problem_id}/preview", {})
    assert answer.status_code == 400
    (finding,) = answer.json["findings"]
    assert (finding["file"], finding["message"][:40]) == ("variants.py", "the gate has not made the values of this")


def test_values_of_another_variants_py_are_not_taken(arthur, database):
    changed = SOURCE.replace("Ahoy", "Hi")
    problem_id = studio(database, **{"variants.py": changed})
    assert arthur.send("POST", f"/studio/{problem_id}/preview", {}).status_code == 400


def test_values_are_not_taken_from_a_report_that_cannot_be_read_any_more(arthur, database):
    problem_id = studio(database)
    with session_scope(database) as session:
        check = session.get_one(GateCheck, "check")
        check.report = {"variants_of": check.report["variants_of"], "of": "old"}
        session.add(check)
        session.commit()
    assert arthur.send("POST", f"/studio/{problem_id}/preview", {}).status_code == 400


def test_a_changed_statement_needs_no_new_values(arthur, database):
    problem_id = studio(database, **{"statement.md": "{{ word }}!\n"})
    assert arthur.send("POST", f"/studio/{problem_id}/preview", {}).status_code == 200


def test_publishing_fixes_what_the_gate_has_proven(arthur, alice, database):
    problem_id = studio(database)
    arthur.post(f"/studio/{problem_id}/publish", check="check")
    assert f"Say {word(OWN)} again." in alice.get("/problems/echo").text


def test_what_candidates_may_take_home_is_of_the_first_variant(arthur, database):
    problem_id = studio(database)
    answer = arthur.get(f"/studio/{problem_id}/candidate.zip")
    assert answer.status_code == 200
    assert b"Say Hello again." in answer.data
    assert b"{{" not in answer.data
    assert b"def generate" not in answer.data


def test_the_authors_archive_is_the_folder_as_it_is(arthur, database):
    problem_id = studio(database)
    answer = arthur.get(f"/studio/{problem_id}/export.zip")
    assert b"Say {{ word }} again." in answer.data
    assert b"def generate" in answer.data


def test_the_check_shows_the_values_that_were_made(arthur, database):
    problem_id = studio(database)
    text = arthur.get(f"/studio/{problem_id}/checks/check").text
    assert "<code>word</code>" in text
    assert re.search(r'<th scope="row" class="is-number">1</th><td>Ahoy</td><td>31</td><td>a, b</td>', text)
