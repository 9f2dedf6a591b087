"""The examination of an installation."""

import contextlib
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from judge import doctor
from judge.doctor import PROBE_LIMITS, Check, State, examine
from judge.settings import Settings
from judge.storage import migrate
from sandbox.base import Engine
from sandbox.docker import DockerEngine
from sandbox.errors import EngineRefused, EngineUnavailable
from sandbox.fake import FakeEngine
from sandbox.images import image_names
from sandbox.run import BoxEnd
from sandbox.scripts import Exit, Print, Sent, Step

SOUND: dict[str, Any] = {
    "user": 50_001,
    "groups": [50_001],
    "capabilities": 0,
    "seccomp": 2,
    "no_new_privileges": 1,
    "interfaces": ["lo"],
    "writable": [],
    "open_files": PROBE_LIMITS.open_files,
    "file_bytes": PROBE_LIMITS.file_mib * 1024 * 1024,
    "core_bytes": 0,
    "processes": PROBE_LIMITS.processes - 3,
    "memory_mib": PROBE_LIMITS.memory_mib - 8,
}


def probed(facts: dict[str, Any] | None = None, text: bytes | None = None) -> FakeEngine:
    """An engine in whose box the probe finds these facts, or that prints this instead."""

    def script(_sent: Sent) -> Iterator[Step]:
        yield Print(b'{"starter": "started"}\n')
        yield Print(json.dumps(SOUND | (facts or {})).encode() + b"\n" if text is None else text)
        yield Exit(BoxEnd(0, out_of_memory=False))

    return FakeEngine({"submission": script})


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    made = Settings(state_dir=tmp_path)
    migrate.upgrade(made.database)
    return made


def checks(settings: Settings, engine: Engine) -> dict[str, Check]:
    found = examine(settings, lambda: contextlib.nullcontext(engine))
    return {check.name: check for check in found}


def broken(settings: Settings, engine: Engine) -> dict[str, str]:
    return {name: check.detail for name, check in checks(settings, engine).items() if check.state is State.BROKEN}


def test_it_finds_a_sound_installation_sound(settings: Settings):
    found = checks(settings, probed())
    assert {check.state for check in found.values()} == {State.OK}
    assert set(found) == {
        *("engine", "seccomp", "apparmor", "disk of the engine", "limits", "database", "disk of the database"),
        *(f"image {name}" for name in image_names()),
    }
    assert not any(check.mend for check in found.values())


def test_it_says_what_the_engine_is(settings: Settings):
    assert checks(settings, probed())["engine"].detail == "0-fake, API 1.41, runtime fake, cgroup 2"


def test_it_goes_on_without_an_engine(settings: Settings):
    def unreachable() -> contextlib.AbstractContextManager[Engine]:
        raise EngineUnavailable("cannot connect")

    found = {check.name: check for check in examine(settings, unreachable)}
    assert found["engine"].state is State.BROKEN
    assert found["engine"].detail == "cannot connect"
    assert "start Docker" in found["engine"].mend
    assert found["database"].state is State.OK
    assert "limits" not in found


@pytest.mark.parametrize(
    ("change", "name", "state"),
    [
        ({"seccomp": False}, "seccomp", State.BROKEN),
        ({"apparmor": False}, "apparmor", State.WARNING),
        ({"root_free_mib": 700}, "disk of the engine", State.WARNING),
        ({"root_free_mib": 100}, "disk of the engine", State.BROKEN),
    ],
)
def test_it_asks_the_engine_about_itself(settings: Settings, change: dict[str, Any], name: str, state: State):
    engine = probed()
    info = replace(engine.info(), **change)
    engine.info = lambda: info
    check = checks(settings, engine)[name]
    assert check.state is state
    assert check.mend


def test_it_names_missing_images_and_runs_no_probe_without_them(settings: Settings):
    engine = probed()
    engine.missing_images.add("tester")
    found = checks(settings, engine)
    assert found["image tester"].state is State.BROKEN
    assert found["image tester"].mend == "run `judge images`"
    assert found["image python-flask"].state is State.OK
    assert "limits" not in found
    assert not engine.boxes


@pytest.mark.parametrize(
    ("fact", "value", "words"),
    [
        ("user", 0, "runs as root"),
        ("groups", [0, 50_001], "runs as root"),
        ("capabilities", 0x400, "capabilities: 400"),
        ("seccomp", 0, "no system-call filter"),
        ("no_new_privileges", 0, "may gain privileges"),
        ("interfaces", ["eth0", "lo"], "network interfaces: eth0, lo"),
        ("writable", ["/etc"], "can be written: /etc"),
        ("open_files", 1_048_576, "1048576 files may be open"),
        ("file_bytes", -1, "a file may have -1 bytes"),
        ("core_bytes", -1, "core dumps"),
        ("processes", 2000, "2000 processes"),
        ("memory_mib", None, "too many MiB of memory"),
        ("memory_mib", 512, "512 MiB of memory"),
    ],
)
def test_it_finds_a_limit_that_does_not_hold(settings: Settings, fact: str, value: object, words: str):
    found = broken(settings, probed({fact: value}))
    assert list(found) == ["limits"]
    assert words in found["limits"]


def test_it_names_every_limit_that_does_not_hold(settings: Settings):
    engine = probed({"user": 0, "seccomp": 0})
    found = [check for check in examine(settings, lambda: contextlib.nullcontext(engine)) if check.name == "limits"]
    assert len(found) == 2
    assert all("do not let this engine run" in check.mend for check in found)


@pytest.mark.parametrize("text", [b"", b"Traceback: no python3\n", b"{broken\n", b"{}\n"])
def test_it_finds_a_box_that_does_not_answer(settings: Settings, text: bytes):
    engine = probed(text=text)
    assert "did not answer" in broken(settings, engine)["limits"]
    assert not engine.left


def test_it_does_not_wait_for_ever(settings: Settings, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(doctor, "PROBE_SECONDS", 0)
    engine = FakeEngine({"submission": lambda _sent: iter([Print(b"x")])})
    assert "no end within 0 s" in broken(settings, engine)["limits"]
    assert not engine.left


@pytest.mark.parametrize("call", ["create", "start", "send"])
def test_it_reports_an_engine_that_fails_the_probe(settings: Settings, call: str):
    engine = probed()
    engine.faults[call, "submission"] = EngineRefused("no such option")
    assert "no such option" in broken(settings, engine)["limits"]
    assert not engine.left


def test_it_probes_a_box_with_the_limits_that_it_then_expects(settings: Settings):
    engine = probed()
    checks(settings, engine)
    box = engine.boxes[0]
    assert box.spec.limits == PROBE_LIMITS
    assert box.spec.labels.instance == settings.instance_name
    assert b"def facts" in box.sent.files["probe.py"]


def test_it_finds_no_database_and_makes_none(tmp_path: Path):
    settings = Settings(state_dir=tmp_path / "new")
    found = checks(settings, probed())["database"]
    assert found.state is State.BROKEN
    assert found.mend == "run `judge db upgrade`"
    assert not (tmp_path / "new").exists()


def test_it_finds_a_database_of_an_older_schema(tmp_path: Path):
    settings = Settings(state_dir=tmp_path)
    (tmp_path / "judge.db").touch()
    found = checks(settings, probed())["database"]
    assert found.state is State.BROKEN
    assert "not up to date" in found.detail


def test_it_finds_a_database_that_is_away(tmp_path: Path):
    settings = Settings(state_dir=tmp_path, database_url="postgresql://nobody:x@127.0.0.1:1/nothing")
    found = checks(settings, probed())["database"]
    assert found.state is State.BROKEN
    assert "JUDGE_DATABASE_URL" in found.mend


def test_it_finds_a_disk_that_is_nearly_full(settings: Settings, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(doctor, "free_mib", lambda _path: settings.min_free_mib + 1)
    assert checks(settings, probed())["disk of the database"].state is State.WARNING
    monkeypatch.setattr(doctor, "free_mib", lambda _path: settings.min_free_mib - 1)
    assert "disk of the database" in broken(settings, probed())


@pytest.mark.engine
def test_it_finds_all_limits_of_the_real_engine_in_force(settings: Settings):
    with contextlib.closing(DockerEngine()) as engine:
        check = checks(settings, engine)["limits"]
    assert check.state is State.OK
    assert check.detail.endswith("no privileges, loopback only")
