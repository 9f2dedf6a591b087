"""What earlier gates saw, run by run: only what has changed since is run again.

A run is remembered under everything that it depends on: the suite, the answer's files, limits and images. Its seed is
not among it, as another one must lead to the same. The folder's own words, such as the statement, are in no run.
"""

import hashlib
import json
import secrets
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from judge.domain.problem import Manifest
from judge.domain.verdict import Verdict
from judge.gate.plan import GateRun
from judge.grading.judgement import JudgedTest, Judgement
from sandbox.run import Job

RULES = 4  # raised when the gate itself changes: what an older one saw is looked at again
MOST_RUNS = 4000  # a few KiB each; the oldest are forgotten
HALF_SECONDS = 3600  # nobody writes for so long: what is half-written then was left by a gate that ended


@dataclass(frozen=True, slots=True)
class Memory:
    """The remembered runs in a folder; without one, nothing is remembered."""

    folder: Path | None
    is_fresh: bool = False  # nothing is looked up, yet what is seen is kept

    def recall(self, key: str, manifest: Manifest) -> Judgement | None:
        """What came of the run with this key, if it is known."""
        if self.folder is None or self.is_fresh:
            return None
        try:
            data = json.loads(self._path(self.folder, key).read_text(encoding="utf-8"))
            return _judgement(data, manifest)
        except (OSError, ValueError, KeyError, TypeError):
            return None  # not there, half-written or of another version: running again costs seconds

    def keep(self, key: str, judgement: Judgement) -> None:
        """Keeps what came of a run; a fault of ours is never kept."""
        if self.folder is None or judgement.verdict is Verdict.JUDGE_ERROR:
            return
        write_whole(self._path(self.folder, key), json.dumps(_plain(judgement)))

    def tidy(self, most: int = MOST_RUNS) -> None:
        """Forgets the oldest when there are too many."""
        if self.folder is not None:
            forget(self.folder, "*.run", most)

    @staticmethod
    def _path(folder: Path, key: str) -> Path:
        return folder / f"{key}.run"


def write_whole(path: Path, text: str) -> None:
    """Writes a file that others find whole or not at all, also when two write the same one at once."""
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_suffix(f".{secrets.token_hex(8)}.half")
    half.write_text(text, encoding="utf-8")
    half.replace(path)


def forget(folder: Path, pattern: str, most: int) -> None:
    """Removes the oldest files of a pattern when there are more than so many, and what was left half-written."""
    old = [path for _, path in sorted(_by_age(folder, pattern))[:-most]]
    begun = time.time() - HALF_SECONDS
    for path in [*old, *(path for at, path in _by_age(folder, "*.half") if at < begun)]:
        path.unlink(missing_ok=True)


def key_of(run: GateRun, job: Job, images: Mapping[str, str]) -> str:
    """Names everything that the run depends on. Repeats in another order are told apart by their number alone."""
    order = [run.turn] if run.turn else list(job.tests)
    facts = [RULES, order, sorted(job.tests), run.is_audited, dict(images)]
    digest = hashlib.sha256(json.dumps(facts, sort_keys=True).encode())
    digest.update(repr(replace(job, run_id="", seed=0, tests=())).encode())
    return digest.hexdigest()


def _plain(judgement: Judgement) -> dict[str, Any]:
    """What the gate's rules look at; logs and exchanges are not among it."""
    return {
        "verdict": judgement.verdict.value,
        "score": judgement.score,
        "max_score": judgement.max_score,
        "phases": judgement.phases,
        "tests": [
            [one.id, one.outcome, one.points, one.milliseconds, one.message, list(one.noticed)]
            for one in judgement.tests
        ],
    }


def _judgement(data: Mapping[str, Any], manifest: Manifest) -> Judgement:
    specs = {spec.id: spec for spec in manifest.tests}
    tests = []
    for name, outcome, points, milliseconds, message, noticed in data["tests"]:
        spec = specs[name]
        facts = (name, spec.title, spec.criterion, spec.is_sample, outcome, points, spec.points, milliseconds, message)
        tests.append(JudgedTest(*facts, noticed=tuple(noticed)))
    return Judgement(
        verdict=Verdict(data["verdict"]),
        score=data["score"],
        max_score=data["max_score"],
        tests=tuple(tests),
        phases=data["phases"],
    )


def _by_age(folder: Path, pattern: str) -> Iterator[tuple[float, Path]]:
    """The files of a pattern with the time at which each was written; another gate may remove one meanwhile."""
    for path in folder.glob(pattern):
        try:
            yield path.stat().st_mtime, path
        except OSError:
            continue
