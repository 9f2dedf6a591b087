"""pytest hooks of one run: checks what was collected, fixes the order, gives each test its turn, reports it."""

import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Literal

import pytest

from sandbox.inside.tester.audit import Audit
from sandbox.inside.tester.channel import Channel
from sandbox.inside.tester.failure import OUTCOMES, message_of, outcome_of
from sandbox.inside.tester.job import TesterJob
from sandbox.inside.tester.shown import jsonable
from sandbox.inside.tester.turn import ALARM_DELAY_SECONDS, TURN, Turn, alarm

COMPARISON_CHARACTERS = 16 * 1024

JOB = pytest.StashKey[TesterJob]()
SUITE = pytest.StashKey[Path]()


class SuiteBroken(Exception):
    """The suite cannot be run as the job asks; the text says why."""


class JudgePlugin:
    """One run. `prepare` waits for the services; it reports and returns False when one does not come."""

    def __init__(self, job: TesterJob, suite: Path, channel: Channel, prepare: Callable[[], bool]) -> None:
        self._job = job
        self._suite = suite
        self._channel = channel
        self._prepare = prepare
        self._broken: list[str] = []
        self._turn: Turn | None = None
        self._audit = Audit(suite) if job.is_audited else None
        self._counts = Counter(dict.fromkeys(OUTCOMES, 0))

    def pytest_configure(self, config: pytest.Config) -> None:
        """Fixtures find the job here."""
        config.stash[JOB] = self._job
        config.stash[SUITE] = self._suite
        if self._audit is not None:
            self._audit.install()

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """A file that cannot be imported makes the whole suite worthless, even if no wanted test is in it."""
        if report.failed:
            self._broken.append(f"{report.nodeid}: {report.longreprtext}")

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Exactly the wanted tests, in the wanted order."""
        try:
            items[:] = _wanted(items, self._job.tests)
        except SuiteBroken as error:
            self._broken.append(str(error))

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """The run itself, from the header to the final record."""
        if self._broken:
            self._channel.problem("\n".join(self._broken))
            return True
        job = self._job
        names = [item.name for item in session.items]
        self._channel.send({"type": "header", "v": 1, "run": job.run, "nonce": job.nonce, "tests": names})
        if not self._prepare():
            return True
        starts_at = time.monotonic()
        for item, following in zip(session.items, [*session.items[1:], None], strict=True):
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            if self._channel.has_ended:
                return True
        milliseconds = round((time.monotonic() - starts_at) * 1000)
        self._channel.send({"type": "final", "counts": dict(self._counts), "ms": milliseconds})
        return True

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        """Says that the test begins, and when it is over what became of it."""
        self._channel.send({"type": "started", "id": item.name})
        turn = self._turn = item.stash[TURN] = Turn(item.name, self._job.test_seconds)
        if self._audit is not None:
            self._audit.begin()
        result = yield
        self._report(turn, {} if self._audit is None else {"noticed": self._audit.end()})
        # A failure holds its frames, and these the replies: kept for all tests, they could fill the box.
        turn.failure = None
        del item.stash[TURN]
        return result

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> Iterator[None]:
        """Fixtures share the test's time."""
        with alarm(item.stash[TURN].ends_at + ALARM_DELAY_SECONDS):
            return (yield)

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Iterator[None]:
        """The test has what its fixtures left over."""
        with alarm(item.stash[TURN].ends_at + ALARM_DELAY_SECONDS):
            return (yield)

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_teardown(self) -> Iterator[None]:
        """Cleaning up has its own time: after a slow test there is none left."""
        with alarm(time.monotonic() + self._job.test_seconds):
            return (yield)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_makereport(self, item: pytest.Item, call: pytest.CallInfo[None]) -> pytest.TestReport:
        """Keeps the first failure. pytest's own report would format tracebacks that nobody reads."""
        if call.excinfo is not None and self._turn is not None and self._turn.failure is None:
            self._turn.failure = call.excinfo
        outcome: Literal["passed", "failed"] = "passed" if call.excinfo is None else "failed"
        phase = call.when if call.when != "collect" else "setup"
        return pytest.TestReport(item.nodeid, item.location, {}, outcome, None, phase)

    def pytest_keyboard_interrupt(self, excinfo: pytest.ExceptionInfo[BaseException]) -> None:
        """A suite that stops pytest has judged nobody."""
        self._channel.problem(f"the suite stopped the run: {excinfo.exconly()}")

    def pytest_assertrepr_compare(self, op: str, left: object, right: object) -> None:
        """Keeps both sides of a failing ==; the explanation stays pytest's."""
        if op == "==" and self._turn is not None:
            self._turn.comparison = {
                "got": jsonable(left, COMPARISON_CHARACTERS),
                "expected": jsonable(right, COMPARISON_CHARACTERS),
            }

    def _report(self, turn: Turn, more: dict[str, Any]) -> None:
        """The record of a test that is over."""
        milliseconds = turn.milliseconds()
        failure = turn.failure
        if failure is not None and isinstance(failure.value, pytest.FixtureLookupError):
            self._channel.problem(f"{turn.id}: {failure.value.formatrepr().errorstring}")
        outcome = outcome_of(failure)
        self._counts[outcome] += 1
        is_assertion = failure is not None and isinstance(failure.value, AssertionError)
        record: dict[str, Any] = {
            "type": "test",
            "id": turn.id,
            "outcome": outcome,
            "ms": milliseconds,
            "message": message_of(failure, self._suite, turn.seconds),
            "exchanges": turn.recorder.all(),
            "comparison": turn.comparison if is_assertion else None,
        }
        self._channel.send(record | more)


def _wanted(items: list[pytest.Item], tests: tuple[str, ...]) -> list[pytest.Item]:
    """The items of the job, in its order; SuiteBroken when the suite does not have each of them exactly once."""
    found: dict[str, pytest.Item] = {}
    for item in items:
        if not isinstance(item, pytest.Function) or item.name != item.originalname:
            raise SuiteBroken(f"{item.nodeid}: one function must be one test; no parametrize, no classes")
        if item.name in found:
            raise SuiteBroken(f"{item.name} is defined in {found[item.name].location[0]} and in {item.location[0]}")
        found[item.name] = item
    if not tests or len(set(tests)) != len(tests):
        raise SuiteBroken("the job names no tests, or one of them twice")
    missing = [name for name in tests if name not in found]
    if missing:
        raise SuiteBroken(f"the suite has no {', '.join(missing)}")
    return [found[name] for name in tests]
