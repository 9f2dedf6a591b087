"""`judge problem export`: a problem as one zip, whole for its authors, or what a candidate may have."""

from pathlib import Path
from typing import Annotated

import typer

from judge import publishing
from judge.cards import manifest_of
from judge.catalogue.bundle import Bundle
from judge.catalogue.load import LoadedProblem, from_bundle
from judge.cli import connect, show, variants
from judge.domain.problem import Value
from judge.errors import Invalid
from judge.exchange.folder import put_file
from judge.exchange.native import SUFFIX, candidate_zip, to_zip
from judge.settings import Settings
from judge.stacks import known_stacks
from judge.storage.engine import reading_scope

CANDIDATES = ".candidate.zip"


def export(
    problem: Annotated[Path | None, typer.Argument(help="The problem's folder.")] = None,
    published: Annotated[str, typer.Option("--published", help="Instead of a folder: a published problem.")] = "",
    candidate: Annotated[
        bool, typer.Option("--candidate", help="Only what a candidate may have: no suite, no solution, no editorial.")
    ] = False,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="The file to write.")] = None,
) -> None:
    """Writes a zip. That of the whole problem is equal byte for byte whenever the problem is."""
    if (problem is None) == (not published):
        raise Invalid("name a folder, or a published problem with --published, and not both", "problem export")
    settings = Settings.from_env()
    known: tuple[dict[str, Value], ...] = ()
    if problem is None:
        slug, bundle, known = _published(settings, published)
    else:
        slug, bundle = problem.resolve().name, _folder(problem)
    data = candidate_zip(_loaded(settings, bundle, slug, known)) if candidate else to_zip(bundle, slug)
    target = output or Path(f"{slug}{CANDIDATES if candidate else SUFFIX}")
    with put_file(target, data, "--output"):
        pass  # there is nothing else that could fail
    show.line(f"{target}: {len(data)} bytes, {bundle.content_hash[:12]}")


def _folder(problem: Path) -> Bundle:
    if not problem.is_dir():
        raise Invalid(f"there is no folder {problem}", "problem")
    return Bundle.from_folder(problem)


def _published(settings: Settings, slug: str) -> tuple[str, Bundle, tuple[dict[str, Value], ...]]:
    """The version that candidates get now, with the values of its variants."""
    with connect.open_database(settings) as database, reading_scope(database) as session:
        version = publishing.published_version(session, slug)
        return slug, Bundle.from_bytes(version.bundle), manifest_of(version).variants


def _loaded(settings: Settings, bundle: Bundle, slug: str, known: tuple[dict[str, Value], ...]) -> LoadedProblem:
    loaded = from_bundle(bundle, slug, known_stacks())
    return loaded.with_variants(known) if known else variants.made(settings, loaded)
