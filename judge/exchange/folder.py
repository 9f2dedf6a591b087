"""A problem written to disk: all of it or nothing."""

import shutil
import tempfile
from pathlib import Path

from judge.catalogue.bundle import Bundle
from judge.errors import Conflict, Invalid


def put_folder(bundle: Bundle, target: Path, *, replaces: bool = False) -> None:
    """Writes the files into a new folder beside `target`, then renames it, so that no half of a problem is ever there.

    Raises Conflict when something is there and `replaces` does not allow to put the new folder in its place.
    """
    if (target.exists() or target.is_symlink()) and not replaces:
        raise Conflict(f"{target} is there already, and nothing was written")
    if target.is_symlink() or (target.exists() and not (target / "problem.toml").is_file()):
        raise Invalid(f"{target} is no problem's folder, so it is not replaced", "into")
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".half-") as beside:
        new, old = Path(beside) / "new", Path(beside) / "old"
        for path, content in bundle.files.items():
            (new / path).parent.mkdir(parents=True, exist_ok=True)
            (new / path).write_bytes(content)
        if target.exists():
            target.rename(old)
        try:
            new.rename(target)
        except OSError as error:
            _put_back(old, target)
            raise Conflict(f"{target} could not be written: {error.strerror}") from error


def _put_back(old: Path, target: Path) -> None:
    """What was there before, where the new one could not take its place."""
    if old.exists() and not target.exists():
        shutil.move(old, target)
