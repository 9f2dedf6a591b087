"""The engine's answers, where they take a thought."""

import pytest

from sandbox import docker
from sandbox.errors import EngineRefused


def test_it_reads_the_engines_time_stamps():
    assert docker._seconds("2026-11-21T10:22:44.446874364Z") == 1795256564
    assert docker._seconds("2026-11-21T10:22:44Z") == 1795256564


def test_it_hears_an_error_in_an_answer_that_began_well():
    docker._raise_reported('{"status":"Pulling"}\r\n\r\n{"status":"Done"}\r\n', "pulling")
    with pytest.raises(EngineRefused, match="pulling x: manifest unknown"):
        docker._raise_reported('{"status":"Pulling"}\r\n{"error":"manifest unknown"}\r\n', "pulling x")
