"""What browser tests share: a running site, a Chromium, and pages that fail their test when the browser complains."""

from collections.abc import Iterator

import pytest

from tests.e2e.visitor import Visitor
from tests.product import Site, make_site


@pytest.fixture(scope="session")
def site(tmp_path_factory) -> Iterator[Site]:
    """The product without a worker: what is handed in stays in the queue."""
    made = make_site(tmp_path_factory.mktemp("site"))
    made.start("web")
    try:
        made.wait_until_it_answers()
        yield made
    finally:
        made.stop()


@pytest.fixture(scope="session")
def judging(tmp_path_factory) -> Iterator[Site]:
    """The product with a worker on the real engine."""
    made = make_site(tmp_path_factory.mktemp("judging"))
    made.start("web")
    made.start("worker")
    try:
        made.wait_until_it_answers()
        yield made
    finally:
        made.stop()


@pytest.fixture
def visitor(chromium, site) -> Iterator[Visitor]:
    """Opens pages as somebody of the cast; at the end, what a browser complained of fails the test."""
    visiting = Visitor(chromium, site)
    yield visiting
    visiting.leave()
    assert visiting.complaints == []


@pytest.fixture
def candidate(chromium, judging) -> Iterator[Visitor]:
    """The same where answers are judged."""
    visiting = Visitor(chromium, judging)
    yield visiting
    visiting.leave()
    assert visiting.complaints == []
