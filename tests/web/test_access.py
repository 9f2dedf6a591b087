"""The whole map of addresses, walked by every role; what is expected stands in one table."""

import pytest

from judge.storage.engine import session_scope
from judge.storage.rejudges import Rejudge
from judge.storage.runs import Lane
from judge.storage.submissions import SubmissionKind
from tests.cast import ANSWER, NOW, SLUG, STACK, hand_in, seat
from tests.studio import PROBLEM_ID, gate_check, write_problem

ROLES = ("anonymous", "alice", "bob", "rita", "arthur", "ada")  # alice owns the submission

EVERYBODY = dict.fromkeys(ROLES, 200)
SIGNED_IN = EVERYBODY | {"anonymous": 302}
OWNER = {"anonymous": 302, "alice": 200, "bob": 404, "rita": 404, "arthur": 404, "ada": 404}
OWNER_BY_SCRIPT = OWNER | {"anonymous": 401}
STAFF = {"anonymous": 302, "alice": 404, "bob": 404, "rita": 200, "arthur": 200, "ada": 200}
AUTHORS = STAFF | {"rita": 404}
AUTHORS_BY_SCRIPT = AUTHORS | {"anonymous": 401}
NOTHING_YET = dict.fromkeys(ROLES, 404) | {"anonymous": 302}
FORM_FOR_STRANGERS = dict.fromkeys(ROLES, 302) | {"anonymous": 200}  # who is signed in has no use for it

EXPECTED = {
    ("GET", "/static/<path:filename>"): dict.fromkeys(ROLES, 404),  # no such file, and no folder is listed
    ("GET", "/"): dict.fromkeys(ROLES, 302),
    ("GET", "/problems"): EVERYBODY,
    ("GET", "/problems/<slug>"): EVERYBODY,
    ("GET", "/problems/<slug>/assets/<version>/<path:path>"): dict.fromkeys(ROLES, 404),  # it has none
    ("PUT", "/problems/<slug>/draft"): SIGNED_IN | {"anonymous": 401},
    ("GET", "/problems/<slug>/revisions.json"): SIGNED_IN | {"anonymous": 401},
    ("GET", "/revisions/<revision_id>.json"): dict.fromkeys(ROLES, 404) | {"anonymous": 401},
    ("POST", "/problems/<slug>/submissions"): dict.fromkeys(ROLES, 202) | {"anonymous": 401},
    ("POST", "/problems/<slug>/consoles"): dict.fromkeys(ROLES, 202) | {"anonymous": 401},
    ("GET", "/consoles/<console_id>.json"): OWNER_BY_SCRIPT,
    ("POST", "/consoles/<console_id>/commands"): OWNER_BY_SCRIPT | {"alice": 202},
    ("POST", "/consoles/<console_id>/close"): OWNER_BY_SCRIPT,
    ("GET", "/skills"): SIGNED_IN,
    ("GET", "/submissions"): SIGNED_IN,
    ("GET", "/submissions/compare"): dict.fromkeys(ROLES, 302),  # nothing is picked: back to the list
    ("GET", "/submissions/<submission_id>"): OWNER,
    ("GET", "/submissions/<submission_id>/view.json"): OWNER_BY_SCRIPT,
    ("GET", "/submissions/<submission_id>/events"): OWNER_BY_SCRIPT,
    ("POST", "/submissions/<submission_id>/cancel"): OWNER | {"alice": 302},
    ("POST", "/submissions/<submission_id>/note"): OWNER | {"alice": 302},
    ("POST", "/submissions/<submission_id>/restore"): OWNER | {"alice": 302},
    ("POST", "/problems/<slug>/hints/<int:number>"): dict.fromkeys(ROLES, 404) | {"anonymous": 302},  # it has none
    ("GET", "/problems/<slug>/editorial"): SIGNED_IN,
    ("POST", "/problems/<slug>/give-up"): dict.fromkeys(ROLES, 302),
    ("GET", "/problems/<slug>/solutions"): SIGNED_IN,
    ("GET", "/problems/<slug>/solutions/<submission_id>"): dict.fromkeys(ROLES, 404) | {"anonymous": 302},
    ("POST", "/submissions/<submission_id>/share"): OWNER | {"alice": 400},  # it has not passed
    ("POST", "/submissions/<submission_id>/withdraw"): OWNER | {"alice": 302},
    ("GET", "/problems/<slug>/plain"): SIGNED_IN,
    ("POST", "/problems/<slug>/plain"): dict.fromkeys(ROLES, 400) | {"anonymous": 302},  # nothing sent
    ("GET", "/problems/<slug>/report"): SIGNED_IN,
    ("POST", "/problems/<slug>/report"): dict.fromkeys(ROLES, 400) | {"anonymous": 302},
    ("GET", "/studio/rejudges"): AUTHORS,
    ("GET", "/studio/rejudges/new"): AUTHORS,
    ("POST", "/studio/rejudges"): NOTHING_YET,  # no problem was named
    ("GET", "/studio/rejudges/<rejudge_id>"): AUTHORS,
    ("GET", "/studio/rejudges/<rejudge_id>/progress.json"): AUTHORS_BY_SCRIPT,
    ("GET", "/studio/rejudges/<rejudge_id>/decision"): AUTHORS,
    ("POST", "/studio/rejudges/<rejudge_id>/apply"): AUTHORS | {"arthur": 302, "ada": 302},
    ("POST", "/studio/rejudges/<rejudge_id>/drop"): AUTHORS | {"arthur": 302, "ada": 302},
    ("GET", "/review/reports"): STAFF,
    ("POST", "/review/reports/<report_id>/resolve"): dict.fromkeys(ROLES, 404) | {"anonymous": 302},  # no such report
    ("POST", "/review/reports/<report_id>/answer"): dict.fromkeys(ROLES, 404) | {"anonymous": 302},
    ("GET", "/studio/analytics"): AUTHORS,
    ("GET", "/studio/analytics/<slug>"): AUTHORS,
    ("GET", "/studio/analytics/<slug>/figures.json"): AUTHORS | {"anonymous": 401},
    ("GET", "/review"): STAFF,
    ("GET", "/review/submissions/<submission_id>"): STAFF,
    ("GET", "/sign-up"): FORM_FOR_STRANGERS,
    ("POST", "/sign-up"): FORM_FOR_STRANGERS,
    ("GET", "/sign-in"): FORM_FOR_STRANGERS,
    ("POST", "/sign-in"): FORM_FOR_STRANGERS,
    ("POST", "/sign-out"): dict.fromkeys(ROLES, 302),
    ("GET", "/account"): SIGNED_IN,
    ("GET", "/account/password"): SIGNED_IN,
    ("POST", "/account/password"): SIGNED_IN,
    ("GET", "/account/profile"): SIGNED_IN,
    ("POST", "/account/profile"): dict.fromkeys(ROLES, 302),  # nothing sent, nothing changed
    ("GET", "/account/preferences"): SIGNED_IN,
    ("POST", "/account/preferences"): dict.fromkeys(ROLES, 302) | {"anonymous": 401},
    ("PUT", "/account/preferences"): SIGNED_IN | {"anonymous": 401},
    ("POST", "/account/export"): SIGNED_IN,
    ("GET", "/account/delete"): SIGNED_IN,
    ("POST", "/account/delete"): SIGNED_IN,
    ("POST", "/account/sessions/<session_id>/end"): dict.fromkeys(ROLES, 404) | {"anonymous": 302},
    ("POST", "/account/sessions/end-all"): dict.fromkeys(ROLES, 302),
    ("GET", "/sittings"): SIGNED_IN,
    ("POST", "/sittings"): dict.fromkeys(ROLES, 400) | {"anonymous": 302},  # no task was chosen
    ("GET", "/sittings/new"): SIGNED_IN,
    ("GET", "/sittings/<sitting_id>"): OWNER,
    ("GET", "/sittings/<sitting_id>/clock.json"): OWNER_BY_SCRIPT,
    ("GET", "/sittings/<sitting_id>/tasks/<slug>"): OWNER | {"alice": 302},  # it has not begun
    ("GET", "/sittings/<sitting_id>/finish"): OWNER | {"alice": 302},
    ("POST", "/sittings/<sitting_id>/finish"): OWNER | {"alice": 409},
    ("POST", "/sittings/<sitting_id>/discard"): OWNER | {"alice": 302},
    ("POST", "/sittings/<sitting_id>/rehearsal"): OWNER | {"alice": 404},  # its problem is not published here
    ("POST", "/sittings/<sitting_id>/start"): OWNER | {"alice": 302},
    ("POST", "/sittings/<sitting_id>/time-up"): OWNER_BY_SCRIPT,
    ("GET", "/studio"): AUTHORS,
    ("POST", "/studio"): AUTHORS | {"arthur": 400, "ada": 400},  # nothing sent
    ("POST", "/studio/import"): AUTHORS | {"arthur": 400, "ada": 400},
    ("GET", "/studio/schema.json"): AUTHORS_BY_SCRIPT,
    ("GET", "/studio/schema/expect.json"): AUTHORS_BY_SCRIPT,
    ("GET", "/studio/<problem_id>"): AUTHORS,
    ("GET", "/studio/<problem_id>/files.json"): AUTHORS_BY_SCRIPT,
    ("GET", "/studio/<problem_id>/files/<path:path>"): AUTHORS,
    ("PUT", "/studio/<problem_id>/files/<path:path>"): AUTHORS_BY_SCRIPT,
    ("DELETE", "/studio/<problem_id>/files/<path:path>"): AUTHORS_BY_SCRIPT,
    ("POST", "/studio/<problem_id>/renames"): AUTHORS_BY_SCRIPT,
    ("GET", "/studio/<problem_id>/revisions/<path:path>"): AUTHORS,
    ("POST", "/studio/<problem_id>/statement"): AUTHORS_BY_SCRIPT,
    ("GET", "/studio/<problem_id>/assets/<path:path>"): NOTHING_YET,
    ("POST", "/studio/<problem_id>/preview"): AUTHORS | {"arthur": 302, "ada": 302},
    ("POST", "/studio/<problem_id>/checks"): AUTHORS | {"arthur": 302, "ada": 302},
    ("GET", "/studio/<problem_id>/checks/<check_id>"): AUTHORS,
    ("GET", "/studio/<problem_id>/checks/<check_id>.json"): AUTHORS_BY_SCRIPT,
    ("POST", "/studio/<problem_id>/checks/<check_id>/cancel"): AUTHORS | {"arthur": 302, "ada": 302},
    ("POST", "/studio/<problem_id>/publish"): AUTHORS | {"arthur": 404, "ada": 404},  # no such check
    ("POST", "/studio/<problem_id>/deleted"): AUTHORS | {"arthur": 404, "ada": 404},  # nothing was deleted
    ("GET", "/studio/<problem_id>/versions"): AUTHORS,
    ("GET", "/studio/<problem_id>/versions/compare"): AUTHORS | {"arthur": 302, "ada": 302},  # nothing is picked
    ("POST", "/studio/<problem_id>/archive"): AUTHORS | {"arthur": 302, "ada": 302},
    ("POST", "/studio/<problem_id>/restore"): AUTHORS | {"arthur": 302, "ada": 302},
    ("GET", "/studio/<problem_id>/export.zip"): AUTHORS,
    ("GET", "/studio/<problem_id>/candidate.zip"): AUTHORS,
    ("POST", "/studio/<problem_id>/authors"): AUTHORS | {"arthur": 302, "ada": 302},
    ("POST", "/studio/<problem_id>/authors/<user_id>/remove"): AUTHORS | {"arthur": 302, "ada": 302},
    ("POST", "/studio/<problem_id>/push"): AUTHORS | {"arthur": 302, "ada": 302},  # there is no repository
    ("POST", "/studio/<problem_id>/pull"): AUTHORS | {"arthur": 302, "ada": 302},
    ("GET", "/components"): EVERYBODY,
    ("GET", "/healthz"): EVERYBODY,
}
BODIES = {
    "/problems/<slug>/consoles": {"stack": STACK, "files": ANSWER, "key": "5a6d1a2e-6f0e-4d4f-9d0a-0d2f6c8b7a11"},
    "/consoles/<console_id>/commands": {"type": "request", "method": "GET", "path": "/items"},
    "/consoles/<console_id>/close": {},
    "/account/preferences": {"theme": "dark"},
    "/sittings/<sitting_id>/time-up": {},
    "/studio/<problem_id>/files/<path:path>": {"text": "New.\n", "revision": 1},
    "/studio/<problem_id>/renames": {"path": "statement.md", "to": "task.md", "revision": 1},
    "/studio/<problem_id>/statement": {"text": "# Task"},
    "/problems/<slug>/draft": {"stack": STACK, "files": ANSWER, "base": None},
    "/problems/<slug>/submissions": {
        "kind": "run",
        "stack": STACK,
        "files": ANSWER,
        "key": "5a6d1a2e-6f0e-4d4f-9d0a-0d2f6c8b7a10",
    },
}


PARTS = {
    "slug": SLUG,
    "session_id": "0123456789abcdef",
    "sitting_id": "sitting",
    "revision_id": "7",
    "report_id": "7",
    "int:number": "1",
    "path:filename": "no-such-file.js",
    "problem_id": PROBLEM_ID,
    "check_id": "check",
    "path:path": "statement.md",
    "user_id": "nobody",
    "rejudge_id": "rejudge",
    "version": f"version-of-{SLUG}",
}


def ask(browser, method, rule, submission_id, console_id):
    path = rule.replace("<submission_id>", submission_id).replace("<console_id>", console_id)
    for part, value in PARTS.items():
        path = path.replace(f"<{part}>", value)
    assert "<" not in path
    if method == "GET":
        return browser.get(path, buffered=not path.endswith("/events"))
    if method == "DELETE":
        return browser.send(method, f"{path}?revision=1", {})
    if rule in BODIES:
        return browser.send(method, path, BODIES[rule])
    return browser.post(path)


@pytest.mark.parametrize("who", ROLES)
@pytest.mark.parametrize(("method", "rule"), EXPECTED, ids=lambda part: part)
def test_it_answers_each_role_as_the_table_says(visit, database, method, rule, who):
    submission_id = hand_in(database, kind=SubmissionKind.RUN)
    console_id = hand_in(database, kind=SubmissionKind.TRY, lane=Lane.CONSOLE)
    with session_scope(database) as session:
        seat(session, has_begun=False)
        write_problem(session)
        gate_check(session)
        session.add(Rejudge(id="rejudge", slug=SLUG, version_id=f"version-of-{SLUG}", created_at=NOW))
        session.commit()
    browser = visit("" if who == "anonymous" else who)
    answer = ask(browser, method, rule, submission_id, console_id)
    assert answer.status_code == EXPECTED[method, rule][who]
    answer.close()


def test_it_leaves_no_address_out_of_the_table(app):
    known = {
        (method, rule.rule) for rule in app.url_map.iter_rules() for method in rule.methods or () if method in METHODS
    }
    assert known == set(EXPECTED)


METHODS = {"GET", "POST", "PUT", "PATCH", "DELETE"}


@pytest.mark.parametrize("path", ["/submissions/{}", "/submissions/{}/view.json", "/submissions/{}/events"])
def test_it_tells_a_strangers_submission_and_none_apart_by_nothing(visit, database, path):
    submission_id = hand_in(database)
    bob = visit("bob")
    strangers, nobodys = bob.get(path.format(submission_id)), bob.get(path.format("00000000-no-such-id"))
    assert strangers.status_code == nobodys.status_code == 404

    def without_numbers(answer):
        words = answer.text.replace(answer.headers["X-Request-ID"], "ID")
        nonce = answer.headers["Content-Security-Policy"].split("nonce-")[1].split("'")[0]
        return [line for line in words.replace(nonce, "NONCE").split("\n") if "csrf_token" not in line]

    assert without_numbers(strangers) == without_numbers(nobodys)


def test_it_sends_a_visitor_to_sign_in_and_back(visit):
    answer = visit().get("/submissions?x=1")
    assert answer.location == "/sign-in?next=%2Fsubmissions%3Fx%3D1"


def test_it_tells_a_script_to_sign_in_by_a_code(visit):
    answer = visit().get("/submissions/x/view.json")
    assert answer.status_code == 401
    assert answer.json["error"].startswith("You were signed out")
