"""`judge problem list`: the catalogue on disk beside what is published."""

from pathlib import Path
from typing import Any

from judge import publishing
from judge.catalogue.load import load_problem
from judge.cli import connect, show
from judge.errors import ProblemInvalid
from judge.publishing import Published
from judge.settings import Settings
from judge.stacks import known_stacks
from judge.storage.engine import reading_scope


def listing(json: show.AsJson = False) -> None:
    """Lists the problems of the catalogue on disk and those that are published."""
    settings = Settings.from_env()
    with connect.open_database(settings) as database, reading_scope(database) as session:
        published = {line.slug: line for line in publishing.published(session)}
    folders = {folder.name: folder for folder in catalogue_folders(settings)}
    entries = [_entry(slug, folders.get(slug), published.get(slug)) for slug in sorted(folders.keys() | published)]
    if json:
        show.as_json(entries)
        return
    columns = ("slug", "state", "title", "tests", "max_score", "published_at")
    show.table(columns, [[entry[column] for column in columns] for entry in entries])


def catalogue_folders(settings: Settings) -> list[Path]:
    """Every problem's folder on disk."""
    return sorted(path.parent for path in settings.problems_dir.glob("*/problem.toml"))


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
