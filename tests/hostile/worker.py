"""`judge worker` with a canary in every tester's environment. Its own environment holds the worker's.

Arguments: a name for the log, the tester's canary.
"""

import signal
import sys
from dataclasses import replace

from judge.cli import connect
from judge.logs import configure_logs
from judge.settings import Settings
from judge.worker import Worker
from sandbox.base import Box, BoxSpec, Sink
from sandbox.docker import DockerEngine


class PlantingEngine(DockerEngine):
    """The real engine, with one variable more for each tester."""

    def __init__(self, canary: str) -> None:
        super().__init__()
        self._canary = canary

    def create(self, spec: BoxSpec, sink: Sink) -> Box:
        if spec.role == "tester":
            spec = replace(spec, env={**spec.env, "CANARY": self._canary})
        return super().create(spec, sink)


def main(canary: str) -> None:
    """Works until SIGTERM."""
    settings = Settings.from_env()
    configure_logs()
    with connect.open_database(settings) as database:
        engine = PlantingEngine(canary)
        worker = Worker(engine=engine, database=database, settings=settings)
        signal.signal(signal.SIGTERM, lambda *_: worker.stop())
        worker.run()
        engine.close()


if __name__ == "__main__":
    main(sys.argv[2])
