"""Users, their sessions and their remembered logins in the database.

Statements are constants. Whatever comes from outside is bound as a parameter: it reaches the database beside the
statement, not inside it, and can be any text.
"""

import secrets
import sqlite3
from typing import Any

import db


class UsernameTaken(Exception):
    """Another user has this name."""


def create_user(username: str, password_hash: str) -> dict[str, Any]:
    """Stores a user."""
    statement = "INSERT INTO users (username, password_hash) VALUES (?, ?) RETURNING id, username"
    try:
        with db.writing() as link:
            row = link.execute(statement, [username, password_hash]).fetchone()
    except sqlite3.IntegrityError as error:
        raise UsernameTaken from error
    return dict(row)


def find_user(username: str) -> dict[str, Any] | None:
    """The user of this name, with the hash of the password."""
    with db.reading() as link:
        row = link.execute("SELECT id, username, password_hash FROM users WHERE username = ?", [username]).fetchone()
    return dict(row) if row else None


def open_session(user_id: int, agent: str) -> str:
    """Opens a session; gives its token."""
    token = secrets.token_hex(16)
    with db.writing() as link:
        link.execute("INSERT INTO sessions (token, user_id, agent) VALUES (?, ?, ?)", [token, user_id, agent])
    return token


def session_user(token: str) -> dict[str, Any] | None:
    """The user of a session."""
    with db.reading() as link:
        row = link.execute(
            "SELECT users.id, users.username FROM sessions JOIN users ON users.id = sessions.user_id"
            " WHERE sessions.token = ?",
            [token],
        ).fetchone()
    return dict(row) if row else None


def sessions_of(user_id: int) -> list[dict[str, Any]]:
    """The open sessions of a user."""
    with db.reading() as link:
        rows = link.execute("SELECT id, agent FROM sessions WHERE user_id = ? ORDER BY id DESC", [user_id])
        return [dict(row) for row in rows]


def close_session(token: str) -> None:
    """Ends a session, if it is open."""
    with db.writing() as link:
        link.execute("DELETE FROM sessions WHERE token = ?", [token])


def remember(user_id: int) -> str:
    """A token that signs the user in later on."""
    token = secrets.token_hex(24)
    with db.writing() as link:
        link.execute("INSERT INTO remembered (token, user_id) VALUES (?, ?)", [token, user_id])
    return token


def remembered_user(token: str) -> dict[str, Any] | None:
    """The user whom a token signs in."""
    with db.reading() as link:
        row = link.execute(
            "SELECT users.id, users.username FROM remembered JOIN users ON users.id = remembered.user_id"
            " WHERE remembered.token = ?",
            [token],
        ).fetchone()
    return dict(row) if row else None
