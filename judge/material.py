"""Figures and downloads of a statement, as readers ask for them: of the very version that their page shows."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from judge import learning
from judge.accounts import Account
from judge.cards import problem_of
from judge.catalogue.assets import AFTERWARDS, FIGURES, FOLDER, MEDIA_TYPES, ending_of
from judge.catalogue.bundle import Bundle
from judge.desks import published_version
from judge.errors import NotFound
from judge.statement import ASSET
from judge.storage import problems
from judge.storage.problems import HASH_PREFIX, ProblemVersion


@dataclass(frozen=True, slots=True)
class Asset:
    """One file of a statement."""

    name: str
    body: bytes
    media_type: str
    is_figure: bool  # anything else is saved and not shown


def asset(session: Session, account: Account | None, slug: str, version: str, path: str, *, now: datetime) -> Asset:
    """A figure or download of the version whose hash begins so; NotFound for all else that the folder holds.

    A listed problem's are for everybody, another's for whoever is signed in, the editorial's for whom the end has come.
    """
    current = published_version(session, account, slug)  # figures are the same in every variant
    is_current = current.content_hash[:HASH_PREFIX] == version
    found = current if is_current else problems.version_by_prefix(session, slug, version)
    if found is None or not _may_read(session, account, found, path, now):
        raise NotFound("no such file")
    place, ending = f"{FOLDER}/{path}", ending_of(path)
    is_asset = ASSET.fullmatch(place) is not None and ending in MEDIA_TYPES
    body = Bundle.one_of(found.bundle, place) if is_asset else None
    if body is None:
        raise NotFound("no such file")
    return Asset(path.rpartition("/")[2], body, MEDIA_TYPES[ending], ending in FIGURES)


def _may_read(session: Session, account: Account | None, version: ProblemVersion, path: str, now: datetime) -> bool:
    if path.startswith(AFTERWARDS):
        return account is not None and learning.end_of(session, account, version.slug, now=now).is_open
    return account is not None or problem_of(version).is_listed
