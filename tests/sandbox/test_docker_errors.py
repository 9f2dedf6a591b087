"""The border: no error of the engine's library, of its connection or of the operating system gets past it."""

import http.client
import inspect
import socket

import docker.errors
import pytest
import requests
import urllib3

from sandbox import errors
from sandbox.docker import translated
from sandbox.errors import EngineRefused, EngineUnavailable, ImageBuildFailed, ImageMissing, SandboxError
from sandbox.frames import BrokenFrame

LIBRARY = [
    found
    for _, found in inspect.getmembers(docker.errors, inspect.isclass)
    if issubclass(found, Exception) and found.__module__ == "docker.errors"
]


def response(status):
    made = requests.Response()
    made.status_code = status
    return made


def example(kind):
    """An instance of an error class, whatever its constructor asks for."""
    special = {
        docker.errors.ContainerError: lambda: kind("box", 1, "command", "image", b""),
        docker.errors.BuildError: lambda: kind("no space", []),
    }
    return special.get(kind, lambda: kind("what happened"))()


def ours(error):
    with pytest.raises(SandboxError) as caught, translated("asking"):
        raise error
    return caught.value


def test_it_knows_the_library():
    assert len(LIBRARY) > 12


@pytest.mark.parametrize("kind", LIBRARY)
def test_it_translates_every_error_of_the_library(kind):
    error = ours(example(kind))
    assert str(error).startswith("asking: ")
    assert isinstance(error.__cause__, kind)


@pytest.mark.parametrize(("error", "expected"), [
    (docker.errors.ImageNotFound("no such image"), ImageMissing),
    (docker.errors.NotFound("no such container"), EngineRefused),
    (docker.errors.APIError("busy", response(500)), EngineRefused),
    (docker.errors.BuildError("exit 1", []), ImageBuildFailed),
    (docker.errors.DockerException("cannot connect"), EngineUnavailable),
    (docker.errors.InvalidVersion("too old"), EngineRefused),
    (docker.errors.StreamParseError("odd"), EngineRefused),
    (BrokenFrame("kind 72"), EngineRefused),
    (requests.ConnectionError("refused"), EngineUnavailable),
    (requests.ReadTimeout("60 s"), EngineUnavailable),
    (requests.exceptions.ChunkedEncodingError("cut"), EngineUnavailable),
    (urllib3.exceptions.ProtocolError("cut"), EngineUnavailable),
    (urllib3.exceptions.ReadTimeoutError(None, "/", "60 s"), EngineUnavailable),
    (http.client.IncompleteRead(b""), EngineUnavailable),
    (http.client.BadStatusLine("x"), EngineUnavailable),
    (ConnectionResetError(104, "reset"), EngineUnavailable),
    (BrokenPipeError(32, "broken"), EngineUnavailable),
    (TimeoutError("slow"), EngineUnavailable),
    (socket.gaierror("no such host"), EngineUnavailable),
    (BlockingIOError(11, "full"), EngineUnavailable),
])  # fmt: skip
def test_it_tells_a_silent_engine_from_one_that_refuses(error, expected):
    assert type(ours(error)) is expected


def test_it_says_what_the_engine_said_and_not_how_it_was_asked():
    error = docker.errors.APIError("409 Client Error for http+docker://...", response(409), "the name is taken")
    assert str(ours(error)) == "asking: the name is taken"


def test_it_leaves_its_own_errors_and_mistakes_in_the_program_as_they_are():
    for error in (ImageMissing("x"), KeyError("x"), TypeError("x")):
        with pytest.raises(type(error)) as caught, translated("asking"):
            raise error
        assert caught.value is error


def test_it_lists_every_error_of_the_sandbox_in_the_drawing_at_the_top_of_the_file():
    names = {name for name, found in inspect.getmembers(errors, inspect.isclass) if issubclass(found, Exception)}
    assert all(name in (errors.__doc__ or "") for name in names)
