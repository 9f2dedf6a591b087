"""A run that comes back finds nothing of what it left."""

import pytest

from tests.hostile.arena import Arena
from tests.hostile.corpus import Attack, attacks

pytestmark = pytest.mark.engine


@pytest.fixture
def marker() -> Attack:
    """The case that looks for an earlier run's marker, and leaves one."""
    return next(attack for attack in attacks() if attack.name == "c-leaves-a-marker")


def test_it_finds_no_marker_of_its_own_when_it_comes_back(arena: Arena, marker: Attack):
    assert arena.storm(marker) == []
    assert arena.storm(marker) == []
