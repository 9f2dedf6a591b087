"""Every example that a new problem begins with passes the gate as it stands, under whatever name."""

import contextlib

import pytest

from judge.catalogue.load import from_bundle
from judge.gate import check as gate
from judge.scaffold import kinds, new_problem
from judge.settings import Settings
from judge.stacks import known_stacks
from sandbox.docker import DockerEngine

# The first of the services goes the whole way of problems/README.md in tests/e2e.
CHOICES = [
    (kind, stack)
    for kind, stacks in kinds().items()
    for stack in stacks
    if (kind, stack) != ("service", "python-flask")
]


@pytest.mark.engine
@pytest.mark.parametrize(("kind", "stack"), CHOICES)
def test_it_passes_the_gate_as_it_stands(kind: str, stack: str, tmp_path):
    loaded = from_bundle(new_problem("my-problem", "", kind, stack, ""), "my-problem", known_stacks())
    settings = Settings.from_env()
    with contextlib.closing(DockerEngine()) as engine:
        report = gate.check(engine, loaded, instance=settings.instance_name, cache_dir=tmp_path)
    assert report.findings == ()
    assert report.notes == ()
    assert report.strength.score >= 90
