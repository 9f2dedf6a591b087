"""Problems in the making, with gates that have passed, found something, and wait."""

from datetime import UTC, datetime, timedelta

from judge.accounts import Account, account_of
from judge.checking import Checks
from judge.storage.accounts import user_by_email
from judge.studio import checks, editing, release
from tests.judge.catalogue.folders import a_problem, obedient_engine
from tests.product import Site
from tests.studio import write_problem

BEGUN = timedelta(hours=1)


def furnish_studio(site: Site) -> dict[str, str]:
    """Arthur's problems: one that is published and being changed, one whose gate has found something."""
    now = datetime.now(UTC)
    with site.database() as session:
        arthur = account_of(user_by_email(session, "arthur@example.org"))
        problem = a_problem()
        problem["problem.toml"] = "is_listed = false  # other tests know the catalogue\n" + problem["problem.toml"]
        spoiled = problem | {"wrong/no-2/app.py": "test_unicode=failed\n"}
        for slug, files in (("echo", problem), ("echo-spoiled", spoiled)):
            write_problem(session, arthur.id, problem_id=slug, slug=slug, files=files, at=now - BEGUN)
    places = {"gate_passed": _gate(site, arthur, "echo"), "gate_failed": _gate(site, arthur, "echo-spoiled")}
    with site.database() as session:
        release.publish(session, arthur, "echo", places["gate_passed"], now=now)
        text = b"Say it again, and louder.\n"
        editing.save(session, arthur, "echo", "statement.md", content=text, revision=1, now=now)
        editing.save(session, arthur, "echo", "assets/unused.md", content=text, revision=0, now=now)
        editing.delete(session, arthur, "echo", "assets/unused.md", revision=1, now=now)
        places["gate_waiting"] = checks.ask(session, arthur, "echo", with_mutants=False, now=now)[0]
        places["version"] = release.versions(session, arthur, "echo")[0].id
    return places


def _gate(site: Site, arthur: Account, problem_id: str) -> str:
    """A check that a worker has done, in boxes where every answer ends as it says."""
    with site.database() as session:
        check_id, _ = checks.ask(session, arthur, problem_id, with_mutants=False, now=datetime.now(UTC) - BEGUN)
    settings = site.settings.model_copy(update={"cache_dir": site.state_dir / "cache"})
    Checks(obedient_engine(), site.engine, settings, lambda: True).step()
    return check_id
