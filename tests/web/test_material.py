"""Figures and downloads as browsers get them, and pages in the reader's language."""

import re

import pytest

from judge.cards import assets_address
from judge.storage.engine import session_scope
from tests.cast import SLUG
from tests.illustrated import AT, FILES, SVG, illustrated, publish_illustrated

SEALED_OFF = "sandbox; default-src 'none'; style-src 'unsafe-inline'"


@pytest.fixture
def published(database):
    with session_scope(database) as session:
        publish_illustrated(session)


def test_it_builds_addresses_that_the_site_has(app):
    with app.test_request_context():
        address = app.url_for("material.asset", slug="illustrated", version=AT.rpartition("/")[2], path="a/b.svg")
    assert address == f"{assets_address(illustrated())}a/b.svg"


@pytest.mark.usefixtures("published")
def test_it_shows_a_figure_that_can_do_nothing(visit):
    answer = visit().get(f"{AT}/flow.svg")
    assert answer.status_code == 200
    assert answer.data == SVG
    assert answer.mimetype == "image/svg+xml"
    assert answer.headers["Content-Security-Policy"] == SEALED_OFF
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert answer.headers["Cache-Control"] == "private, max-age=31536000, immutable"
    assert "attachment" not in answer.headers.get("Content-Disposition", "")


@pytest.mark.usefixtures("published")
def test_it_gives_a_download_to_be_saved(visit):
    answer = visit().get(f"{AT}/data/rows.csv")
    assert (answer.status_code, answer.data, answer.mimetype) == (200, FILES["assets/data/rows.csv"], "text/csv")
    assert answer.headers["Content-Disposition"] == "attachment; filename=rows.csv"
    assert answer.headers["Content-Security-Policy"] == SEALED_OFF


@pytest.mark.usefixtures("published")
@pytest.mark.parametrize(
    "path",
    [
        "secret.py",
        "../tests/answer.json",
        "..%2Ftests%2Fanswer.json",
        "%2e%2e/tests/answer.json",
        "editorial/why.svg",
        "no.svg",
        "%00.svg",
    ],
)
def test_it_has_no_page_for_what_is_no_asset(visit, path):
    for who in ("", "alice"):
        answer = visit(who).get(f"{AT}/{path}")
        assert answer.status_code in (400, 404)
        assert "SECRET" not in answer.text
        assert answer.headers["Cache-Control"] == "no-store"
        assert "script-src" in answer.headers["Content-Security-Policy"]


@pytest.mark.usefixtures("published")
def test_it_serves_every_figure_that_its_page_shows(visit):
    for query in ("", "?language=de"):
        page = visit().get(f"/problems/illustrated{query}").text
        found = re.findall(r'(?:src|href)="(/problems/illustrated/assets/[^"]+)"', page)
        assert found
        assert {visit().get(path).status_code for path in found} == {200}


# --- languages ----------------------------------------------------------------------------------------------------


def shown(answer):
    return re.search(r'<div class="statement" lang="(\w+)"', answer.text)[1]


@pytest.mark.usefixtures("published")
@pytest.mark.parametrize(
    ("query", "accepted", "language"),
    [
        ("", "", "en"),
        ("", "de", "de"),
        ("", "de-AT, en;q=0.5", "de"),
        ("", "fr, en;q=0.5, de;q=0.7", "de"),
        ("", "de;q=0, fr", "en"),
        ("", "*", "en"),
        ("?language=de", "en", "de"),
        ("?language=en", "de", "en"),
        ("?language=fr", "de", "de"),
        ("?language=" + "x" * 500, "", "en"),
    ],
)
@pytest.mark.parametrize("who", ["", "alice"])
def test_it_writes_a_problem_in_the_readers_language(visit, who, query, accepted, language):
    answer = visit(who).get(f"/problems/illustrated{query}", headers={"Accept-Language": accepted})
    assert shown(answer) == language
    title = {"en": "A little list", "de": "Eine kleine Liste"}[language]
    assert f'<h1 lang="{language}">{title}</h1>' in answer.text


@pytest.mark.usefixtures("published")
def test_it_links_to_the_other_languages_and_keeps_the_rest_of_the_address(visit):
    page = visit("alice").get("/problems/illustrated?stack=python-flask&language=de").text
    assert 'href="?stack=python-flask&amp;language=en" lang="en" hreflang="en">English' in page
    assert 'lang="de" hreflang="de" aria-current="true">Deutsch' in page


def test_it_offers_no_languages_where_there_is_one(visit):
    assert 'class="languages"' not in visit().get(f"/problems/{SLUG}").text


@pytest.mark.usefixtures("published")
def test_it_escapes_what_else_the_address_holds(visit):
    page = visit().get('/problems/illustrated?x="><script>alert(1)</script>').text
    assert "<script>alert" not in page


@pytest.mark.usefixtures("published")
def test_it_says_what_is_scored_before_one_begins(visit):
    page = visit().get("/problems/illustrated").text
    assert re.findall(r'5 points <span class="criterion-share">(\d+%)</span>', page) == ["50%", "50%"]
    assert "Written by Arthur, Ada. Licence: CC-BY-4.0." in page


def test_it_says_nothing_of_authors_that_are_not_named(visit):
    assert 'class="credits"' not in visit().get(f"/problems/{SLUG}").text


@pytest.mark.usefixtures("published")
def test_it_writes_the_editorial_in_the_readers_language(visit):
    answer = visit("rita").get("/problems/illustrated/editorial", headers={"Accept-Language": "de"})
    assert '<article class="statement" lang="de" dir="ltr">' in answer.text
    assert "<em>nach</em>" in answer.text
