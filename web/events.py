"""The live stream of a run as server-sent events.

Each message is the whole view, so that a reader who missed some has lost nothing. No connection and no transaction
is held while a stream waits: it asks the database in short sessions of its own.
"""

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, suppress
from typing import cast

from flask import Flask, Response, current_app
from sqlalchemy import Engine
from sqlmodel import Session
from werkzeug.exceptions import TooManyRequests

from judge import watching
from judge.domain.feedback import Reader, RunView
from judge.errors import NotFound
from judge.settings import Settings
from judge.storage.engine import reading_scope
from judge.watching import Pulse
from web.db import database
from web.digits import whole

MEDIA_TYPE = "text/event-stream"
POLL_SECONDS = 0.4
HEARTBEAT_POLLS = 37  # 15 s: shorter than the idle time-outs of common proxies, and how a vanished reader is noticed
MAX_POLLS = 1500  # 10 min, then the browser connects again and is asked anew who it is
MAX_ID_DIGITS = 18  # the databases count no further, and Python refuses to read thousands
MAX_STREAMS = 6  # per user, as many as a browser opens to one host over HTTP/1.1; each occupies a thread


class Streams:
    """Who is following how many runs in this process, and how a stream waits for its next look."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._open: Counter[str] = Counter()
        self._stopping = threading.Event()

    def enter(self, user_id: str) -> None:
        """Counts a stream in; refuses one too many."""
        with self._lock:
            if self._open[user_id] >= MAX_STREAMS or self._open.total() >= self._most:
                raise TooManyRequests
            self._open[user_id] += 1

    def leave(self, user_id: str) -> None:
        """Counts a stream out."""
        with self._lock:
            self._open[user_id] -= 1
            if self._open[user_id] <= 0:
                del self._open[user_id]

    def wait(self) -> bool:
        """Waits for the next look; False when the process is about to end."""
        return not self._stopping.wait(POLL_SECONDS)

    def stop(self) -> None:
        """Ends every stream at its next look."""
        self._stopping.set()


def init_app(app: Flask) -> None:
    """Gives the app its count of streams."""
    configured: Settings = app.extensions["judge.settings"]
    app.extensions["judge.streams"] = Streams(configured.web_threads * 3 // 4)  # the others answer everybody else


def streams() -> Streams:
    """The streams of the running app."""
    return cast("Streams", current_app.extensions["judge.streams"])


def stream_of(submission_id: str, user_id: str, last_event_id: str) -> Response:
    """The answer that follows a submission for its owner. Whose it is, the caller has checked."""
    own = streams()
    seen = whole(last_event_id, MAX_ID_DIGITS) or 0
    own.enter(user_id)
    messages = follow(_sessions(database()), submission_id, seen=seen, wait=own.wait)
    response = Response(messages, mimetype=MEDIA_TYPE, headers={"X-Accel-Buffering": "no"})
    # Also called when the reader vanished before the first message, which the generator itself would never notice.
    response.call_on_close(lambda: own.leave(user_id))
    return response


def follow(
    sessions: Callable[[], AbstractContextManager[Session]], submission_id: str, *, seen: int, wait: Callable[[], bool]
) -> Iterator[str]:
    """The messages of one stream: a view whenever something has changed, then one "end".

    Where the submission is deleted meanwhile with its owner's account, the stream just ends.
    """
    yield "retry: 1000\n\n"
    with suppress(NotFound):
        yield from _changes(sessions, submission_id, seen=seen, wait=wait)


def _changes(
    sessions: Callable[[], AbstractContextManager[Session]], submission_id: str, *, seen: int, wait: Callable[[], bool]
) -> Iterator[str]:
    shown: Pulse | None = None
    last: RunView | None = None
    for poll in range(1, MAX_POLLS + 1):
        with sessions() as session:
            pulse = watching.pulse(session, submission_id)
            view = last if pulse == shown else watching.view(session, submission_id, Reader.CANDIDATE)
        if view is not None and shown is None and seen > 0 and _number(pulse, view) == f"id: {seen}\n":
            last = view
        shown = pulse
        if view is not None and view != last:  # hidden tests that end change nothing in a sealed view
            last = view
            yield f"{_number(pulse, view)}event: view\ndata: {view.model_dump_json()}\n\n"
        elif poll % HEARTBEAT_POLLS == 0:
            yield ": waiting\n\n"
        if pulse.is_final:
            yield f"{_number(pulse, last)}event: end\ndata: {{}}\n\n"
            return
        if not wait():
            return


def _number(pulse: Pulse, view: RunView | None) -> str:
    """Where to go on after a break. None while results are sealed: it counts events, those of hidden tests too."""
    return "" if view is None or view.is_sealed else f"id: {pulse.event_id}\n"


def _sessions(engine: Engine) -> Callable[[], AbstractContextManager[Session]]:
    return lambda: reading_scope(engine)
