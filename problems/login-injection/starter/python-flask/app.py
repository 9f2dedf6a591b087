"""Accounts over HTTP: sign up, sign in, be remembered, sign out."""

import sqlite3
from http import HTTPStatus
from typing import Any

from flask import Flask, Response, jsonify, request

import accounts
import passwords

app = Flask(__name__)

Answer = tuple[Response, int]


@app.post("/users")
def sign_up() -> Answer:
    """A new user."""
    body = request.get_json()
    try:
        user = accounts.create_user(body["username"], passwords.hashed(body["password"]))
    except sqlite3.IntegrityError as error:
        return jsonify(error="username_taken", detail=str(error)), HTTPStatus.CONFLICT
    return jsonify(user), HTTPStatus.CREATED


@app.post("/login")
def login() -> Answer:
    """A new session for a username and a password, and a token for the next time if wanted."""
    body = request.get_json()
    user = accounts.find_user(body["username"])
    if user is None:
        return jsonify(error="unknown_user"), HTTPStatus.UNAUTHORIZED
    if not passwords.is_right(body["password"], user.pop("password_hash")):
        return jsonify(error="wrong_password"), HTTPStatus.UNAUTHORIZED
    token = accounts.remember(user["id"]) if body.get("remember") else None
    return jsonify(user=user, session=_open_session(user), remember=token), HTTPStatus.OK


@app.post("/login/remembered")
def login_remembered() -> Answer:
    """A new session for a token of an earlier login."""
    user = accounts.remembered_user(request.get_json()["remember"])
    if user is None:
        return jsonify(error="bad_credentials"), HTTPStatus.UNAUTHORIZED
    return jsonify(user=user, session=_open_session(user)), HTTPStatus.OK


@app.get("/me")
def me() -> Answer:
    """Who is signed in."""
    user = accounts.session_user(_session())
    if user is None:
        return jsonify(error="not_signed_in"), HTTPStatus.UNAUTHORIZED
    return jsonify(user), HTTPStatus.OK


@app.get("/sessions")
def sessions() -> Answer:
    """The sessions of whoever is signed in."""
    user = accounts.session_user(_session())
    if user is None:
        return jsonify(error="not_signed_in"), HTTPStatus.UNAUTHORIZED
    return jsonify(sessions=accounts.sessions_of(user["id"])), HTTPStatus.OK


@app.post("/logout")
def logout() -> tuple[str, int]:
    """Ends the session."""
    accounts.close_session(_session())
    return "", HTTPStatus.NO_CONTENT


@app.errorhandler(sqlite3.Error)
def database_error(error: sqlite3.Error) -> Answer:
    """What the database says, so that the front end can report it."""
    return jsonify(error="database_error", detail=str(error)), HTTPStatus.INTERNAL_SERVER_ERROR


def _open_session(user: dict[str, Any]) -> str:
    return accounts.open_session(user["id"], request.headers.get("User-Agent", ""))


def _session() -> str:
    return request.headers.get("Authorization", "").removeprefix("Bearer ")
