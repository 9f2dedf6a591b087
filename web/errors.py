"""From errors to answers: one table, a page for people and JSON for scripts, and nothing of the inside in either."""

from http import HTTPStatus

import structlog
from flask import Flask, g, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import IntegrityError, OperationalError
from werkzeug.exceptions import HTTPException, InternalServerError, SecurityError

from judge.errors import Conflict, Forbidden, Invalid, JudgeError, NotFound, QueueClosed, TooManyQueued
from web.auth import nobody

CODES: dict[type[Exception], int] = {
    NotFound: 404,
    Forbidden: 404,  # what one may not see does not exist
    Invalid: 400,
    Conflict: 409,
    TooManyQueued: 429,
    QueueClosed: 503,
}
# Only these speak to users in their own words; the others' are for the log.
SPEAKING = (Invalid, Conflict, TooManyQueued, QueueClosed)

TITLES = {
    400: "That request was not understood",
    401: "Please sign in",
    404: "There is nothing here",
    405: "That is not possible here",
    409: "That has changed meanwhile",
    413: "That is too large",
    429: "Too many requests",
    500: "Something broke on our side",
    503: "Not available right now",
}
SENTENCES = {
    400: "Go back, reload the page and try again.",
    401: "You were signed out. Sign in and try again; your draft is saved.",
    404: "The address is wrong, or it belongs to somebody else.",
    405: "The address exists, but not for this kind of request.",
    409: "Reload the page to see the present state.",
    413: "Make it smaller and try again.",
    429: "Wait a minute, then try again.",
    500: "It has been noted under the number below. Try again, and tell us the number if it happens once more.",
    503: "Try again in a minute. Nothing was lost.",
}
RETRY_SECONDS = {429: "10", 503: "60"}

log = structlog.get_logger("web")


def init_app(app: Flask) -> None:
    """Answers every error that a view or Flask itself raises."""
    app.register_error_handler(JudgeError, _judge_error)
    app.register_error_handler(CSRFError, _csrf_error)
    app.register_error_handler(OperationalError, _database_error)
    app.register_error_handler(IntegrityError, _vanished)
    app.register_error_handler(SecurityError, _foreign_host)
    app.register_error_handler(HTTPException, _http_error)


def wants_json() -> bool:
    """Whether a script asked: it sends JSON, accepts JSON before all, or follows a run."""
    if request.is_json or request.accept_mimetypes.best in ("application/json", "text/event-stream"):
        return True
    return request.path.endswith((".json", "/events"))


def answer(code: int, sentence: str = "", where: str = "") -> ResponseReturnValue:
    """The page or the JSON for an error."""
    title = TITLES.get(code) or HTTPStatus(code).phrase
    sentence = sentence or SENTENCES.get(code) or "The request could not be answered."
    headers = {"Retry-After": RETRY_SECONDS[code]} if code in RETRY_SECONDS else {}
    request_id = g.get("request_id", "")
    if wants_json():
        return jsonify(error=sentence, where=where, request_id=request_id), code, headers
    page = render_template("error.html", code=code, title=title, sentence=sentence, request_id=request_id)
    return page, code, headers


def code_of(error: JudgeError) -> int:
    """The status that answers an error."""
    return next((CODES[kind] for kind in type(error).__mro__ if kind in CODES), 500)


def _judge_error(error: JudgeError) -> ResponseReturnValue:
    code = code_of(error)
    if code == HTTPStatus.INTERNAL_SERVER_ERROR:
        log.error("unexpected", exc_info=error)
        return answer(code)
    log.info("refused", code=code, error=type(error).__name__, path=request.path)
    sentence = str(error) if isinstance(error, SPEAKING) else ""
    return answer(code, sentence, error.where if isinstance(error, Invalid) else "")


def _csrf_error(error: CSRFError) -> ResponseReturnValue:
    log.warning("csrf", path=request.path, reason=error.description)
    return answer(400, "This page was open for too long or in another session. Reload it and try again.")


def _database_error(error: OperationalError) -> ResponseReturnValue:
    """The database is gone or locked for too long: the page about that must not ask it anything."""
    log.error("database", exc_info=error)
    nobody()
    return answer(503)


def _vanished(error: IntegrityError) -> ResponseReturnValue:
    """What a row refers to has gone since it was read, as when an account is deleted while its editor still saves."""
    log.error("integrity", exc_info=error)
    nobody()
    return answer(409)


def _foreign_host(_error: SecurityError) -> ResponseReturnValue:
    """A host name that is not ours: no page, since its links would be made for that name."""
    return "This host name is not served here.\n", 400, {"Content-Type": "text/plain; charset=utf-8"}


def _http_error(error: HTTPException) -> ResponseReturnValue:
    code = error.code or 500
    if isinstance(error, InternalServerError):  # Flask has logged what was behind it
        nobody()
    return answer(code)
