"""The real engine for tests marked `engine`, and the proof that nothing is left behind."""

import uuid
from collections.abc import Iterator

import pytest

from sandbox.docker import DockerEngine


@pytest.fixture(scope="session")
def real_engine() -> Iterator[DockerEngine]:
    """One connection for all tests."""
    engine = DockerEngine()
    yield engine
    engine.close()


@pytest.fixture
def instance() -> str:
    """An installation of its own for each test: no test sees the boxes of another, or of a judge that runs here."""
    return f"tests-{uuid.uuid4().hex[:12]}"


@pytest.fixture
def engine(real_engine: DockerEngine, instance: str) -> Iterator[DockerEngine]:
    """The engine; afterwards no box of the test's installation may be there."""
    yield real_engine
    left = real_engine.sweep(instance, lambda run_id, lease: False, now=0.0)
    assert left == []
