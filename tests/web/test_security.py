"""What every answer forbids, and what is refused before a view runs."""

import re

import pytest
from flask import request

from tests.cast import ANSWER, SLUG, STACK, hand_in
from web.app import create_app
from web.assets import _read, asset_tags
from web.security import _caching

EXPECTED = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'nonce-NONCE' 'strict-dynamic'; style-src 'self' 'nonce-NONCE'; "
        "font-src 'self'; img-src 'self' data:; connect-src 'self'; manifest-src 'self'; object-src 'none'; "
        "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Request-ID": "ID",
}


def nonce_of(answer):
    return answer.headers["Content-Security-Policy"].split("'nonce-")[1].split("'")[0]


@pytest.mark.parametrize(
    "path", ["/problems", f"/problems/{SLUG}", "/sign-in", "/healthz", "/no-such-page", "/submissions/x/view.json"]
)
def test_it_sends_the_same_headers_with_every_answer(visit, path):
    answer = visit().get(path)
    headers = dict(answer.headers)
    for changing in ("Content-Type", "Content-Length", "Set-Cookie", "Vary", "Date", "Retry-After"):
        headers.pop(changing, None)
    assert len(headers["X-Request-ID"]) == 16
    headers["X-Request-ID"] = "ID"
    headers["Content-Security-Policy"] = headers["Content-Security-Policy"].replace(nonce_of(answer), "NONCE")
    assert headers == EXPECTED


def test_it_makes_a_new_nonce_for_each_answer(visit):
    browser = visit()
    first, second = browser.get("/problems"), browser.get("/problems")
    assert nonce_of(first) != nonce_of(second)
    assert len(nonce_of(first)) >= 22
    assert f'nonce="{nonce_of(first)}"' in first.text


def test_it_writes_no_script_without_the_nonce_and_no_style_into_a_page(visit, database):
    browser, submission_id = visit("alice"), hand_in(database)
    for path in ("/problems", f"/problems/{SLUG}", f"/submissions/{submission_id}", "/account", "/components"):
        page = browser.get(path)
        assert page.status_code == 200
        for script in re.findall("<script[^>]*>", page.text):
            assert f'nonce="{nonce_of(page)}"' in script
        for inline in (" style=", "<style", " onclick=", "javascript:"):
            assert inline not in page.text


def test_it_asks_for_tls_for_a_year_behind_tls_only(settings, visit):
    assert "Strict-Transport-Security" not in visit().get("/problems").headers
    app = create_app(settings.model_copy(update={"is_behind_tls": True}))
    assert app.test_client().get("/problems").headers["Strict-Transport-Security"] == (
        "max-age=31536000; includeSubDomains"
    )
    app.extensions["judge.database"].dispose()


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/sign-in"),
        ("POST", "/sign-up"),
        ("POST", "/sign-out"),
        ("POST", "/account/password"),
        ("POST", "/account/sessions/end-all"),
        ("POST", "/account/sessions/x/end"),
        ("PUT", f"/problems/{SLUG}/draft"),
        ("POST", f"/problems/{SLUG}/submissions"),
    ],
)
def test_it_refuses_whatever_comes_without_the_pages_token(visit, method, path):
    browser = visit("alice")
    body = {"kind": "run", "stack": STACK, "files": ANSWER, "key": "5a6d1a2e-6f0e-4d4f-9d0a-0d2f6c8b7a10"}
    assert browser.client.open(path, method=method, json=body).status_code == 400
    assert browser.client.open(path, method=method, data={"csrf_token": "made up"}).status_code == 400
    assert browser.get("/account").status_code == 200


def test_it_refuses_another_sessions_token(visit):
    alice, bob = visit("alice"), visit("bob")
    answer = alice.client.post("/sign-out", data={"csrf_token": bob.form_token()})
    assert answer.status_code == 400
    assert "Reload it and try again." in answer.text


@pytest.mark.parametrize(
    ("site", "code"), [("cross-site", 400), ("same-site", 400), ("same-origin", 302), ("none", 302)]
)
def test_it_refuses_what_the_browser_says_another_site_has_sent(visit, site, code):
    browser = visit("alice")
    form = {"csrf_token": browser.form_token()}
    assert browser.client.post("/sign-out", data=form, headers={"Sec-Fetch-Site": site}).status_code == code


def test_it_refuses_nul_in_addresses_and_forms(visit):
    browser = visit()
    for path in ("/problems/%00", "/problems?q=a%00", "/submissions/a%00b", "/sign-in?next=/%00"):
        assert browser.get(path).status_code == 400
    assert browser.post("/sign-in", email="a\0@example.org", password="x").status_code == 400
    assert browser.post("/sign-in", email="a@example.org", password="x").status_code == 200


def test_it_takes_no_long_form_and_long_documents_only(visit):
    browser = visit("alice")
    assert browser.post("/account/password", old="x" * 70_000, new="y").status_code == 413
    body = {"stack": STACK, "files": ANSWER | {"app.py": "#" * 70_000}}
    assert browser.send("PUT", f"/problems/{SLUG}/draft", body).status_code == 200


def test_it_lets_other_sites_link_to_a_page(visit):
    assert visit().get("/problems", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 200


def test_it_answers_to_its_own_host_names_only(settings):
    app = create_app(settings.model_copy(update={"trusted_hosts": "judge.example, localhost"}))
    client = app.test_client()
    assert client.get("/problems", base_url="http://judge.example").status_code == 200
    assert client.get("/problems", base_url="http://evil.example").status_code == 400
    app.extensions["judge.database"].dispose()


def test_it_believes_forwarded_addresses_only_from_our_own_proxies(settings):
    plain = create_app(settings)
    behind = create_app(settings.model_copy(update={"proxy_hops": 1}))
    seen = []
    for app in (plain, behind):
        app.before_request(lambda: seen.append(request.remote_addr))
        app.test_client().get("/healthz", headers={"X-Forwarded-For": "6.6.6.6, 203.0.113.9"})
        app.extensions["judge.database"].dispose()
    assert seen == ["127.0.0.1", "203.0.113.9"]


def test_it_lets_browsers_keep_built_files_for_ever_and_others_briefly(app):
    with app.test_request_context("/static/dist/assets/main-abc123.js"):
        assert _caching() == "public, max-age=31536000, immutable"
    with app.test_request_context("/static/dist/favicon.svg"):
        assert _caching() == "public, max-age=300"


# --- the built front end ------------------------------------------------------------------------------------------


def test_it_lets_only_the_editors_page_compile_webassembly(visit):
    policy = visit("alice").get(f"/problems/{SLUG}").headers["Content-Security-Policy"]
    assert "script-src 'nonce-" in policy
    assert "'strict-dynamic' 'wasm-unsafe-eval'; style-src" in policy
    for path in ("/problems", f"/problems/{SLUG}", "/sign-in"):
        assert "wasm" not in visit().get(path).headers["Content-Security-Policy"]
    assert "wasm" not in visit("alice").get("/problems").headers["Content-Security-Policy"]


MANIFEST = {
    "main.ts": {"file": "assets/main-1.js", "css": ["assets/main-1.css"], "isEntry": True},
    "workspace.ts": {
        "file": "assets/workspace-2.js",
        "imports": ["_editor-3.js", "_shared-4.js"],
        "css": ["assets/workspace-2.css"],
        "isEntry": True,
    },
    "_editor-3.js": {"file": "assets/editor-3.js", "imports": ["_shared-4.js"], "css": ["assets/editor-3.css"]},
    "_shared-4.js": {"file": "assets/shared-4.js"},
}


def test_it_names_a_scripts_styles_and_imports_each_once(app):
    app.extensions["judge.assets"] = MANIFEST
    with app.test_request_context("/"):
        tags = str(asset_tags("workspace")).split("\n")
    assert [tag.split('"')[3] for tag in tags] == [
        "/static/dist/assets/workspace-2.css",
        "/static/dist/assets/editor-3.css",
        "/static/dist/assets/editor-3.js",
        "/static/dist/assets/shared-4.js",
        "/static/dist/assets/workspace-2.js",
    ]
    assert all('nonce="' in tag for tag in tags)
    assert tags[-1].startswith('<script type="module"')


def test_it_says_which_entry_is_missing(app):
    app.extensions["judge.assets"] = MANIFEST
    with app.test_request_context("/"), pytest.raises(LookupError, match=r"no entry absent\.ts; it has: _editor-3\.js"):
        asset_tags("absent")


def test_it_stays_readable_without_a_built_front_end(app, visit):
    app.extensions["judge.assets"] = {}
    page = visit().get("/problems")
    assert page.status_code == 200
    assert "Run: make frontend" in page.text


def test_it_reads_the_bundlers_manifest(tmp_path, logs):
    path = tmp_path / "manifest.json"
    assert _read(path) == {}
    assert logs[-1]["mend"] == "make frontend"
    path.write_text('{"main.ts": {"file": "x.js"}}')
    assert _read(path) == {"main.ts": {"file": "x.js"}}
