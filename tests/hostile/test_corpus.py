"""Every hostile case, from the form in which it is handed in to what its author is shown of the result."""

import pytest

from tests.hostile.arena import Arena
from tests.hostile.corpus import Attack, attacks

pytestmark = pytest.mark.engine


@pytest.mark.parametrize(
    "attack", [pytest.param(attack, id=f"{attack.name}-{attack.case.promise}") for attack in attacks()]
)
def test_it_holds(arena: Arena, attack: Attack):
    faults = arena.storm(attack)
    assert not faults, "\n".join(faults)
