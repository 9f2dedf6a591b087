"""The fixtures of every suite."""

import random
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import pytest

from sandbox.inside.tester.client import Client
from sandbox.inside.tester.plugin import JOB
from sandbox.inside.tester.turn import TURN


@pytest.fixture
def app(request: pytest.FixtureRequest) -> Client:
    """The candidate's service; each request is part of this test's time and of its report."""
    turn = request.node.stash[TURN]
    return Client(request.config.stash[JOB].url, turn.ends_at, turn.recorder)


@pytest.fixture
def rng(request: pytest.FixtureRequest) -> random.Random:
    """Other data in each run, the same when a run is repeated with its seed."""
    return random.Random(f"{request.config.stash[JOB].seed}:{request.node.name}")  # noqa: S311 - variety, no secrecy


@pytest.fixture
def variant(request: pytest.FixtureRequest) -> Mapping[str, Any]:
    """The values of the candidate's variant, as variants.py gave them, to be read; empty where there are none."""
    values = request.config.stash[JOB].variant
    return MappingProxyType(
        {name: tuple(value) if isinstance(value, list) else value for name, value in values.items()}
    )
