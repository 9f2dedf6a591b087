"""The product under attack: one site, one worker with two slots, canaries in every place, and three candidates.

Every case goes the way of any user's submission: over HTTP into the queue, claimed by a worker's process, judged on
the real engine, read back from pages, events and JSON. While it runs, a neighbour's honest answer runs beside it, and
after it somebody else's; both must get their normal verdict.
"""

import json
import time
from dataclasses import dataclass, field
from pathlib import Path

from judge.catalogue.load import LoadedProblem
from judge.doctor.case import TARGET, starter
from judge.domain.verdict import Verdict
from judge.storage.runs import EventKind, Run, RunState, TestResult, events_after, latest_run, results_of_run
from sandbox.life import PREPARE_SECONDS
from tests.hostile.canaries import Canaries, found
from tests.hostile.candidate import Candidate, HandedIn
from tests.hostile.corpus import Attack, load_problems
from tests.hostile.host import Host, Watch
from tests.product import Site, make_site

STACK = "python-flask"
MARK = "canary-neighbour"  # in the honest answer, where the neighbour's canary goes
PATIENCE_SECONDS = 20  # beyond all that a run may take: for the queue, the pages and the machine


@dataclass
class Ended:
    """A run that is over, with what staff know of it."""

    run: Run
    results: list[TestResult]
    verdicts: int  # how many verdicts were told; anything but one is a fault

    @property
    def text(self) -> str:
        """Everything that staff may read."""
        return "\n".join([self.run.log, self.run.reason, *(result.message for result in self.results)])

    @property
    def told(self) -> list[str]:
        """Everything that the submission itself has said: what is in here, it knows."""
        return [self.run.log, json.dumps([exchange["reply"] for row in self.results for exchange in row.exchanges])]


@dataclass
class Arena:
    """The running product; `storm` plays one case."""

    site: Site
    canaries: Canaries
    watch: Watch
    worker_pid: int
    honest: dict[str, str]
    mallory: Candidate = field(init=False)
    alice: Candidate = field(init=False)
    bob: Candidate = field(init=False)

    def __post_init__(self) -> None:
        self.mallory, self.alice, self.bob = (Candidate(self.site, name) for name in ("mallory", "alice", "bob"))

    def warm_up(self) -> None:
        """Has one answer judged: what a worker loads once is no case's growth."""
        handed_in = self.bob.submit(TARGET.name, STACK, self.honest)
        run_seconds = self.site.problems[TARGET.name].problem.limits.run_seconds
        self.ended(handed_in, PREPARE_SECONDS + run_seconds + PATIENCE_SECONDS)

    def storm(self, attack: Attack) -> list[str]:
        """Plays a case; what does not hold comes back as sentences."""
        case, problem = attack.case, self.site.problems[attack.case.problem]
        before = self.look()
        self.mallory.seen.clear()
        neighbour = self.alice.submit(TARGET.name, STACK, self.honest)
        files = starter(problem, case.stack) | attack.files
        handed_in = self.mallory.submit(case.problem, case.stack, files, case.kind.value)
        limits = problem.problem.limits
        seconds = PREPARE_SECONDS + limits.start_seconds + limits.run_seconds + PATIENCE_SECONDS
        self.mallory.follow(handed_in, seconds)
        self.mallory.look(handed_in, case.problem)
        faults = self._honest_faults("the neighbour", self.ended(neighbour, seconds))
        after = self.bob.submit(TARGET.name, STACK, self.honest)
        ended = self.ended(handed_in, PATIENCE_SECONDS)
        faults += verdict_faults(attack, ended, problem)
        faults += [f"its author was shown {canary}" for canary in sorted(found(self.canaries, self.mallory.seen))]
        kept = found(self.canaries, ended.told) - {self.canaries.input}
        faults += [f"it has found {canary}" for canary in sorted(kept)]
        faults += self._honest_faults("the next answer", self.ended(after, seconds))
        return faults + self.look(before).changes(
            before, memory_mib=case.afterwards.memory_mib, disk_mib=case.afterwards.disk_mib
        )

    def ended(self, handed_in: HandedIn, seconds: float) -> Ended:
        """Waits for the end of a run."""
        deadline = time.monotonic() + seconds
        while True:
            with self.site.database() as session:
                run = latest_run(session, handed_in.id)
                assert run is not None
                if run.state in (RunState.DONE, RunState.QUARANTINED):
                    told = [event for event in events_after(session, run.id) if event.kind is EventKind.VERDICT]
                    results = results_of_run(session, run.id)
                    session.expunge_all()
                    return Ended(run, results, len(told))
            assert time.monotonic() < deadline, f"the run of {handed_in.id} has no end: {run.state}"
            time.sleep(0.02)  # noqa: TID251 - nothing else tells that a row has changed

    def look(self, before: Host | None = None) -> Host:
        """The host. What a run leaves for a moment, such as a connection's memory, is given a moment."""
        host = self.watch.look(self.worker_pid)
        deadline = time.monotonic() + 2
        while before is not None and host.things - before.things and time.monotonic() < deadline:
            time.sleep(0.05)  # noqa: TID251 - the engine's lists change without telling
            host = self.watch.look(self.worker_pid)
        return host

    def _honest_faults(self, who: str, ended: Ended) -> list[str]:
        run = ended.run
        if (run.verdict, run.score, run.attempts, ended.verdicts) == (Verdict.PASSED, run.max_score, 1, 1):
            return []
        return [f"{who} got {run.verdict} with {run.score} points in attempt {run.attempts}: {ended.text[-500:]}"]


def verdict_faults(attack: Attack, ended: Ended, problem: LoadedProblem) -> list[str]:
    """Whether the run came to what the case says, once and in time."""
    case, run, limits = attack.case, ended.run, problem.problem.limits
    seconds = sum(run.phases.get(phase, 0) for phase in ("starting", "running")) / 1000
    is_late = seconds > limits.start_seconds + limits.run_seconds + case.afterwards.overrun_seconds
    rules = [
        (run.attempts != 1, f"it was judged {run.attempts} times"),
        (ended.verdicts != 1, f"{ended.verdicts} verdicts were told"),
        (is_late, f"it ran for {seconds} s"),
    ]
    return [
        *case.faults(run.verdict, run.score, run.max_score, ended.text),
        *(fault for is_broken, fault in rules if is_broken),
    ]


def open_arena(folder: Path) -> Arena:
    """Starts everything; stopping its site ends it."""
    canaries = Canaries()
    state, scratch = folder / "state", folder / "scratch"
    state.mkdir()
    scratch.mkdir()
    site = make_site(state, load_problems(canaries.suite))
    site.start("web")
    site.wait_until_it_answers()
    worker = site.start(
        "worker",
        canaries.tester,
        module="tests.hostile.worker",
        CANARY=canaries.worker,
        TMPDIR=str(scratch),
        JUDGE_WORKER_SLOTS="2",
        JUDGE_POLL_SECONDS="0.05",
    )
    watch = Watch(site.settings.instance_name, state, scratch)
    solution = site.problems[TARGET.name].bundle.solution(STACK)
    honest = starter(site.problems[TARGET.name], STACK) | {path: body.decode() for path, body in solution.items()}
    honest = {path: text.replace(MARK, canaries.neighbour) for path, text in honest.items()}
    return Arena(site, canaries, watch, worker.pid, honest)
