"""The web application, made by a function: each part plugs itself in."""

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from judge.settings import Settings
from web import assets, auth, db, errors, events, keys, languages, limits, security
from web.views import (
    account,
    analytics,
    catalogue,
    components,
    consoles,
    drafts,
    health,
    learning,
    material,
    plain,
    preview,
    rejudges,
    reports,
    review,
    sittings,
    studio,
    studio_authors,
    studio_checks,
    studio_files,
    studio_release,
    studio_repository,
    submissions,
)

# One answer may have 1 MiB of text, which JSON can write as several times as many bytes.
MAX_BODY_BYTES = 4 * 1024 * 1024
MAX_FORM_BYTES = 64 * 1024
MAX_FORM_PARTS = 20  # our largest form has four fields

VIEWS = (
    account,
    analytics,
    catalogue,
    components,
    consoles,
    drafts,
    health,
    learning,
    material,
    plain,
    rejudges,
    reports,
    review,
    sittings,
    studio,
    studio_authors,
    studio_checks,
    studio_files,
    studio_release,
    studio_repository,
    submissions,
)


def create_app(settings: Settings | None = None) -> Flask:
    """The application for these settings, by default those of the environment."""
    settings = settings or Settings.from_env()
    app = Flask("web")
    app.config.update(
        SECRET_KEY=keys.secret_key(settings),
        SESSION_COOKIE_NAME="__Host-form" if settings.is_behind_tls else "form",
        SESSION_COOKIE_SECURE=settings.is_behind_tls,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        MAX_CONTENT_LENGTH=MAX_BODY_BYTES,
        MAX_FORM_MEMORY_SIZE=MAX_FORM_BYTES,
        MAX_FORM_PARTS=MAX_FORM_PARTS,
        TRUSTED_HOSTS=[host.strip() for host in settings.trusted_hosts.split(",") if host.strip()] or None,
    )
    app.extensions["judge.settings"] = settings
    for part in (db, security, auth, assets, events, errors, languages):
        part.init_app(app)
    for view in VIEWS:
        app.register_blueprint(view.bp)
    if settings.is_preview:
        app.register_blueprint(preview.bp)
    limits.init_app(app)  # last: it wraps the views
    if settings.proxy_hops:
        # Only as many hops as there are proxies of ours: any further address in the header is the client's invention.
        hops = settings.proxy_hops
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    return app
