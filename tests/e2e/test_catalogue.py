"""The catalogue: filters that are links, a search, a drawer on a phone; all of it without scripts too."""

import re

import pytest

pytestmark = pytest.mark.browser


def titles(page) -> list[str]:
    return page.locator(".problem-title").all_inner_texts()


def listed(site):
    return [loaded for loaded in site.problems.values() if loaded.problem.is_listed]


def test_it_lists_every_problem_by_track(visitor, site):
    page = visitor.open("/problems")
    assert sorted(titles(page)) == sorted(loaded.problem.title for loaded in listed(site))
    tracks = {loaded.problem.track for loaded in listed(site)}
    assert page.locator(".track-title h2").count() == len(tracks)


@pytest.mark.parametrize("has_scripts", [True, False])
def test_it_keeps_one_filter_while_another_is_chosen(visitor, site, has_scripts):
    some = next(iter(site.problems.values())).problem
    page = visitor.open("/problems", java_script_enabled=has_scripts)
    page.get_by_role("link", name=some.track.capitalize(), exact=True).click()
    page.get_by_role("link", name=some.difficulty.capitalize(), exact=True).click()
    page.wait_for_url(re.compile(rf"track={some.track}.*difficulty={some.difficulty}"))
    wanted = [
        loaded.problem.title
        for loaded in listed(site)
        if (loaded.problem.track, loaded.problem.difficulty) == (some.track, some.difficulty)
    ]
    assert sorted(titles(page)) == sorted(wanted)
    assert page.locator('.filter a[aria-current="true"]').all_inner_texts()[:2] == [
        some.track.capitalize(),
        some.difficulty.capitalize(),
    ]


def test_it_searches_and_says_when_nothing_fits(visitor, site):
    title = next(iter(site.problems.values())).problem.title
    page = visitor.open("/problems")
    search = page.get_by_role("searchbox", name="Search problems")
    search.fill(title)
    search.press("Enter")
    page.wait_for_url("**/problems?q=*")
    assert titles(page) == [title]
    search.fill("no problem is called so")
    search.press("Enter")
    page.get_by_role("link", name="Clear the filters").click()
    assert len(titles(page)) == len(listed(site))


@pytest.mark.parametrize("has_scripts", [True, False])
def test_it_opens_the_filters_as_a_drawer_on_a_phone(visitor, has_scripts):
    page = visitor.open("/problems", width=360, java_script_enabled=has_scripts)
    link = page.get_by_role("link", name="Security", exact=True)
    assert not link.is_visible()
    page.get_by_role("button", name="Filters").click()
    assert link.is_visible()
    page.keyboard.press("Escape")
    assert not link.is_visible()


def test_it_says_how_many_checks_are_hidden_before_anybody_submits(visitor, site):
    slug, loaded = next(iter(site.problems.items()))
    page = visitor.open(f"/problems/{slug}")
    samples = len(loaded.manifest.samples)
    hidden = len(loaded.manifest.tests) - samples
    assert f"{hidden} hidden" in page.locator(".run-note").inner_text()
    for criterion in loaded.problem.criteria:
        assert page.locator(".criteria-list dt", has_text=criterion.title).count() == 1


def test_it_reads_without_scripts(visitor, site):
    slug = next(iter(site.problems))
    page = visitor.open(f"/problems/{slug}", "alice", java_script_enabled=False)
    assert page.get_by_text("The editor needs JavaScript").is_visible()
    assert page.get_by_role("heading", name=site.problems[slug].problem.title).is_visible()
    assert page.get_by_text("What is scored").is_visible()
    assert page.locator("#history-empty, #history li").first.is_visible()
    assert page.get_by_role("button", name="Submit").count() == 1  # the form's; the editor's is not there
    assert not page.locator("#submit-button").is_visible()
