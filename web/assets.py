"""The built front end: from an entry's name to the tags that load it."""

import json
from pathlib import Path
from typing import Any, cast

import structlog
from flask import Flask, current_app, url_for
from markupsafe import Markup

from web.security import csp_nonce

log = structlog.get_logger("web")


def init_app(app: Flask) -> None:
    """Reads the bundler's manifest once and gives templates `asset_tags`."""
    path = Path(app.static_folder or "static") / "dist" / "manifest.json"
    app.extensions["judge.assets"] = _read(path)
    app.add_template_global(asset_tags)


def asset_tags(name: str) -> Markup:
    """The tags of one entry: its styles, its script, and what that imports, loaded beside each other.

    Without a built front end the pages stay readable and say in their source what to run.
    """
    manifest = cast("dict[str, Any]", current_app.extensions["judge.assets"])
    if not manifest:
        return Markup("<!-- The front end has not been built. Run: make frontend -->")
    entry = f"{name}.ts"
    if entry not in manifest:
        raise LookupError(f"the front end has no entry {entry}; it has: {', '.join(sorted(manifest))}")
    chunks = _with_imports(manifest, entry)
    styles = dict.fromkeys(style for chunk in chunks for style in chunk.get("css", ()))
    tags = [Markup('<link rel="stylesheet" href="{}" nonce="{}">').format(_url(file), csp_nonce()) for file in styles]
    preload = Markup('<link rel="modulepreload" href="{}" nonce="{}">')
    tags += [preload.format(_url(chunk["file"]), csp_nonce()) for chunk in chunks[1:]]
    script = Markup('<script type="module" src="{}" nonce="{}"></script>')
    return Markup("\n").join([*tags, script.format(_url(chunks[0]["file"]), csp_nonce())])


def _read(path: Path) -> dict[str, Any]:
    if not path.is_file():
        log.error("the front end has not been built; pages have no styles and no editor", mend="make frontend")
        return {}
    return cast("dict[str, Any]", json.loads(path.read_text(encoding="utf-8")))


def _with_imports(manifest: dict[str, Any], entry: str) -> list[dict[str, Any]]:
    """The entry's chunk and all that it imports, each once, the entry first."""
    names = [entry]
    for name in names:  # grows while it is walked
        names += [imported for imported in manifest[name].get("imports", ()) if imported not in names]
    return [manifest[name] for name in names]


def _url(file: str) -> str:
    return url_for("static", filename=f"dist/{file}")
