"""Accounts over HTTP: sign up, sign in, be remembered, sign out.

A refusal is an exception with a status and a code. Nothing else of what went wrong leaves the service.
"""

from http import HTTPStatus
from typing import Any

from flask import Flask, Response, jsonify, request

import accounts
import passwords

app = Flask(__name__)

Answer = tuple[Response, int]


class Refused(Exception):
    """The request gets this answer and no other word."""

    def __init__(self, status: HTTPStatus, code: str) -> None:
        super().__init__(code)
        self.status = status
        self.code = code


@app.post("/users")
def sign_up() -> Answer:
    """A new user."""
    username, password = _texts("username", "password")
    try:
        user = accounts.create_user(username, passwords.hashed(password))
    except accounts.UsernameTaken as error:
        raise Refused(HTTPStatus.CONFLICT, "username_taken") from error
    return jsonify(user), HTTPStatus.CREATED


@app.post("/login")
def login() -> Answer:
    """A new session for a username and a password, and a token for the next time if wanted."""
    username, password = _texts("username", "password")
    user = accounts.find_user(username)
    password_hash = user["password_hash"] if user else None
    # One condition for both, so that the answer cannot differ; without a user the check takes as long.
    if not passwords.is_right(password, password_hash) or user is None:
        raise Refused(HTTPStatus.UNAUTHORIZED, "bad_credentials")
    token = accounts.remember(user["id"]) if _body().get("remember") is True else None
    return jsonify(user=user, session=_open_session(user), remember=token), HTTPStatus.OK


@app.post("/login/remembered")
def login_remembered() -> Answer:
    """A new session for a token of an earlier login."""
    (token,) = _texts("remember")
    user = accounts.remembered_user(token)
    if user is None:
        raise Refused(HTTPStatus.UNAUTHORIZED, "bad_credentials")
    return jsonify(user=_shown(user), session=_open_session(user)), HTTPStatus.OK


@app.get("/me")
def me() -> Answer:
    """Who is signed in."""
    return jsonify(_shown(_signed_in())), HTTPStatus.OK


@app.get("/sessions")
def sessions() -> Answer:
    """The sessions of whoever is signed in."""
    return jsonify(sessions=accounts.sessions_of(_signed_in()["id"])), HTTPStatus.OK


@app.post("/logout")
def logout() -> tuple[str, int]:
    """Ends the session."""
    accounts.close_session(_session())
    return "", HTTPStatus.NO_CONTENT


@app.errorhandler(Refused)
def refused(error: Refused) -> Answer:
    """The agreed answer."""
    return jsonify(error=error.code), error.status


@app.errorhandler(HTTPStatus.INTERNAL_SERVER_ERROR)
def internal_error(_error: Exception) -> Answer:
    """A fault of ours: Flask has written it to the log, and the log is the place for it."""
    return jsonify(error="internal_error"), HTTPStatus.INTERNAL_SERVER_ERROR


def _body() -> dict[str, Any]:
    body = request.get_json(silent=True)
    if not isinstance(body, dict):
        raise Refused(HTTPStatus.BAD_REQUEST, "invalid_request")
    return body


def _texts(*names: str) -> list[str]:
    """These fields of the body. Only text may go on: a list or a number would be refused by the database, loudly."""
    body = _body()
    values = [body[name] for name in names if isinstance(body.get(name), str)]
    if len(values) < len(names):
        raise Refused(HTTPStatus.BAD_REQUEST, "invalid_request")
    return values


def _open_session(user: dict[str, Any]) -> str:
    return accounts.open_session(user["id"], request.headers.get("User-Agent", ""))


def _session() -> str:
    return request.headers.get("Authorization", "").removeprefix("Bearer ")


def _signed_in() -> dict[str, Any]:
    user = accounts.session_user(_session())
    if user is None:
        raise Refused(HTTPStatus.UNAUTHORIZED, "not_signed_in")
    return user


def _shown(user: dict[str, Any]) -> dict[str, Any]:
    return {"id": user["id"], "username": user["username"]}
