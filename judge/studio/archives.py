"""A whole folder put over what is there, and taken out again as an archive."""

from dataclasses import replace
from datetime import datetime

from sqlmodel import Session

from judge.accounts import Account
from judge.catalogue.bundle import Bundle, file_faults
from judge.errors import ProblemInvalid
from judge.exchange.native import candidate_zip, to_zip
from judge.storage import studio as store
from judge.storage.studio import StudioProblem
from judge.studio.access import own
from judge.studio.editing import put, settle, take_away
from judge.studio.listing import bundle_of, load
from judge.studio.variants import with_known_variants


def put_folder(session: Session, account: Account, problem: StudioProblem, bundle: Bundle, *, now: datetime) -> None:
    """Makes this the whole folder for the caller's commit; every file that it replaces or takes away is kept."""
    if faults := file_faults(bundle.files):
        raise ProblemInvalid(faults)
    for row in store.files_of(session, problem.id):
        if row.path not in bundle.files:
            take_away(session, account, row, now=now)
    for path, content in sorted(bundle.files.items()):
        put(session, account, problem, path, content, now=now, keeps=True)
    settle(session, problem, now=now)


def export(session: Session, account: Account, problem_id: str) -> tuple[str, bytes]:
    """The slug and the whole folder, for authors alone."""
    problem = own(session, account, problem_id)
    return problem.slug, to_zip(bundle_of(session, problem), problem.slug)


def export_for_candidates(session: Session, account: Account, problem_id: str) -> tuple[str, bytes]:
    """The slug and what a candidate may have; raises ProblemInvalid while the folder is not valid."""
    problem = own(session, account, problem_id)
    loaded = with_known_variants(session, problem, load(session, problem, bundle_of(session, problem)))
    return problem.slug, candidate_zip(replace(loaded, slug=problem.slug))
