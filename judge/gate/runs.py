"""What a gate runs, and running it: two at a time, and what came late once more alone, as the machine may be busy."""

import queue
import secrets
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from judge.catalogue.load import LoadedProblem
from judge.catalogue.wrong import WrongSolution
from judge.domain.verdict import Verdict
from judge.grading.grade import grade_until_judged
from judge.grading.judgement import NOT_RUN, Judgement
from sandbox.base import Engine
from sandbox.run import TestOutcome

SEED_BITS = 48

# User ids follow the slot, and a worker on the same engine counts its slots from 0.
SLOTS = (900, 901)

Report = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class GateRun:
    """One run of the gate."""

    name: str  # as the report calls it: "solution/python-flask", "wrong/no-limit"
    turn: int  # 0, and for the second run of a reference 1
    stack: str
    files: Mapping[str, bytes]
    may_miss: frozenset[str] | None  # tests that need not pass; None: it may end in any way


def runs_of(loaded: LoadedProblem, wrong: Iterable[WrongSolution]) -> list[GateRun]:
    """What is run; references first, because without them the rest says little."""
    bundle = loaded.bundle
    runs = []
    for stack in loaded.problem.stacks:
        starter = {path: body for path, body in bundle.starter(stack).items() if path in loaded.problem.files.editable}
        runs += [GateRun(f"solution/{stack}", turn, stack, bundle.solution(stack), frozenset()) for turn in (0, 1)]
        runs.append(GateRun(f"starter/{stack}", 0, stack, starter, None))
    for solution in wrong:
        may_miss = frozenset(solution.fails) or None
        runs.append(GateRun(f"wrong/{solution.name}", 0, solution.stack, solution.files, may_miss))
    return runs


class Runner:
    """Runs them; `say` is told how each ended."""

    def __init__(self, engine: Engine, loaded: LoadedProblem, instance: str, say: Report) -> None:
        self._engine = engine
        self._loaded = loaded
        self._instance = instance
        self._say = say
        self._slots: queue.SimpleQueue[int] = queue.SimpleQueue()
        for slot in SLOTS:
            self._slots.put(slot)

    def run(self, runs: list[GateRun]) -> dict[tuple[str, int], Judgement]:
        """Judges all of them, as many at a time as there are slots; what came late is judged once more, alone."""
        with ThreadPoolExecutor(len(SLOTS), thread_name_prefix="gate") as threads:
            judgements = list(threads.map(self._judge, runs))
        for number, run in enumerate(runs):
            if is_doubtful(run, judgements[number]):
                self._say(f"{self._loaded.slug}: {run.name} came late, once more and alone")
                judgements[number] = self._judge(run)
        return {(run.name, run.turn): judgement for run, judgement in zip(runs, judgements, strict=True)}

    def _judge(self, run: GateRun) -> Judgement:
        slot = self._slots.get()
        try:
            judgement = grade_until_judged(
                self._engine,
                self._loaded,
                files={path: body.decode("utf-8") for path, body in run.files.items()},
                stack=run.stack,
                seed=secrets.randbits(SEED_BITS),
                run_id=f"gate-{secrets.token_hex(8)}",
                instance=self._instance,
                slot=slot,
            )
        finally:
            self._slots.put(slot)
        self._say(f"{self._loaded.slug}: {run.name}{' again' if run.turn else ''}: {judgement.verdict.value}")
        return judgement


def is_doubtful(run: GateRun, judgement: Judgement) -> bool:
    """Whether a deadline was missed that should not be: on a busy machine that says nothing about the answer."""
    if run.may_miss is None or judgement.verdict is Verdict.JUDGE_ERROR:
        return False
    late = {test.id for test in judgement.tests if test.outcome in (TestOutcome.TOO_SLOW, NOT_RUN)}
    return not late <= run.may_miss
