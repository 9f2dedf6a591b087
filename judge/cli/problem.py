"""`judge problem`: check a folder, list what is published, publish what passes its gate."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from judge import publishing
from judge.catalogue.load import LoadedProblem, load_problem
from judge.cli import connect, show
from judge.errors import Finding, Invalid, ProblemInvalid
from judge.gate import check as gate
from judge.gate.report import GateReport
from judge.gate.runs import Report
from judge.publishing import Published
from judge.settings import Settings
from judge.storage.engine import reading_scope, session_scope
from sandbox.base import Engine

WRONG = 1
MARKS = {"passed": "·", "failed": "F", "too_slow": "S", "bad_response": "B", "no_answer": "N", "not_run": "-"}


def check(problem: show.ProblemFolder, json: show.AsJson = False) -> None:
    """Puts a problem through its gate. Exit code 1: something is wrong; the table says what and where."""
    settings = Settings.from_env()
    try:
        loaded = load_problem(problem, publishing.known_stacks())
    except ProblemInvalid as error:
        faulty = _json(problem.resolve().name, error.findings)
        show.as_json(faulty) if json else tell_findings(error.findings)
        raise typer.Exit(WRONG) from None
    with connect.open_engine(settings) as engine, show.progress() as say:
        report = gate.check(
            engine, loaded, instance=settings.instance_name, cache_dir=_gates(settings), is_fresh=True, say=say
        )
    if json:
        show.as_json(report.to_json())
    else:
        tell_matrix(loaded, report)
        tell_findings(report.findings)
    raise typer.Exit(0 if report.is_passed else WRONG)


def listing(json: show.AsJson = False) -> None:
    """Lists the problems of the catalogue on disk and those that are published."""
    settings = Settings.from_env()
    with connect.open_database(settings) as database, reading_scope(database) as session:
        published = {line.slug: line for line in publishing.published(session)}
    folders = {folder.name: folder for folder in _folders(settings)}
    entries = [_entry(slug, folders.get(slug), published.get(slug)) for slug in sorted(folders.keys() | published)]
    if json:
        show.as_json(entries)
        return
    columns = ("slug", "state", "title", "tests", "max_score", "published_at")
    show.table(columns, [[entry[column] for column in columns] for entry in entries])


def publish(
    problems: Annotated[list[Path] | None, typer.Argument(help="The problems' folders.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="Every folder of the catalogue.")] = False,
    json: show.AsJson = False,
) -> None:
    """Publishes each problem that passes its gate. Exit code 1: one did not."""
    if bool(problems) == everything:
        raise Invalid("name the folders, or give --all, and not both", "problem publish")
    settings = Settings.from_env()
    connect.require_current_schema(settings)
    folders = problems or _folders(settings)
    with connect.open_engine(settings) as engine, show.progress() as say:
        results = [publish_folder(engine, settings, folder, say) for folder in folders]
    if json:
        show.as_json(results)
    else:
        show.table(("slug", "state"), [(result["slug"], result["state"]) for result in results])
        for result in results:
            tell_findings([Finding(**finding) for finding in result["findings"]], result["slug"])
    raise typer.Exit(WRONG if any(result["findings"] for result in results) else 0)


def publish_folder(engine: Engine, settings: Settings, folder: Path, say: Report) -> dict[str, Any]:
    """What became of one folder: `published`, or `refused` with the findings."""
    try:
        loaded = load_problem(folder, publishing.known_stacks())
    except ProblemInvalid as error:
        return _json(folder.resolve().name, error.findings) | {"state": "refused"}
    report = gate.check(engine, loaded, instance=settings.instance_name, cache_dir=_gates(settings), say=say)
    if not report.is_passed:
        return _json(loaded.slug, report.findings) | {"state": "refused"}
    with connect.open_database(settings) as database, session_scope(database) as session:
        version = publishing.publish(session, loaded, now=datetime.now(UTC))
    return _json(loaded.slug, ()) | {"state": "published", "content_hash": version.content_hash}


def tell_findings(found: Sequence[Finding], title: str = "") -> None:
    """The table of what is wrong and where."""
    if not found:
        return
    show.line(f"\n{title}{': ' if title else ''}{len(found)} finding{'s' if len(found) > 1 else ''}", style="bold red")
    show.findings(found)


def tell_matrix(loaded: LoadedProblem, report: GateReport) -> None:
    """Which test fails which wrong solution: a row for each test, a numbered column for each wrong solution."""
    names = list(report.matrix)
    rows = [
        [test.id, "sample" if test.is_sample else "hidden", *(MARKS[report.matrix[name][test.id]] for name in names)]
        for test in loaded.manifest.tests
    ]
    show.table(("test", "", *(str(number) for number in range(1, len(names) + 1))), rows)
    legend = [f"{number} {name}" for number, name in enumerate(names, start=1)]
    show.line(f"\n{', '.join(legend)}")
    show.line("· passed, F failed, S too slow, B bad response, N no answer, - not run", style="dim")
    if report.is_passed:
        show.line(f"\n{loaded.slug} passes its gate.", style="bold green")


def register(app: typer.Typer) -> None:
    """Adds the family."""
    family = typer.Typer(no_args_is_help=True, help="Problems: check a folder, list, publish.")
    family.command("check")(check)
    family.command("list")(listing)
    family.command("publish")(publish)
    app.add_typer(family, name="problem")


def _gates(settings: Settings) -> Path:
    return settings.caches / "gates"


def _folders(settings: Settings) -> list[Path]:
    return sorted(path.parent for path in settings.problems_dir.glob("*/problem.toml"))


def _json(slug: str, found: Sequence[Finding]) -> dict[str, Any]:
    rows = [{"file": finding.file, "line": finding.line, "message": finding.message} for finding in found]
    return {"slug": slug, "is_passed": not found, "findings": rows}


def _entry(slug: str, folder: Path | None, line: Published | None) -> dict[str, Any]:
    """One line of the list: what is published, and whether the folder has changed since."""
    state = "published, not on disk"
    if folder is not None:
        try:
            loaded = load_problem(folder, publishing.known_stacks())
        except ProblemInvalid as error:
            state = f"invalid ({len(error.findings)} findings)"
        else:
            is_same = line is not None and line.content_hash == loaded.bundle.content_hash
            state = "published" if is_same else "changed" if line else "not published"
            if line is None:
                title, manifest = loaded.problem.title, loaded.manifest
                return _row(slug, state, title, len(manifest.tests), manifest.max_score)
    if line is None:
        return _row(slug, state, "", 0, 0)
    return _row(slug, state, line.title, line.tests, line.max_score) | {
        "published_at": line.published_at.isoformat(timespec="seconds"),
        "content_hash": line.content_hash,
    }


def _row(slug: str, state: str, title: str, tests: int, max_score: int) -> dict[str, Any]:
    return {
        "slug": slug,
        "state": state,
        "title": title,
        "tests": tests,
        "max_score": max_score,
        "published_at": "",
        "content_hash": "",
    }
