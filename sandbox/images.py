"""The sandbox's images: built when their sources or their base changed, and found again by what they were built from.

A tag is the hash of the sources and of the base image; a label holds the hash of the sources alone, so that an engine
finds the image that belongs to this program without knowing which base its operator chose.
"""

import base64
import hashlib
import io
import platform
import re
import tarfile
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import BinaryIO, Protocol

from sandbox.bootstrap import LOCAL_BASE, base_archive
from sandbox.errors import ImageBuildFailed, SandboxError
from sandbox.wheels import PYTHON, fetch_wheels

LABEL_IMAGE = "judge.image"
LABEL_SOURCES = "judge.sources"

_FOLDER = Path(__file__).with_name("images")
_INSIDE = Path(__file__).with_name("inside")
_SHARED = "shared"  # files that several Dockerfiles copy
_COPY = re.compile(r"^COPY\s+(?!--from)(.+)\s+\S+$", re.MULTILINE)


class Builder(Protocol):
    """The part of the engine that makes images."""

    def find_image(self, reference: str) -> str | None:
        """The id of a local image, or None."""

    def pull(self, reference: str) -> None:
        """Fetches an image."""

    def import_image(self, archive: Path, reference: str) -> None:
        """Makes an image from a root file system."""

    def build(self, context: BinaryIO, tag: str, arguments: Mapping[str, str], labels: Mapping[str, str]) -> str:
        """Builds a context; returns the image's id."""
        ...


def image_names() -> list[str]:
    """Every folder with a Dockerfile."""
    return sorted(path.parent.name for path in _FOLDER.glob("*/Dockerfile"))


def build_images(
    engine: Builder,
    report: Callable[[str], None],
    *,
    base_image: str,
    cache_dir: Path,
    extra_ca: Path | None = None,
) -> dict[str, str]:
    """Builds what is missing; returns the image id by name. One short line per step goes to `report`."""
    base, base_id = _ensure_base(engine, report, base_image, cache_dir)
    arguments = {"BASE_IMAGE": base}
    if extra_ca is not None:
        arguments["EXTRA_CA"] = base64.b64encode(extra_ca.read_bytes()).decode("ascii")
    built = {}
    for name in image_names():
        sources = sources_hash(name)
        tag = f"judge-{name}:{_digest([sources.encode(), base_id.encode()])[:12]}"
        image_id = engine.find_image(tag)
        if image_id is None:
            report(f"building {tag}")
            context = _context(name, cache_dir)
            image_id = engine.build(context, tag, arguments, {LABEL_IMAGE: name, LABEL_SOURCES: sources})
        else:
            report(f"{tag} is up to date")
        built[name] = image_id
    return built


@cache
def sources_hash(name: str) -> str:
    """One hash over everything that makes the image, except its base. Read once: a program's sources do not change."""
    pieces = [platform.machine().encode(), PYTHON.encode()]
    for path, content in sorted(_sources(name).items()):
        pieces += [path.encode(), content]
    return _digest(pieces)


def _sources(name: str) -> dict[str, bytes]:
    """The build context by path: the Dockerfile and what it copies, nothing else. Wheels follow from their hashes."""
    folder = _FOLDER / name
    dockerfile = (folder / "Dockerfile").read_bytes()
    files = {"Dockerfile": dockerfile}
    for source in _copied(dockerfile.decode("utf-8")):
        files.update(_read(folder, source))
    return files


def _copied(dockerfile: str) -> Iterator[str]:
    for line in _COPY.findall(dockerfile):
        yield from (source for source in line.split() if source != "wheels")


def _read(folder: Path, source: str) -> dict[str, bytes]:
    """The file, or every file of the folder, that a COPY names."""
    if source.startswith("inside/"):
        found = _INSIDE / source.removeprefix("inside/")
    else:
        found = folder / source
        if not found.exists():
            found = _FOLDER / _SHARED / source
    if found.is_file():
        return {source: found.read_bytes()}
    paths = (path for path in found.rglob("*") if path.is_file() and path.suffix != ".pyc")
    files = {f"{source}/{path.relative_to(found)}": path.read_bytes() for path in paths}
    if not files:
        raise ImageBuildFailed(f"{folder.name}/Dockerfile copies {source}, which does not exist")
    return files


def _context(name: str, cache_dir: Path) -> io.BytesIO:
    """The build context as a tar archive, the same bytes for the same sources."""
    files = _sources(name)
    if b"COPY wheels" in files["Dockerfile"]:
        requirements = files["requirements.txt"]
        files |= {f"wheels/{path.name}": path.read_bytes() for path in fetch_wheels(requirements, cache_dir)}
    archive = io.BytesIO()
    with tarfile.open(fileobj=archive, mode="w") as tar:
        for path, content in sorted(files.items()):
            entry = tarfile.TarInfo(path)
            entry.size = len(content)
            entry.mode = 0o755 if content.startswith(b"#!") else 0o644
            tar.addfile(entry, io.BytesIO(content))
    archive.seek(0)
    return archive


def _ensure_base(engine: Builder, report: Callable[[str], None], wanted: str, cache_dir: Path) -> tuple[str, str]:
    """The base image's name and id: the wanted one, else one that this machine makes from Debian's packages."""
    for reference in (wanted, LOCAL_BASE):
        if image_id := engine.find_image(reference):
            return reference, image_id
    report(f"pulling {wanted}")
    try:
        engine.pull(wanted)
    except SandboxError as error:
        report(f"{wanted} cannot be pulled; making {LOCAL_BASE} from Debian's packages instead")
        engine.import_image(base_archive(cache_dir, report, why=str(error)), LOCAL_BASE)
        wanted = LOCAL_BASE
    image_id = engine.find_image(wanted)
    if image_id is None:
        raise ImageBuildFailed(f"the base image {wanted} was fetched and is not there")
    return wanted, image_id


def _digest(pieces: list[bytes]) -> str:
    """A hash in which no two lists of pieces run together."""
    digest = hashlib.sha256()
    for piece in pieces:
        digest.update(len(piece).to_bytes(8, "big") + piece)
    return digest.hexdigest()
