"""What every answer tells the browser to forbid, and what is refused from other sites before a view runs."""

import secrets
from typing import Any, cast

import structlog
from flask import Flask, Response, abort, current_app, g, request
from flask_wtf.csrf import CSRFError, CSRFProtect

from judge.exchange.native import MAX_ARCHIVE_BYTES
from web.auth import current_account
from web.db import settings

NONCE_BYTES = 16
HSTS = "max-age=31536000; includeSubDomains"
SAFE_METHODS = ("GET", "HEAD", "OPTIONS")
OWN_SITES = ("same-origin", "none")  # "none": typed by the user; "same-site" would trust every neighbouring host name

# Nothing is allowed but what is named. Scripts run only when a page of ours has named them with the request's nonce,
# and what those import; styles come from files, and from what the editor adds under the nonce.
POLICY = (
    "default-src 'none'; script-src 'nonce-{nonce}' 'strict-dynamic'{wasm}; style-src 'self' 'nonce-{nonce}'; "
    "font-src 'self'; img-src 'self' data:; connect-src 'self'; manifest-src 'self'; object-src 'none'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
# An author's file. In a statement it is a figure, which runs nothing anyway; this is for who opens its address itself.
SEALED_OFF = "sandbox; default-src 'none'; style-src 'unsafe-inline'"
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    # Within the site, since the check of forms over TLS looks at it; to others not even the origin.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
    "X-Frame-Options": "DENY",
}
FORMS_OF_FILES = ("plain.send",)
LONG_FORMS = {"rejudges.apply": 128 * 1024}  # bytes: each of 2000 submissions may be ticked
MAX_FILE_PARTS = 200  # a text area for each file, and boxes to leave out those that were added
BUILT = "dist/assets/"  # the bundler names these files after their content


def init_app(app: Flask) -> None:
    """Numbers requests, refuses what other sites send, and adds the headers to every answer."""
    # The token lives as long as the form cookie: a page may stay open for a whole working day.
    app.config.update(WTF_CSRF_TIME_LIMIT=None)
    app.before_request(_begin)
    app.before_request(_limit_forms)
    app.before_request(_refuse_cross_site)
    app.before_request(_refuse_nul)
    CSRFProtect(app)
    app.context_processor(_context)
    app.after_request(_add_headers)


def csp_nonce() -> str:
    """The request's nonce: made once, never the same twice."""
    if "csp_nonce" not in g:
        g.csp_nonce = secrets.token_urlsafe(NONCE_BYTES)
    return cast("str", g.csp_nonce)


def allow_wasm() -> None:
    """This answer's page may compile WebAssembly, as the editor's formatter does; scripts stay bound to the nonce."""
    g.runs_wasm = True


def seal_off(*, is_fixed: bool = True) -> None:
    """This answer is an author's file: opened by itself it may do nothing; a fixed one never changes at its address."""
    g.is_sealed_off = True
    g.is_fixed = is_fixed


def _begin() -> None:
    g.request_id = secrets.token_hex(8)
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request_id=g.request_id)


def _limit_forms() -> None:
    """Only documents may be long: a long form is taken apart before anybody has signed in, into millions of fields.

    Whoever is signed in may send a longer one that holds files, as long as a document, in parts, which are counted, and
    one that names submissions.
    """
    if request.is_json:
        return
    is_multipart = request.mimetype == "multipart/form-data"
    if request.endpoint == "studio.take_in" and is_multipart and current_account():
        request.max_content_length = MAX_ARCHIVE_BYTES + current_app.config["MAX_FORM_MEMORY_SIZE"]
    elif request.endpoint in FORMS_OF_FILES and is_multipart and current_account():
        request.max_form_memory_size = current_app.config["MAX_CONTENT_LENGTH"]
        request.max_form_parts = MAX_FILE_PARTS
    elif request.endpoint in LONG_FORMS and current_account():
        request.max_content_length = request.max_form_memory_size = LONG_FORMS[request.endpoint]
    else:
        request.max_content_length = current_app.config["MAX_FORM_MEMORY_SIZE"]


def _refuse_cross_site() -> None:
    """A second belt beside the form token: browsers say themselves where a request comes from."""
    if request.method in SAFE_METHODS:
        return
    if request.headers.get("Sec-Fetch-Site", "none") not in OWN_SITES:
        raise CSRFError("sent by another site")


def _refuse_nul() -> None:
    """No name and no text of ours holds NUL, and PostgreSQL takes it for an error of the program."""
    if "\0" in request.path or any("\0" in text for text in request.values.values()):
        abort(400)


def _add_headers(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    wasm = " 'wasm-unsafe-eval'" if g.get("runs_wasm") else ""
    policy = SEALED_OFF if g.get("is_sealed_off") else POLICY
    response.headers["Content-Security-Policy"] = policy.format(nonce=csp_nonce(), wasm=wasm)
    response.headers["X-Request-ID"] = g.get("request_id", "")
    response.headers["Cache-Control"] = _caching()
    if settings().is_behind_tls:
        response.headers["Strict-Transport-Security"] = HSTS
    return response


def _caching() -> str:
    """Pages belong to one reader and moment; built files never change under their name."""
    if g.get("is_fixed"):
        return "private, max-age=31536000, immutable"  # private: some are for certain readers only
    if request.endpoint != "static":
        return "no-store"
    name = str((request.view_args or {}).get("filename", ""))
    return "public, max-age=31536000, immutable" if name.startswith(BUILT) else "public, max-age=300"


def _context() -> dict[str, Any]:
    return {"csp_nonce": csp_nonce()}
