"""`judge problem list`: the catalogue on disk beside what is published."""

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from judge import publishing
from judge.catalogue.load import load_problem
from judge.cli import connect, show
from judge.cli.problem.findings import catalogue_folders
from judge.errors import ProblemInvalid
from judge.publishing import Published, Release
from judge.settings import Settings
from judge.stacks import known_stacks
from judge.storage.engine import reading_scope


def listing(
    slug: Annotated[str, typer.Argument(help="One problem, with all its versions.")] = "", json: show.AsJson = False
) -> None:
    """Lists the problems of the catalogue on disk and those that are published, or the versions of one."""
    settings = Settings.from_env()
    with connect.open_database(settings) as database, reading_scope(database) as session:
        if slug:
            _versions(publishing.releases(session, slug), json=json)
            return
        published = {line.slug: line for line in publishing.published(session)}
    folders = {folder.name: folder for folder in catalogue_folders(settings)}
    entries = [_entry(name, folders.get(name), published.get(name)) for name in sorted(folders.keys() | published)]
    if json:
        show.as_json(entries)
        return
    columns = ("slug", "state", "title", "tests", "max_score", "versions", "published_at")
    show.table(columns, [[entry[column] for column in columns] for entry in entries])


def _versions(releases: Sequence[Release], *, json: bool) -> None:
    """The history of one problem, the newest version first."""
    if json:
        show.as_json([asdict(release) for release in releases])
        return
    rows = [
        (
            release.content_hash[:12],
            "current" if release.is_current else "",
            release.tests,
            release.max_score,
            release.published_at.isoformat(timespec="seconds"),
        )
        for release in releases
    ]
    show.table(("version", "", "tests", "max_score", "published_at"), rows)


def _entry(slug: str, folder: Path | None, line: Published | None) -> dict[str, Any]:
    """One line of the list: what is published, and whether the folder has changed since."""
    state = "published, not on disk"
    if folder is not None:
        try:
            loaded = load_problem(folder, known_stacks())
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
    if line.archived_at is not None:
        state = f"{state}, archived"
    return _row(slug, state, line.title, line.tests, line.max_score) | {
        "versions": line.versions,
        "archived_at": line.archived_at.isoformat(timespec="seconds") if line.archived_at else "",
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
        "versions": 0,
        "archived_at": "",
        "published_at": "",
        "content_hash": "",
    }
