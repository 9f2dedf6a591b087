"""A worker as a process of its own, for tests that kill and freeze it. Grading waits for a file and scores by name.

Arguments: the state directory, the database's URL, the worker's name and the score that it gives.
"""

import os
import signal
import sys
import threading
from pathlib import Path
from typing import Any

from judge import worker as module
from judge.grading.judgement import Judgement
from judge.logs import configure_logs
from judge.queue import finish
from judge.storage.engine import make_engine
from judge.worker import Worker
from tests.judge.queue.quiet import QuietEngine
from tests.judge.worker_parts import PASSED, quick_settings

LEASE_SECONDS = 1.0


def main(state_dir: Path, url: str, name: str, score: int) -> None:
    configure_logs()
    module.HOUSEKEEPING_SECONDS = 0.1
    finish.BACKOFF_SECONDS = 0.0

    def grade(*_engine_and_problem: Any, run_id: str, cancelled: threading.Event, **_run: Any) -> Judgement:
        (state_dir / f"{name}-began-{run_id}").touch()
        while not (state_dir / f"{name}-may-end").exists() and not cancelled.wait(0.01):
            pass
        return Judgement(verdict=PASSED.verdict, score=score, max_score=10, tests=PASSED.tests)

    settings = quick_settings(state_dir, lease_seconds=LEASE_SECONDS)
    worker = Worker(QuietEngine(), make_engine(url), settings, grade=grade)
    signal.signal(signal.SIGTERM, lambda *_: worker.stop())
    (state_dir / f"{name}-is-{os.getpid()}").touch()
    worker.run()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], sys.argv[3], int(sys.argv[4]))
