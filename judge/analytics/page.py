"""One problem for its authors: people, submits, tests and reports, over all versions or for one."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session

from judge.accounts import Account
from judge.analytics.access import kept_from
from judge.analytics.figures import Figures, figures_of
from judge.analytics.items import Item, items_of, repeats_in
from judge.analytics.people import Person, Submit, persons, submits_in
from judge.cards import manifest_of, problem_of
from judge.errors import NotFound
from judge.storage import analytics as store
from judge.storage import notes, problems, studio, tallies
from judge.storage.analytics import Judging, Visits
from judge.storage.problems import ProblemVersion


@dataclass(frozen=True, slots=True)
class VersionLine:
    """One version that can be chosen."""

    content_hash: str
    published_at: datetime
    is_current: bool


@dataclass(frozen=True, slots=True)
class HintLine:
    """How many people have opened a hint; 1 is the first."""

    number: int
    people: int


@dataclass(frozen=True, slots=True)
class Page:
    """Everything that is known of one problem."""

    slug: str
    title: str
    studio_id: str  # empty: it is written on disk
    versions: tuple[VersionLine, ...]  # newest first
    chosen: VersionLine | None  # None: all versions
    submits_stored: int
    is_cut: bool  # there are older submits than those that are counted
    figures: Figures
    from_earlier: int  # people with a judged submit to this version whose first one another version judged
    hints: tuple[HintLine, ...]  # of all versions, like what follows
    given_up: int
    items_version: VersionLine  # that the tests are of
    items: tuple[Item, ...]
    open_reports: int

    def to_json(self) -> dict[str, Any]:
        """The same as plain values, with the rates that follow from them."""
        found = asdict(self)
        found["figures"] |= {"people_rate": self.figures.people_rate, "submit_rate": self.figures.submit_rate}
        for item, written in zip(self.items, found["items"], strict=True):
            written["failure_rate"] = item.failure_rate
        return found


@dataclass(frozen=True, slots=True)
class Known:
    """What the statements have brought, before it is counted for one version or all."""

    judgings: list[Judging]
    submits: list[Submit]
    visits: list[Visits]
    everybody: list[Person]


def analytics(session: Session, reader: Account, slug: str, content_hash: str = "") -> Page | None:
    """The page of one problem; None for one that is still being written.

    Raises NotFound for a problem, or a version, that is none of the reader's.
    """
    if slug in kept_from(session, reader):
        raise NotFound("no such problem")
    try:
        return measure(session, slug, content_hash)
    except NotFound:
        if content_hash or studio.problem_by_slug(session, slug) is None:
            raise
        return None


def measure(session: Session, slug: str, content_hash: str = "") -> Page:
    """The same for whoever runs the place, who needs no account. What is only tried out has no figures."""
    rows = [] if "~" in slug else problems.versions_of(session, slug)
    current_id = store.current_version_id(session, slug)
    current = next((row for row in rows if row.id == current_id), None)
    chosen = next((row for row in rows if row.content_hash == content_hash), None)
    if current is None or (content_hash and chosen is None):
        raise NotFound("no such problem or version")
    known = _known(session, slug)
    version = chosen or current
    written, stored = studio.problem_by_slug(session, slug), store.submits_of(session, slug)
    return Page(
        slug=slug,
        title=problem_of(version).title,
        studio_id=written.id if written else "",
        versions=tuple(_line(row, current) for row in rows),
        chosen=_line(chosen, current) if chosen else None,
        submits_stored=stored,
        is_cut=stored > store.MOST_SUBMITS,
        figures=_figures(known, chosen),
        from_earlier=_from_earlier(known, chosen),
        hints=tuple(HintLine(number, people) for number, people in store.hints(session, slug).items()),
        given_up=store.given_up(session, slug),
        items_version=_line(version, current),
        items=_items(session, known, version),
        open_reports=notes.open_reports_by_slug(session).get(slug, 0),
    )


def _known(session: Session, slug: str) -> Known:
    judgings, visits = store.judgings(session, slug), store.visits(session, slug)
    begun = {user_id: at for (_, user_id), at in store.beginnings(session, [slug]).items()}
    submits = submits_in(judgings)
    return Known(judgings, submits, visits, persons(submits, visits, begun))


def _figures(known: Known, chosen: ProblemVersion | None) -> Figures:
    """People count for the version that judged their first submit, so that nobody counts twice."""
    return figures_of(
        [person for person in known.everybody if chosen is None or person.version_id == chosen.id],
        [submit for submit in known.submits if chosen is None or submit.version_id == chosen.id],
        [line for line in known.visits if chosen is None or line.version_id == chosen.id],
    )


def _from_earlier(known: Known, chosen: ProblemVersion | None) -> int:
    others = (person for person in known.everybody if chosen and person.version_id != chosen.id)
    return sum(any(submit.version_id == chosen.id for submit in person.submits) for person in others if chosen)


def _items(session: Session, known: Known, version: ProblemVersion) -> tuple[Item, ...]:
    repeats = repeats_in(known.judgings, version.id)
    runs = [run_id for repeat in repeats for _, run_id in repeat.runs]
    outcomes = tallies.outcomes(session, runs) if runs else ()
    return items_of(manifest_of(version), tallies.tests(session, [version.slug], [version.id]), repeats, outcomes)


def _line(version: ProblemVersion, current: ProblemVersion) -> VersionLine:
    return VersionLine(version.content_hash, version.published_at, version.id == current.id)
