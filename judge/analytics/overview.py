"""All problems of one author, a line each."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from judge.accounts import Account
from judge.analytics.access import kept_from
from judge.analytics.items import Flag, flags_of
from judge.analytics.people import MINUTE
from judge.domain.problem import Manifest
from judge.domain.statistics import quartiles
from judge.storage import analytics as store
from judge.storage import notes, tallies
from judge.storage.accounts import Role
from judge.storage.analytics import Offer
from judge.storage.studio import problems_in_the_making
from judge.storage.tallies import PersonLine, TestLine

SORTS = ("title", "people", "submits", "passed", "minutes", "flags", "reports")


@dataclass(frozen=True, slots=True)
class ProblemLine:
    """One problem over all its versions; the flags are of its current version's tests."""

    slug: str
    title: str
    studio_id: str  # empty: it is written on disk
    is_archived: bool
    people: int  # with a judged submit
    passed_people: int
    submits: int
    minutes: float | None  # the median to the first pass; None of too few people
    flags: dict[str, int]
    open_reports: int

    @property
    def people_rate(self) -> float | None:
        """The share of people who passed."""
        return self.passed_people / self.people if self.people else None

    @property
    def flagged(self) -> int:
        """How many things there are to look at; a test may be flagged twice."""
        return sum(self.flags.values())


def overview(session: Session, reader: Account, *, sort: str = "title", is_reversed: bool = False) -> list[ProblemLine]:
    """The reader's problems by one of the columns; a word that is none means the title. What is unknown comes last."""
    hidden = kept_from(session, reader)
    offers = [offer for offer in store.offers(session) if offer.slug not in hidden]
    lines = _lines(session, reader, offers)
    if sort not in SORTS or sort == "title":
        return sorted(lines, key=lambda line: (line.title.lower(), line.slug), reverse=is_reversed)
    known = [line for line in lines if _value(line, sort) is not None]
    known.sort(key=lambda line: _value(line, sort) or 0, reverse=is_reversed)
    return known + [line for line in lines if _value(line, sort) is None]


def _value(line: ProblemLine, sort: str) -> float | None:
    values: dict[str, float | None] = {
        "people": line.people,
        "submits": line.submits,
        "passed": line.people_rate,
        "minutes": line.minutes,
        "flags": line.flagged,
        "reports": line.open_reports,
    }
    return values[sort]


def _lines(session: Session, reader: Account, offers: list[Offer]) -> list[ProblemLine]:
    slugs, version_ids = [offer.slug for offer in offers], [offer.version_id for offer in offers]
    people: dict[str, list[PersonLine]] = {slug: [] for slug in slugs}
    for found in tallies.people(session, slugs):
        people[found.slug].append(found)
    begun = store.beginnings(session, slugs)
    tests = tallies.tests(session, slugs, version_ids)
    flaky = tallies.flaky_tests(session, slugs, version_ids)
    reports = notes.open_reports_by_slug(session)
    mine = problems_in_the_making(session, None if reader.role is Role.ADMIN else reader.id)
    studios = {row.slug: row.id for row in mine}
    lines = []
    for offer in offers:
        own = people[offer.slug]
        flags = _flags(offer, (line for line in tests if line.version_id == offer.version_id))
        flags[Flag.FLAKY] = flaky.get(offer.version_id, 0)
        line = ProblemLine(
            slug=offer.slug,
            title=offer.title,
            studio_id=studios.get(offer.slug, ""),
            is_archived=offer.is_archived,
            people=len(own),
            passed_people=sum(person.passes > 0 for person in own),
            submits=sum(person.submits for person in own),
            minutes=_minutes(own, begun),
            flags={flag.value: number for flag, number in flags.items() if number},
            open_reports=reports.get(offer.slug, 0),
        )
        lines.append(line)
    return lines


def _flags(offer: Offer, tests: Iterable[TestLine]) -> Counter[Flag]:
    samples = {test.id for test in Manifest.model_validate(offer.manifest).samples}
    return Counter(flag for line in tests for flag in flags_of(line, is_sample=line.test_id in samples))


def _minutes(own: Iterable[PersonLine], begun: dict[tuple[str, str], datetime]) -> float | None:
    spans = [(line.passed_at - begun[line.slug, line.user_id]) for line in own if line.passed_at]
    found = quartiles(span.total_seconds() / MINUTE for span in spans)
    return found.median if found else None
