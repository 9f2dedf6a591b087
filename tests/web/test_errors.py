"""Errors as people and scripts meet them: in plain words, with a number, and with nothing of the inside."""

import pytest
from sqlalchemy.exc import IntegrityError, OperationalError

from judge.errors import Conflict, Forbidden, Invalid, JudgeError, NotFound, QueueClosed, StaleLease, TooManyQueued
from web.errors import CODES

JSON = {"Accept": "application/json"}


@pytest.fixture
def fail(app):
    """An address that raises what it is told to."""

    def view():
        raise app.extensions["failure"]

    app.add_url_rule("/fail", view_func=view)

    def set_failure(error):
        app.extensions["failure"] = error

    return set_failure


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (NotFound("row 17 of table secret"), 404, "it belongs to somebody else"),
        (Forbidden("only for admins"), 404, "it belongs to somebody else"),
        (Invalid("The name is too long.", "name"), 400, "The name is too long."),
        (Conflict("Saved elsewhere."), 409, "Saved elsewhere."),
        (TooManyQueued("You have five waiting."), 429, "You have five waiting."),
        (QueueClosed("Closed for a minute."), 503, "Closed for a minute."),
        (StaleLease("inside"), 500, "It has been noted"),
        (ValueError("inside"), 500, "It has been noted"),
        (OperationalError("SELECT secret", {}, Exception("inside")), 503, "Try again in a minute"),
        (IntegrityError("INSERT secret", {}, Exception("inside")), 409, "Reload the page"),
    ],
)
def test_it_says_what_happened_and_nothing_of_the_inside(visit, fail, error, code, said):
    fail(error)
    page, data = visit("alice").get("/fail"), visit("alice").get("/fail", headers=JSON)
    assert (page.status_code, data.status_code) == (code, code)
    assert said in page.text
    assert said in data.json["error"]
    assert page.headers["X-Request-ID"] in page.text
    assert data.json["request_id"] == data.headers["X-Request-ID"]
    for secret in ("secret", "inside", "only for admins", "Traceback", "row 17"):
        assert secret not in page.text + data.text


def test_it_names_the_place_to_a_script(visit, fail):
    fail(Invalid("Too long.", "app.py"))
    assert visit().get("/fail", headers=JSON).json["where"] == "app.py"


def test_it_answers_every_error_that_users_can_cause():
    internal = {StaleLease}
    known = {kind for kind in JudgeError.__subclasses__() if kind not in internal}
    assert known == set(CODES)


def test_it_asks_a_broken_database_for_nothing_more(visit, fail, queries):
    fail(OperationalError("x", {}, Exception("gone")))
    browser = visit("alice")
    queries.clear()
    page = browser.get("/fail")
    assert queries == []
    assert "Sign in" in page.text


def test_it_answers_when_the_database_is_gone(app, visit, monkeypatch):
    def gone():
        raise OperationalError("SELECT 1", {}, Exception("gone"))

    browser = visit("alice")
    monkeypatch.setattr("web.db.reading", gone)
    monkeypatch.setattr("web.auth.reading", gone)
    for path in ("/healthz", "/problems", "/submissions"):
        assert browser.get(path).status_code == 503


@pytest.mark.parametrize(
    ("method", "path", "code"), [("GET", "/nothing", 404), ("DELETE", "/problems", 405), ("POST", "/review", 405)]
)
def test_it_has_a_page_for_addresses_and_methods_that_are_not_there(visit, method, path, code):
    browser = visit("alice")
    page = browser.client.open(path, method=method, data={"csrf_token": browser.form_token()})
    assert page.status_code == code
    assert "Go to the problems" in page.text


def test_it_logs_what_it_refuses_without_what_was_sent(visit, fail, logs):
    fail(Invalid("The password x is wrong.", "password"))
    visit().get("/fail")
    assert [(entry["event"], entry["code"], entry["error"]) for entry in logs] == [("refused", 400, "Invalid")]


def test_it_never_logs_a_password_or_a_token(visit, logs):
    browser = visit()
    browser.post("/sign-in", email="alice@example.org", password="wrong secret words")
    browser.post("/sign-in", email="alice@example.org", password="a horse on a staple")
    token = browser.client.get_cookie("session").value
    assert {entry["event"] for entry in logs} >= {"sign-in failed", "signed in"}
    assert not any(secret in str(logs) for secret in ("wrong secret words", "a horse on a staple", token))
