"""The job of one run: the problem's suite and limits, the candidate's files, and which tests count."""

from collections.abc import Mapping
from dataclasses import replace

from judge.catalogue.load import LoadedProblem
from judge.domain.problem import ProblemLimits
from judge.errors import Invalid
from sandbox.run import File, Job, Limits

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
) -> Job:
    """A whole run as one value. `files` are the candidate's own; the readonly ones come from the starter."""
    manifest = loaded.manifest
    samples = tuple(test.id for test in manifest.samples)
    job = _job(loaded, files=files, stack=stack, run_id=run_id, lease=lease)
    return replace(
        job,
        suite=_files(loaded.bundle.suite()),
        tests=samples if is_sample_run else tuple(test.id for test in manifest.tests),
        samples=samples,
        seed=seed,
    )


def make_console_job(loaded: LoadedProblem, *, files: Mapping[str, str], stack: str, run_id: str, lease: int) -> Job:
    """The same answer without a test: of the suite only the scripts that make the database."""
    job = _job(loaded, files=files, stack=stack, run_id=run_id, lease=lease)
    scripts = {path: content for path, content in loaded.bundle.suite().items() if path.startswith(_SCRIPTS)}
    return replace(job, suite=_files(scripts), is_console=True)


def _job(loaded: LoadedProblem, *, files: Mapping[str, str], stack: str, run_id: str, lease: int) -> Job:
    """An answer with nothing to examine it."""
    problem = loaded.problem
    if stack not in problem.stacks:
        raise Invalid(f'the problem has no stack "{stack}"; it has {", ".join(problem.stacks)}', "stack")
    starter = loaded.bundle.starter(stack)
    rules = problem.file_rules(starter)
    for path, fact in rules.faults(files):
        raise Invalid(f"{path} {fact}; the editable files are {', '.join(sorted(rules.editable))}", path)
    readonly = {path: starter[path] for path in rules.readonly}
    answer = {path: text.encode("utf-8") for path, text in files.items()}
    return Job(
        run_id=run_id,
        lease=lease,
        kind=problem.kind.value,
        stack=stack,
        services=problem.services,
        suite=(),
        files=_files(readonly | answer),
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


def _files(contents: Mapping[str, bytes]) -> tuple[File, ...]:
    return tuple(File(path, content) for path, content in sorted(contents.items()))
