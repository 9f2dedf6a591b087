"""The pages of figures: what they say of nothing, of few and of many."""

import re

import pytest

from judge.storage.accounts import Role, User
from judge.storage.engine import session_scope
from judge.storage.notes import ProblemReport
from judge.storage.problems import ProblemRow
from judge.storage.studio import StudioAuthor, StudioProblem
from tests.cast import NOW, SLUG, publish, version
from tests.judge.analytics.classes import CLASS, KEEPS, LISTS, REFUSES, keep, sample_run, submit

LIST = "/studio/analytics"
PAGE = f"{LIST}/{SLUG}"


@pytest.fixture
def taught(database):
    """Eight candidates, each with a run, a failed submit and a passed one; one test is flaky."""
    for name in CLASS:
        row = User(email=name, name=name, role=Role.CANDIDATE, password_hash="", created_at=NOW)
        row.id = name
        keep(database, row)
    for number, name in enumerate(CLASS):
        sample_run(database, name)
        submit(database, name, REFUSES, *([KEEPS] if number % 2 else [LISTS]), minutes=5)
        submit(database, name, minutes=20 + number)
    for minute, failing in ((200, ()), (201, (KEEPS,))):
        submit(database, "pupil-0", *failing, minutes=minute, files={"app.py": "same"})
    return database


def words(page):
    """The page's text as it is read."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def test_it_lists_problems_and_leads_to_each(visit, taught):
    page = visit("arthur").get(LIST).text
    assert f'<a class="table-link" href="{PAGE}">A little list</a>' in page
    said = words(page)
    assert "8 18 100 % 24 min" in said
    assert "Always fails 1" in said
    assert "Flaky 1" in said


def test_it_sorts_by_a_link(visit, taught):
    with session_scope(taught) as session:
        publish(session, version("an-other", title="An other list"))
        session.get_one(ProblemRow, "an-other").archived_at = NOW
        session.commit()
    arthur = visit("arthur")
    page = arthur.get(LIST).text
    assert page.index("An other list") > page.index("A little list")
    assert 'aria-sort="ascending"><a class="sort" href="/studio/analytics?sort=title&amp;order=descending">' in page
    assert "Archived" in page
    page = arthur.get(f"{LIST}?sort=title&order=descending").text
    assert page.index("An other list") < page.index("A little list")
    assert 'aria-sort="descending"><a class="sort" href="/studio/analytics?sort=title">' in page
    assert "aria-sort" in arthur.get(f"{LIST}?sort=nonsense&order=nonsense").text


def test_it_says_so_when_there_is_no_problem(visit, database):
    keep(database, StudioProblem(id="studio", slug=SLUG, created_at=NOW, changed_at=NOW))
    assert "No problems yet" in visit("arthur").get(LIST).text
    assert visit("arthur").get(PAGE).status_code == 404
    keep(database, StudioAuthor(problem_id="studio", user_id="arthur", added_at=NOW))
    assert 'href="/studio/studio"' in visit("arthur").get(PAGE).text


def test_it_shows_all_figures_of_a_problem(visit, taught):
    said = words(visit("arthur").get(PAGE).text)
    for sentence in (
        "People who passed 100 % 8 of 8 people",
        "Submissions that passed 50 % 9 of 18",
        "Sample runs 8 0 people submitted without one",
        "The median is 24 min; the middle half lies between 22 min and 25 min.",
        "Came at least so far",
        "Nobody has opened a hint.",
        "refuses text test_refuses · robust · hidden",
        "The same files, judged differently",
    ):
        assert sentence in said


def test_it_draws_each_distribution_with_a_title_a_description_and_a_table(visit, taught):
    page = visit("arthur").get(PAGE).text
    figures = re.findall(r"<figure.*?</figure>", page, re.DOTALL)
    assert len(figures) == 5
    for figure in figures:
        names = re.search(r'<svg[^>]* role="img" aria-labelledby="([^"]+)" aria-describedby="([^"]+)"', figure).groups()
        assert all(f'id="{name}"' in figure for name in names)
        counts = [int(count) for count in re.findall(r'<td class="is-number is-tight">(\d+)</td>', figure)]
        assert counts == [int(count) for count in re.findall(r"<title>[^<]*: (\d+)</title>", figure)]
        assert sum(counts) == 8
        assert "style=" not in figure


def test_it_says_why_it_draws_nothing_of_few(visit, database):
    assert "Nobody yet. A distribution is shown from 5 people on" in words(visit("arthur").get(PAGE).text)
    submit(database, "alice", KEEPS)
    page = visit("arthur").get(PAGE).text
    assert "1 person so far. A distribution is shown from 5 people on" in words(page)
    assert "plot-area" not in page


def test_it_leads_from_evidence_to_the_submissions(visit, taught):
    arthur = visit("arthur")
    found = re.search(r'class="plain-list evidence">(.*?)</ul>', arthur.get(PAGE).text, re.DOTALL).group(1)
    links = re.findall(r'href="(/review/submissions/[^"]+)"', found)
    assert len(links) == 2
    assert arthur.get(links[0]).status_code == 200


def test_it_chooses_a_version(visit, taught):
    arthur = visit("arthur")
    page = arthur.get(f"{PAGE}?version=hash of {SLUG}").text
    assert f'<option value="hash of {SLUG}" selected>' in page
    assert "Came at least so far" not in page
    assert "A person counts for the version that judged their first submission." in page
    assert arthur.get(f"{PAGE}?version=none").status_code == 404


def test_it_says_when_it_counts_only_the_newest(visit, taught, monkeypatch):
    monkeypatch.setattr("judge.storage.analytics.MOST_SUBMITS", 4)
    assert "of 18." in words(visit("arthur").get(PAGE).text)


def test_it_gives_the_same_as_json(visit, taught):
    found = visit("arthur").get(f"{PAGE}/figures.json").json
    assert (found["slug"], found["figures"]["people"], found["figures"]["people_rate"]) == (SLUG, 8, 1)
    assert [item["failure_rate"] for item in found["items"]] == [0.5, 0.5, 1]
    assert found["items"][1]["flags"] == ["against", "flaky"]
    assert found["chosen"] is None


def test_it_counts_open_reports_and_leads_to_them(visit, database):
    keep(database, ProblemReport(version_id=f"version-of-{SLUG}", slug=SLUG, text="?", created_at=NOW))
    arthur = visit("arthur")
    assert f'<a href="/review/reports?problem={SLUG}&amp;state=open">1</a>' in arthur.get(LIST).text
    assert "1 open report" in arthur.get(PAGE).text


def test_it_shows_a_draft_to_nobody(visit, database):
    with session_scope(database) as session:
        publish(session, version(f"{SLUG}~draft", title="A draft"))
        session.commit()
    assert "A draft" not in visit("ada").get(LIST).text
    assert visit("ada").get(f"{PAGE}~draft").status_code == 404


def test_it_says_so_of_a_problem_that_is_still_being_written(visit, database):
    keep(database, StudioProblem(id="studio", slug="to-be", created_at=NOW, changed_at=NOW))
    keep(database, StudioAuthor(problem_id="studio", user_id="arthur", added_at=NOW))
    arthur = visit("arthur")
    assert "Not published yet" in arthur.get(f"{LIST}/to-be").text
    for path in (f"{LIST}/to-be/figures.json", f"{LIST}/to-be?version=some", f"{LIST}/never"):
        assert arthur.get(path).status_code == 404
