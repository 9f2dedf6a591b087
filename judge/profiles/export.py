"""Everything that is kept of somebody, as an archive for them: what they may see, and nothing more."""

import io
import json
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from datetime import datetime
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from sqlmodel import Session, SQLModel

from judge.accounts import Account
from judge.domain.feedback import Reader
from judge.domain.preferences import Preferences
from judge.drafts import revision
from judge.storage.belongings import Belongings, belongings, console_commands
from judge.storage.submissions import SubmissionKind
from judge.watching import view

# Before compression, so that the work is bounded too; the archive itself is smaller in any case.
MAX_BYTES = 32 * 1024 * 1024
ONLY_OWNER = 0o600 << 16

README = """\
What Backend Judge keeps of {name} <{email}>, as of {when}.

account.json           who you are: name, e-mail, role, preferences, extra time
sign-ins.json          the browsers that you are signed in with
submissions.json       what you handed in, newest first
submissions/<id>/      one of them: result.json is its result as your pages show it, files/ the code,
                       console.json what you asked of a service that you only started; only the
                       last of these keeps its code
drafts.json, drafts/   what your editors hold, in practice and in timed sessions
earlier-drafts/        what they held before
notes.json             your notes beside submissions
hints.json             the hints that you opened
given-up.json          the problems whose solution you chose to read
timed-sessions.json    your timed sessions with their tasks
shared-solutions.json  the submissions that others may read
reports.json           what you reported about problems
problems.json          the problems that you write; the studio exports each with its files

Times are in UTC. Your password is kept as a hash only; neither that nor what opens a sign-in is in here.
The results of a timed session that is still running are told when it has ended.
"""


class Archive:
    """A zip that grows to its bound; what does not fit any more is left out by name."""

    def __init__(self, now: datetime) -> None:
        self._bytes = io.BytesIO()
        self._zip = ZipFile(self._bytes, "w", ZIP_DEFLATED)
        self._moment = now.timetuple()[:6]
        self._room = MAX_BYTES
        self.left_out: list[str] = []

    def add(self, name: str, text: str, *, is_bounded: bool = True) -> None:
        """Puts a text in, if there is room."""
        data = text.encode("utf-8", "backslashreplace")
        if is_bounded and len(data) > self._room:
            self.left_out.append(name)
            return
        self._room -= len(data)
        entry = ZipInfo(name, self._moment)
        entry.compress_type = ZIP_DEFLATED
        entry.external_attr = ONLY_OWNER
        self._zip.writestr(entry, data)

    def add_json(self, name: str, value: Any) -> None:
        """Puts a value in."""
        self.add(name, json.dumps(value, indent=2, ensure_ascii=False) + "\n")

    def add_files(self, folder: str, files: Mapping[str, str]) -> None:
        """Puts files into a folder; their paths were checked when they were taken."""
        for path, text in files.items():
            self.add(f"{folder}/{path}", text)

    def close(self) -> bytes:
        """The archive."""
        self._zip.close()
        return self._bytes.getvalue()


def export(session: Session, account: Account, *, now: datetime) -> bytes:
    """The archive. Of a history that is larger than the bound the newest is in it; the README names the rest."""
    theirs = belongings(session, account.id)
    archive = Archive(now)
    _add_account(archive, theirs)
    _add_work(archive, theirs)
    _add_submissions(archive, session, theirs)
    _add_revisions(archive, session, account, theirs)
    readme = README.format(name=account.name, email=account.email, when=f"{now:%Y-%m-%d %H:%M} UTC")
    if archive.left_out:
        readme += "\nLeft out, because the archive would grow too large:\n" + "\n".join(archive.left_out) + "\n"
    archive.add("README.txt", readme, is_bounded=False)
    return archive.close()


def _add_account(archive: Archive, theirs: Belongings) -> None:
    user = theirs.user
    facts = user.model_dump(mode="json", include={"id", "email", "name", "role", "created_at", "extra_time_percent"})
    archive.add_json("account.json", facts | {"preferences": Preferences.read(user.preferences).chosen()})
    archive.add_json("sign-ins.json", _plain(theirs.sign_ins, without={"token_hash"}))


def _add_work(archive: Archive, theirs: Belongings) -> None:
    tasks = _plain(theirs.tasks)
    sittings = [
        sitting | {"tasks": [task for task in tasks if task["sitting_id"] == sitting["id"]]}
        for sitting in _plain(theirs.sittings)
    ]
    archive.add_json("drafts.json", _plain(theirs.drafts, without={"files"}))
    for draft in theirs.drafts:
        archive.add_files(f"drafts/{draft.sitting_id or 'practice'}/{draft.slug}/{draft.stack}", draft.files)
    archive.add_json("notes.json", _plain(theirs.notes))
    archive.add_json("hints.json", _plain(theirs.hints, without={"id"}))
    archive.add_json("given-up.json", _plain(theirs.given_up))
    archive.add_json("timed-sessions.json", sittings)
    archive.add_json("shared-solutions.json", _plain(theirs.shared))
    archive.add_json("reports.json", _plain(theirs.reports, without={"id"}))
    archive.add_json("problems.json", _plain(theirs.written, without={"pulled_commit"}))


def _add_submissions(archive: Archive, session: Session, theirs: Belongings) -> None:
    facts = {"id", "version_id", "kind", "stack", "created_at", "sitting_id", "variant"}
    lines = [{"slug": slug} | row.model_dump(mode="json", include=facts) for row, slug in theirs.submissions]
    archive.add_json("submissions.json", lines)
    for submission, _ in theirs.submissions:
        folder = f"submissions/{submission.id}"
        if archive.left_out:  # what does not fit is not even read: a history may have thousands
            archive.left_out.append(folder)
            continue
        seen = view(session, submission.id, Reader.CANDIDATE)
        archive.add_json(f"{folder}/result.json", seen.model_dump(mode="json"))
        archive.add_files(f"{folder}/files", submission.files)
        if submission.kind == SubmissionKind.TRY:
            commands = _plain(console_commands(session, submission.id), without={"id", "run_id"})
            archive.add_json(f"{folder}/console.json", commands)
        session.expire(submission, ["files"])  # of thousands, only one is held in memory at a time


def _add_revisions(archive: Archive, session: Session, account: Account, theirs: Belongings) -> None:
    for row in theirs.revisions:
        if archive.left_out:
            archive.left_out.append(f"earlier-drafts/ ({row.id})")
            continue
        known = revision(session, account, row.id or 0)
        place = f"{row.sitting_id or 'practice'}/{row.slug}/{row.stack}"
        archive.add_files(f"earlier-drafts/{place}/{known.saved_at:%Y-%m-%d %H.%M.%S} ({row.id})", known.files)
        session.expire(row, ["content"])


def _plain(rows: Iterable[SQLModel], without: AbstractSet[str] = frozenset()) -> list[dict[str, Any]]:
    """Rows as JSON, without the user's id, which is in account.json."""
    return [row.model_dump(mode="json", exclude={"user_id", *without}) for row in rows]
