"""A Debian base image without any registry: debootstrap with the mirror that this machine's apt already uses."""

import platform
import re
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

from sandbox.errors import ImageBuildFailed
from sandbox.root import CommandFailed, find_program, is_debian_like, run_as_root

SUITE = "trixie"
LOCAL_BASE = f"judge-base:{SUITE}"

_APT = Path("/etc/apt")
_KEEP_OUT = ("proc/*", "sys/*", "dev/*", "var/cache/apt/*", "var/lib/apt/lists/*", "var/log/*")
_KEEP_OUT_DOCUMENTS = ("usr/share/doc/*", "usr/share/man/*", "usr/share/locale/*")
_SECONDS = 1800


def base_archive(cache_dir: Path, report: Callable[[str], None], why: str) -> Path:
    """A root file system as a tar archive; made once and kept in `cache_dir`."""
    archive = cache_dir / f"base-{SUITE}-{platform.machine()}.tar.gz"
    if archive.is_file():
        return archive
    mirror = debian_mirror(_APT)
    if mirror is None or not is_debian_like():
        raise ImageBuildFailed(
            f"there is no base image ({why}), and none can be made here: that needs Debian or Ubuntu with a Debian "
            f"mirror in apt's sources. Import or pull a Debian image and name it as the base image"
        )
    cache_dir.mkdir(parents=True, exist_ok=True)
    try:
        if find_program("debootstrap") is None:
            report("installing debootstrap")
            run_as_root(["apt-get", "update", "-qq"], _SECONDS)
            run_as_root(["apt-get", "install", "-y", "-qq", "--no-install-recommends", "debootstrap"], _SECONDS)
        report(f"debootstrap {SUITE} (a minute)")
        _bootstrap(mirror, cache_dir.resolve(), archive)
    except CommandFailed as error:
        raise ImageBuildFailed(f"the base image cannot be made: {error}") from None
    return archive


def debian_mirror(apt: Path) -> str | None:
    """The first Debian mirror in apt's sources, in either of their two formats. Other vendors' are passed over."""
    for path in [apt / "sources.list", *sorted((apt / "sources.list.d").glob("*"))]:
        if path.suffix in {".list", ".sources"} and path.is_file():
            for address in _addresses(path.read_text(encoding="utf-8", errors="replace")):
                if urlsplit(address).path.rstrip("/").endswith("/debian"):
                    return address
    return None


def _addresses(text: str) -> Iterator[str]:
    for line in text.splitlines():
        if found := re.match(r"\s*(?:deb\s+(?:\[[^]]*\]\s+)?|URIs:\s*)(\S+)", line):
            yield found[1]


def _bootstrap(mirror: str, cache_dir: Path, archive: Path) -> None:
    """In the cache directory, since /tmp may forbid devices or programs; the archive appears when it is whole."""
    scratch = Path(tempfile.mkdtemp(dir=cache_dir, prefix="base-"))
    try:
        run_as_root(["debootstrap", "--variant=minbase", SUITE, str(scratch / "root"), mirror], _SECONDS)
        excluded = [f"--exclude=./{pattern}" for pattern in (*_KEEP_OUT, *_KEEP_OUT_DOCUMENTS)]
        part = scratch / "base.tar.gz"
        pack = ["tar", "--create", "--gzip", "--numeric-owner", *excluded, f"--directory={scratch / 'root'}"]
        run_as_root([*pack, f"--file={part}", "."], _SECONDS)
        part.rename(archive)
    finally:
        run_as_root(["rm", "-rf", "--one-file-system", str(scratch)], _SECONDS)
