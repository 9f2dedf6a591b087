"""One arena for the whole corpus, and the table at the end: cases, held, seconds."""

from collections.abc import Iterator

import pytest

from tests.hostile.arena import Arena, open_arena

TOTALS = pytest.StashKey[dict[str, list[float]]]()


@pytest.fixture(scope="session")
def arena(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Arena]:
    """The product, attacked by one case after the other."""
    opened = open_arena(tmp_path_factory.mktemp("arena"))
    try:
        yield opened
    finally:
        opened.site.stop()
        opened.watch.close()
