"""`judge web` and `judge worker`: the two processes of the product."""

import os
import signal
import sys
import threading
from types import FrameType

import structlog

from judge.cli import connect
from judge.doctor.check import State
from judge.doctor.examine import examine_sandbox
from judge.errors import Invalid
from judge.logs import configure_logs
from judge.settings import Settings
from judge.worker import Worker
from sandbox.base import Engine

WEB = "web.serving:serve()"  # by name: the judge does not import its own pages
WORKER = "web.server_worker.BufferingWorker"
WAITING_CONNECTIONS = 512  # between requests, and while one comes or an answer goes: they need no thread
STOP_SECONDS = 5  # for requests under way; a page that follows a run reconnects by itself

log = structlog.get_logger()


def web() -> None:
    """Serves the pages: one process with threads, so that a page which follows a live run costs a thread."""
    settings = Settings.from_env()
    connect.require_current_schema(settings)
    command = web_command(settings)
    os.execv(command[0], command)  # noqa: S606 - our own interpreter, a list of words, no shell


def web_command(settings: Settings) -> list[str]:
    """The server's command line. This process becomes the server, so that a signal reaches it without a detour."""
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    return [
        *(sys.executable, "-m", "gunicorn"),
        *("--bind", f"{host}:{settings.port}"),
        *("--workers", "1"),  # limits on sign-ins are counted in the process
        *("--worker-class", WORKER),
        *("--threads", str(settings.web_threads)),
        *("--worker-connections", str(settings.web_threads + WAITING_CONNECTIONS)),
        *("--graceful-timeout", str(STOP_SECONDS)),
        "--no-control-socket",  # nobody steers a running server but by signals
        WEB,
    ]


def worker() -> None:
    """Judges what is queued until SIGTERM or SIGINT, if this host keeps its promises; else it says what to mend."""
    settings = Settings.from_env()
    connect.require_current_schema(settings)
    configure_logs()
    with connect.open_engine(settings) as engine, connect.open_database(settings) as database:
        judging = Worker(engine=engine, database=database, settings=settings)
        cancelled = threading.Event()

        def stop(_number: int, _frame: FrameType | None) -> None:
            cancelled.set()
            judging.stop()

        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, stop)
        _require_promises(engine, settings, cancelled)
        judging.run()


def _require_promises(engine: Engine, settings: Settings, cancelled: threading.Event) -> None:
    """Raises Invalid when this host must not run a stranger's code; says why and what to do."""
    checks = examine_sandbox(engine, settings, cancelled)
    if cancelled.is_set():  # what was not tried to its end says nothing
        return
    for check in checks:
        if check.state is not State.OK:
            report = log.warning if check.state is State.WARNING else log.error
            report("examined", check=check.name, state=check.state.value, detail=check.detail, mend=check.mend)
    log.info("host examined", checks=len(checks), sound=sum(check.state is State.OK for check in checks))
    if broken := [check for check in checks if check.state is State.BROKEN]:
        lines = [f"  {check.name}: {check.detail}\n    mend: {check.mend}" for check in broken]
        raise Invalid("\n".join(["no worker starts on this host until this is mended:", *lines]), "host")
