"""The server process: its logs, and its end."""

import logging
import os
import signal

import pytest
import structlog

from web.events import Streams
from web.serving import _end_streams_at, serve


@pytest.fixture
def own_signal():
    before = signal.getsignal(signal.SIGUSR2)
    yield signal.SIGUSR2
    signal.signal(signal.SIGUSR2, before)


def test_it_ends_streams_first_and_then_does_what_the_server_does(own_signal):
    streams, seen = Streams(1), []
    signal.signal(own_signal, lambda *_: seen.append(streams.wait()))
    _end_streams_at(own_signal, streams)
    os.kill(os.getpid(), own_signal)
    assert seen == [False]


def test_it_ends_streams_where_the_server_does_nothing(own_signal):
    streams = Streams(1)
    signal.signal(own_signal, signal.SIG_IGN)
    _end_streams_at(own_signal, streams)
    os.kill(os.getpid(), own_signal)
    assert not streams.wait()


def test_it_serves_with_configured_logs(settings):
    root, before = logging.getLogger(), signal.getsignal(signal.SIGTERM)
    handlers, level = root.handlers, root.level
    try:
        app = serve(settings)
        assert app.test_client().get("/healthz").status_code == 200
        assert structlog.is_configured()
        assert signal.getsignal(signal.SIGTERM) is not before
    finally:
        signal.signal(signal.SIGTERM, before)
        root.handlers = handlers
        root.setLevel(level)
        structlog.reset_defaults()
    app.extensions["judge.database"].dispose()
