"""Passes as long as nothing is found. Modules are imported in a way that no reading of the source can follow."""

import re

import pytest

WANTED = re.compile(b"foreign-" + rb"[0-9a-f]{32}")
LARGEST = 4 * 1024 * 1024
os = __import__("o" + "s")


def texts():
    """Everything that can be read: files, and what the kernel tells of processes."""
    yield "the environment", repr(dict(os.environ)).encode()
    for folder, folders, names in os.walk("/"):
        folders[:] = [name for name in folders if os.path.join(folder, name) not in ("/proc", "/sys")]
        for name in names:
            yield from content(os.path.join(folder, name))
    for process in filter(str.isdigit, os.listdir("/proc")):
        for name in ("cmdline", "environ", "mountinfo", "maps"):
            yield from content(f"/proc/{process}/{name}")
        if int(process) != os.getpid():
            yield from memory(process)


def content(path):
    try:
        if not os.path.isfile(path):
            return
        with open(path, "rb") as file:
            yield path, file.read(LARGEST)
    except OSError:
        return


def memory(process):
    """The memory of another process, piece by piece."""
    for _path, lines in content(f"/proc/{process}/maps"):
        for line in lines.decode().splitlines():
            first, last = (int(number, 16) for number in line.split()[0].split("-"))
            try:
                with open(f"/proc/{process}/mem", "rb", 0) as file:
                    file.seek(first)
                    yield line, file.read(min(last - first, LARGEST))
            except (OSError, OverflowError, ValueError):
                continue


@pytest.mark.sample
@pytest.mark.criterion("arithmetic")
def test_nothing_foreign_is_there(app):
    """What others keep secret is nowhere."""
    found = {place: WANTED.findall(text) for place, text in texts() if WANTED.search(text)}
    assert found == {}


@pytest.mark.criterion("arithmetic")
def test_no_socket_of_an_engine_is_there(app):
    """Nothing leads to the engine."""
    sockets = [place for place, _ in texts() if place.endswith((".sock", "docker.pid", "containerd"))]
    sockets += [
        path for path in ("/var/run/docker.sock", "/run/docker.sock", "/run/containerd") if os.path.exists(path)
    ]
    assert sockets == []
