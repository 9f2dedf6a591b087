from pathlib import Path

import pytest

from sandbox import bootstrap
from sandbox.bootstrap import base_archive, debian_mirror
from sandbox.errors import ImageBuildFailed
from sandbox.root import CommandFailed

VENDOR = "deb https://packages.vendor.example/apt stable main\n"


@pytest.fixture
def apt(tmp_path):
    folder = tmp_path / "apt"
    (folder / "sources.list.d").mkdir(parents=True)
    return folder


@pytest.fixture
def debian(monkeypatch, apt):
    """A machine with a mirror, on which commands are only noted; tar makes its archive."""
    (apt / "sources.list").write_text("deb http://mirror.example/debian bookworm main\n")
    commands = []

    def run(command, seconds):
        commands.append(command)
        for word in command:
            if word.startswith("--file="):
                Path(word.removeprefix("--file=")).write_text("archive")

    monkeypatch.setattr(bootstrap, "_APT", apt)
    monkeypatch.setattr(bootstrap, "is_debian_like", lambda: True)
    monkeypatch.setattr(bootstrap, "find_program", lambda name: f"/usr/sbin/{name}")
    monkeypatch.setattr(bootstrap, "run_as_root", run)
    return commands


@pytest.mark.parametrize("line", [
    "deb http://mirror.example/debian bookworm main",
    "deb [arch=amd64 signed-by=/k] http://mirror.example/debian/ trixie main",
    "  deb\thttp://mirror.example/debian bookworm main", f"{VENDOR}deb http://mirror.example/debian bookworm main",
])  # fmt: skip
def test_it_finds_the_mirror_in_one_line_sources(apt, line):
    (apt / "sources.list").write_text(line + "\n")
    assert debian_mirror(apt).rstrip("/") == "http://mirror.example/debian"


def test_it_finds_the_mirror_in_paragraph_sources(apt):
    (apt / "sources.list.d" / "vendor.list").write_text(VENDOR)
    (apt / "sources.list.d" / "debian.sources").write_text(
        "Types: deb\nURIs: http://mirror.example/debian\nSuites: bookworm\n\nTypes: deb\n"
        "URIs: http://mirror.example/debian-security\nSuites: bookworm-security\n"
    )
    assert debian_mirror(apt) == "http://mirror.example/debian"


@pytest.mark.parametrize("text", [
    "", VENDOR, "# deb http://mirror.example/debian x main\n", "deb-src http://mirror.example/debian x main\n",
    "deb http://mirror.example/ubuntu noble main\n",
])  # fmt: skip
def test_it_finds_no_mirror_where_none_is(apt, text):
    (apt / "sources.list").write_text(text)
    assert debian_mirror(apt) is None


def test_it_reads_only_files_that_apt_reads(apt):
    (apt / "sources.list.d" / "debian.sources.bak").write_text("URIs: http://old.example/debian\n")
    assert debian_mirror(apt) is None


def test_it_makes_a_minimal_system_once(debian, tmp_path):
    archive = base_archive(tmp_path / "cache", lambda line: None, why="")
    assert archive.read_text() == "archive"
    made = [command for command in debian if command[0] == "debootstrap"]
    assert made[0][1:3] == ["--variant=minbase", "trixie"]
    assert made[0][-1] == "http://mirror.example/debian"
    count = len(debian)
    assert base_archive(tmp_path / "cache", lambda line: None, why="") == archive
    assert len(debian) == count


def test_it_leaves_caches_and_documents_out(debian, tmp_path):
    base_archive(tmp_path / "cache", lambda line: None, why="")
    [tar] = [command for command in debian if command[0] == "tar"]
    assert {"--exclude=./var/cache/apt/*", "--exclude=./usr/share/doc/*", "--numeric-owner"} <= set(tar)


def test_it_installs_debootstrap_where_it_is_missing_and_says_so(debian, tmp_path, monkeypatch):
    monkeypatch.setattr(bootstrap, "find_program", lambda name: None)
    said = []
    base_archive(tmp_path / "cache", said.append, why="")
    assert said[0] == "installing debootstrap"
    assert any("debootstrap" in command for command in debian if command[0] == "apt-get")


def test_it_cleans_up_and_keeps_nothing_when_a_step_fails(debian, tmp_path, monkeypatch):
    cleaned = []

    def run(command, seconds):
        if command[0] == "debootstrap":
            raise CommandFailed("debootstrap ended with 1: no space")
        cleaned.append(command[0])

    monkeypatch.setattr(bootstrap, "run_as_root", run)
    with pytest.raises(ImageBuildFailed, match="no space"):
        base_archive(tmp_path / "cache", lambda line: None, why="")
    assert cleaned == ["rm"]
    assert not list((tmp_path / "cache").glob("*.tar.gz"))


@pytest.mark.parametrize("fact", ["is_debian_like", "debian_mirror"])
def test_it_says_what_to_do_where_it_can_make_no_base(debian, tmp_path, monkeypatch, fact):
    monkeypatch.setattr(bootstrap, fact, lambda *_: None)
    with pytest.raises(ImageBuildFailed, match=r"no route.*pull a Debian image"):
        base_archive(tmp_path / "cache", lambda line: None, why="no route")
