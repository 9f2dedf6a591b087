"""Both databases with the cast, and a class of further candidates."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine

from judge.storage.accounts import Role, User
from judge.storage.engine import session_scope
from tests.cast import NOW, version
from tests.judge.analytics.classes import CLASS, keep
from tests.judge.at_once import database, database_url

__all__ = ["database", "database_url"]


@pytest.fixture
def pupils(database: Engine) -> Engine:
    """The database with the class in it."""
    with session_scope(database) as session:
        for name in CLASS:
            email = f"{name}@example.org"
            row = User(email=email, name=name, role=Role.CANDIDATE, password_hash="x", created_at=NOW)
            row.id = name
            session.add(row)
        session.commit()
    return database


@pytest.fixture
def newer(database: Engine) -> str:
    """A second version of the little problem, which is not the current one; gives its id."""
    row = version()
    row.id, row.content_hash, row.published_at = "newer", "newer", NOW + timedelta(days=1)
    keep(database, row)
    return "newer"
