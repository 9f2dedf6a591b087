import shutil
import threading
from typing import NamedTuple

from judge.queue import disk
from judge.queue.wakeup import Wakeup


class Usage(NamedTuple):
    total: int
    used: int
    free: int


def test_it_measures_the_disk_of_a_folder_that_is_not_there_yet(tmp_path, monkeypatch):
    asked = []

    def usage(path):
        asked.append(path)
        return Usage(0, 0, 3 * disk.MIB + 5)

    monkeypatch.setattr(shutil, "disk_usage", usage)
    assert disk.free_mib(tmp_path / "not" / "yet") == 3
    assert asked == [tmp_path]


def test_it_measures_a_real_disk(tmp_path):
    assert disk.free_mib(tmp_path) > 0


def test_it_returns_when_its_time_is_over():
    Wakeup().wait(0.001)


def test_it_wakes_everyone_at_a_nudge():
    wakeup, arrived = Wakeup(), threading.Barrier(3)

    def wait():
        arrived.wait()
        wakeup.wait(60)

    sleepers = [threading.Thread(target=wait) for _ in range(2)]
    for sleeper in sleepers:
        sleeper.start()
    arrived.wait()
    while any(sleeper.is_alive() for sleeper in sleepers):
        wakeup.nudge()
        sleepers[0].join(0.01)
    assert not any(sleeper.is_alive() for sleeper in sleepers)
