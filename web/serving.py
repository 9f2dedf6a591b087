"""The app as a server process runs it: with logs for machines, and with an end that waits for no stream."""

import signal
from types import FrameType

from flask import Flask

from judge.logs import configure_logs
from judge.settings import Settings
from web.app import create_app
from web.events import Streams


def serve(settings: Settings | None = None) -> Flask:
    """The app for a server that calls this in the main thread of the process that will answer requests."""
    configure_logs()
    app = create_app(settings)
    _end_streams_at(signal.SIGTERM, app.extensions["judge.streams"])
    return app


def _end_streams_at(number: signal.Signals, streams: Streams) -> None:
    """Ends the streams before the server's own handler begins to wait for requests under way: they would hold it up."""
    before = signal.getsignal(number)

    def handle(received: int, frame: FrameType | None) -> None:
        streams.stop()
        if callable(before):
            before(received, frame)

    signal.signal(number, handle)
