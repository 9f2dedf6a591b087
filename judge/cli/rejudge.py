"""`judge rejudge`: what a version would make of earlier submissions, applied or dropped. Acts as the operator."""

from dataclasses import asdict
from datetime import UTC, datetime
from typing import Annotated, Any

import typer

from judge.cli import connect, show
from judge.rejudging import choosing, deciding, looking
from judge.rejudging.changes import Change
from judge.rejudging.choosing import MOST, Choice
from judge.rejudging.deciding import Ruling
from judge.rejudging.looking import RejudgePage
from judge.settings import Settings
from judge.storage.engine import reading_scope, session_scope

COLUMNS = ("id", "slug", "state", "judged", "of", "started_at")
CHANGE_COLUMNS = ("submission", "state", "before", "now", "used", "tests")
TEST_COLUMNS = ("test", "now passes", "now fails", "fails otherwise", "only now", "only before")

RejudgeId = Annotated[str, typer.Argument(help="Its id, as `judge rejudge list` shows it.")]
Versions = Annotated[
    list[str] | None, typer.Option("--from", help="Last judged by this version (its hash, or how that begins).")
]
Stacks = Annotated[list[str] | None, typer.Option("--stack", help="Handed in with this stack.")]
Verdicts = Annotated[list[str] | None, typer.Option("--verdict", help="Judged like this so far, such as failed.")]
Submissions = Annotated[list[str] | None, typer.Option("--submission", help="This one; may be given several times.")]
Used = Annotated[list[str] | None, typer.Option("--used", help="A submission of a timed session that may change.")]


def listing(json: show.AsJson = False) -> None:
    """Lists what was judged again, newest first."""
    with connect.open_database(Settings.from_env()) as database, reading_scope(database) as session:
        cards = looking.listing(session, None)
    if json:
        show.as_json([asdict(card) for card in cards])
    else:
        rows = [(c.id, c.slug, c.state, c.progress.done, c.progress.total, c.created_at) for c in cards]
        show.table(COLUMNS, [(*row[:-1], row[-1].isoformat(timespec="seconds")) for row in rows])


def start(  # noqa: PLR0913 - one parameter for each filter
    slug: Annotated[str, typer.Argument(help="The problem.")],
    *,
    to: Annotated[str, typer.Option(help="The version that judges; else the current one.")] = "",
    versions: Versions = None,
    stacks: Stacks = None,
    verdicts: Verdicts = None,
    submissions: Submissions = None,
    since: Annotated[str, typer.Option(help="Handed in on this day (UTC) or later, as 2026-05-31.")] = "",
    until: Annotated[str, typer.Option(help="Handed in on this day or before.")] = "",
    latest: Annotated[bool, typer.Option("--latest", help="Only each person's newest.")] = False,
    runs: Annotated[bool, typer.Option("--runs", help="Also sample runs.")] = False,
    at_most: Annotated[int, typer.Option(help="The newest ones, up to this many.")] = MOST,
    json: show.AsJson = False,
) -> None:
    """Queues earlier submissions to be judged again in the shadow; nothing changes before it is applied."""
    choice = Choice(
        slug,
        to=to,
        versions=tuple(versions or ()),
        stacks=tuple(stacks or ()),
        verdicts=tuple(verdicts or ()),
        since=since,
        until=until,
        has_runs=runs,
        is_latest_only=latest,
        at_most=at_most,
        submissions=tuple(submissions or ()),
    )
    settings = Settings.from_env()
    connect.require_current_schema(settings)
    with connect.open_database(settings) as database, session_scope(database) as session:
        rejudge_id = choosing.start(session, None, choice, now=datetime.now(UTC))
        total = looking.progress(session, None, rejudge_id).progress.total
    if json:
        show.as_json({"id": rejudge_id, "submissions": total})
    else:
        show.line(f"{rejudge_id}: {total} submissions wait to be judged again; `judge rejudge show` tells how far")


def describe(rejudge_id: RejudgeId, json: show.AsJson = False) -> None:
    """Shows how far it is and what would change, by submission and by test."""
    with connect.open_database(Settings.from_env()) as database, reading_scope(database) as session:
        found = looking.page(session, None, rejudge_id)
    if json:
        show.as_json(_document(found))
        return
    done, sums = found.card.progress, found.summary
    show.line(f"{found.card.slug} by {found.content_hash[:12]}: {found.card.state}, {done.done} of {done.total} judged")
    show.line(f"{sums.changed} differ ({sums.better} score more, {sums.worse} less), {sums.same} the same")
    show.table(CHANGE_COLUMNS, [_row(change) for change in found.changes if change.state != "same"])
    rows = [(t.id, t.now_pass, t.now_fail, t.otherwise, t.only_after, t.only_before) for t in found.tests]
    show.table(TEST_COLUMNS, rows)


def apply(
    rejudge_id: RejudgeId,
    *,
    used: Used = None,
    reason: Annotated[str, typer.Option(help="Why results of timed sessions change; needed with --used.")] = "",
    partial: Annotated[bool, typer.Option("--partial", help="Apply what is there, and stop the rest.")] = False,
) -> None:
    """Lets the new results count. Those of timed sessions change only by name and with a reason."""
    settings = Settings.from_env()
    connect.require_current_schema(settings)
    ruling = Ruling(tuple(used or ()), reason, is_partial=partial)
    with connect.open_database(settings) as database, session_scope(database) as session:
        number = deciding.apply(session, None, rejudge_id, ruling, now=datetime.now(UTC))
    show.line(f"{rejudge_id}: applied to {number} submissions")


def drop(rejudge_id: RejudgeId) -> None:
    """Ends it without effect; its table stays."""
    settings = Settings.from_env()
    connect.require_current_schema(settings)
    with connect.open_database(settings) as database, session_scope(database) as session:
        deciding.drop(session, None, rejudge_id, now=datetime.now(UTC))
    show.line(f"{rejudge_id}: dropped")


def _document(found: RejudgePage) -> dict[str, Any]:
    """The page as JSON, with the difference of each score."""
    changes = [asdict(change) | {"delta": change.delta} for change in found.changes]
    return asdict(found) | {"changes": changes}


def _row(change: Change) -> tuple[str, ...]:
    tests = ", ".join(f"{test.id}: {test.before} to {test.after}" for test in change.tests)
    sides = [
        f"{side.label} {side.score}/{side.max_score}" if side else change.reason
        for side in (change.before, change.after)
    ]
    return (change.submission_id, change.state, *sides, "used" if change.is_used else "", tests)


family = typer.Typer(no_args_is_help=True, help="Judge earlier submissions again, in the shadow.")
family.command("list")(listing)
family.command("start")(start)
family.command("show")(describe)
family.command("apply")(apply)
family.command("drop")(drop)
