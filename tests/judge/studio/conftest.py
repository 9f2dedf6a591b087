"""A problem of Arthur's, and sessions to work on it."""

import pytest

from judge.storage.engine import session_scope
from tests.studio import in_the_making


@pytest.fixture
def problem_id(database):
    return in_the_making(database)


@pytest.fixture
def session(database):
    with session_scope(database) as session:
        yield session
