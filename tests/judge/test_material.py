"""What of a problem's folder has an address, and for whom; and its texts in the reader's language."""

import io
import zipfile
from datetime import timedelta

import pytest

from judge import learning, material, practice, progress
from judge.cards import assets_address, editorial_of, problem_page, statement_of
from judge.errors import NotFound
from judge.exchange.native import candidate_zip
from judge.storage.engine import session_scope
from judge.storage.problems import ProblemRow, version_by_prefix
from tests.cast import NOW, SLUG, account, publish, seat, version
from tests.illustrated import FILES, HASH, SVG, illustrated, publish_illustrated
from tests.judge.catalogue.folders import a_problem, load
from tests.varied import VALUES

ALICE, RITA, ARTHUR = account("alice"), account("rita"), account("arthur")
PREFIX = HASH[:16]


@pytest.fixture
def session(database):
    with session_scope(database) as session:
        yield session


def ask(session, path, who=None, *, prefix=PREFIX, slug="illustrated"):
    return material.asset(session, who, slug, prefix, path, now=NOW)


def is_refused(session, path, who=None, **how):
    try:
        ask(session, path, who, **how)
    except NotFound:
        return True
    return False


def test_it_gives_a_figure_and_a_download_to_everybody(session):
    publish_illustrated(session)
    figure, rows = ask(session, "flow.svg"), ask(session, "data/rows.csv")
    assert (figure.name, figure.body, figure.media_type, figure.is_figure) == ("flow.svg", SVG, "image/svg+xml", True)
    assert (rows.name, rows.body, rows.media_type) == ("rows.csv", FILES["assets/data/rows.csv"], "text/csv")
    assert not rows.is_figure


@pytest.mark.parametrize(
    "path",
    [
        "secret.py",
        "no.svg",
        "",
        "data",
        "data/",
        "../tests/test_secret.py",
        "../tests/answer.json",
        "..%2ftests/answer.json",
        "x/../../tests/answer.json",
        "../statement.de.md",
        "../solution/python-flask/app.py",
        "/flow.svg",
        "FLOW.SVG",
        "flow.svg\n",
    ],
)
def test_it_gives_no_other_file_of_the_folder_to_anybody(session, path):
    publish_illustrated(session)
    assert all(is_refused(session, path, who) for who in (None, ALICE, RITA, ARTHUR))


def test_it_gives_each_version_its_own(session):
    publish_illustrated(session)
    newer = illustrated("f" * 64, figure=b"<svg/>")
    newer.id = "newer"
    session.add(newer)
    session.flush()
    session.get_one(ProblemRow, "illustrated").current_version_id = "newer"
    session.commit()
    assert ask(session, "flow.svg").body == SVG  # the older one, as a pinned version shows it
    assert ask(session, "flow.svg", prefix="f" * 16).body == b"<svg/>"
    assert assets_address(newer) == f"/problems/illustrated/assets/{'f' * 16}/"


@pytest.mark.parametrize("prefix", ["", "0", PREFIX[:15], PREFIX + "0", HASH, "%" * 16, "_" * 16, "fedcba9876543210"])
def test_it_knows_a_version_by_its_whole_prefix_only(session, prefix):
    publish_illustrated(session)
    assert is_refused(session, "flow.svg", ALICE, prefix=prefix)


def test_it_fills_in_no_variant_for_a_figure(monkeypatch, session):
    made = illustrated()
    made.manifest = made.manifest | {"variants": VALUES}
    publish(session, made)
    monkeypatch.setattr("judge.desks.filled", None)
    assert [ask(session, "flow.svg", who).body for who in (None, ALICE)] == [SVG, SVG]


def test_it_looks_for_a_version_in_its_own_problem_only(session):
    made = publish_illustrated(session)
    assert version_by_prefix(session, "illustrated", PREFIX) == made
    assert version_by_prefix(session, SLUG, PREFIX) is None
    assert is_refused(session, "flow.svg", ALICE, slug=SLUG)
    assert is_refused(session, "flow.svg", ALICE, slug="nothing")


def test_it_keeps_the_figures_of_an_unlisted_problem_for_who_is_signed_in(session):
    publish_illustrated(session, is_listed=False)
    assert is_refused(session, "flow.svg")
    assert ask(session, "flow.svg", ALICE).body == SVG


def test_it_keeps_the_figures_of_the_editorial_for_the_end(session):
    publish_illustrated(session)
    assert is_refused(session, "editorial/why.svg")
    assert is_refused(session, "editorial/why.svg", ALICE)
    assert ask(session, "editorial/why.svg", RITA).body == SVG
    learning.give_up(session, ALICE, "illustrated", now=NOW)
    assert ask(session, "editorial/why.svg", ALICE).body == SVG


def test_it_puts_no_figure_of_the_editorial_into_a_candidates_archive():
    shown = {"statement.md": "![The flow](assets/flow.svg)\n", "assets/flow.svg": "<svg/>"}
    late = {"editorial.md": "![Why](assets/editorial/why.svg)\n", "assets/editorial/why.svg": "<svg/>"}
    with zipfile.ZipFile(io.BytesIO(candidate_zip(load(a_problem() | shown | late)))) as archive:
        names = {name.partition("/")[2] or name for name in archive.namelist()} | set(archive.namelist())
    assert "assets/flow.svg" in names
    assert not any("editorial" in name for name in names)


# --- texts --------------------------------------------------------------------------------------------------------


def test_it_writes_the_statement_in_the_first_language_that_is_wished_for():
    made = illustrated()
    own, german = statement_of(made), statement_of(made, ["fr", "de-CH", "en"])
    assert (own.language, german.language) == ("en", "de")
    assert "Contract" in own.html
    assert "Vereinbarung" in german.html
    assert f'<img src="{assets_address(made)}flow.svg" alt="Der Ablauf">' in german.html


def test_it_reads_no_folder_for_the_statement_in_its_own_language():
    made = illustrated()
    made.bundle = b"no zip"
    assert "Contract" in statement_of(made, ["en"]).html
    assert "Contract" in statement_of(made, ["fr"]).html


def test_it_writes_from_right_to_left_where_that_is_right():
    made = illustrated(language="he")
    assert statement_of(made).direction == "rtl"
    assert statement_of(made, ["de"]).direction == "ltr"


def test_it_shows_title_and_summary_in_the_language_of_the_statement():
    page = problem_page(illustrated(), ["de"])
    assert (page.title, page.statement.language, page.own_language) == ("Eine kleine Liste", "de", "en")
    assert page.summary.startswith("Gib eine Liste aus")
    assert page.languages == (("en", "English"), ("de", "Deutsch"))
    assert (page.license, page.authors) == ("CC-BY-4.0", ("Arthur", "Ada"))
    assert problem_page(illustrated(), ["fr"]).title == "A little list"


def test_it_says_what_each_criterion_is_worth():
    page = problem_page(version())
    assert [(line.id, line.points, line.percent) for line in page.criteria] == [("correct", 5, 50), ("robust", 5, 50)]


def test_it_opens_a_problem_and_a_task_in_the_language_that_is_wished_for(session):
    publish_illustrated(session)
    page, _, _ = practice.open_problem(session, ALICE, "illustrated", wishes=["de"])
    assert page.title == "Eine kleine Liste"
    seat(session)
    seen = progress.task(session, ALICE, "sitting", SLUG, now=NOW + timedelta(minutes=1), wishes=["de"])
    assert seen.page.statement.language == "en"  # it has no other


def test_it_opens_the_editorial_in_the_language_that_is_wished_for(session):
    made = publish_illustrated(session)
    found = learning.editorial(session, RITA, "illustrated", now=NOW, wishes=["de"])
    assert (found.text.language, "<em>nach</em>" in found.text.html) == ("de", True)
    own = learning.editorial(session, RITA, "illustrated", now=NOW)
    assert (own.text.language, "<em>twice</em>" in own.text.html) == ("en", True)
    assert f'src="{assets_address(made)}editorial/why.svg"' in own.text.html


def test_it_opens_the_editorial_in_the_own_language_where_it_is_not_translated():
    made = illustrated(
        translations={
            "de": illustrated().problem["translations"]["de"],
            "fr": {"title": "Une liste"} | {"summary": "Une liste avec une petite règle."},
        }
    )
    assert editorial_of(made, ["fr"]).language == "en"
    assert "twice" in editorial_of(made, ["fr"]).html
