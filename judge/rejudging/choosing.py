"""Choosing what is judged again and by which version, and starting it."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from sqlmodel import Session

from judge.accounts import Account
from judge.cards import manifest_of, problem_of
from judge.catalogue.bundle import Bundle
from judge.domain.feedback import expected_tests
from judge.domain.files import FileRules
from judge.domain.problem import Manifest, Value
from judge.domain.verdict import Verdict
from judge.errors import Conflict, Invalid, NotFound
from judge.queue.enqueue import enqueue_all
from judge.rejudging.owners import is_used, kept_from, require_author
from judge.storage import rejudges as store
from judge.storage.problems import ProblemVersion, versions_for_lists
from judge.storage.rejudges import Rejudge, RejudgeItem, VersionLine
from judge.storage.runs import Lane, Run
from judge.storage.selections import Judged, Selection, chosen, matching
from judge.storage.types import new_id

PRIORITY = 30  # behind everything else, should a lane ever hold more than rejudgings
Variants = Sequence[Mapping[str, Value]]
MOST = 2000  # of one rejudging: its table is read in one piece


@dataclass(frozen=True, slots=True)
class Choice:
    """What an author asks for, as it came from a form or the command line; empty means any."""

    slug: str
    to: str = ""  # hash of the judging version, or how it begins; empty: the current one
    versions: tuple[str, ...] = ()  # hashes of those that judged last; empty: all but the judging one
    stacks: tuple[str, ...] = ()
    verdicts: tuple[str, ...] = ()
    since: str = ""  # days, UTC, both included
    until: str = ""
    has_runs: bool = False
    is_latest_only: bool = False
    at_most: int = MOST
    submissions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Offer:
    """What can be chosen of one problem."""

    slug: str
    title: str
    versions: tuple[VersionLine, ...]  # newest first
    stacks: tuple[str, ...]  # that something was handed in with


@dataclass(frozen=True, slots=True)
class Preview:
    """What a choice would judge again."""

    judging: VersionLine
    found: int  # that the choice names
    taken: int  # of them, the newest
    used: int  # of those that were found: handed in within timed sessions


def problems(session: Session, account: Account | None) -> dict[str, str]:
    """The title by slug of every problem whose submissions this account may have judged again."""
    without = kept_from(session, account)
    return {slug: title for slug, title in store.titles(session).items() if slug not in without and "~" not in slug}


def offer(session: Session, account: Account | None, slug: str) -> Offer:
    """What a form offers for one problem."""
    versions = _versions(session, account, slug)
    title = store.titles(session).get(slug, slug)
    return Offer(slug, title, tuple(versions), tuple(store.stacks_handed_in(session, slug)))


def preview(session: Session, account: Account | None, choice: Choice) -> Preview:
    """How many submissions a choice names and how many of them somebody relies on; raises Invalid with the place."""
    versions = _versions(session, account, choice.slug)
    selection = _selection(choice, versions)
    found, used = matching(session, selection)
    judging = next(version for version in versions if version.id == selection.judging)
    return Preview(judging, found, min(found, choice.at_most), used)


def start(session: Session, account: Account | None, choice: Choice, *, now: datetime, key: str = "") -> str:
    """Queues the shadow runs of what is chosen in one commit; gives the rejudging's id.

    The same key of the same account is the same rejudging, however often it is sent.
    """
    rejudge_id = _checked_key(key) if key else new_id()
    selection = _selection(choice, _versions(session, account, choice.slug))
    rejudge = Rejudge(
        id=rejudge_id,
        slug=choice.slug,
        version_id=selection.judging,
        user_id=account.id if account else None,
        filters={name: value for name, value in asdict(choice).items() if value},
        created_at=now,
    )
    if not store.add_rejudge(session, rejudge):
        return _same(session, account, choice, rejudge_id)
    judged = chosen(session, selection, choice.at_most)
    there = store.lock_submissions(session, [line.submission.id for line in judged])
    judged = [line for line in judged if line.submission.id in there]
    if not judged:
        raise Invalid("No submission matches. Nothing was started.", "choice")
    _queue(session, rejudge, judged)
    session.commit()
    return rejudge_id


def _versions(session: Session, account: Account | None, slug: str) -> list[VersionLine]:
    require_author(session, account, slug)
    versions = store.versions_to_judge(session, slug)
    if not versions or "~" in slug:  # a draft's runs are its author's own
        raise NotFound("no such problem")
    return versions


def _selection(choice: Choice, versions: Sequence[VersionLine]) -> Selection:
    if not 1 <= choice.at_most <= MOST:
        raise Invalid(f"One rejudging holds 1 to {MOST} submissions.", "at_most")
    unknown = [verdict for verdict in choice.verdicts if verdict not in list(Verdict)]
    if unknown:
        raise Invalid(f'There is no verdict "{unknown[0]}".', "verdict")
    until = _day(choice.until, "until")
    return Selection(
        slug=choice.slug,
        judging=_version(choice.to, versions, "to").id,
        versions=tuple(_version(named, versions, "from").id for named in choice.versions),
        stacks=choice.stacks,
        verdicts=tuple(Verdict(verdict) for verdict in choice.verdicts),
        since=_day(choice.since, "since"),
        until=until + timedelta(days=1) if until else None,
        has_runs=choice.has_runs,
        is_latest_only=choice.is_latest_only,
        submissions=choice.submissions,
    )


def _version(named: str, versions: Sequence[VersionLine], where: str) -> VersionLine:
    """The version whose hash begins like this; without a word the current one."""
    found = [line for line in versions if (line.content_hash.startswith(named) if named else line.is_current)]
    if len(found) != 1:
        fact = "is the beginning of several versions" if found else "is no version of this problem"
        raise Invalid(f'"{named}" {fact}.' if named else "This problem has no current version.", where)
    return found[0]


def _day(text: str, where: str) -> datetime | None:
    if not text:
        return None
    try:
        return datetime.combine(date.fromisoformat(text), time(), UTC)
    except (ValueError, OverflowError):
        raise Invalid("A day is written as 2026-05-31.", where) from None


def _checked_key(key: str) -> str:
    try:
        return str(UUID(key))
    except ValueError:
        raise Invalid("The key is a UUID, made anew for each rejudging.", "key") from None


def _same(session: Session, account: Account | None, choice: Choice, rejudge_id: str) -> str:
    """The rejudging that was started with this key; somebody else's is none of this account's business."""
    known = store.rejudge_by_id(session, rejudge_id)
    if known is None or (known.user_id, known.slug) != (account.id if account else None, choice.slug):
        raise Conflict("This key was used before. Open the form again.")
    return known.id


def _queue(session: Session, rejudge: Rejudge, judged: Sequence[Judged]) -> None:
    """Adds the shadow runs and, for each submission, what it is compared with."""
    version = store.judging_version(session, rejudge.version_id)
    manifest, rules = manifest_of(version), _rules(version)
    answered = versions_for_lists(session, {line.submission.version_id for line in judged})
    variants = {version.id: manifest_of(version).variants for version in answered}
    items, runs = [], []
    for line in judged:
        own = variants[line.submission.version_id]
        reason = _unfit(line, rules) or _other_values(line.submission.variant, own, manifest.variants)
        run = None if reason else _shadow(line, rejudge, manifest)
        runs += [run] if run else []
        items.append(
            RejudgeItem(
                rejudge_id=rejudge.id,
                submission_id=line.submission.id,
                before_run_id=line.run.id,
                shadow_run_id=run.id if run else None,
                is_used=is_used(line.submission),
                reason=reason,
            )
        )
    enqueue_all(session, runs)
    store.add_items(session, items)


def _rules(version: ProblemVersion) -> Mapping[str, FileRules]:
    """Which files an answer to this version has, by stack."""
    problem, bundle = problem_of(version), Bundle.from_bytes(version.bundle)
    return {stack: problem.file_rules(bundle.starter(stack)) for stack in problem.stacks}


def _unfit(line: Judged, rules: Mapping[str, FileRules]) -> str:
    """Why this version cannot judge the submission; empty when it can."""
    if line.submission.stack not in rules:
        return f"it does not offer {line.submission.stack}"
    return next((f"{path} {fact}" for path, fact in rules[line.submission.stack].faults(line.submission.files)), "")


def _other_values(variant: int | None, own: Variants, judging: Variants) -> str:
    """Why a version would ask another thing than this answer was asked; empty when its values are the same.

    Values may have been added: the suite of the judging version may need them, and nothing that was told has changed.
    """
    if variant is None:
        return "it has variants, and the answer is to none" if judging else ""
    if variant >= len(judging):
        return f"it has no variant {variant}"
    is_same = all(judging[variant].get(name) == value for name, value in own[variant].items())
    return "" if is_same else f"its variant {variant} has other values"


def _shadow(line: Judged, rejudge: Rejudge, manifest: Manifest) -> Run:
    """A run with the seed of the one that counts: what differs then comes from the tests, not from their data."""
    tests = expected_tests(manifest, line.submission.kind)
    return Run(
        id=new_id(),
        submission_id=line.submission.id,
        user_id=line.submission.user_id,
        version_id=rejudge.version_id,
        lane=Lane.SHADOW,
        priority=PRIORITY,
        queued_at=rejudge.created_at,
        available_at=rejudge.created_at,
        seed=line.run.seed,
        max_score=sum(test.points for test in tests),
    )
