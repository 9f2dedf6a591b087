"""What all tests share: which services are there, and what becomes of the tests that need one."""

import os
from collections.abc import Callable
from functools import cache

import pytest

from tests import services

pytest_plugins = ["tests.browser", "tests.postgres_server", "tests.hostile.private_engine"]

NEEDS: dict[str, Callable[[], str]] = {
    "engine": cache(services.missing_engine),
    "private_engine": cache(services.missing_private_engine),
    "postgres": cache(services.missing_postgres),
    "browser": cache(services.missing_browser),
}


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """A missing service is a skip with its reason at home, and a failure where CI=true."""
    for marker, missing in NEEDS.items():
        if item.get_closest_marker(marker) is None:
            continue
        reason = missing()
        if not reason:
            continue
        if os.environ.get("CI") == "true":  # noqa: TID251 - the tests' own switch
            pytest.fail(f"{marker}: {reason}", pytrace=False)
        pytest.skip(f"{marker}: {reason}")
