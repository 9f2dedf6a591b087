"""An engine of the tests' own, to be killed, frozen and filled: the developer's engine goes on undisturbed.

Its data lie on a tmpfs whose size the tests choose, so that a full disk is a real one. It has a containerd of its own,
which outlives a killed engine as it would on a host. Needs root.
"""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import docker
import docker.errors
import pytest

from sandbox.docker import DockerEngine
from sandbox.errors import ImageMissing
from sandbox.root import find_program

IMAGES = ("tester", "python-flask")
SIZE_MIB = 900
START_SECONDS = 30
STOP_SECONDS = 15
CONTAINERD = """
version = 2
root = "{data}/containerd"
state = "{run}/containerd"
disabled_plugins = ["io.containerd.grpc.v1.cri"]
[grpc]
address = "{run}/containerd.sock"
"""


class PrivateEngine:
    """A containerd and a dockerd with everything of theirs in one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.data, self.run = folder / "data", folder / "run"
        self.socket = self.run / "docker.sock"
        self._containerd: subprocess.Popen[bytes] | None = None
        self._dockerd: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        """What a client is given as DOCKER_HOST."""
        return f"unix://{self.socket}"

    def open(self) -> None:
        """Everything that a running engine needs, and the engine."""
        for path in (self.data, self.run):
            path.mkdir()
        mount(self.data, SIZE_MIB)
        config = self.folder / "containerd.toml"
        config.write_text(CONTAINERD.format(data=self.data, run=self.run), encoding="utf-8")
        (self.folder / "dockerd.json").write_text("{}", encoding="utf-8")  # not the host's, which may contradict ours
        self._containerd = self._spawn("containerd", "--config", str(config))
        self.start()

    def start(self, *options: str) -> None:
        """The engine again, after it was killed or stopped; returns when it answers."""
        self._dockerd = self._spawn(
            "dockerd",
            *("--config-file", str(self.folder / "dockerd.json"), "--host", self.address),
            *("--data-root", str(self.data / "docker"), "--exec-root", str(self.run / "docker")),
            *("--pidfile", str(self.run / "dockerd.pid"), "--containerd", str(self.run / "containerd.sock")),
            *("--bridge=none", "--iptables=false", "--ip-masq=false", "--ip-forward=false"),
            *options,
        )
        deadline = time.monotonic() + START_SECONDS
        while not self.answers():
            assert self._dockerd.poll() is None, self.log
            assert time.monotonic() < deadline, self.log
            time.sleep(0.02)  # noqa: TID251 - an engine tells nobody that it is there

    def answers(self) -> bool:
        """Whether it takes requests now."""
        with socket.socket(socket.AF_UNIX) as probe, contextlib.suppress(OSError):
            probe.settimeout(2)
            probe.connect(str(self.socket))
            probe.sendall(b"GET /_ping HTTP/1.0\r\n\r\n")
            return b" 200 " in probe.recv(64)
        return False

    @property
    def is_running(self) -> bool:
        """Whether there is a process; it may be frozen."""
        return self._dockerd is not None and self._dockerd.poll() is None

    @contextlib.contextmanager
    def api(self, seconds: float = 120) -> Iterator[docker.APIClient]:
        """The engine's own words."""
        with contextlib.closing(docker.APIClient(self.address, version="auto", timeout=seconds)) as api:
            yield api

    def kill(self) -> None:
        """As a fault of the machine would: nothing is put in order, the containers live on for a while."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """As an operator would: the engine ends its containers and then itself."""
        self._end(signal.SIGTERM)

    @contextlib.contextmanager
    def frozen(self) -> Iterator[None]:
        """It takes connections and answers nobody."""
        assert self._dockerd is not None
        self._dockerd.send_signal(signal.SIGSTOP)
        os.waitpid(self._dockerd.pid, os.WUNTRACED)
        try:
            yield
        finally:
            self._dockerd.send_signal(signal.SIGCONT)

    @contextlib.contextmanager
    def full(self) -> Iterator[None]:
        """Not one byte is free where it keeps its data."""
        filler = self.data / "filler"
        try:
            with filler.open("wb", buffering=0) as file, contextlib.suppress(OSError):
                while file.write(bytes(1024 * 1024)):
                    pass
            yield
        finally:
            filler.unlink()

    def fetch(self, *names: str) -> None:
        """Brings images over from the developer's engine, with their ids and labels."""
        with contextlib.closing(DockerEngine()) as source, self.api() as api:
            ids = [source.image_id(name) for name in names]
            asked = source._slow._get(source._slow._url("/images/get"), params={"names": ids}, stream=True)
            with asked:
                said = list(api.load_image(asked.iter_content(1024 * 1024)))
        assert len(ids) == "".join(str(line) for line in said).count("Loaded image"), said

    def lose(self, name: str) -> None:
        """The image is gone."""
        with self.api() as api:
            api.remove_image(self._image(name), force=True)

    def has(self, name: str) -> bool:
        """Whether the image is there."""
        try:
            return bool(self._image(name))
        except ImageMissing:
            return False

    @property
    def log(self) -> str:
        """What its programs said last, for a test that fails."""
        return "\n".join(path.read_text(errors="replace")[-3000:] for path in sorted(self.folder.glob("*.log")))

    def close(self) -> None:
        """Ends containers, programs and mounts, whatever state they are in."""
        try:
            if self._containerd is not None and self._containerd.poll() is None:
                self._end_containers()
        finally:
            for process in (self._dockerd, self._containerd):
                if process is not None:
                    end(process)
            unmount_below(self.folder)

    def _end_containers(self) -> None:
        if self.is_running:
            self._dockerd.send_signal(signal.SIGCONT)
        else:
            self.start()
        with self.api() as api:
            for container in api.containers(all=True):
                with contextlib.suppress(docker.errors.APIError):
                    api.remove_container(container["Id"], force=True, v=True)
        self.stop()

    def _end(self, number: signal.Signals) -> None:
        assert self._dockerd is not None
        self._dockerd.send_signal(number)
        self._dockerd.wait(STOP_SECONDS)

    def _spawn(self, name: str, *options: str) -> subprocess.Popen[bytes]:
        # In a network namespace of its own: an engine without a bridge removes docker0, whosever it is.
        # Killed with us: a test run that is ended by force must not leave an engine behind.
        words = ["setpriv", "--pdeathsig", "KILL", "unshare", "--net", str(find_program(name)), *options]
        with self._log_of(name) as log:
            return subprocess.Popen(words, stdout=log, stderr=log, start_new_session=True)

    def _image(self, name: str) -> str:
        with contextlib.closing(DockerEngine(self.address)) as engine:
            return engine.image_id(name)

    def _log_of(self, name: str) -> IO[bytes]:
        return (self.folder / f"{name}.log").open("ab")


def end(process: subprocess.Popen[bytes]) -> None:
    """Politely, then not."""
    process.terminate()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def mount(place: Path, mib: int) -> None:
    """A file system in memory."""
    options = f"size={mib}m,mode=0711"
    subprocess.run(["mount", "-t", "tmpfs", "-o", options, "judge-tests", str(place)], check=True, capture_output=True)


def unmount_below(folder: Path) -> None:
    """Every mount in the folder, the newest first."""
    lines = Path("/proc/self/mounts").read_text(encoding="utf-8").splitlines()
    places = [line.split()[1] for line in lines]
    for place in reversed([place for place in places if Path(place).is_relative_to(folder)]):
        subprocess.run(["umount", "--lazy", place], check=False, capture_output=True)


@pytest.fixture(scope="session")
def private_engine() -> Iterator[PrivateEngine]:
    """An engine with the images; started once. Tests that use it carry the marker `private_engine`."""
    folder = Path(tempfile.mkdtemp(prefix="judge-engine-"))  # not pytest's own: a socket's path may have 107 bytes
    engine = PrivateEngine(folder)
    try:
        engine.open()
        engine.fetch(*IMAGES)
        yield engine
    finally:
        engine.close()
        shutil.rmtree(folder, ignore_errors=True)
