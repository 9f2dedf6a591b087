"""Several threads that begin together, over both databases with the cast in them."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier

import pytest
from sqlalchemy import Engine

from judge.errors import JudgeError
from judge.storage.engine import make_engine
from tests.cast import furnish
from tests.judge.storage.databases import database_url

__all__ = ["database_url"]

AT_ONCE = 6


@pytest.fixture
def database(database_url: str) -> Iterator[Engine]:
    """A furnished database, of SQLite and of PostgreSQL."""
    engine = make_engine(database_url)
    furnish(engine)
    yield engine
    engine.dispose()


def at_once(act: Callable[[int], object]) -> list[object]:
    """What each of several threads got that did the same, with a number each."""
    return together(*(partial(act, number) for number in range(AT_ONCE)))


def together(*acts: Callable[[], object]) -> list[object]:
    """What each got; one that was refused got the kind of the refusal."""
    gate = Barrier(len(acts))

    def begin(act: Callable[[], object]) -> object:
        gate.wait()
        try:
            return act()
        except JudgeError as error:
            return type(error)

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(begin, acts))
