"""What only an author's preview has: a way in without a password, and pages that say which version they show."""

import re
from datetime import UTC, datetime

import pytest
from flask import Flask

from judge import accounts, publishing
from judge.storage.engine import session_scope
from tests.cast import NOW, SLUG
from tests.judge.catalogue.folders import a_problem, load
from tests.web.conftest import Browser
from web.app import create_app

VERSION = re.compile(r'<meta name="version" content="([^"]*)">')


@pytest.fixture
def preview(settings) -> Flask:
    made = create_app(settings.model_copy(update={"is_preview": True}))
    made.testing = True
    yield made
    made.extensions["judge.database"].dispose()


@pytest.fixture
def key(database) -> str:
    with session_scope(database) as session:
        accounts.add_user(session, "me@preview.example", "Me", "violet harbour lantern", role="author", now=NOW)
        return accounts.sign_in(
            session,
            "me@preview.example",
            "violet harbour lantern",
            user_agent="",
            now=datetime.now(UTC),
        )[1]


def test_it_signs_in_by_the_address_and_goes_to_the_problem(preview: Flask, key: str):
    browser = Browser(preview)
    answer = browser.get(f"/preview/enter/{key}?next=/problems/{SLUG}")
    assert (answer.status_code, answer.location) == (302, f"/problems/{SLUG}")
    assert "HttpOnly" in answer.headers["Set-Cookie"]
    assert "Me" in browser.get("/account").text


@pytest.mark.parametrize("wrong", ["nothing", "x" * 43])
def test_it_lets_nobody_in_by_another_key(preview: Flask, wrong: str):
    answer = Browser(preview).get(f"/preview/enter/{wrong}")
    assert answer.status_code == 404
    assert "Set-Cookie" not in answer.headers


def test_it_stays_on_this_site(preview: Flask, key: str):
    assert Browser(preview).get(f"/preview/enter/{key}?next=//evil.example").location == "/problems"


def test_it_says_which_version_the_page_shows_and_which_there_is(preview: Flask, key: str, database):
    browser = Browser(preview)
    browser.get(f"/preview/enter/{key}")
    with session_scope(database) as session:
        first = publishing.publish(session, load(a_problem()), now=NOW).content_hash
    shown = VERSION.search(browser.get("/problems/echo").text)
    assert shown is not None
    assert shown[1] == first
    with session_scope(database) as session:
        second = publishing.publish(session, load(a_problem() | {"statement.md": "Twice.\n"}), now=NOW).content_hash
    assert browser.get("/preview/echo/version.json").json == {"version": second}


def test_it_has_no_version_where_there_is_no_problem(preview: Flask, key: str):
    browser = Browser(preview)
    assert browser.get(f"/preview/{SLUG}/version.json", headers={"Accept": "application/json"}).status_code == 401
    browser.get(f"/preview/enter/{key}")
    assert browser.get("/preview/nothing/version.json").json == {"version": ""}
    shown = VERSION.search(browser.get("/problems").text)
    assert shown is not None
    assert shown[1] == ""


def test_it_is_nowhere_else(app: Flask, key: str):
    browser = Browser(app)
    assert browser.get(f"/preview/enter/{key}").status_code == 404
    assert browser.get(f"/preview/{SLUG}/version.json").status_code == 404
    assert VERSION.search(browser.get("/problems").text) is None
