"""How long `judge problem lint` takes for one problem, as a ratio to an interpreter that does nothing.

    python -m tests.bench.lint [--json]

Both are processes of the same run, in turns; the medians of their processor time are compared, which a busy
machine hardly changes. Most of it is loading: what lint does not need is not loaded, and a test holds it to that.
"""

import argparse
import json
import resource
import statistics
import subprocess
import sys
from pathlib import Path

TRIES = 15
PROBLEM = "problems/top-customers"
LINT = [sys.executable, "-m", "judge", "problem", "lint", PROBLEM]
NOTHING = [sys.executable, "-c", "pass"]


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    wants_json = parser.parse_args().json
    lint, nothing = [], []
    for _ in range(TRIES):
        lint.append(milliseconds(LINT))
        nothing.append(milliseconds(NOTHING))
    left, right = statistics.median(lint), statistics.median(nothing)
    found = {"ratio": left / right, "left_ms": left, "right_ms": right}
    line = f"lint of one problem : python that does nothing {found['ratio']:6.2f}   ({left:.0f} ms : {right:.0f} ms)"
    sys.stdout.write((json.dumps(found, indent=2) if wants_json else line) + "\n")


def milliseconds(argv: list[str]) -> float:
    """What one process takes of the processor, from start to end."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(argv, check=False, capture_output=True, cwd=Path(__file__).parents[2])  # findings are an answer, too
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime) * 1000


if __name__ == "__main__":
    main()
