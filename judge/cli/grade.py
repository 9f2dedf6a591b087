"""`judge grade`: judges a folder of files outside web and database, for authors and for CI."""

import secrets
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from judge.catalogue.bundle import read_folder
from judge.catalogue.load import LoadedProblem, load_problem
from judge.cli import connect, show, variants
from judge.domain.variants import fill
from judge.domain.verdict import MEANINGS, Verdict
from judge.errors import Invalid
from judge.grading.grade import grade_until_judged
from judge.grading.judgement import JudgedTest, Judgement, by_criterion
from judge.settings import Settings
from judge.stacks import known_stacks

JUDGE_ERROR = 3
SEED_BITS = 48


def grade(
    problem: show.ProblemFolder,
    *,
    files: Annotated[Path, typer.Option("--files", help="The folder with the answer's files.")],
    stack: Annotated[str, typer.Option("--stack", help="Needed where the problem offers several.")] = "",
    samples: Annotated[bool, typer.Option("--samples", help="Only the sample tests.")] = False,
    seed: Annotated[int | None, typer.Option("--seed", min=0, help="Repeat a run with its data.")] = None,
    variant: Annotated[int | None, typer.Option(min=0, help="Of the problem's variants; 0 without it.")] = None,
    json: show.AsJson = False,
) -> None:
    """Judges a folder of files. Exit code 0: there is a verdict; 2: wrong usage; 3: the judge failed."""
    settings = Settings.from_env()
    loaded = variants.made(settings, load_problem(problem, known_stacks()))
    chosen = choose_stack(loaded, stack)
    answer = read_answer(loaded.in_variant(variant), files, chosen)
    if files.resolve().is_relative_to(problem.resolve()):  # an author's own; in anybody else's, {{ name }} is code
        answer = {path: fill(text, loaded.values(variant)) for path, text in answer.items()}
    drawn = secrets.randbits(SEED_BITS) if seed is None else seed
    with connect.open_engine(settings) as engine, show.progress() as say:
        judgement = grade_until_judged(
            engine,
            loaded,
            files=answer,
            stack=chosen,
            is_sample_run=samples,
            seed=drawn,
            variant=variant,
            run_id=f"grade-{secrets.token_hex(8)}",
            instance=settings.instance_name,
            slot=variants.SLOT,
            listener=told(say, loaded, is_sample_run=samples),
        )
    if json:
        show.as_json(report(loaded, judgement, chosen, drawn) | evidence(loaded, variant))
    else:
        tell(loaded, judgement, drawn)
        if said := variants.words(loaded, variant):
            show.line(said.removeprefix("; "), style="dim")
    raise typer.Exit(JUDGE_ERROR if judgement.verdict is Verdict.JUDGE_ERROR else 0)


def evidence(loaded: LoadedProblem, variant: int | None) -> dict[str, Any]:
    """Which variant the run was in, beside its seed: what repeats it."""
    values = loaded.values(variant)
    return {"variant": (variant or 0) if values else None, "values": dict(values)}


def choose_stack(loaded: LoadedProblem, wanted: str) -> str:
    """The stack that was asked for, or the only one."""
    offered = loaded.problem.stacks
    if not wanted and len(offered) > 1:
        raise Invalid(f"the problem offers {', '.join(offered)}; say which", "--stack")
    if wanted and wanted not in offered:
        raise Invalid(f'the problem does not offer "{wanted}"; it offers {", ".join(offered)}', "--stack")
    return wanted or offered[0]


def read_answer(loaded: LoadedProblem, folder: Path, stack: str) -> dict[str, str]:
    """The editable files of a folder. Readonly files may lie beside them as long as they are the starter's."""
    if not folder.is_dir():
        raise Invalid(f"there is no folder {folder}", "--files")
    contents, findings = read_folder(folder)
    if findings:
        raise Invalid(str(findings[0]), "--files")
    starter = loaded.bundle.starter(stack)
    answer = {}
    for path, content in contents.items():
        if path in loaded.problem.files.readonly and content == starter.get(path):
            continue
        try:
            answer[path] = content.decode("utf-8")
        except UnicodeDecodeError:
            raise Invalid("is not UTF-8 text", path) from None
    return answer


def told(
    say: Callable[[str], None], loaded: LoadedProblem, *, is_sample_run: bool
) -> Callable[[str, dict[str, Any]], None]:
    """A listener that says how far the run is."""
    total = len(loaded.manifest.samples if is_sample_run else loaded.manifest.tests)
    ended = 0

    def listen(kind: str, data: dict[str, Any]) -> None:
        nonlocal ended
        if kind == "phase":
            ended = 0
            say(data["phase"])
        else:
            ended += 1
            say(f"running {ended}/{total}")

    return listen


def report(loaded: LoadedProblem, judgement: Judgement, stack: str, seed: int) -> dict[str, Any]:
    """The judgement as JSON."""
    return {
        "problem": loaded.slug,
        "content_hash": loaded.bundle.content_hash,
        "stack": stack,
        "verdict": judgement.verdict.value,
        "score": judgement.score,
        "max_score": judgement.max_score,
        "criteria": [line.model_dump() for line in by_criterion(judgement.tests, loaded.problem.criteria)],
        "tests": [_test(test) for test in judgement.tests],
        "phases": judgement.phases,
        "images": judgement.images,
        "seed": seed,
        "log": judgement.log,
        "reason": judgement.reason,
    }


def tell(loaded: LoadedProblem, judgement: Judgement, seed: int) -> None:
    """The judgement for people."""
    meaning = MEANINGS[judgement.verdict]
    points = "" if judgement.score is None else f": {judgement.score} of {judgement.max_score} points"
    show.line(f"{meaning.label}{points}", style="bold green" if judgement.verdict is Verdict.PASSED else "bold red")
    show.line(meaning.candidate if judgement.score is not None else judgement.reason or meaning.operator)
    show.line("")
    criteria = by_criterion(judgement.tests, loaded.problem.criteria)
    show.table(("criterion", "points", "of"), [(line.title, line.earned, line.possible) for line in criteria])
    show.line("")
    rows = [(test.outcome, test.points, test.possible, _kind(test), test.id, test.title) for test in judgement.tests]
    show.table(("outcome", "points", "of", "", "test", "title"), rows)
    for test in judgement.tests:
        if test.message:
            show.line(f"\n{test.id}: {test.message}")
    if judgement.log:
        show.line(f"\nWhat it printed:\n{judgement.log}")
    show.line(f"\n{_phases(judgement.phases)}; seed {seed}", style="dim")


def _test(test: JudgedTest) -> dict[str, Any]:
    return {
        "id": test.id,
        "title": test.title,
        "criterion": test.criterion,
        "kind": _kind(test),
        "outcome": test.outcome,
        "points": test.points,
        "possible": test.possible,
        "milliseconds": test.milliseconds,
        "message": test.message,
    }


def _kind(test: JudgedTest) -> str:
    return "sample" if test.is_sample else "hidden"


def _phases(phases: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {milliseconds} ms" for name, milliseconds in phases.items())
