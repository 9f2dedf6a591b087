"""The app over a furnished database, and a browser for each of the cast."""

import re
import secrets
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jinja2.bccache import Bucket, BytecodeCache
from sqlalchemy import event
from structlog.testing import capture_logs
from werkzeug.test import TestResponse

from judge.accounts import token_hash
from judge.settings import Settings
from judge.storage.accounts import LoginSession
from judge.storage.engine import session_scope
from tests.cast import database, furnished_database, state_dir
from web.app import create_app

__all__ = ["database", "furnished_database", "state_dir"]

TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


class CompiledOnce(BytecodeCache):
    """Keeps compiled templates over all tests: each has an app of its own, and compiling would be most of its time."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self.kept:
            bucket.bytecode_from_string(self.kept[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.kept[bucket.key] = bucket.bytecode_to_string()


COMPILED = CompiledOnce()


class Browser:
    """One visitor. Forms and scripts carry the page's token, as they do in a browser."""

    def __init__(self, app: Flask) -> None:
        self.client: FlaskClient = app.test_client()
        self.is_signed_in = False

    def get(self, path: str, **how: Any) -> TestResponse:
        return self.client.get(path, **how)

    def form_token(self) -> str:
        page = self.get("/problems" if self.is_signed_in else "/sign-in")
        found = TOKEN.search(page.text)
        assert found, "the page has no form"
        return found.group(1)

    def post(self, path: str, **fields: str) -> TestResponse:
        return self.client.post(path, data=fields | {"csrf_token": self.form_token()})

    def send(self, method: str, path: str, body: Any) -> TestResponse:
        return self.client.open(path, method=method, json=body, headers={"X-CSRFToken": self.form_token()})


@pytest.fixture(autouse=True)
def logs() -> Iterator[list[Any]]:
    """What our own code logs, instead of the terminal."""
    with capture_logs() as entries:
        yield entries


@pytest.fixture
def settings(state_dir) -> Settings:
    return Settings(state_dir=state_dir, secret_key="x" * 40, min_free_mib=1, _env_file=None)


@pytest.fixture
def app(settings) -> Iterator[Flask]:
    made = create_app(settings)
    made.testing = True
    made.jinja_env.bytecode_cache = COMPILED
    made.config["PROPAGATE_EXCEPTIONS"] = False
    yield made
    made.extensions["judge.database"].dispose()


@pytest.fixture
def visit(app, database) -> Callable[..., Browser]:
    """Gives a browser: somebody's of the cast, already signed in, or a stranger's."""

    def open_browser(name: str = "", cookie: str = "session") -> Browser:
        browser = Browser(app)
        if not name:
            return browser
        token, now = secrets.token_urlsafe(32), datetime.now(UTC)
        with session_scope(database) as session:
            session.add(LoginSession(token_hash=token_hash(token), user_id=name, created_at=now, seen_at=now))
            session.commit()
        browser.client.set_cookie(cookie, token)
        browser.is_signed_in = True
        return browser

    return open_browser


@pytest.fixture
def queries(app) -> Iterator[list[str]]:
    """Every statement that the app sends, transactions apart."""
    seen: list[str] = []

    def note(_connection, _cursor, statement, *_rest):
        if statement.lstrip().upper().startswith(("SELECT", "INSERT", "UPDATE", "DELETE")):
            seen.append(statement)

    engine = app.extensions["judge.database"]
    event.listen(engine, "before_cursor_execute", note)
    yield seen
    event.remove(engine, "before_cursor_execute", note)
