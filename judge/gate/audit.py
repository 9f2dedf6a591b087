"""What an audited run noticed of the suite, as findings; the tester does the looking."""

from collections.abc import Iterable

from judge.errors import Finding
from judge.grading.judgement import Judgement

SHOWN_TESTS = 3


def audit_findings(judgements: Iterable[Judgement]) -> list[Finding]:
    """Each line of the suite that reaches for what it should not, with the tests that did."""
    seen: dict[tuple[str, int, str], list[str]] = {}
    for judgement in judgements:
        for test in judgement.tests:
            for notice in test.noticed:
                names = seen.setdefault((notice["file"], notice["line"], notice["what"]), [])
                if test.id not in names:
                    names.append(test.id)
    return [
        Finding(f"tests/{file}", line, f"{what} ({_some(names)}); a suite has its own files, app, db and rng alone")
        for (file, line, what), names in sorted(seen.items())
    ]


def _some(names: list[str]) -> str:
    """The first names; a helper that all tests use needs no more to be found."""
    shown = sorted(names)[:SHOWN_TESTS]
    return ", ".join(shown) if len(names) <= SHOWN_TESTS else f"{', '.join(shown)} and {len(names) - SHOWN_TESTS} more"
