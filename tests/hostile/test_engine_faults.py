"""An engine that is killed, stopped, frozen, full or without an image: the run is repeated, and no candidate pays.

One worker goes through all of it, on an engine of the tests' own.
"""

import time
from collections.abc import Callable, Iterator

import pytest

from judge.domain.verdict import Verdict
from judge.storage.engine import make_engine
from judge.storage.runs import EventKind, RunState
from tests.hostile.fault_site import RUN_SECONDS, FaultSite, Story, open_fault_site
from tests.hostile.private_engine import PrivateEngine

pytestmark = [pytest.mark.engine, pytest.mark.private_engine]

FULL = 11


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, private_engine: PrivateEngine) -> Iterator[FaultSite]:
    """A site whose worker goes on and on."""
    with open_fault_site(tmp_path_factory.mktemp("engine-faults"), private_engine.address) as site:
        site.hire("steady", BACKOFF_SECONDS="0.5")
        yield site


@pytest.fixture(autouse=True)
def is_well(private_engine: PrivateEngine, site: FaultSite) -> Iterator[None]:
    """Engine and worker are there after each test as before it."""
    yield
    if not private_engine.is_running:
        private_engine.start()
    assert site.workers[0].poll() is None, site.logs()


def assert_passed(story: Story, *attempts: int) -> None:
    run = story.run
    assert (run.state, run.verdict, run.score) == (RunState.DONE, Verdict.PASSED, FULL), run.reason
    assert run.attempts in attempts
    assert story.verdicts == [{"verdict": "passed", "score": FULL, "max_score": FULL}]
    assert story.leftovers == []


def restart(engine: PrivateEngine, end: Callable[[], None]) -> None:
    end()
    engine.start()


def test_it_judges_on_an_engine_that_is_well(site: FaultSite):
    assert_passed(site.story(site.submit()), 1)


def test_it_repeats_a_run_when_the_engine_is_killed(site: FaultSite, private_engine: PrivateEngine):
    handed_in = site.submit(site.slow)
    site.until_tests_run(handed_in)
    restart(private_engine, private_engine.kill)
    assert_passed(site.story(handed_in), 2)


def test_it_repeats_a_run_when_the_engine_is_stopped(site: FaultSite, private_engine: PrivateEngine):
    handed_in = site.submit(site.slow)
    site.until_tests_run(handed_in)
    restart(private_engine, private_engine.stop)
    assert_passed(site.story(handed_in), 2)


def test_it_uses_up_one_attempt_however_long_the_engine_is_away(site: FaultSite, private_engine: PrivateEngine):
    handed_in = site.submit(site.slow)
    site.until_tests_run(handed_in)
    have_said = site.listen()
    private_engine.kill()
    site.until(lambda: have_said("claiming stopped"), "the worker has noticed")
    assert site.run(handed_in).attempts == 1
    private_engine.start()
    assert_passed(site.story(handed_in), 2)


@pytest.mark.parametrize("role", ["tester", "submission"])
def test_it_repeats_a_run_when_somebody_kills_a_box(site: FaultSite, private_engine: PrivateEngine, role: str):
    handed_in = site.submit(site.slow)
    site.until_tests_run(handed_in)
    [box] = site.boxes(role)
    with private_engine.api() as api:
        api.kill(box)
    assert_passed(site.story(handed_in), 2)


def test_it_waits_for_an_engine_that_hangs(site: FaultSite, private_engine: PrivateEngine):
    handed_in = site.submit(site.slow)
    site.until_tests_run(handed_in)
    with private_engine.frozen():
        time.sleep(2)  # noqa: TID251 - a hang is nothing but time
    assert_passed(site.story(handed_in), 1, 2)


def test_it_is_no_time_limit_when_the_engine_hangs_past_the_deadline(site: FaultSite, private_engine: PrivateEngine):
    handed_in = site.submit(site.slow)
    site.until_tests_run(handed_in)
    with private_engine.frozen():
        time.sleep(RUN_SECONDS + 2.5)  # noqa: TID251
    assert_passed(site.story(handed_in), 2)


def test_it_waits_while_the_disk_is_full(site: FaultSite, private_engine: PrivateEngine):
    have_said = site.listen()
    with private_engine.full():
        handed_in = site.submit()
        site.until(lambda: have_said("MiB free for the engine"), "the worker has noticed")
        attempts = site.run(handed_in).attempts
    assert attempts <= 1
    assert_passed(site.story(handed_in), attempts + 1)


def test_it_is_nobodys_failure_when_the_disk_fills_during_a_run(site: FaultSite, private_engine: PrivateEngine):
    handed_in = site.submit(site.slow)
    site.until_tests_run(handed_in)
    with private_engine.full():
        site.until(lambda: site.run(handed_in).state is not RunState.LEASED, "the attempt has ended")
    assert_passed(site.story(handed_in), 1, 2)


@pytest.fixture
def lost_image(private_engine: PrivateEngine) -> Iterator[str]:
    """An image that is gone, and back after the test."""
    private_engine.lose("tester")
    yield "tester"
    if not private_engine.has("tester"):
        private_engine.fetch("tester")


def test_it_says_judge_error_and_names_the_image_that_is_gone(site: FaultSite, lost_image: str):
    story = site.story(site.submit())
    run = story.run
    assert (run.state, run.verdict, run.score, run.attempts) == (RunState.QUARANTINED, Verdict.JUDGE_ERROR, None, 3)
    assert run.reason == f"ImageMissing: the image {lost_image} has not been built from these sources"
    assert story.verdicts == [{"verdict": "judge_error", "score": None, "max_score": None}]
    assert (story.view["label"], story.view["reason"]) == ("Judge error", "")
    assert "Judge error" in story.page
    assert "ImageMissing" not in story.page


def test_it_judges_when_the_image_is_back_in_time(site: FaultSite, private_engine: PrivateEngine, lost_image: str):
    handed_in = site.submit()
    site.until(lambda: {"attempts": 2} in site.told(handed_in, EventKind.REQUEUED), "two attempts have failed")
    database = make_engine(site.site.settings.database)
    with database.begin():  # nobody can claim while we hold SQLite's one write lock
        private_engine.fetch(lost_image)
    database.dispose()
    assert_passed(site.story(handed_in), 3)
