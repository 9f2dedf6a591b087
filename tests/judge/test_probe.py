"""What the doctor runs in a box, tried here: its facts about this process and its experiments."""

import errno
import json
import os
import resource
from pathlib import Path

import pytest

from judge import probe


def test_it_prints_one_line_of_json(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(probe, "facts", lambda: {"user": 1})
    probe.main()
    assert json.loads(capsys.readouterr().out) == {"user": 1}


def test_it_reads_what_the_kernel_says_of_this_process(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(probe, "processes_until_refused", lambda most: most)
    monkeypatch.setattr(probe, "memory_until_killed", lambda _most: None)
    facts = probe.facts()
    assert facts["user"] == os.getuid()
    assert os.getgid() in facts["groups"]
    assert "lo" in facts["interfaces"]
    assert facts["open_files"] == resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    assert facts["processes"] == probe.MOST_PROCESSES
    assert facts["memory_mib"] is None
    assert isinstance(facts["seccomp"], int)
    assert isinstance(facts["capabilities"], int)


def test_it_tries_whether_a_folder_can_be_written(tmp_path: Path):
    assert probe.is_writable(str(tmp_path))
    assert not probe.is_writable(str(tmp_path / "missing"))
    assert not probe.is_writable("/proc")
    assert not list(tmp_path.iterdir())


def test_it_counts_processes_and_ends_them(monkeypatch: pytest.MonkeyPatch):
    killed, waited = [], []
    monkeypatch.setattr(probe.os, "kill", lambda child, _number: killed.append(child))
    monkeypatch.setattr(probe.os, "waitpid", lambda child, _options: waited.append(child))
    children = iter([101, 102, 103])

    def fork() -> int:
        try:
            return next(children)
        except StopIteration:
            raise OSError(errno.EAGAIN, "no more") from None

    assert probe.processes_until_refused(10, fork) == 3
    assert killed == waited == [101, 102, 103]


def test_it_stops_counting_where_there_is_no_limit(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(probe.os, "kill", lambda _child, _number: None)
    monkeypatch.setattr(probe.os, "waitpid", lambda _child, _options: None)
    assert probe.processes_until_refused(5, lambda: 100) == 5


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # from Python 3.12: a fork in a process with threads
def test_it_starts_real_processes_and_leaves_none():
    started = []

    def fork() -> int:
        started.append(os.fork())
        return started[-1]

    assert probe.processes_until_refused(2, fork) == 2
    assert len(started) == 2
    assert not [child for child in started if Path(f"/proc/{child}").exists()]


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_it_fills_memory_up_to_its_own_mark():
    assert probe.memory_until_killed(3) is None


class Ended(BaseException):
    """Stands for the end of the child."""


def test_it_tells_when_memory_is_refused(monkeypatch: pytest.MonkeyPatch):
    written, ends = [], []

    def write(_descriptor: int, data: bytes) -> None:
        if len(written) == 2:
            raise MemoryError
        written.append(data)

    def end(code: int) -> None:
        ends.append(code)
        raise Ended

    monkeypatch.setattr(probe.Path, "write_text", lambda *_: None)  # the tests shall not be the first to be killed
    monkeypatch.setattr(probe.os, "write", write)
    monkeypatch.setattr(probe.os, "_exit", end)
    with pytest.raises(Ended):
        probe.fill(1, 5)
    assert ends == [1]
    assert written == [b".", b"."]


def test_it_ends_well_when_nothing_stops_it(monkeypatch: pytest.MonkeyPatch):
    def end(code: int) -> None:
        assert code == 0
        raise Ended

    monkeypatch.setattr(probe.Path, "write_text", lambda *_: None)
    monkeypatch.setattr(probe.os, "write", lambda _descriptor, _data: 1)
    monkeypatch.setattr(probe.os, "_exit", end)
    with pytest.raises(Ended):
        probe.fill(1, 2)


def test_it_keeps_a_child_waiting_but_not_for_ever(monkeypatch: pytest.MonkeyPatch):
    alarms = []

    def pause() -> None:
        raise Ended

    monkeypatch.setattr(probe.signal, "alarm", alarms.append)
    monkeypatch.setattr(probe.signal, "pause", pause)
    with pytest.raises(Ended):
        probe.processes_until_refused(1, lambda: 0)
    assert alarms == [probe.LIFE_SECONDS]


def test_it_fills_memory_in_a_child(monkeypatch: pytest.MonkeyPatch):
    def fill(writing: int, most_mib: int) -> None:
        os.close(writing)
        assert most_mib == 7
        raise Ended

    monkeypatch.setattr(probe.os, "fork", lambda: 0)
    monkeypatch.setattr(probe, "fill", fill)
    with pytest.raises(Ended):
        probe.memory_until_killed(7)
