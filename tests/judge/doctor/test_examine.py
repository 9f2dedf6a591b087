"""The examination of an installation."""

import contextlib
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from judge.doctor import examine as module
from judge.doctor.case import CASES
from judge.doctor.check import Check, State
from judge.doctor.examine import examine, examine_sandbox
from judge.settings import Settings
from judge.storage import migrate
from sandbox.base import Engine
from sandbox.docker import DockerEngine
from sandbox.errors import EngineUnavailable
from sandbox.fake import FakeEngine
from sandbox.images import image_names

HELD = Check("it_cannot_do_harm", State.OK, "held")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    made = Settings(state_dir=tmp_path)
    migrate.upgrade(made.database)
    return made


@pytest.fixture
def tried(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Replaces the trial; holds the installations for which it was asked."""
    asked: list[str] = []
    monkeypatch.setattr(module, "try_cases", lambda _engine, instance, _cancelled: asked.append(instance) or [HELD])
    return asked


def checks(settings: Settings, engine: Engine) -> dict[str, Check]:
    found = examine(settings, lambda: contextlib.nullcontext(engine))
    return {check.name: check for check in found}


def test_it_finds_a_sound_installation_sound(settings: Settings, tried: list[str]):
    found = checks(settings, FakeEngine({}))
    assert {check.state for check in found.values()} == {State.OK}
    assert set(found) == {
        *("engine", "cgroup", "kernel", "runc", "seccomp", "apparmor", "disk of the engine"),
        *("it_cannot_do_harm", "database", "disk of the database"),
        *(f"image {name}" for name in image_names()),
    }
    assert not any(check.mend for check in found.values())
    assert tried == [settings.instance_name]


def test_it_goes_on_without_an_engine(settings: Settings):
    def unreachable() -> contextlib.AbstractContextManager[Engine]:
        raise EngineUnavailable("cannot connect")

    found = {check.name: check for check in examine(settings, unreachable)}
    assert found["engine"].state is State.BROKEN
    assert found["engine"].detail == "cannot connect"
    assert "start Docker" in found["engine"].mend
    assert found["database"].state is State.OK


@pytest.mark.parametrize(("free", "state"), [(700, State.WARNING), (100, State.BROKEN)])
@pytest.mark.usefixtures("tried")
def test_it_measures_the_disk_of_the_engine(settings: Settings, free: int, state: State):
    engine = FakeEngine({})
    info = replace(engine.info(), root_free_mib=free)
    engine.info = lambda: info
    check = checks(settings, engine)["disk of the engine"]
    assert check.state is state
    assert check.mend


def test_it_names_missing_images_and_tries_nothing_without_them(settings: Settings, tried: list[str]):
    engine = FakeEngine({})
    engine.missing_images.add("tester")
    found = checks(settings, engine)
    assert found["image tester"].state is State.BROKEN
    assert found["image tester"].mend == "run `judge images`"
    assert found["image python-flask"].state is State.OK
    assert not tried


def test_it_finds_no_database_and_makes_none(tmp_path: Path, tried: list[str]):
    settings = Settings(state_dir=tmp_path / "new")
    found = checks(settings, FakeEngine({}))["database"]
    assert found.state is State.BROKEN
    assert found.mend == "run `judge db upgrade`"
    assert not (tmp_path / "new").exists()


@pytest.mark.usefixtures("tried")
def test_it_finds_a_database_of_an_older_schema(tmp_path: Path):
    settings = Settings(state_dir=tmp_path)
    (tmp_path / "judge.db").touch()
    found = checks(settings, FakeEngine({}))["database"]
    assert found.state is State.BROKEN
    assert "not up to date" in found.detail


@pytest.mark.usefixtures("tried")
def test_it_finds_a_database_that_is_away(tmp_path: Path):
    settings = Settings(state_dir=tmp_path, database_url="postgresql://nobody:x@127.0.0.1:1/nothing")
    found = checks(settings, FakeEngine({}))["database"]
    assert found.state is State.BROKEN
    assert "JUDGE_DATABASE_URL" in found.mend


@pytest.mark.usefixtures("tried")
def test_it_finds_a_disk_that_is_nearly_full(settings: Settings, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(module, "free_mib", lambda _path: settings.min_free_mib + 1)
    assert checks(settings, FakeEngine({}))["disk of the database"].state is State.WARNING
    monkeypatch.setattr(module, "free_mib", lambda _path: settings.min_free_mib - 1)
    assert checks(settings, FakeEngine({}))["disk of the database"].state is State.BROKEN


@pytest.mark.engine
def test_it_finds_ten_promises_kept_by_the_real_engine(settings: Settings):
    with contextlib.closing(DockerEngine()) as engine:
        found = examine_sandbox(engine, settings, threading.Event())
    promises = [check for check in found if check.name.startswith("it_")]
    assert [check for check in found if check.state is State.BROKEN] == []
    assert len(promises) == len(list(CASES.glob("*/case.toml"))) == 10
