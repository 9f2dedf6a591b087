"""How a problem comes into the studio: from the scaffold, as a copy of another one, or from an archive."""

from datetime import datetime

from sqlmodel import Session

from judge.accounts import Account
from judge.catalogue.bundle import Bundle
from judge.domain.problem import SLUG
from judge.errors import Conflict, Invalid, NotFound
from judge.exchange.native import from_zip
from judge.scaffold import new_problem
from judge.statement import reveal
from judge.storage import problems
from judge.storage import studio as store
from judge.storage.accounts import AUTHORS, Role
from judge.storage.studio import StudioAuthor, StudioProblem
from judge.studio.access import own, own_to_change
from judge.studio.archives import put_folder
from judge.studio.listing import bundle_of

MIN_AUTHOR, MAX_AUTHOR = 2, 80  # characters of a name in problem.toml


def begin(session: Session, account: Account, slug: str, *, title: str, kind: str, stack: str, now: datetime) -> str:
    """Begins a problem that passes its gate at once, to be changed into another; gives its id."""
    bundle = new_problem(slug, title, kind, stack, _author(account))
    problem = _added(session, account, slug, now=now)
    put_folder(session, account, problem, bundle, now=now)
    session.commit()
    return problem.id


def clone(session: Session, account: Account, source: str, slug: str, *, now: datetime) -> str:
    """Begins a problem as a copy of one's own, or of a published one that nobody has in the studio; gives its id."""
    bundle = _source(session, account, source)
    problem = _added(session, account, slug, now=now)
    put_folder(session, account, problem, bundle, now=now)
    session.commit()
    return problem.id


def take_in(session: Session, account: Account, data: bytes, *, is_over: bool, now: datetime) -> str:
    """Takes an archive in: as a new problem, or, when `is_over` says so, as a new state of one's own of that name.

    Nothing of the state before is lost. Raises Invalid, or ProblemInvalid with every entry that cannot be taken.
    """
    slug, bundle = from_zip(data)
    known = store.problem_by_slug(session, slug)
    if known is None or not _is_own(session, account, known):
        problem = _added(session, account, slug, now=now)
    elif not is_over:
        raise Conflict(f'You have a problem "{slug}". Say that the archive shall replace its files, and send it again.')
    else:
        problem = own_to_change(session, account, known.id)
    put_folder(session, account, problem, bundle, now=now)
    session.commit()
    return problem.id


def sources(session: Session, account: Account) -> list[str]:
    """The slugs that may be copied beside one's own: what is published and is in nobody's studio."""
    if account.role not in AUTHORS:
        raise NotFound("not for this role")
    return store.published_without_studio(session)


def _source(session: Session, account: Account, source: str) -> Bundle:
    """The folder to copy: by the id of one's own problem, or by a published slug."""
    if store.problem_by_id(session, source) is not None:
        return bundle_of(session, own(session, account, source))
    if source not in sources(session, account):
        raise Invalid("There is no such problem to copy.", "clone")
    version = problems.current_version(session, source)
    if version is None:
        raise Invalid("There is no such problem to copy.", "clone")
    return Bundle.from_bytes(version.bundle)


def _added(session: Session, account: Account, slug: str, *, now: datetime) -> StudioProblem:
    """The row of a new problem, with who begins it as its author."""
    if account.role not in AUTHORS:
        raise NotFound("not for this role")
    if not SLUG.fullmatch(slug):
        raise Invalid("The name in addresses has 2 to 63 of a-z, 0-9 and -, and begins with a letter or digit.", "slug")
    if store.problem_by_slug(session, slug) is not None or not _may_take(session, account, slug):
        raise Invalid(f'The name "{slug}" is taken. Choose another one.', "slug")
    problem = StudioProblem(slug=slug, created_at=now, changed_at=now)
    store.add_problem(session, problem)
    session.add(StudioAuthor(problem_id=problem.id, user_id=account.id, added_at=now))
    session.flush()
    return problem


def _may_take(session: Session, account: Account, slug: str) -> bool:
    """A published name may be taken by who published it; what came from the command line is the administrators'."""
    version = problems.current_version(session, slug)
    return version is None or account.role is Role.ADMIN or version.published_by == account.id


def _is_own(session: Session, account: Account, problem: StudioProblem) -> bool:
    return account.role is Role.ADMIN or store.is_author(session, problem.id, account.id)


def _author(account: Account) -> str:
    """The name for problem.toml; none where it does not fit there."""
    name = reveal(account.name).strip()
    return name if MIN_AUTHOR <= len(name) <= MAX_AUTHOR and name.isprintable() else ""
