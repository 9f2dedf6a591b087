"""Rate limits: who guesses is slowed down, who is right is not."""

import pytest

from tests.cast import PASSWORD
from web import limits


@pytest.fixture(autouse=True)
def quick_passwords(monkeypatch):
    """Compares without the hash's cost; what is compared is not the matter here."""
    monkeypatch.setattr("judge.accounts.is_right", lambda kept, password: bool(kept) and password == PASSWORD)


def guess(browser, email="alice@example.org", password="wrong words here", address="127.0.0.1"):
    token = browser.token = getattr(browser, "token", None) or browser.form_token()
    form = {"email": email, "password": password, "csrf_token": token}
    return browser.client.post("/sign-in", data=form, environ_overrides={"REMOTE_ADDR": address})


def test_it_slows_down_guesses_at_one_account(visit):
    browser = visit()
    assert [guess(browser).status_code for _ in range(11)] == [200] * 10 + [429]
    refused = guess(browser, password=PASSWORD)
    assert refused.status_code == 429
    assert "Wait a minute" in refused.text
    assert refused.headers["Retry-After"]


def test_it_leaves_the_accounts_owner_in_from_elsewhere(visit):
    browser = visit()
    for _ in range(11):
        guess(browser)
    assert guess(browser, password=PASSWORD, address="203.0.113.9").status_code == 302


def test_it_leaves_others_in_from_the_same_place(visit):
    browser = visit()
    for _ in range(11):
        guess(browser, email="ALICE@example.org ")
    assert guess(browser, email="bob@example.org", password=PASSWORD).status_code == 302


def test_it_slows_down_guesses_at_many_accounts_from_one_place(visit):
    browser = visit()
    codes = [guess(browser, email=f"user{number}@example.org").status_code for number in range(61)]
    assert codes == [200] * 60 + [429]


def test_it_does_not_count_who_is_right(visit):
    for _ in range(12):
        assert guess(visit(), password=PASSWORD).status_code == 302


def test_it_slows_down_sign_ups(visit):
    browser = visit()
    codes = [browser.post("/sign-up", name="", email="x", password="y").status_code for _ in range(21)]
    assert codes == [200] * 20 + [429]


def test_it_slows_down_guesses_at_the_old_password(visit):
    browser = visit("alice")
    codes = [
        browser.post("/account/password", old=f"wrong words {number}", new="plenty of rare words").status_code
        for number in range(11)
    ]
    assert codes == [200] * 10 + [429]
    assert visit("bob").post("/account/password", old="x", new="y").status_code == 200


def test_it_counts_looking_at_a_form_for_nothing(visit):
    browser = visit()
    assert {browser.get("/sign-in").status_code for _ in range(70)} == {200}


def test_it_names_views_that_exist(app):
    assert {limit.endpoint for limit in limits.LIMITS} <= set(app.view_functions)


@pytest.mark.parametrize("limit", limits.LIMITS, ids=lambda limit: f"{limit.endpoint} {limit.rate}")
def test_it_limits_methods_that_the_view_has(app, limit):
    methods = {method for rule in app.url_map.iter_rules(limit.endpoint) for method in rule.methods}
    assert set(limit.methods) <= methods
