"""The values of a problem's variants: its variants.py is asked in a box, twice, and what comes back is looked at."""

import secrets
import threading
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from judge.catalogue.bundle import Bundle, file_faults
from judge.catalogue.folder import editor_faults
from judge.catalogue.load import LoadedProblem
from judge.catalogue.texts import text_faults
from judge.catalogue.variants import VARIANTS, read_names
from judge.domain.variants import fill_files, fill_problem, told, values_fault
from judge.errors import Finding, ProblemInvalid
from judge.grading.job import make_generator_job
from sandbox.base import Engine
from sandbox.generator import generate
from sandbox.run import Ending

_BROKEN = "the suite is broken: "  # how the sandbox begins to say what the tester said

Raw = Mapping[int, Mapping[str, Any]]


def with_variants(
    engine: Engine, loaded: LoadedProblem, *, instance: str, slot: int, cancelled: threading.Event | None = None
) -> LoadedProblem:
    """The problem with its values; the same where it has no variants. Raises ProblemInvalid with every finding.

    Two boxes are asked, the second one in the other order of seeds: whatever does not rest on the seed alone, such as
    the order of a set or what an earlier call has left, shows itself there. Raises SandboxError when the engine failed.
    """
    if loaded.problem.variants is None:
        return loaded
    seeds = range(loaded.problem.variants.count)
    stop = cancelled or threading.Event()
    first, second = (
        _asked(engine, loaded, order, instance=instance, slot=slot, cancelled=stop) for order in (seeds, seeds[::-1])
    )
    findings = [*_differences(first, second), *_faults(loaded, first)]
    if findings:
        raise ProblemInvalid(findings)
    return loaded.with_variants([first[seed] for seed in seeds])


def _asked(
    engine: Engine,
    loaded: LoadedProblem,
    seeds: Sequence[int],
    *,
    instance: str,
    slot: int,
    cancelled: threading.Event,
) -> Raw:
    """What one box gives, by seed."""
    job = make_generator_job(loaded, seeds, f"variants-{secrets.token_hex(8)}")
    outcome, variants = generate(engine, job, instance=instance, slot=slot, cancelled=cancelled)
    if outcome.ending is not Ending.FINISHED:
        raise ProblemInvalid([Finding(VARIANTS, None, outcome.reason.removeprefix(_BROKEN))])
    if len(variants) != len(seeds):
        raise ProblemInvalid([Finding(VARIANTS, None, f"there are {len(variants)} variants, and not {len(seeds)}")])
    return dict(zip(seeds, variants, strict=True))


def _differences(first: Raw, second: Raw) -> Iterator[Finding]:
    """Where the two boxes disagree, and whether they differ at all from seed to seed."""
    for seed, values in first.items():
        if values != second[seed]:
            reason = "gives other values the second time: they may rest on the seed alone"
            yield Finding(VARIANTS, None, f"generate({seed}) {reason}")
    if all(values == first[0] for values in first.values()):
        yield Finding(VARIANTS, None, "generate gives the same values for every seed")


def _faults(loaded: LoadedProblem, variants: Raw) -> Iterator[Finding]:
    """What is wrong with the values themselves, by variant."""
    names = read_names(loaded.bundle)[0].keys()
    for seed, values in variants.items():
        fault = values_fault(values)
        if not fault and values.keys() != names:
            fault = f"gives {', '.join(sorted(values)) or 'nothing'}, and is written to give {', '.join(sorted(names))}"
        if fault:
            yield Finding(VARIANTS, None, f"generate({seed}): {fault}")
        elif unfit := _unfit(loaded, values):
            yield Finding("problem.toml", None, f"with variant {seed} ({told(values)}): {unfit}")
        else:
            for one in _filled_faults(loaded, values):
                yield Finding(one.file, one.line, f"with variant {seed} ({told(values)}): {one.message}")


def _unfit(loaded: LoadedProblem, values: Mapping[str, Any]) -> str:
    """What is wrong with hints and examples once the values stand in them; empty when nothing is."""
    try:
        fill_problem(loaded.problem, values)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        return f"{'.'.join(map(str, first['loc']))}: {first['msg'].removeprefix('Value error, ')}"
    return ""


def _filled_faults(loaded: LoadedProblem, values: Mapping[str, Any]) -> list[Finding]:
    """What is wrong with the folder once the values stand in it: a file or text may be too large only then."""
    filled = Bundle(fill_files(loaded.bundle.files, values))
    return text_faults(filled) + file_faults(filled.files) + editor_faults(filled)
