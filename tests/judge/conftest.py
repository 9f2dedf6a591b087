"""The use-cases meet the cast in a real database."""

import pytest

from judge.storage.engine import reading_scope
from judge.storage.runs import latest_run
from tests.cast import database, furnished_database, state_dir

__all__ = ["database", "furnished_database", "state_dir"]


@pytest.fixture
def run_of(database):
    """Reads the latest run of a submission as it is stored now."""

    def read(submission_id):
        with reading_scope(database) as session:
            return latest_run(session, submission_id)

    return read
