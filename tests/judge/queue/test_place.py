from datetime import UTC, datetime, timedelta

import pytest

from judge.queue.place import place
from judge.storage.engine import reading_scope
from judge.storage.runs import RunState

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


@pytest.fixture
def places(database):
    def look(*run_ids):
        with reading_scope(database) as session:
            return [place(session, run_id) for run_id in run_ids]

    return look


def test_it_knows_no_place_for_what_does_not_wait(places, queue_up):
    done = queue_up(state=RunState.DONE)
    assert places(done, "none") == [None, None]


def test_it_counts_from_one_in_the_order_of_waiting(places, queue_up):
    runs = [queue_up(name, queued_at=LONG_AGO + timedelta(seconds=n)) for n, name in enumerate(("Alice", "Bob"))]
    assert places(*runs) == [1, 2]


def test_it_puts_the_second_run_of_a_user_behind_the_first_of_others(places, queue_up):
    first, second = queue_up("Alice", queued_at=LONG_AGO), queue_up("Alice", queued_at=LONG_AGO + timedelta(seconds=1))
    bobs = queue_up("Bob")
    assert places(first, bobs, second) == [1, 2, 3]


def test_it_puts_the_urgent_first_and_the_held_back_last(places, queue_up):
    held_back = queue_up("Alice", priority=0, available_at=datetime.now(UTC) + timedelta(hours=1))
    normal, urgent = queue_up("Bob"), queue_up("Carol", priority=0)
    assert places(urgent, normal, held_back) == [1, 2, 3]


def test_it_puts_a_user_back_whose_run_is_being_judged(places, queue_up):
    queue_up("Alice", state=RunState.LEASED)
    alices, bobs = queue_up("Alice", queued_at=LONG_AGO), queue_up("Bob")
    assert places(bobs, alices) == [1, 2]


def test_it_foretells_the_order_of_claims(places, queue_up, take):
    names = ("Alice", "Alice", "Bob", "Alice", "Carol", "Bob")
    runs = [queue_up(name, queued_at=LONG_AGO + timedelta(seconds=number)) for number, name in enumerate(names)]
    foretold = sorted(runs, key=lambda run_id: places(run_id)[0])
    assert [take().lease.run_id for _ in runs] == foretold
