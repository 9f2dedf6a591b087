"""Rate limits, all in one table. Counted in memory, which is right while one web process serves with threads.

With several web processes each would count for itself, and the limits would be that many times as wide.
What must hold exactly, such as the runs that one user may have waiting, is counted in the database instead.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

from flask import Flask, Response, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

from web.auth import current_account


class Limit(NamedTuple):
    """How often one view may be asked by whom."""

    endpoint: str
    rate: str
    key: Callable[[], str]
    counts: Callable[[Response], bool] | None = None  # which answers count; None: every one
    methods: tuple[str, ...] = ("POST",)


def init_app(app: Flask) -> None:
    """Wraps the views that are named in the table."""
    limiter = Limiter(get_remote_address, app=app, storage_uri="memory://", strategy="moving-window")
    for limit in LIMITS:
        guard = limiter.limit(
            limit.rate, key_func=limit.key, methods=list(limit.methods), deduct_when=limit.counts, scope=limit.rate
        )
        wrapped: Any = guard(app.view_functions[limit.endpoint])
        app.view_functions[limit.endpoint] = wrapped


def _email() -> str:
    return f"email:{request.form.get('email', '').strip().lower()[:254]}"


def _email_and_address() -> str:
    return f"{_email()} from {get_remote_address()}"


def _user() -> str:
    account = current_account()
    return f"user:{account.id}" if account else f"address:{get_remote_address()}"


def _failed(response: Response) -> bool:
    """A sign-in that succeeds redirects; only failures count, so that a busy office does not lock itself out."""
    return response.status_code == 200  # noqa: PLR2004 - the form again, with its error


LIMITS = (
    Limit("account.sign_in", "60 per minute", get_remote_address, _failed),
    Limit("account.sign_in", "10 per 15 minutes", _email_and_address, _failed),
    # Many addresses against one account. Wide, since whoever knows an e-mail could otherwise lock its owner out.
    Limit("account.sign_in", "100 per hour", _email, _failed),
    Limit("account.sign_up", "20 per hour", get_remote_address),
    Limit("account.password", "10 per 15 minutes", _user, _failed),
    Limit("account.profile", "10 per 15 minutes", _user, _failed),
    Limit("account.preferences", "60 per minute", _user),
    Limit("account.save", "60 per minute", _user, methods=("PUT",)),
    Limit("account.export", "5 per hour", _user),
    Limit("account.delete", "10 per 15 minutes", _user, _failed),
    Limit("catalogue.submit", "60 per minute", _user),
    Limit("submissions.cancel", "60 per minute", _user),
    Limit("submissions.compare", "20 per minute", _user, methods=("GET",)),
    Limit("submissions.note", "60 per minute", _user),
    Limit("submissions.restore", "60 per minute", _user),
    Limit("consoles.start", "30 per minute", _user),
    Limit("consoles.ask", "240 per minute", _user),
    Limit("consoles.close", "60 per minute", _user),
    Limit("drafts.save", "240 per minute", _user, methods=("PUT",)),
    Limit("plain.send", "60 per minute", _user),
    Limit("learning.take_hint", "60 per minute", _user),
    Limit("learning.give_up", "60 per minute", _user),
    Limit("learning.share", "60 per minute", _user),
    Limit("learning.withdraw", "60 per minute", _user),
    Limit("reports.send", "10 per hour", _user),
    Limit("reports.resolve", "60 per minute", _user),
    Limit("reports.answer", "60 per hour", _user),
    Limit("analytics.index", "60 per minute", _user, methods=("GET",)),
    Limit("analytics.problem", "60 per minute", _user, methods=("GET",)),
    Limit("analytics.as_json", "60 per minute", _user, methods=("GET",)),
    Limit("sittings.plan", "60 per hour", _user),
    Limit("sittings.start", "60 per minute", _user),
    Limit("sittings.discard", "60 per minute", _user),
    Limit("sittings.rehearse", "60 per hour", _user),
    Limit("sittings.finish", "60 per minute", _user),
    Limit("sittings.time_up", "60 per minute", _user),
    Limit("rejudges.new", "60 per minute", _user, methods=("GET",)),
    Limit("rejudges.start", "30 per hour", _user),
    Limit("rejudges.show", "60 per minute", _user, methods=("GET",)),
    Limit("rejudges.apply", "30 per hour", _user),
    Limit("rejudges.drop", "60 per hour", _user),
    Limit("studio.begin", "30 per hour", _user),
    Limit("studio.take_in", "30 per hour", _user),
    Limit("studio.show", "60 per minute", _user, methods=("GET",)),
    Limit("studio.export", "60 per hour", _user, methods=("GET",)),
    Limit("studio.candidate_export", "60 per hour", _user, methods=("GET",)),
    Limit("studio_files.index", "120 per minute", _user, methods=("GET",)),
    Limit("studio_files.save", "240 per minute", _user, methods=("PUT",)),
    Limit("studio_files.delete", "120 per minute", _user, methods=("DELETE",)),
    Limit("studio_files.rename", "120 per minute", _user),
    Limit("studio_files.statement", "120 per minute", _user),
    Limit("studio_checks.ask", "30 per hour", _user),
    Limit("studio_checks.show", "60 per minute", _user, methods=("GET",)),
    Limit("studio_checks.cancel", "60 per minute", _user),
    Limit("studio_release.preview", "30 per minute", _user),
    Limit("studio_release.publish", "60 per hour", _user),
    Limit("studio_release.versions", "60 per minute", _user, methods=("GET",)),
    Limit("studio_release.bring_back", "60 per minute", _user),
    Limit("studio_release.compare", "20 per minute", _user, methods=("GET",)),
    Limit("studio_release.archive", "60 per hour", _user),
    Limit("studio_release.restore", "60 per hour", _user),
    Limit("studio_authors.add", "30 per hour", _user),
    Limit("studio_authors.remove", "30 per hour", _user),
    Limit("studio_repository.push", "30 per hour", _user),
    Limit("studio_repository.pull", "30 per hour", _user),
)
