"""The application as a whole: how it is made, and its small pages."""

import pytest
from werkzeug.exceptions import Unauthorized

from judge.errors import Invalid
from judge.settings import Settings
from web.access import me
from web.app import create_app
from web.forms import SignInForm, put_beside


def test_it_is_made_from_the_environment(tmp_path, monkeypatch):
    monkeypatch.setenv("JUDGE_STATE_DIR", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    app = create_app()
    assert app.extensions["judge.settings"].state_dir == tmp_path
    app.extensions["judge.database"].dispose()


def test_it_makes_two_applications_that_share_nothing(settings, tmp_path):
    first, second = create_app(settings), create_app(Settings(state_dir=tmp_path, _env_file=None))
    for part in ("judge.database", "judge.streams", "judge.settings"):
        assert first.extensions[part] is not second.extensions[part]
    for app in (first, second):
        app.extensions["judge.database"].dispose()


def test_it_is_healthy_while_the_database_answers(visit):
    assert visit().get("/healthz").json == {"status": "ok"}


def test_it_shows_the_component_sheet(visit):
    assert visit().get("/components").status_code == 200


def test_it_keeps_no_session_open_after_a_request(app, visit):
    visit("alice").get("/problems")
    assert app.extensions["judge.database"].pool.checkedout() == 0


@pytest.mark.parametrize("path", ["/problems", "/healthz", "/account", "/no-such-page"])
def test_it_writes_nothing_for_looking_at_a_page(visit, queries, path):
    browser = visit("alice")
    queries.clear()
    browser.get(path)
    assert all(query.lstrip().upper().startswith("SELECT") for query in queries)


def test_it_asks_no_database_for_a_static_file(visit, queries):
    browser = visit("alice")
    queries.clear()
    browser.get("/static/dist/no-such-file.js", headers={"Accept": "application/json"})
    assert queries == []


def test_it_refuses_a_form_with_more_than_it_can_need(visit):
    browser = visit()
    form = {"csrf_token": browser.form_token()}
    for more in ({"email": "a" * 70_000}, {f"field{number}": "x" for number in range(30)}):
        refused = browser.client.post("/sign-in", data=form | more, content_type="multipart/form-data")
        assert refused.status_code == 413


def test_it_takes_nobody_for_somebody(app):
    with app.test_request_context("/account"), pytest.raises(Unauthorized):
        me()


def test_it_puts_a_refusal_beside_its_field_or_above_the_form(app):
    with app.test_request_context("/sign-in"):
        form = SignInForm()
        put_beside(form, Invalid("Not this one.", "email"))
        put_beside(form, Invalid("Not now."))
    assert (form.email.errors, form.form_errors) == (["Not this one."], ["Not now."])
