"""The draft as a candidate would see it: a version of its own that only its authors can open."""

from dataclasses import replace
from datetime import datetime

from sqlmodel import Session

from judge.accounts import Account
from judge.publishing import version_of
from judge.storage import problems
from judge.storage import studio as store
from judge.storage.studio import DRAFT
from judge.studio.access import own_to_change
from judge.studio.listing import bundle_of, load
from judge.studio.variants import with_known_variants


def put_up(session: Session, account: Account, problem_id: str, *, now: datetime) -> str:
    """Puts the files up as they are and gives the slug under which they can be tried; it is in no list.

    Versions that were put up before go, unless something was handed in to them. Raises ProblemInvalid.
    """
    problem = own_to_change(session, account, problem_id)
    loaded = with_known_variants(session, problem, load(session, problem, bundle_of(session, problem)))
    unlisted = loaded.problem.model_copy(update={"is_listed": False})
    draft = replace(loaded, slug=f"{problem.slug}{DRAFT}", problem=unlisted)
    version = problems.publish_version(session, version_of(draft, now=now, published_by=account.id))
    store.delete_unused_versions(session, version.slug, keep=version.id)
    session.commit()
    return version.slug
