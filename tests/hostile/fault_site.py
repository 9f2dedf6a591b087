"""A site for tests of our own faults: workers come and go, and what a user is shown of a run is one whole story."""

import contextlib
import json
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import docker

from judge.catalogue.load import LoadedProblem
from judge.doctor.case import TARGET, starter, with_canary
from judge.storage.engine import make_engine
from judge.storage.runs import EventKind, Run, RunState, events_after, latest_run
from tests.hostile.arena import STACK
from tests.hostile.candidate import Candidate, HandedIn
from tests.product import Site, make_site

PATIENCE_SECONDS = 60  # until a test that waits gives up; a fault costs two leases at most
LEASE_SECONDS = 2
SLUG = "target"
RUN_SECONDS = 4.0
TAKE_TIME = """

@app.before_request
def take_time():
    __import__("time").sleep(0.3)
"""


@dataclass
class Story:
    """A run that is over, as its user saw it and as the database has it."""

    run: Run
    verdicts: list[dict[str, object]]  # every verdict that was told
    view: dict[str, object]  # the JSON that the user gets
    page: str  # and the page
    leftovers: list[str]  # the run's boxes


@dataclass
class FaultSite:
    """The product with one candidate whose answer is right."""

    site: Site
    engine: str  # its address; empty for the developer's
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.candidate = Candidate(self.site, "alice")
        problem = self.site.problems[SLUG]
        solution = {path: body.decode() for path, body in problem.bundle.solution(STACK).items()}
        self.honest = starter(problem, STACK) | solution
        self.slow = self.honest | {"app.py": self.honest["app.py"] + TAKE_TIME}

    def hire(self, name: str, *point: str, **env: str) -> subprocess.Popen[bytes]:
        """Starts a worker."""
        where = {"DOCKER_HOST": self.engine} if self.engine else {}
        defaults = where | {
            "JUDGE_LEASE_SECONDS": str(LEASE_SECONDS),
            "JUDGE_POLL_SECONDS": "0.05",
            "JUDGE_MIN_FREE_MIB": "16",
        }
        worker = self.site.start(name, *point, module="tests.hostile.faulty_worker", **(defaults | env))
        self.workers.append(worker)
        return worker

    def dismiss(self) -> None:
        """Ends the workers, frozen ones too."""
        for worker in self.workers:
            if worker.poll() is None:
                worker.kill()
            worker.wait()
            self.site.processes.remove(worker)
        self.workers.clear()

    def submit(self, files: dict[str, str] | None = None) -> HandedIn:
        """Hands the right answer in."""
        return self.candidate.submit(SLUG, STACK, files or self.honest)

    def run(self, handed_in: HandedIn) -> Run:
        """Its run as it is now."""
        with self.site.database() as session:
            run = latest_run(session, handed_in.id)
            session.expunge_all()
        assert run is not None
        return run

    def told(self, handed_in: HandedIn, kind: EventKind) -> list[dict[str, object]]:
        """What was told of its run so far."""
        with self.site.database() as session:
            run = latest_run(session, handed_in.id)
            return [event.data for event in events_after(session, run.id) if event.kind is kind]

    def listen(self) -> Callable[[str], bool]:
        """Tells whether the workers have said something since now."""
        before = {path: path.stat().st_size for path in self._logs()}

        def have_said(words: str) -> bool:
            return any(words.encode() in path.read_bytes()[before.get(path, 0) :] for path in self._logs())

        return have_said

    def until(self, is_true: Callable[[], object], what: str) -> None:
        """Waits for it."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not is_true():
            assert time.monotonic() < deadline, f"it did not happen: {what}\n{self.logs()}"
            time.sleep(0.02)  # noqa: TID251 - rows, boxes and other processes change without telling

    def until_tests_run(self, handed_in: HandedIn) -> None:
        """Waits for the first test's end."""
        self.until(lambda: self.told(handed_in, EventKind.TEST), "a test has ended")

    def story(self, handed_in: HandedIn) -> Story:
        """Waits for the end, and for the housekeeping after it."""
        over = (RunState.DONE, RunState.QUARANTINED)
        self.until(lambda: self.run(handed_in).state in over, "the run has ended")
        with contextlib.suppress(AssertionError):
            self.until(lambda: not self.boxes(), "no box is left")
        return Story(
            self.run(handed_in),
            self.told(handed_in, EventKind.VERDICT),
            json.loads(self.candidate.http.get(self.site.url + handed_in.addresses["view_url"], timeout=30).text),
            self.candidate.get(handed_in.addresses["page_url"]),
            self.boxes(),
        )

    def boxes(self, role: str = "") -> list[str]:
        """The ids of the installation's boxes, or of those with a role."""
        labels = [f"judge.instance={self.site.settings.instance_name}", *([f"judge.role={role}"] if role else [])]
        where = {"base_url": self.engine} if self.engine else docker.utils.kwargs_from_env()
        with contextlib.closing(docker.APIClient(version="auto", **where)) as api:
            return [str(box["Id"]) for box in api.containers(all=True, filters={"label": labels})]

    @contextlib.contextmanager
    def frozen(self, worker: subprocess.Popen[bytes]) -> Iterator[None]:
        """The worker stands still; between two writes, since nobody else could write if it held SQLite's one lock."""
        database = make_engine(self.site.settings.database)
        with database.begin():
            worker.send_signal(signal.SIGSTOP)
            os.waitpid(worker.pid, os.WUNTRACED)
        database.dispose()
        try:
            yield
        finally:
            worker.send_signal(signal.SIGCONT)

    def logs(self) -> str:
        """What the workers said last."""
        return "\n".join(f"{path.name}: {path.read_text()[-3000:]}" for path in self._logs())

    def _logs(self) -> list[Path]:
        return sorted(path for path in self.site.state_dir.glob("*.log") if path.name != "web.log")


def quick_target() -> LoadedProblem:
    """The target with little time for its tests."""
    target = with_canary(TARGET, "canary-suite-of-the-faults")
    limits = target.problem.limits.model_copy(update={"run_seconds": RUN_SECONDS})
    return replace(target, problem=target.problem.model_copy(update={"limits": limits}))


@contextlib.contextmanager
def open_fault_site(folder: Path, engine: str = "") -> Iterator[FaultSite]:
    """A site without any worker."""
    site = make_site(folder, {SLUG: quick_target()})
    try:
        site.start("web")
        site.wait_until_it_answers()
        opened = FaultSite(site, engine)
        try:
            yield opened
        finally:
            opened.dismiss()
    finally:
        site.stop()
