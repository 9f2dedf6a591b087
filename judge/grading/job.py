"""The job of one run: the problem's suite and limits, the candidate's files, and which tests count."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from judge.catalogue.load import LoadedProblem
from judge.catalogue.variants import VARIANTS
from judge.domain.problem import ProblemLimits, Value
from judge.domain.variants import fill, fill_files
from judge.errors import Invalid
from sandbox.run import File, Job, Limits

GENERATE_SECONDS = 20.0  # for the values of all variants, and for the box to come up on a busy machine

_SCRIPTS = "services/"


def make_job(
    loaded: LoadedProblem,
    *,
    files: Mapping[str, str],
    stack: str,
    is_sample_run: bool,
    seed: int,
    run_id: str,
    lease: int,
    variant: int | None = None,
) -> Job:
    """A whole run as one value. `files` are the candidate's own; the readonly ones come from the starter.

    Without a variant it is the first one's, where the problem has variants.
    """
    manifest, values = loaded.manifest, loaded.values(variant)
    samples = tuple(test.id for test in manifest.samples)
    job = _job(loaded, values, files=files, stack=stack, run_id=run_id, lease=lease)
    return replace(
        job,
        suite=files_of(fill_files(loaded.bundle.suite(), values)),
        variant=values,
        tests=samples if is_sample_run else tuple(test.id for test in manifest.tests),
        samples=samples,
        seed=seed,
    )


def make_console_job(
    loaded: LoadedProblem,
    *,
    files: Mapping[str, str],
    stack: str,
    run_id: str,
    lease: int,
    variant: int | None = None,
) -> Job:
    """The same answer without a test: of the suite only the scripts that make the database."""
    values = loaded.values(variant)
    job = _job(loaded, values, files=files, stack=stack, run_id=run_id, lease=lease)
    scripts = {path: content for path, content in loaded.bundle.suite().items() if path.startswith(_SCRIPTS)}
    return replace(job, suite=files_of(fill_files(scripts, values)), is_console=True)


def make_generator_job(loaded: LoadedProblem, seeds: Sequence[int], run_id: str) -> Job:
    """What asks the problem's variants.py for its values; nothing else of the problem is in it."""
    return Job(
        run_id=run_id,
        lease=0,
        kind="query",
        stack="",
        services=(),
        suite=files_of({VARIANTS: loaded.bundle.files[VARIANTS]}),
        files=(),
        tests=(),
        samples=(),
        seed=0,
        limits=Limits(start_seconds=GENERATE_SECONDS),
        seeds=tuple(seeds),
    )


def _job(
    loaded: LoadedProblem,
    values: Mapping[str, Value],
    *,
    files: Mapping[str, str],
    stack: str,
    run_id: str,
    lease: int,
) -> Job:
    """An answer with nothing to examine it."""
    problem = loaded.problem
    if stack not in problem.stacks:
        raise Invalid(f'the problem has no stack "{stack}"; it has {", ".join(problem.stacks)}', "stack")
    starter = loaded.bundle.starter(stack)
    rules = problem.file_rules(starter)
    for path, fact in rules.faults(files):
        raise Invalid(f"{path} {fact}; the editable files are {', '.join(sorted(rules.editable))}", path)
    readonly = {path: fill(starter[path].decode("utf-8"), values).encode("utf-8") for path in rules.readonly}
    answer = {path: text.encode("utf-8") for path, text in files.items()}
    return Job(
        run_id=run_id,
        lease=lease,
        kind=problem.kind.value,
        stack=stack,
        services=problem.services,
        suite=(),
        files=files_of(readonly | answer),
        tests=(),
        samples=(),
        seed=0,
        limits=limits_of(problem.limits),
    )


def limits_of(wanted: ProblemLimits) -> Limits:
    """The sandbox's limits with the problem's own on top."""
    return Limits(
        start_seconds=wanted.start_seconds,
        test_seconds=wanted.test_seconds,
        run_seconds=wanted.run_seconds,
        memory_mib=wanted.memory_mib,
    )


def files_of(contents: Mapping[str, bytes]) -> tuple[File, ...]:
    """Files as a job has them, by path."""
    return tuple(File(path, content) for path, content in sorted(contents.items()))
