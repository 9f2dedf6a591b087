import shutil

import pytest

from sandbox.engine_info import engine_info

INFO = {
    "SecurityOptions": ["name=apparmor", "name=seccomp,profile=default", "name=cgroupns"],
    "KernelVersion": "6.12.9",
    "Runtimes": {"runc": {"path": "runc"}, "runsc": {"path": "/usr/bin/runsc"}},
    "CgroupVersion": "2",
    "DockerRootDir": "/",
}
VERSION = {
    "Version": "28.2.2",
    "ApiVersion": "1.50",
    "Components": [{"Name": "Engine", "Version": "28.2.2"}, {"Name": "runc", "Version": "1.3.3"}],
}


def test_it_keeps_the_facts():
    found = engine_info(INFO, VERSION)
    assert (found.version, found.api, found.runc, found.cgroup) == ("28.2.2", "1.50", "1.3.3", "2")
    assert (found.kernel, found.runtimes) == ("6.12.9", ("runc", "runsc"))
    assert found.seccomp
    assert found.apparmor


@pytest.mark.parametrize("options", [None, [], ["name=cgroupns"], ["name=seccompish"]])
def test_it_sees_what_is_not_there(options):
    found = engine_info(INFO | {"SecurityOptions": options}, VERSION)
    assert not found.seccomp
    assert not found.apparmor


@pytest.mark.parametrize("components", [None, [], [{"Name": "Engine", "Version": "28"}]])
def test_it_knows_no_version_of_a_runtime_that_the_engine_does_not_tell(components):
    assert engine_info(INFO, VERSION | {"Components": components}).runc == ""


def test_it_takes_an_engine_that_names_no_version_of_cgroups_for_an_old_one():
    old = {name: value for name, value in INFO.items() if name != "CgroupVersion"}
    assert engine_info(old, VERSION).cgroup == "1"


def test_it_measures_the_disk_on_which_the_engine_keeps_its_data(tmp_path, monkeypatch):
    measured = []
    usage = shutil.disk_usage
    monkeypatch.setattr(shutil, "disk_usage", lambda path: measured.append(path) or usage(path))
    assert engine_info(INFO | {"DockerRootDir": str(tmp_path)}, VERSION).root_free_mib > 0
    assert measured == [str(tmp_path)]


def test_it_measures_its_own_root_where_the_engines_directory_is_out_of_sight(tmp_path):
    """A worker in a container: its root lies on the engine's disk."""
    hidden = engine_info(INFO | {"DockerRootDir": str(tmp_path / "nowhere")}, VERSION)
    assert hidden.root_free_mib == pytest.approx(engine_info(INFO, VERSION).root_free_mib, rel=0.05)
