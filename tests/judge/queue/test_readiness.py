import pytest

from judge.queue import readiness
from judge.queue.readiness import Readiness
from tests.judge.queue.quiet import QuietEngine


@pytest.fixture
def engine():
    return QuietEngine()


@pytest.fixture
def clock(monkeypatch):
    """The monotonic clock, moved by hand."""
    hands = [1000.0]
    monkeypatch.setattr(readiness.time, "monotonic", lambda: hands[0])
    return hands


@pytest.fixture
def ready(engine, tmp_path, clock, monkeypatch):
    monkeypatch.setattr(readiness, "free_mib", lambda _path: 1000)
    return Readiness(engine, tmp_path, min_free_mib=512)


def test_it_is_ready_when_disk_and_engine_are_fit(ready):
    assert ready.is_ready()


def test_it_is_not_ready_while_the_disk_is_full(ready, monkeypatch):
    monkeypatch.setattr(readiness, "free_mib", lambda _path: 511)
    assert not ready.is_ready()
    monkeypatch.setattr(readiness, "free_mib", lambda _path: 512)
    assert ready.is_ready()


def test_it_is_not_ready_while_the_engines_disk_is_full(ready, engine, clock):
    engine.root_free_mib = 511
    assert not ready.is_ready()
    engine.root_free_mib = 512
    clock[0] += readiness.UNFIT_SECONDS
    assert ready.is_ready()


def test_it_waits_for_an_engine_that_is_away_and_does_not_press_it(ready, engine, clock):
    engine.is_away = True
    assert [ready.is_ready() for _ in range(5)] == [False] * 5
    assert engine.questions == 1
    engine.is_away = False
    clock[0] += readiness.UNFIT_SECONDS
    assert ready.is_ready()
    assert engine.questions == 2


def test_it_trusts_an_engine_that_answered_for_a_while(ready, engine, clock):
    assert all(ready.is_ready() for _ in range(5))
    assert engine.questions == 1
    clock[0] += readiness.FIT_SECONDS
    assert ready.is_ready()
    assert engine.questions == 2


def test_it_asks_again_at_once_when_the_engine_failed_a_run(ready, engine):
    assert ready.is_ready()
    engine.is_away = True
    assert ready.is_ready()
    ready.doubt()
    assert not ready.is_ready()


def test_it_says_once_what_stands_in_the_way(ready, engine, clock, capsys):
    engine.is_away = True
    for _ in range(3):
        ready.is_ready()
        clock[0] += readiness.UNFIT_SECONDS
    engine.is_away = False
    ready.is_ready()
    written = capsys.readouterr().out
    assert written.count("claiming stopped") == 1
    assert "the socket is gone" in written
    assert written.count("claiming resumed") == 1
