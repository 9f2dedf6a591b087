"""Signing up, in and out through the forms, with and without scripts."""

import zipfile
from datetime import UTC, datetime

import pytest

from judge import accounts
from tests.e2e.finished import finished
from tests.product import PASSWORD

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("has_scripts", [True, False])
def test_it_signs_up_and_in_and_out(visitor, has_scripts):
    email = f"newcomer-{has_scripts}@example.org"
    page = visitor.open("/sign-up", java_script_enabled=has_scripts)
    page.get_by_label("Name").fill("Nora Quill")
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Create the account").click()
    page.wait_for_url("**/problems")

    page.get_by_role("button", name="Nora Quill").click()
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("link", name="Sign in").click()
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    assert page.get_by_role("button", name="Nora Quill").is_visible()


def test_it_tells_what_is_wrong_beside_the_field(visitor):
    page = visitor.open("/sign-up")
    page.get_by_label("Name").fill("Nora Quill")
    page.get_by_label("E-mail").fill("nora@")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Create the account").click()
    field = page.get_by_label("E-mail")
    assert field.get_attribute("aria-invalid") == "true"
    described = page.locator(f"#{field.get_attribute('aria-describedby').split()[-1]}")
    assert "e-mail" in described.inner_text().lower()
    assert field.input_value() == "nora@"


def test_it_refuses_a_wrong_password_without_telling_which_was_wrong(visitor):
    page = visitor.open("/sign-in")
    texts = []
    for email in ("alice@example.org", "nobody@example.org"):
        page.get_by_label("E-mail").fill(email)
        page.get_by_label("Password").fill("not the password")
        page.get_by_role("button", name="Sign in").click()
        texts.append(page.get_by_role("alert").or_(page.locator(".field-error")).first.inner_text())
    assert texts[0] == texts[1] != ""


def test_it_goes_on_to_the_problem_that_was_asked_for(visitor, site):
    slug = next(iter(site.problems))
    page = visitor.open(f"/problems/{slug}")
    page.get_by_role("link", name="Sign in to solve it").click()
    page.get_by_label("E-mail").fill("bob@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"**/problems/{slug}")
    assert page.get_by_role("button", name="Submit").is_visible()


def test_it_ends_another_sign_in_from_the_list(visitor):
    other = visitor.open("/submissions", "bob")
    page = visitor.open("/account", "bob")
    page.get_by_role("button", name="End", exact=True).first.wait_for()
    for _ in range(page.get_by_role("button", name="End", exact=True).count()):
        page.get_by_role("button", name="End", exact=True).first.click()
        page.get_by_text("The session was ended.").wait_for()
    other.reload()
    assert "/sign-in" in other.url
    assert page.get_by_text("this one").count() == 1


def test_it_shows_review_to_reviewers_only(visitor):
    candidate = visitor.open("/problems", "alice")
    assert candidate.get_by_role("link", name="Review").count() == 0
    reviewer = visitor.open("/problems", "rita")
    reviewer.get_by_role("link", name="Review").click()
    assert reviewer.get_by_role("heading", name="Review").is_visible()


@pytest.fixture
def newcomer(site) -> str:
    """Somebody with an account of their own for this test."""
    now = datetime.now(UTC)
    name = f"newcomer-{now:%H%M%S%f}"
    with site.database() as session:
        accounts.sign_up(session, f"{name}@example.org", "Nora Quill", PASSWORD, now=now)
    return name


@pytest.mark.parametrize("has_scripts", [True, False])
def test_it_changes_the_profile_and_asks_for_the_password_only_for_the_e_mail(visitor, newcomer, has_scripts):
    page = visitor.open("/account", newcomer, java_script_enabled=has_scripts)
    page.get_by_role("link", name="Edit the profile").click()
    page.get_by_label("Extra time").fill("25")
    page.get_by_role("button", name="Save").click()
    assert page.get_by_text("25 % in timed sessions").is_visible()
    page.get_by_role("link", name="Edit the profile").click()
    page.get_by_label("E-mail").fill(f"moved-{newcomer}@example.org")
    page.get_by_role("button", name="Save").click()
    assert page.get_by_text("The present password is wrong.").is_visible()
    page.get_by_label("Present password").fill(PASSWORD)
    page.get_by_role("button", name="Save").click()
    assert page.get_by_role("main").get_by_text(f"moved-{newcomer}@example.org").is_visible()


def test_it_saves_preferences_with_the_keyboard(visitor, newcomer):
    page = visitor.open("/account/preferences", newcomer)
    page.get_by_role("radio", name="Standard").focus()
    page.keyboard.press("ArrowRight")
    page.get_by_label("Font size of the editor").select_option("18")
    page.get_by_label("Wrap long lines in the editor").press("Space")
    page.keyboard.press("Enter")
    page.get_by_text("Your preferences were saved.").wait_for()
    assert page.get_by_role("radio", name="Vim").is_checked()
    assert page.get_by_label("Font size of the editor").input_value() == "18"
    assert page.get_by_label("Wrap long lines in the editor").is_checked()


def test_it_downloads_ones_data(visitor, site, newcomer):
    submission_id = finished(site, newcomer, next(iter(site.problems)))
    page = visitor.open("/account", newcomer)
    with page.expect_download() as download:
        page.get_by_role("button", name="Download your data").click()
    with zipfile.ZipFile(download.value.path()) as archive:
        assert f"submissions/{submission_id}/result.json" in archive.namelist()


@pytest.mark.parametrize("has_scripts", [True, False])
def test_it_deletes_an_account_and_is_signed_out_everywhere(visitor, site, newcomer, has_scripts):
    finished(site, newcomer, next(iter(site.problems)))
    other = visitor.open("/submissions", newcomer)
    page = visitor.open("/account", newcomer, java_script_enabled=has_scripts)
    page.get_by_role("link", name="Delete your account").click()
    page.get_by_label("Present password").fill(PASSWORD)
    page.get_by_label("Type the word delete").fill("delete")
    page.get_by_role("button", name="Delete my account").click()
    assert page.get_by_text("was deleted").is_visible()
    assert page.get_by_role("link", name="Sign in").is_visible()
    other.reload()
    assert "/sign-in" in other.url
