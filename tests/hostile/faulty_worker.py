"""A worker as a process of its own, to be ended, stopped and misled; with a fail-point, or sound.

Arguments: a name for its log; then, for a fail-point, the point, the deed, how often, and a folder for its signals.
It waits for little: a failed run is tried again after BACKOFF_SECONDS, and it keeps house several times a second.
"""

import os
import signal
import sys
from pathlib import Path

from judge import worker as module
from judge.cli import connect
from judge.logs import configure_logs
from judge.queue import finish
from judge.settings import Settings
from judge.worker import Worker
from sandbox.docker import DockerEngine
from tests.hostile.failpoints import FailPoints, FaultyEngine


def main(point: str = "", deed: str = "", times: str = "1", folder: str = "") -> None:
    """Works until SIGTERM."""
    settings = Settings.from_env()
    configure_logs()
    module.HOUSEKEEPING_SECONDS = 0.25
    finish.BACKOFF_SECONDS = float(os.environ.get("BACKOFF_SECONDS", "0"))  # noqa: TID251 - the tests' own
    with connect.open_database(settings) as database:
        if point:
            points = FailPoints(Path(folder), point, deed, int(times))
            points.watch_commits()
            worker = Worker(FaultyEngine(points), database, settings, grade=points.grade)
        else:
            worker = Worker(DockerEngine(), database, settings)
        signal.signal(signal.SIGTERM, lambda *_: worker.stop())
        worker.run()


if __name__ == "__main__":
    main(*sys.argv[2:])
