"""Who is there: the account behind the token in the cookie, looked up once per request and only when asked."""

from typing import Any, cast

from flask import Flask, g, request
from werkzeug.wrappers import Response as BaseResponse

from judge import accounts
from judge.accounts import Account
from web.db import now, reading, settings, writing


def init_app(app: Flask) -> None:
    """Gives every template its `user`."""
    app.context_processor(_context)


def current_account() -> Account | None:
    """The signed-in account of this request, or None."""
    if "account" not in g:
        g.account = _load()
    return cast("Account | None", g.account)


def nobody() -> None:
    """Treats the rest of this request as signed out, without asking the database: for pages about its failure."""
    g.account = None


def token() -> str:
    """The token that the browser sent, or an empty string."""
    return request.cookies.get(cookie_name(), "")


def cookie_name() -> str:
    """__Host- makes the browser insist on Secure, on this very host and on the whole site; it needs TLS."""
    return "__Host-session" if settings().is_behind_tls else "session"


def remember(response: BaseResponse, new_token: str) -> None:
    """Gives the browser the token of a new sign-in; it ends with the browser, or when the server says so."""
    response.set_cookie(
        cookie_name(), new_token, path="/", secure=settings().is_behind_tls, httponly=True, samesite="Lax"
    )


def forget(response: BaseResponse) -> None:
    """Takes the token out of the browser."""
    response.delete_cookie(cookie_name(), path="/", secure=settings().is_behind_tls, httponly=True, samesite="Lax")


def _load() -> Account | None:
    if not token():
        return None
    presence = accounts.user_of_token(reading(), token(), now=now())
    if presence is None:
        return None
    if not presence.is_noted:
        with writing() as session:
            accounts.touch(session, token(), now=now())
    return presence.account


def _context() -> dict[str, Any]:
    return {"user": current_account()}
