"""The files of an answer as text areas of a form, for browsers without scripts, and such a form as it was sent."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Self
from uuid import uuid4

from werkzeug.datastructures import MultiDict

from judge.statement import reveal

FILE = "file:"  # before the path, in the name of a text area
LEFT_OUT = "left-out"
MIN_ROWS, MAX_ROWS = 6, 28


@dataclass(frozen=True, slots=True)
class TextFile:
    """One file of the form."""

    path: str
    text: str
    is_added: bool  # not of the starter, so that it may be left out

    @property
    def rows(self) -> int:
        """The height of its text area."""
        return min(MAX_ROWS, max(MIN_ROWS, self.text.count("\n") + 2))


@dataclass(frozen=True, slots=True)
class TextForm:
    """What the form shows."""

    stack: str
    files: tuple[TextFile, ...]
    readonly: tuple[tuple[str, str], ...]  # path, text
    base: str  # when the draft was saved that the files came from; empty without one
    key: str  # of the answer that the form becomes: sent twice, it is one answer
    new_path: str = ""
    new_text: str = ""


@dataclass(frozen=True, slots=True)
class Sent:
    """The form as a browser sent it; nothing of it is checked yet."""

    action: str
    stack: str
    files: dict[str, str]
    base: datetime | None
    key: str
    new_path: str
    new_text: str

    @classmethod
    def of(cls, form: MultiDict[str, str], known: Mapping[str, str]) -> Self:
        """The form's values; a file that is still what it was, but for its line ends, is given back as it was."""
        left_out = set(form.getlist(LEFT_OUT))
        files = {
            name.removeprefix(FILE): _as_known(text, known.get(name.removeprefix(FILE), ""))
            for name, text in form.items()
            if name.startswith(FILE) and name.removeprefix(FILE) not in left_out
        }
        new_path, new_text = form.get("new-path", "").strip(), _lines(form.get("new-text", ""))
        is_new = bool(new_path) and new_path not in files
        if is_new:
            files[new_path] = new_text
        return cls(
            action=form.get("action", ""),
            stack=form.get("stack", ""),
            files=files,
            base=_moment(form.get("base", "")),
            key=form.get("key", ""),
            new_path="" if is_new else new_path,
            new_text="" if is_new else new_text,
        )

    @property
    def fault(self) -> str:
        """Why the new file could not be taken among the others; empty when it was, or when there is none."""
        if self.new_path:
            return f"There is a file {reveal(self.new_path[:120])} already. Give the new one another name."
        return "Give the new file a name." if self.new_text.strip() else ""


def form_of(workspace: Mapping[str, Any], stack: str = "") -> TextForm:
    """The form for a stack of the island, or for the one last used: what the draft holds, else the starter."""
    stack = stack if stack in workspace["starters"] else workspace["stack"]
    draft = workspace["drafts"].get(stack)
    starter = workspace["starters"][stack]
    own = {file["path"]: file["text"] for file in starter if not file["is_readonly"]}
    texts = own | (draft["files"] if draft else {})
    return TextForm(
        stack=stack,
        files=tuple(TextFile(path, text, path not in own) for path, text in texts.items()),
        readonly=tuple((file["path"], file["text"]) for file in starter if file["is_readonly"]),
        base=draft["saved_at"] if draft else "",
        key=str(uuid4()),
    )


def kept(form: TextForm, sent: Sent, base: datetime | None) -> TextForm:
    """The form with the texts that were sent, for another try; `base` is the state that it would replace now."""
    own = {file.path for file in form.files if not file.is_added}
    return replace(
        form,
        files=tuple(TextFile(path, text, path not in own) for path, text in sent.files.items()),
        base=base.isoformat() if base else "",
        new_path=sent.new_path,
        new_text=sent.new_text,
    )


def texts_of(form: TextForm) -> dict[str, str]:
    """The files by path."""
    return {file.path: file.text for file in form.files}


def _lines(text: str) -> str:
    """Browsers send every line end of a text area as CR LF."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _as_known(text: str, known: str) -> str:
    sent = _lines(text)
    return known if sent == _lines(known) else sent


def _moment(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None
