"""A worker that ends, fails or stands still at any step: its run is repeated, and its user is told one true verdict."""

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from judge.domain.verdict import Verdict
from judge.storage.runs import EventKind, RunState
from tests.hostile.failpoints import Deed, Point
from tests.hostile.fault_site import PATIENCE_SECONDS, FaultSite, Story, open_fault_site

pytestmark = pytest.mark.engine

FULL = 11
REFUSALS = ("lease lost, run dropped", "result dropped", "result refused, the lease is gone")


@pytest.fixture(scope="module")
def opened_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FaultSite]:
    """One site for all tests of this file."""
    with open_fault_site(tmp_path_factory.mktemp("faults")) as site:
        yield site


@pytest.fixture
def site(opened_site: FaultSite) -> Iterator[FaultSite]:
    """The site, without workers before and after."""
    yield opened_site
    opened_site.dismiss()


def assert_judged_once(story: Story, attempts: int) -> None:
    """One right verdict, the same in every place, and nothing left."""
    run = story.run
    assert (run.state, run.verdict, run.score) == (RunState.DONE, Verdict.PASSED, FULL)
    assert run.attempts == attempts
    assert story.verdicts == [{"verdict": "passed", "score": FULL, "max_score": FULL}]
    assert (story.view["verdict"], story.view["score"]) == ("passed", FULL)
    assert story.leftovers == []


@pytest.mark.parametrize("point", Point)
def test_it_judges_once_what_a_worker_had_when_it_was_killed(site: FaultSite, tmp_path: Path, point: Point):
    killed = site.hire("killed", point, Deed.KILL, "1", str(tmp_path))
    handed_in = site.submit()
    assert killed.wait(PATIENCE_SECONDS) == -signal.SIGKILL
    site.hire("heir")
    assert_judged_once(site.story(handed_in), attempts=1 if point is Point.ENDED else 2)


@pytest.mark.parametrize("point", [Point.TESTER_CREATED, Point.SUBMISSION_STARTED, Point.BOXES_GO])
def test_it_tries_again_when_the_engine_fails(site: FaultSite, tmp_path: Path, point: Point):
    site.hire("unlucky", point, Deed.FAIL, "1", str(tmp_path))
    handed_in = site.submit()
    assert_judged_once(site.story(handed_in), attempts=2)
    assert site.told(handed_in, EventKind.REQUEUED) == [{"attempts": 1}]


def test_it_says_judge_error_when_the_engine_has_failed_three_times(site: FaultSite, tmp_path: Path):
    site.hire("unlucky", Point.SUBMISSION_STARTED, Deed.FAIL, "3", str(tmp_path))
    story = site.story(site.submit())
    assert_blamed_on_us(story, "on purpose: submission-started")
    assert story.leftovers == []


def test_it_says_judge_error_when_three_workers_have_died_of_a_run(site: FaultSite, tmp_path: Path):
    handed_in = site.submit()
    dead = [site.hire(f"dying-{number}", Point.CLAIMED, Deed.KILL, "1", str(tmp_path)) for number in range(3)]
    assert [worker.wait(PATIENCE_SECONDS) for worker in dead] == [-signal.SIGKILL] * 3
    site.hire("heir")
    assert_blamed_on_us(site.story(handed_in), "went silent during attempt 3")


def assert_blamed_on_us(story: Story, cause: str) -> None:
    """A judge error with its cause for the operator, of which the candidate learns that it is not theirs."""
    run = story.run
    assert (run.state, run.verdict, run.score, run.attempts) == (RunState.QUARANTINED, Verdict.JUDGE_ERROR, None, 3)
    assert cause in run.reason
    assert story.verdicts == [{"verdict": "judge_error", "score": None, "max_score": None}]
    assert (story.view["label"], story.view["reason"]) == ("Judge error", "")
    assert "Judge error" in story.page
    assert cause not in story.page


@pytest.mark.parametrize("point", [Point.TESTS_RUN, Point.JUDGED])
def test_it_refuses_a_worker_that_stood_still_for_longer_than_its_lease(site: FaultSite, tmp_path: Path, point: Point):
    worker = site.hire("sleeper", point, Deed.WAIT, "1", str(tmp_path))
    handed_in = site.submit()
    site.until((tmp_path / "reached").exists, f"the worker is at {point}")
    with site.frozen(worker):
        (tmp_path / "go-on").touch()
        site.hire("heir")
        assert_judged_once(site.story(handed_in), attempts=2)
    log = site.site.state_dir / "sleeper.log"
    site.until(lambda: any(words in log.read_text() for words in REFUSALS), "it has noticed")
    worker.terminate()
    assert worker.wait(PATIENCE_SECONDS) == 0
    assert_judged_once(site.story(handed_in), attempts=2)
