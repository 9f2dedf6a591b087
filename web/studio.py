"""What the studio's pages and scripts are given: its values as plain JSON, and the addresses that may be asked."""

import base64
from typing import Any

from flask import url_for
from flask_wtf.csrf import generate_csrf

from judge.errors import FileChanged, FileNow, Finding
from judge.statement import reveal_all
from judge.studio.checks import CheckView
from judge.studio.editing import text_of
from judge.studio.listing import FileLine, StudioPage
from web.access import me
from web.bodies import moment
from web.security import allow_wasm


def island_of(page: StudioPage, check: CheckView | None) -> dict[str, Any]:
    """What the scripts of a problem's page begin with."""
    allow_wasm()  # the editor's formatters
    return {
        "id": page.id,
        "slug": page.slug,
        "kind": page.kind,
        "stacks": list(page.stacks),
        "files": [file_line(line) for line in page.files],
        "findings": findings_of(page.findings),
        "check": check_of(page.id, check) if check else None,
        "editable": not page.is_archived,
        "is_published": page.is_published,
        "csrf": generate_csrf(),
        "preferences": me().preferences.chosen(),
        "schemas": {
            "problem.toml": url_for("studio.problem_schema"),
            "expect.toml": url_for("studio.expect_schema"),
        },
        "urls": addresses(page.id),
    }


def addresses(problem_id: str) -> dict[str, str]:
    """Where the parts of one problem are asked for. A file's path is put behind `files` and `revisions`."""
    page = url_for("studio.show", problem_id=problem_id)
    return {
        "page": page,
        "list": f"{page}/files.json",
        "files": f"{page}/files",
        "revisions": f"{page}/revisions",
        "renames": url_for("studio_files.rename", problem_id=problem_id),
        "statement": url_for("studio_files.statement", problem_id=problem_id),
        "preview": url_for("studio_release.preview", problem_id=problem_id),
        "checks": url_for("studio_checks.ask", problem_id=problem_id),
        "publish": url_for("studio_release.publish", problem_id=problem_id),
        "versions": url_for("studio_release.versions", problem_id=problem_id),
        "export": url_for("studio.export", problem_id=problem_id),
    }


def file_line(line: FileLine) -> dict[str, Any]:
    """One file of the tree."""
    return {
        "path": line.path,
        "revision": line.revision,
        "bytes": line.bytes,
        "is_text": line.is_text,
        "changed_at": moment(line.changed_at),
        "changed_by": line.changed_by,
    }


def file_of(file: FileNow) -> dict[str, Any]:
    """One file with what it holds: as text, or in base64 where it is none."""
    return content_of(file.content) | {
        "path": file.path,
        "revision": file.revision,
        "changed_at": moment(file.changed_at),
        "changed_by": file.changed_by,
    }


def content_of(content: bytes) -> dict[str, Any]:
    """What a file holds."""
    text = text_of(content)
    return {"text": text} if text is not None else {"text": None, "base64": base64.b64encode(content).decode("ascii")}


def changed_of(error: FileChanged) -> dict[str, Any]:
    """What somebody is told who was too late."""
    theirs = file_of(error.theirs) if error.theirs else None
    return {"code": "file_changed", "error": str(error), "path": error.path, "file": theirs}


def findings_of(findings: tuple[Finding, ...] | list[Finding]) -> list[dict[str, Any]]:
    """What is wrong, and where."""
    return [{"file": finding.file, "line": finding.line, "message": finding.message} for finding in findings]


def check_of(problem_id: str, check: CheckView) -> dict[str, Any]:
    """One check of the gate, with its report once there is one."""
    there: dict[str, Any] = {"problem_id": problem_id, "check_id": check.id}
    return {
        "id": check.id,
        "state": check.state,
        "place": check.place,
        "done": check.done,
        "total": check.total,
        "progress": check.progress,
        "report": reveal_all(check.report.to_json()) if check.report else None,
        "reason": check.reason,
        "created_at": moment(check.created_at),
        "finished_at": moment(check.finished_at) if check.finished_at else None,
        "content_hash": check.content_hash,
        "is_current": check.is_current,
        "is_publishable": check.is_publishable,
        "url": url_for("studio_checks.view", **there),
        "page_url": url_for("studio_checks.show", **there),
        "cancel_url": url_for("studio_checks.cancel", **there),
    }
