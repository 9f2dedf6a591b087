"""A class that has worked at one problem, so that its figures have something to show."""

from datetime import UTC, datetime, timedelta

from judge import accounts
from judge.domain.verdict import Verdict
from judge.storage.accounts import Role
from judge.storage.submissions import SubmissionKind
from tests.e2e.finished import finished
from tests.product import PASSWORD, Site

PUPILS = 6


def furnish_class(site: Site, slug: str) -> None:
    """Six candidates: each runs, fails in another place, and all but one pass later."""
    tests = len(site.problems[slug].manifest.tests)
    with site.database() as session:
        for number in range(PUPILS):
            email, name = f"pupil-{number}@example.org", f"Pupil {number + 1}"
            accounts.add_user(session, email, name, PASSWORD, role=Role.CANDIDATE, now=datetime.now(UTC))
    for number in range(PUPILS):
        name, days = f"pupil-{number}", timedelta(days=number + 1)
        finished(site, name, slug, kind=SubmissionKind.RUN, age=days + timedelta(minutes=40))
        failing = tuple({tests - 1, *range(number, tests, 3)})
        finished(site, name, slug, verdict=Verdict.FAILED, failing=failing, age=days + timedelta(minutes=30))
        if number:
            finished(site, name, slug, age=days + timedelta(minutes=3 * number))
