"""Answers to the catalogue's problems: right ones, wrong ones, and a way to put them into an editor."""

from datetime import UTC, datetime

from judge.catalogue.load import LoadedProblem
from judge.catalogue.wrong import WrongSolution, read_wrong
from judge.storage.accounts import user_by_email
from judge.storage.drafts import Draft, put_draft
from tests.product import Site

VERDICT_MS = 120_000  # how long a test waits for a verdict on a machine that has much else to do


def write_answer(site: Site, slug: str, files: dict[str, str]) -> None:
    """Puts an answer into alice's editor, as if she had written it on another device."""
    loaded = site.problems[slug]
    with site.database() as session:
        user = user_by_email(session, "alice@example.org")
        stack = loaded.problem.stacks[0]
        put_draft(session, Draft(user_id=user.id, slug=slug, stack=stack, files=files, saved_at=datetime.now(UTC)))
        session.commit()


def editable(loaded: LoadedProblem, files) -> dict[str, str]:
    return {path: files[path].decode() for path in loaded.problem.files.editable if path in files}


def a_wrong_answer(loaded: LoadedProblem) -> WrongSolution:
    """The wrong solution that fails the fewest tests, at least one of them hidden."""
    ids = [test.id for test in loaded.manifest.tests]
    solutions, _ = read_wrong(loaded.bundle, loaded.problem, ids)
    hidden = {test.id for test in loaded.manifest.tests if not test.is_sample}
    fitting = [solution for solution in solutions if hidden & set(solution.fails) and solution.verdict is None]
    return min(fitting, key=lambda solution: (len(solution.fails), solution.name))
