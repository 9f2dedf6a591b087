"""How an idle worker waits: until it is nudged or its poll is due.

A nudge is a hint and carries nothing. One that is lost costs a poll interval, one too many costs an empty claim.
"""

import threading


class Wakeup:
    """Joins those who put runs in to those who wait for them, within one process."""

    def __init__(self) -> None:
        self._condition = threading.Condition()

    def wait(self, seconds: float) -> None:
        """Returns at the next nudge, at the latest after this time."""
        with self._condition:
            self._condition.wait(seconds)

    def nudge(self) -> None:
        """Wakes everyone who waits. Not for signal handlers: it takes a lock."""
        with self._condition:
            self._condition.notify_all()
