"""Which languages a reader would like a statement in: what the address asks for, then what the browser prefers."""

from urllib.parse import urlencode

from flask import Flask, request

MAX_CODE = 8


def init_app(app: Flask) -> None:
    """Gives templates the links to the other languages of a page."""
    app.jinja_env.globals["other_arguments"] = other_arguments


def other_arguments(**changes: str) -> str:
    """The query of this page's address with these changes."""
    return urlencode(request.args.to_dict() | changes)


def wishes() -> list[str]:
    """Language codes, the most wanted first."""
    asked = request.args.get("language", "")[:MAX_CODE]
    accepted = [code for code, quality in request.accept_languages if quality > 0]
    return [asked, *accepted]
