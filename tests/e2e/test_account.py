"""Signing up, in and out through the forms, with and without scripts."""

import pytest

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
