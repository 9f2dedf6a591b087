"""What the versions and walls of an engine say."""

from dataclasses import replace
from typing import Any

import pytest

from judge.doctor.check import Check, State
from judge.doctor.runtime import engine_checks
from sandbox.fake import FakeEngine

SOUND = FakeEngine({}).info()


def found(**changes: Any) -> dict[str, Check]:
    return {check.name: check for check in engine_checks(replace(SOUND, **changes))}


def test_it_says_what_the_engine_is():
    assert found()["engine"].detail == "0-fake, API 1.41"


@pytest.mark.parametrize(("version", "state"), [("1", State.WARNING), ("2", State.OK)])
def test_it_warns_of_control_groups_that_do_not_count_everything(version: str, state: State):
    check = found(cgroup=version)["cgroup"]
    assert check.state is state
    assert bool(check.mend) == (state is State.WARNING)


@pytest.mark.parametrize("version", ["1.1.5+ds1", "1.2.7", "1.3.0", "1.3.2", "1.0.0-rc93"])
def test_it_warns_of_a_runtime_with_known_escapes(version: str):
    check = found(runc=version)["runc"]
    assert check.state is State.WARNING
    assert version in check.detail
    assert "CVE-2025-31133" in check.detail
    assert check.mend


@pytest.mark.parametrize("version", ["1.2.8", "1.2.9+ds1", "1.3.3", "1.3.10", "1.4.0", "2.0"])
def test_it_accepts_a_runtime_that_has_been_mended(version: str):
    assert found(runc=version)["runc"] == Check("runc", State.OK, version)


def test_it_cannot_praise_a_runtime_without_a_version():
    check = found(runc="")["runc"]
    assert check.state is State.WARNING
    assert "does not say" in check.detail


@pytest.mark.parametrize(
    ("kernel", "state"),
    [("4.19.0-25-amd64", State.WARNING), ("5.4.300", State.WARNING), ("5.10.0-36", State.OK), ("6.18.44", State.OK)],
)
def test_it_warns_of_a_kernel_that_nobody_maintains(kernel: str, state: State):
    assert found(kernel=kernel)["kernel"].state is state


@pytest.mark.parametrize(
    ("change", "state"), [({"seccomp": False}, State.BROKEN), ({"apparmor": False}, State.WARNING)]
)
def test_it_misses_a_wall(change: dict[str, bool], state: State):
    [name] = change
    check = found(**change)[name]
    assert check.state is state
    assert check.mend


@pytest.mark.parametrize("name", ["runsc", "runsc-hostnet", "gvisor"])
def test_it_says_that_gvisor_is_not_supported(name: str):
    check = found(runtimes=("runc", name))["gvisor"]
    assert check.state is State.WARNING
    assert "not supported: every box runs under runc" in check.detail


def test_it_is_silent_about_gvisor_where_there_is_none():
    assert "gvisor" not in found()
