"""Coming in, going out, and what a user can do about sign-ins and the password."""

import io
import re
from datetime import timedelta

import pytest
from sqlmodel import select

from judge.storage.accounts import LoginSession, Role, user_by_email
from judge.storage.engine import reading_scope, session_scope
from tests.cast import PASSWORD
from web.app import create_app

GOOD = "plenty of rare words"


def cookie(answer, name):
    return next((line for line in answer.headers.getlist("Set-Cookie") if line.startswith(f"{name}=")), None)


def sign_in(browser, email="alice@example.org", password=PASSWORD, path="/sign-in"):
    return browser.post(path, email=email, password=password)


def test_it_signs_in_with_a_cookie_that_scripts_and_other_sites_do_not_get(visit):
    answer = sign_in(visit())
    assert (answer.status_code, answer.location) == (302, "/problems")
    name, *flags = cookie(answer, "session").split("; ")
    assert len(name) > 50
    assert sorted(flags) == ["HttpOnly", "Path=/", "SameSite=Lax"]


def test_it_binds_the_cookies_to_tls_and_host_behind_tls(settings, visit, monkeypatch):
    app = create_app(settings.model_copy(update={"is_behind_tls": True}))
    client = app.test_client()
    page = client.get("/sign-in", base_url="https://judge.example")
    token = re.search(r'name="csrf_token" value="([^"]+)"', page.text).group(1)
    answer = client.post(
        "/sign-in",
        data={"email": "alice@example.org", "password": PASSWORD, "csrf_token": token},
        base_url="https://judge.example",
        headers={"Referer": "https://judge.example/sign-in"},
    )
    assert answer.status_code == 302
    for line in (cookie(answer, "__Host-session"), cookie(page, "__Host-form")):
        assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(line.split("; "))
        assert "Domain" not in line
    assert client.get("/account", base_url="https://judge.example").status_code == 200
    app.extensions["judge.database"].dispose()


def test_it_gives_the_browser_a_new_token_at_each_sign_in(visit, database):
    browser = visit()
    first = cookie(sign_in(browser), "session")
    browser.client.get("/problems")
    browser.is_signed_in = True
    browser.post("/sign-out")
    browser.is_signed_in = False
    assert cookie(sign_in(browser), "session") != first
    with reading_scope(database) as session:
        assert len(session.exec(select(LoginSession)).all()) == 1


def test_it_forgets_the_form_secret_of_before_the_sign_in(visit):
    browser = visit()
    before = browser.form_token()
    sign_in(browser)
    assert browser.client.post("/sign-out", data={"csrf_token": before}).status_code == 400


@pytest.mark.parametrize(
    ("email", "password"), [("alice@example.org", "wrong words here"), ("nobody@example.org", PASSWORD), ("", "")]
)
def test_it_says_the_same_whatever_was_wrong(visit, email, password):
    answer = sign_in(visit(), email, password)
    assert answer.status_code == 200
    assert "The e-mail or the password is wrong." in answer.text
    assert cookie(answer, "session") is None


def test_it_never_sends_a_password_back(visit):
    assert "wrong words here" not in sign_in(visit(), password="wrong words here").text


@pytest.mark.parametrize("target", ["/problems/little-list", "/submissions?x=1", "/account"])
def test_it_goes_back_to_where_the_visitor_wanted(visit, target):
    assert sign_in(visit(), path=f"/sign-in?next={target}").location == target


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example",
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/%09/evil.example",
        "/%0d%0aSet-Cookie:x=1",
        "javascript:alert(1)",
        "evil.example",
        "%20//evil.example",
        "",
    ],
)
def test_it_goes_nowhere_else_after_signing_in(visit, target):
    browser = visit()
    assert sign_in(browser, path=f"/sign-in?next={target}").location == "/problems"
    assert browser.get(f"/sign-in?next={target}").location == "/problems"


def test_it_signs_up_a_candidate_and_in_at_once(visit, database):
    browser = visit()
    answer = browser.post("/sign-up", name="Carl", email="Carl@Example.org", password=GOOD)
    assert (answer.status_code, answer.location) == (302, "/problems")
    assert "Carl" in browser.get("/account").text
    with reading_scope(database) as session:
        assert user_by_email(session, "carl@example.org").role is Role.CANDIDATE


def test_it_gives_no_role_for_the_asking(visit, database):
    visit().post("/sign-up", name="Carl", email="carl@example.org", password=GOOD, role="admin")
    with reading_scope(database) as session:
        assert user_by_email(session, "carl@example.org").role is Role.CANDIDATE


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"email": "alice@example.org"}, "There is an account with this e-mail"),
        ({"email": "no address"}, "not an e-mail address"),
        ({"password": "password1"}, "first that are guessed"),
        ({"password": "short"}, "at least 8"),
        ({"name": ""}, "The name needs"),
    ],
)
def test_it_puts_what_is_wrong_beside_the_field(visit, changes, said):
    fields = {"name": "Carl", "email": "carl@example.org", "password": GOOD} | changes
    page = visit().post("/sign-up", **fields)
    assert page.status_code == 200
    (field,) = changes
    beside = re.search(rf'id="{field}-error">(.*?)</p>', page.text, re.DOTALL)
    assert beside
    assert said in beside.group(1)


def test_it_signs_out_on_the_server_and_in_the_browser(visit):
    browser = visit("alice")
    kept = browser.client.get_cookie("session").value
    answer = browser.post("/sign-out")
    assert (answer.status_code, answer.location) == (302, "/problems")
    assert browser.client.get_cookie("session") is None
    browser.client.set_cookie("session", kept)
    assert browser.get("/account").status_code == 302


def test_it_treats_a_made_up_cookie_as_signed_out(visit):
    browser = visit()
    browser.client.set_cookie("session", "made up")
    assert browser.get("/account").status_code == 302


def test_it_lists_where_one_is_signed_in_and_ends_one(visit):
    here, there = visit("alice"), visit("alice")
    page = here.get("/account")
    (address,) = re.findall(r'action="(/account/sessions/[^"]+/end)"', page.text)
    assert "this one" in page.text
    assert here.post(address).location == "/account"
    assert there.get("/account").status_code == 302
    assert "The session was ended." in here.get("/account").text


def test_it_ends_no_strangers_sign_in(visit):
    alice, bob = visit("alice"), visit("bob")
    visit("alice")
    (address,) = re.findall(r'action="(/account/sessions/[^"]+/end)"', alice.get("/account").text)
    assert bob.post(address).status_code == 404


def test_it_ends_every_sign_in_of_ones_own(visit):
    here, there, bob = visit("alice"), visit("alice"), visit("bob")
    assert here.post("/account/sessions/end-all").status_code == 302
    assert [browser.get("/account").status_code for browser in (here, there, bob)] == [302, 302, 200]


def test_it_changes_the_password_and_keeps_this_browser_only(visit):
    here, there = visit("alice"), visit("alice")
    assert here.post("/account/password", old=PASSWORD, new=GOOD).location == "/account"
    assert here.get("/account").status_code == 200
    assert there.get("/account").status_code == 302
    assert sign_in(visit(), password=GOOD).status_code == 302
    assert sign_in(visit()).status_code == 200


@pytest.mark.parametrize(
    ("old", "new", "field", "said"),
    [
        ("wrong words here", GOOD, "old", "The present password is wrong."),
        (PASSWORD, "password1", "new", "first that are guessed"),
    ],
)
def test_it_says_why_a_password_is_not_changed(visit, old, new, field, said):
    page = visit("alice").post("/account/password", old=old, new=new)
    assert page.status_code == 200
    assert said in re.search(rf'id="{field}-error">(.*?)</p>', page.text, re.DOTALL).group(1)


def test_it_notes_that_a_browser_is_in_use(visit, database):
    browser = visit("alice")
    with reading_scope(database) as session:
        made = session.exec(select(LoginSession)).one().seen_at
    age(database, minutes=6)
    browser.get("/problems")
    with reading_scope(database) as session:
        assert session.exec(select(LoginSession)).one().seen_at >= made


def test_it_forgets_a_browser_that_was_idle_for_half_a_day(visit, database):
    browser = visit("alice")
    age(database, hours=12, minutes=1)
    assert browser.get("/account").status_code == 302


def age(database, **how):
    """Lets the only sign-in have been used that long ago."""
    with session_scope(database) as session:
        row = session.exec(select(LoginSession)).one()
        row.seen_at -= timedelta(**how)
        session.add(row)
        session.commit()


@pytest.mark.parametrize("path", ["/sign-in", "/sign-up"])
def test_it_reads_texts_only(visit, path):
    browser = visit()
    form = {"csrf_token": browser.form_token(), "password": "plenty of rare words"}
    file = browser.client.post(path, data=form | {"email": (io.BytesIO(b"alice@example.org"), "a.txt")})
    document = browser.client.post(
        path, json={"email": [1], "password": {}}, headers={"X-CSRFToken": form["csrf_token"]}
    )
    assert [file.status_code, document.status_code] == [200, 200]
    assert "session" not in str(file.headers) + str(document.headers)
