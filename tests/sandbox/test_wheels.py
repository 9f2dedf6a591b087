import subprocess
from pathlib import Path

import pytest

from sandbox import wheels
from sandbox.errors import ImageBuildFailed
from sandbox.images import _FOLDER
from sandbox.wheels import PYTHON, fetch_wheels


@pytest.fixture
def pip(monkeypatch):
    """Stands for pip: writes one wheel where it is told to and remembers how it was called."""
    calls = []

    def run(command, **_):
        calls.append(command)
        target = next(word.partition("=")[2] for word in command if word.startswith("--dest="))
        Path(target, "flask-3-py3-none-any.whl").write_bytes(b"wheel")

    monkeypatch.setattr(subprocess, "run", run)
    return calls


def test_it_fetches_wheels_once(pip, tmp_path):
    first = fetch_wheels(b"flask==3 --hash=sha256:00", tmp_path)
    assert fetch_wheels(b"flask==3 --hash=sha256:00", tmp_path) == first
    assert [path.name for path in first] == ["flask-3-py3-none-any.whl"]
    assert len(pip) == 1


def test_it_fetches_again_for_other_requirements(pip, tmp_path):
    fetch_wheels(b"flask==3", tmp_path)
    fetch_wheels(b"flask==4", tmp_path)
    assert len(pip) == 2


def test_it_asks_for_the_images_python_and_checks_every_hash(pip, tmp_path):
    fetch_wheels(b"flask==3", tmp_path)
    [command] = pip
    assert {"--require-hashes", "--no-deps", "--only-binary=:all:", f"--python-version={PYTHON}", "--abi=cp313"} <= set(
        command
    )
    assert any(word.startswith("--platform=manylinux") for word in command)


def test_it_keeps_nothing_of_a_download_that_failed(monkeypatch, tmp_path):
    def fail(command, **_):
        raise subprocess.CalledProcessError(1, command, stderr="No matching distribution found for flask")

    monkeypatch.setattr(subprocess, "run", fail)
    with pytest.raises(ImageBuildFailed, match="No matching distribution"):
        fetch_wheels(b"flask==3", tmp_path)
    assert list((tmp_path / "wheels").iterdir()) == []


def test_it_gives_up_on_an_index_that_does_not_answer(monkeypatch, tmp_path):
    def hang(command, **_):
        raise subprocess.TimeoutExpired(command, 900)

    monkeypatch.setattr(subprocess, "run", hang)
    with pytest.raises(ImageBuildFailed, match="900 s"):
        fetch_wheels(b"flask==3", tmp_path)


def test_it_knows_the_python_of_the_dockerfiles():
    assert wheels.PYTHON == "3.13"


@pytest.mark.parametrize("name", ["tester", "python-flask"])
def test_it_pins_every_package_of_an_image_with_hashes(name):
    text = (_FOLDER / name / "requirements.txt").read_text()
    pinned = [line for line in text.splitlines() if "==" in line]
    assert len(pinned) >= 7
    assert text.count("--hash=sha256:") >= len(pinned)
    assert "://" not in text
