"""Waits until the candidate's service answers, so that no test pays for its start."""

import socket
import time
from collections.abc import Callable
from urllib.parse import urlsplit

PAUSE_SECONDS = 0.01


def wait_for(is_ready: Callable[[float], bool], seconds: float) -> bool:
    """Asks `is_ready` (with the seconds left) again and again; False when the time is up."""
    ends_at = time.monotonic() + seconds
    while (left := ends_at - time.monotonic()) > 0:
        if is_ready(left):
            return True
        time.sleep(PAUSE_SECONDS)  # noqa: TID251 - a box has nothing to wait on but the clock
    return False


def service_answers(url: str) -> Callable[[float], bool]:
    """Whether the service at `url` serves a connection.

    To be accepted is not enough: a server's parent process listens before its workers have imported the application. So
    the connection is closed for writing without a request, and the service is ready when it closes its side in turn. No
    request reaches the application, and nothing is written to its log.
    """
    parts = urlsplit(url)
    address = (parts.hostname or "", parts.port or 80)

    def answers(left: float) -> bool:
        try:
            with socket.create_connection(address, timeout=left) as connection:
                connection.shutdown(socket.SHUT_WR)
                connection.settimeout(left)
                connection.recv(1)
        except OSError:
            return False
        return True

    return answers
