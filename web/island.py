"""What the scripts of the workspace are given with its page."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from flask import url_for
from flask_wtf.csrf import generate_csrf

from judge.cards import SubmissionCard
from judge.practice import Workspace
from web.access import asked_variant, me
from web.bodies import moment
from web.security import allow_wasm


def island_of(workspace: Workspace, history: Sequence[SubmissionCard], sitting_id: str = "") -> dict[str, Any]:
    """The workspace as plain values, with the addresses that its scripts may ask."""
    allow_wasm()
    latest = history[0] if history else None
    drafts = {
        stack: {"files": draft.files, "saved_at": moment(draft.saved_at)} for stack, draft in workspace.drafts.items()
    }
    there: dict[str, Any] = {"slug": workspace.slug} | ({"sitting": sitting_id} if sitting_id else {})
    variant = asked_variant(workspace.slug)
    there |= {} if variant is None else {"variant": variant}
    return asdict(workspace) | {
        "stacks": [stack.model_dump() for stack in workspace.stacks],
        "examples": [example.model_dump() for example in workspace.examples],
        "drafts": drafts,
        "urls": {
            "draft": url_for("drafts.save", **there),
            "revisions": url_for("drafts.revisions", **there),
            "submit": url_for("catalogue.submit", **there),
            "console": url_for("consoles.start", **there),
            "plain": url_for("plain.form", **there),
            "report": url_for("reports.form", **there),
        },
        "csrf": generate_csrf(),
        "preferences": me().preferences.chosen(),
        "latest": {"kind": latest.kind, **addresses(latest.id)} if latest else None,
    }


def addresses(submission_id: str) -> dict[str, str]:
    """Where one submission is looked at and stopped."""
    return {
        "page_url": url_for("submissions.show", submission_id=submission_id),
        "view_url": url_for("submissions.view", submission_id=submission_id),
        "events_url": url_for("submissions.events", submission_id=submission_id),
        "cancel_url": url_for("submissions.cancel", submission_id=submission_id),
    }


def workspace_address(slug: str, sitting_id: str = "") -> str:
    """Where one works on a problem, in practice or in a timed session."""
    return f"/sittings/{sitting_id}/tasks/{slug}" if sitting_id else url_for("catalogue.problem", slug=slug)
