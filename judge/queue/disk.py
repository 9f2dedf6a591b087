"""Free disk space: a full disk must be noticed before a submission is accepted or claimed."""

import shutil
from pathlib import Path

MIB = 1024 * 1024


def free_mib(path: Path) -> int:
    """Mebibytes that are free where the path is, or will be once it is made."""
    place = path.absolute()
    while not place.exists():
        place = place.parent
    return shutil.disk_usage(place).free // MIB
