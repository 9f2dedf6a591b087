"""`judge problem publish`: what passes its gate becomes the version that candidates get."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from judge import publishing
from judge.catalogue.load import load_problem
from judge.cli import connect, show
from judge.cli.problem.findings import chosen_folders, gates_folder, report_of, tell_findings
from judge.errors import Finding, ProblemInvalid
from judge.gate import check as gate
from judge.gate.runs import Report
from judge.settings import Settings
from judge.stacks import known_stacks
from judge.storage.engine import session_scope
from judge.storage.stacks import remember_stacks
from sandbox.base import Engine

WRONG = 1


def publish(
    problems: Annotated[list[Path] | None, typer.Argument(help="The problems' folders.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="Every folder of the catalogue.")] = False,
    json: show.AsJson = False,
) -> None:
    """Publishes each problem that passes its gate. Exit code 1: one did not."""
    folders = chosen_folders("problem publish", problems, everything)
    settings = Settings.from_env()
    connect.require_current_schema(settings)
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
        loaded = load_problem(folder, known_stacks())
    except ProblemInvalid as error:
        return report_of(folder.resolve().name, error.findings) | {"state": "refused"}
    report = gate.check(engine, loaded, instance=settings.instance_name, cache_dir=gates_folder(settings), say=say)
    if not report.is_passed:
        return report_of(loaded.slug, report.findings) | {"state": "refused"}
    with connect.open_database(settings) as database, session_scope(database) as session:
        remember_stacks(session, known_stacks().values())  # pages cannot look into the sandbox
        proven = loaded.with_variants(report.variants)
        version = publishing.publish(session, proven, now=datetime.now(UTC))
    return report_of(loaded.slug, ()) | {"state": "published", "content_hash": version.content_hash}
