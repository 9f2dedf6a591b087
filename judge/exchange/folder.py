"""A problem written to disk, and a file beside it: all of it or nothing."""

import contextlib
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from judge.catalogue.bundle import Bundle
from judge.errors import Conflict, Invalid

INTO = "--into"


def put_folder(bundle: Bundle, target: Path, *, replaces: bool = False) -> None:
    """Writes the files into a new folder beside `target`, then renames it, so that no half of a problem is ever there.

    Raises Conflict when something is there and `replaces` does not allow to put the new folder in its place, and
    Invalid when it cannot be written. What was there comes back whatever stops the change, Ctrl-C too.
    """
    with _told(target, INTO):
        if (target.exists() or target.is_symlink()) and not replaces:
            raise Conflict(f"{target} is there already, and nothing was written")
        if target.is_symlink() or (target.exists() and not (target / "problem.toml").is_file()):
            raise Invalid(f"{target} is no problem's folder, so it is not replaced", INTO)
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=".half-") as beside:
            new, old = Path(beside) / "new", Path(beside) / "old"
            for path, content in bundle.files.items():
                (new / path).parent.mkdir(parents=True, exist_ok=True)
                (new / path).write_bytes(content)
            _exchange(new, target, old)


@contextlib.contextmanager
def put_file(target: Path, content: bytes, option: str) -> Iterator[None]:
    """Writes a file beside `target`, which takes its place when all went well that is done meanwhile, else goes away.

    Raises Invalid, with the option that named it, before anything is done when it cannot be written.
    """
    half = target.with_name(f".{target.name}.half")
    try:
        with _told(target, option):
            if target.is_dir():
                raise Invalid(f"{target} is a folder", option)
            half.write_bytes(content)
        yield
        with _told(target, option):
            half.replace(target)
    finally:
        with contextlib.suppress(OSError):
            half.unlink()


@contextlib.contextmanager
def _told(target: Path, option: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise Invalid(f"{target} cannot be written: {error.strerror}", option) from None


def _exchange(new: Path, target: Path, old: Path) -> None:
    """Puts the new folder in the place of what was there; that comes back where the new one did not get in."""
    try:
        if target.exists():
            target.rename(old)
        new.rename(target)
    finally:
        if old.exists() and not target.exists():
            shutil.move(old, target)
