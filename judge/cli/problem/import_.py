"""`judge problem import`: a problem out of a zip, or another system's exercise, written to disk whole or not at all."""

from pathlib import Path
from typing import Annotated

import typer

from judge.catalogue.bundle import Bundle, file_faults
from judge.catalogue.load import from_bundle
from judge.cli import show
from judge.cli.problem.converting import FORMATS, converted, notes_of, put_report, tell_notes
from judge.cli.problem.findings import report_of, tell_findings
from judge.errors import Finding, Invalid, ProblemInvalid
from judge.exchange.folder import put_folder
from judge.exchange.native import MAX_ARCHIVE_BYTES, from_zip
from judge.settings import Settings
from judge.stacks import known_stacks


def import_(
    file: Annotated[Path, typer.Argument(help="The zip that `judge problem export` has written; see --from.")],
    into: Annotated[Path | None, typer.Option("--into", help="Where the folder comes; the catalogue on disk.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace the problem's folder that is there.")] = False,
    source: Annotated[str, typer.Option("--from", help=f"What a folder or zip is: {', '.join(FORMATS)}.")] = "",
    slug: Annotated[str, typer.Option("--slug", help="With --from: its name; without it the folder's.")] = "",
    *,
    report: Annotated[Path | None, typer.Option("--report", help="With --from: a file for the report, JSON.")] = None,
    as_json: show.AsJson = False,
) -> None:
    """Takes a problem in. One that is not complete comes in too; the table says what it lacks."""
    if not source and (slug or report):
        raise Invalid("--slug and --report go with --from", "problem import")
    if source:
        slug, bundle, notes = converted(source, file, slug)
    else:
        (slug, bundle), notes = from_zip(read(file)), ()
    folder = (into or Settings.from_env().problems_dir) / slug
    findings = _findings(bundle, slug)
    told = report_of(slug, findings) | {"folder": str(folder), "notes": notes_of(notes)}
    with put_report(report, told):
        put_folder(bundle, folder, replaces=force)
    if as_json:
        show.as_json(told)
        return
    show.line(f"{folder}: {len(bundle.files)} files, {bundle.content_hash[:12]}")
    tell_notes(notes)
    tell_findings(findings, "not complete")


def _findings(bundle: Bundle, slug: str) -> list[Finding]:
    """What `judge problem lint` will say of the folder."""
    findings = file_faults(bundle.files)
    try:
        from_bundle(bundle, slug, known_stacks())
    except ProblemInvalid as error:
        findings += error.findings
    return findings


def read(file: Path) -> bytes:
    """The archive's bytes; Invalid when there is none, or more than any problem takes."""
    if not file.is_file():
        raise Invalid(f"there is no file {file}", "file")
    if file.stat().st_size > MAX_ARCHIVE_BYTES:
        raise Invalid(f"has {file.stat().st_size} bytes; an archive may have {MAX_ARCHIVE_BYTES}", str(file))
    return file.read_bytes()
