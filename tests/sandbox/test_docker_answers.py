"""The engine's answers, where they take a thought."""

import pytest

from sandbox import docker
from sandbox.errors import EngineRefused


def test_it_hears_an_error_in_an_answer_that_began_well():
    docker._raise_reported('{"status":"Pulling"}\r\n\r\n{"status":"Done"}\r\n', "pulling")
    with pytest.raises(EngineRefused, match="pulling x: manifest unknown"):
        docker._raise_reported('{"status":"Pulling"}\r\n{"error":"manifest unknown"}\r\n', "pulling x")
