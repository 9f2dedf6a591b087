"""What most tests of rejudging begin with."""

import pytest

from tests.judge.rejudging.world import publish_second


@pytest.fixture
def second(database):
    """The problem's second version, its current one; gives the version's id."""
    return publish_second(database)
