"""Python packages for the images, fetched by this machine's pip: the image build itself needs no package index."""

import hashlib
import platform
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from sandbox.errors import ImageBuildFailed

PYTHON = "3.13"  # what Debian 13 ships; a base with another version fails in its build, with pip's words
_GLIBC = ("manylinux_2_36", "manylinux_2_34", "manylinux_2_28", "manylinux_2_17", "manylinux2014")
_SECONDS = 900
_LOG_CHARACTERS = 2000


def fetch_wheels(requirements: bytes, cache_dir: Path) -> list[Path]:
    """The wheels that a hashed requirements file pins, for the image's Python and this architecture."""
    machine = platform.machine()
    key = hashlib.sha256(requirements + machine.encode() + PYTHON.encode()).hexdigest()[:16]
    folder = cache_dir / "wheels" / key
    if not folder.is_dir():
        folder.parent.mkdir(parents=True, exist_ok=True)
        _download(requirements, machine, folder)
    return sorted(folder.iterdir())


def _download(requirements: bytes, machine: str, folder: Path) -> None:
    """Into a folder beside, renamed when complete: an interrupted download is never taken for a whole one."""
    part = Path(tempfile.mkdtemp(dir=folder.parent, prefix="part-"))
    try:
        listed = part / "requirements.txt"
        listed.write_bytes(requirements)
        _run(_pip_command(listed, machine, part))
        listed.unlink()
        part.rename(folder)
    finally:
        shutil.rmtree(part, ignore_errors=True)


def _pip_command(requirements: Path, machine: str, target: Path) -> list[str]:
    tag = "cp" + PYTHON.replace(".", "")
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check"]
    command += ["--require-hashes", "--no-deps", "--only-binary=:all:", "--implementation=cp"]
    command += [f"--python-version={PYTHON}", f"--abi={tag}", "--abi=abi3", "--abi=none"]
    command += [f"--platform={glibc}_{machine}" for glibc in _GLIBC]
    return [*command, f"--dest={target}", f"--requirement={requirements}"]


def _run(command: list[str]) -> None:
    try:
        subprocess.run(command, check=True, capture_output=True, text=True, timeout=_SECONDS)
    except subprocess.CalledProcessError as error:
        raise ImageBuildFailed(
            f"the images' Python packages cannot be fetched:\n{error.stderr[-_LOG_CHARACTERS:]}"
        ) from None
    except subprocess.TimeoutExpired:
        raise ImageBuildFailed(f"the images' Python packages were not fetched within {_SECONDS} s") from None
