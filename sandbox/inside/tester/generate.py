"""What a problem's variants.py gives for some seeds. It is an author's code, so it runs here and nowhere else.

Whether the values are as they should be, the judge looks at. Here they need only fit into one line.
"""

import json
import runpy
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

from sandbox.inside.tester.channel import LINE_BYTES, Channel
from sandbox.inside.tester.job import TesterJob

FRAME_BYTES = 1024  # of the line, around the values
NAME = "variants.py"


class NotGenerated(Exception):
    """variants.py did not give what it should; the text says what it did."""


class Told:
    """A context in which an author's code runs: whatever ends it is told in one line, even a wish to exit."""

    def __init__(self, what: str) -> None:
        self._what = what

    def __enter__(self) -> None:
        """Nothing to prepare."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Raises NotGenerated in the place of any error."""
        if error is not None:
            lines = [frame.lineno for frame in traceback.extract_tb(trace) if frame.filename.endswith(NAME)]
            said = traceback.format_exception_only(error)[-1].strip()
            where = f"line {lines[-1]}: " if lines else ""
            raise NotGenerated(f"{self._what}: {where}{said}") from None


def generate(job: TesterJob, path: Path, channel: Channel) -> None:
    """Announces the run as any other, then sends the values of all seeds, or why there are none."""
    channel.send({"type": "header", "v": 1, "run": job.run, "nonce": job.nonce, "tests": []})
    try:
        channel.send({"type": "generated", "variants": _variants(path, job.seeds)})
    except NotGenerated as error:
        channel.problem(str(error))


def _variants(path: Path, seeds: Sequence[int]) -> list[dict[str, Any]]:
    with Told(f"{NAME} cannot be run"):
        function = runpy.run_path(str(path))["generate"]
    texts = [_called(function, seed) for seed in seeds]
    size = sum(map(len, texts))
    if size > LINE_BYTES - FRAME_BYTES:
        raise NotGenerated(f"all variants together have {size} bytes; they may have {LINE_BYTES - FRAME_BYTES}")
    return [json.loads(text) for text in texts]


def _called(function: Callable[[int], Any], seed: int) -> str:
    """The values for one seed as JSON, so that no object of the author's goes further."""
    with Told(f"generate({seed}) failed"):
        values = function(seed)
        if not isinstance(values, dict):
            raise TypeError(f"it gave {type(values).__name__}, not a dict")
        return json.dumps(values, ensure_ascii=True, allow_nan=False)
