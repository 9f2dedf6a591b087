"""The memory of what passed: an unchanged folder is not proved twice on the same images."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from judge.errors import Invalid
from judge.gate.memory import RULES, forget, write_whole
from judge.gate.options import GateOptions
from judge.gate.report import GateReport

MOST_PASSES = 500  # some 10 KiB each; the oldest are forgotten


class Passes:
    """The reports of earlier passes in a folder; without one, nothing is remembered."""

    def __init__(self, folder: Path | None, options: GateOptions) -> None:
        self._folder = folder
        self._options = options

    def find(self, slug: str, content_hash: str, images: Mapping[str, str]) -> GateReport | None:
        """The report of an earlier pass of the same content on the same images, asked for as much."""
        if self._folder is None:
            return None
        try:
            data = json.loads(self._path(slug, content_hash, images).read_text(encoding="utf-8"))
            return replace(GateReport.from_json(data), is_cached=True)
        except (OSError, ValueError, AttributeError, Invalid):
            return None  # not there, half-written or of another version: trusting it could cost more than proving again

    def keep(self, report: GateReport) -> GateReport:
        """Keeps a pass, and gives it back; a problem with findings is never kept."""
        if self._folder is None or not report.is_passed:
            return report
        path = self._path(report.slug, report.content_hash, report.images)
        write_whole(path, json.dumps(report.to_json()))
        self.tidy(MOST_PASSES)
        return report

    def tidy(self, most: int) -> None:
        """Forgets the oldest when there are more than so many."""
        if self._folder is not None:
            forget(self._folder, "*.json", most)

    def _path(self, slug: str, content_hash: str, images: Mapping[str, str]) -> Path:
        asked = [self._options.mutants, self._options.assertions, self._options.repeats]
        key = json.dumps([RULES, asked, slug, content_hash, dict(images)], sort_keys=True)
        assert self._folder is not None  # noqa: S101 - both callers have looked
        return self._folder / f"{hashlib.sha256(key.encode()).hexdigest()}.json"
