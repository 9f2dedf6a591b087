"""`judge problem test`: one answer, live: a line for each test as it ends, then whether it is what was expected."""

import contextlib
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

from judge.catalogue.load import LoadedProblem, load_problem
from judge.cli import connect, show
from judge.cli.grade import SEED_BITS
from judge.cli.problem import watch
from judge.cli.problem.answers import Answer, choose
from judge.cli.problem.findings import tell_findings
from judge.cli.variants import SLOT, words
from judge.domain.verdict import MEANINGS
from judge.errors import ProblemInvalid
from judge.grading.generate import with_variants
from judge.grading.grade import grade_until_judged
from judge.grading.judgement import Judgement
from judge.settings import Settings
from judge.stacks import known_stacks
from sandbox.base import Engine
from sandbox.run import TestOutcome

WRONG = 1
STYLES = {TestOutcome.PASSED.value: "green"}
WORDS = {outcome.value: outcome.value.replace("_", " ") for outcome in TestOutcome}


def run(
    problem: show.ProblemFolder,
    answer: Annotated[
        str, typer.Argument(help="solution/STACK, starter/STACK, wrong/NAME or a folder; without it, the solution.")
    ] = "",
    *,
    stack: Annotated[str, typer.Option("--stack", help="For a folder, where the problem offers several.")] = "",
    seed: Annotated[int | None, typer.Option("--seed", min=0, help="Repeat a run with its data.")] = None,
    variant: Annotated[int | None, typer.Option(min=0, help="Of the problem's variants; 0 without it.")] = None,
    watched: Annotated[bool, typer.Option("--watch", help="Again whenever a file changes, until Ctrl-C.")] = False,
) -> None:
    """Judges one answer and says whether it does what is expected of it. Exit code 1: it does not."""
    settings = Settings.from_env()
    folders = [problem, *([Path(answer)] if answer and Path(answer).is_dir() else [])]
    with connect.open_engine(settings) as engine:
        seen = watch.state_of(folders)  # before the run: what changes while it goes on is not missed
        is_right = _once(engine, settings, problem, (answer, stack), (seed, variant))
        with contextlib.suppress(KeyboardInterrupt):
            while watched:
                seen = _wait_for_change(folders, seen)
                is_right = _once(engine, settings, problem, (answer, stack), (seed, variant))
    raise typer.Exit(0 if is_right else WRONG)


def _once(
    engine: Engine, settings: Settings, folder: Path, wanted: tuple[str, str], numbers: tuple[int | None, int | None]
) -> bool:
    """One run from the folder as it stands, with this seed and variant; says whether it went as expected."""
    seed, variant = numbers
    try:
        read = load_problem(folder, known_stacks())
        loaded = with_variants(engine, read, instance=settings.instance_name, slot=SLOT)
        answer = choose(loaded.in_variant(variant), folder, *wanted)
    except ProblemInvalid as error:
        tell_findings(error.findings, folder.resolve().name)
        return False
    drawn = secrets.randbits(SEED_BITS) if seed is None else seed
    show.line(f"{loaded.slug}: {answer.name}; {answer.expects}", style="bold")
    judgement = grade_until_judged(
        engine,
        loaded,
        files=answer.files,
        stack=answer.stack,
        seed=drawn,
        variant=variant,
        run_id=f"grade-{secrets.token_hex(8)}",
        instance=settings.instance_name,
        slot=SLOT,
        listener=live(loaded),
    )
    return tell(answer, judgement, f"{drawn}{words(loaded, variant)}")


def live(loaded: LoadedProblem) -> Callable[[str, dict[str, Any]], None]:
    """A listener that writes a line for each test as it ends."""
    titles = {test.id: f"{test.title} ({'sample' if test.is_sample else 'hidden'})" for test in loaded.manifest.tests}

    def listen(kind: str, data: dict[str, Any]) -> None:
        if kind == "test":
            outcome = data["outcome"]
            text = f"  {WORDS.get(outcome, outcome):12} {data['ms']:>6} ms  {titles.get(data['id'], data['id'])}"
            show.line(text, style=STYLES.get(outcome, "red"))

    return listen


def tell(answer: Answer, judgement: Judgement, seed: str) -> bool:
    """What the tests said, the verdict, and whether it was expected."""
    for test_ in judgement.tests:
        if test_.message:
            show.line(f"\n{test_.id}: {test_.message}")
    if judgement.log:
        show.line(f"\nWhat it printed:\n{judgement.log}")
    meaning = MEANINGS[judgement.verdict]
    points = "" if judgement.score is None else f", {judgement.score} of {judgement.max_score} points"
    show.line(f"\n{meaning.label}{points}; seed {seed}{f'; {judgement.reason}' if judgement.reason else ''}")
    surprises = answer.surprises(judgement)
    for surprise in surprises:
        show.line(f"not as expected: {surprise}", style="bold red")
    if not surprises:
        show.line("as expected", style="bold green")
    return not surprises


def _wait_for_change(folders: list[Path], seen: watch.State) -> watch.State:
    """Returns when a file is another than it was seen to be; gives what is seen now."""
    show.line("\nWaiting for a change; Ctrl-C ends.", style="dim")
    while (state := watch.state_of(folders)) == seen:
        watch.pause()
    return state
