"""What the gate found, as a value and as JSON; and the memory of what passed."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from judge.errors import Finding

RULES = 1  # raised when the gate itself changes: what passed an older one is proved again


@dataclass(frozen=True, slots=True)
class GateReport:
    """The result of one gate. It is passed when there are no findings."""

    slug: str
    content_hash: str
    images: Mapping[str, str]  # id by name, of all that took part
    findings: tuple[Finding, ...]
    matrix: Mapping[str, Mapping[str, str]]  # wrong solution -> test -> outcome
    milliseconds: Mapping[str, int]  # by solution, starter and wrong solution
    is_cached: bool = False

    @property
    def is_passed(self) -> bool:
        """Whether the problem may be published."""
        return not self.findings

    def to_json(self) -> dict[str, Any]:
        """As the command line prints it and the cache keeps it."""
        return {"is_passed": self.is_passed, **asdict(self)}


def cached(folder: Path | None, slug: str, content_hash: str, images: Mapping[str, str]) -> GateReport | None:
    """The report of an earlier pass of the same content on the same images."""
    path = folder and _path(folder, slug, content_hash, images)
    if not path or not path.is_file():
        return None
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        data.pop("is_passed")
        report = GateReport(**data | {"findings": ()})
    except (ValueError, KeyError, TypeError, AttributeError):
        return None  # half-written or of another version: proving again costs a minute, trusting it could cost more
    return replace(report, is_cached=True)


def remember(folder: Path | None, report: GateReport) -> None:
    """Keeps a pass; a problem with findings is never kept."""
    if folder is None or not report.is_passed:
        return
    folder.mkdir(parents=True, exist_ok=True)
    path = _path(folder, report.slug, report.content_hash, report.images)
    half = path.with_suffix(".half")
    half.write_text(json.dumps(report.to_json()), encoding="utf-8")
    half.replace(path)


def _path(folder: Path, slug: str, content_hash: str, images: Mapping[str, str]) -> Path:
    key = json.dumps([RULES, slug, content_hash, dict(images)], sort_keys=True)
    return folder / f"{hashlib.sha256(key.encode()).hexdigest()}.json"
