"""The catalogue's suites are needed: without almost any one of their assertions, the gate would fail.

All problems take minutes, so each run of the tests measures two: which, their contents decide, so that another change
has others looked at. `python -m tests.bench.assertions` measures them all.
"""

import contextlib
import hashlib

import pytest

from judge.catalogue.bundle import Bundle
from judge.settings import Settings
from sandbox.docker import DockerEngine
from tests.bench.assertions import LEAST, catalogue, measure

pytestmark = pytest.mark.engine

HASHES = {folder: Bundle.from_folder(folder).content_hash for folder in catalogue()}
EVERYTHING = "".join(HASHES.values())
SAMPLE = sorted(HASHES, key=lambda folder: hashlib.sha256(f"{folder.name}{EVERYTHING}".encode()).hexdigest())[:2]


@pytest.mark.parametrize("folder", SAMPLE, ids=lambda folder: folder.name)
def test_it_misses_nine_of_ten_assertions(folder):
    """A wrong solution would pass a test that it must fail."""
    with contextlib.closing(DockerEngine()) as engine:
        measured = measure(engine, folder, Settings.from_env().caches / "gates")
    idle = [f"{one.file}:{one.line}: {one.text}" for one, is_needed in measured.assertions if not is_needed]
    assert measured.share >= LEAST, idle
