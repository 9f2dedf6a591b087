"""Brings a database to the newest schema, and says where the rows and the migrations differ.

The configuration is code, not a file, so that it is the same from a checkout and from an installed wheel.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, MetaData, make_url

from judge.storage.accounts import LoginSession, User
from judge.storage.checks import GateCheck
from judge.storage.consoles import ConsoleCommand
from judge.storage.drafts import Draft, DraftRevision
from judge.storage.engine import make_engine
from judge.storage.learning import GivenUp, HintTaken, SharedSolution
from judge.storage.notes import ProblemReport, SubmissionNote
from judge.storage.problems import ProblemRow, ProblemVersion
from judge.storage.rejudges import Rejudge, RejudgeItem
from judge.storage.runs import Event, Run, TestResult
from judge.storage.sittings import Sitting, SittingTask
from judge.storage.stacks import StackRow
from judge.storage.studio import StudioAuthor, StudioFile, StudioProblem, StudioRevision
from judge.storage.submissions import Submission

ROWS = (
    *(User, LoginSession, ProblemRow, ProblemVersion, Submission, Draft, DraftRevision, Run, TestResult, Event),
    *(ConsoleCommand, HintTaken, GivenUp, SharedSolution, SubmissionNote, ProblemReport, Sitting, SittingTask),
    *(StudioProblem, StudioAuthor, StudioFile, StudioRevision, GateCheck, Rejudge, RejudgeItem, StackRow),
)
SCRIPTS = Path(__file__).parent / "migrations"
ADVISORY_LOCK = 0x6A756467  # any number of our own: two processes that start together migrate one after the other


def upgrade(url: str) -> None:
    """Applies every migration that is missing, all or none. Safe to call at each start and from several processes."""
    with _connection(url) as connection:
        command.upgrade(_config(connection), "head")
        _require_whole_references(connection)
        connection.commit()


def check(url: str) -> list[str]:
    """Where the database, its migrations and the rows differ, one line each; empty when they agree."""
    with _connection(url) as connection:
        context = MigrationContext.configure(connection, opts={"compare_server_default": True})
        newest = ScriptDirectory.from_config(_config(connection)).get_current_head()
        found = context.get_current_revision()
        stale = [] if found == newest else [f"the database is at revision {found}, the newest is {newest}"]
        return stale + [_line(difference) for difference in compare_metadata(context, _metadata())]


def draft_revision(url: str, message: str, folder: Path = SCRIPTS / "versions") -> Path:
    """Writes the migration from the newest one to the rows, for a developer to read and correct."""
    with _connection(url) as connection:
        config = _config(connection)
        config.set_main_option("version_locations", _escaped(folder))
        number = f"{len(list(folder.glob('[0-9]*.py'))) + 1:04d}"
        command.revision(config, message, autogenerate=True, rev_id=number, version_path=str(folder))
        return next(folder.glob(f"{number}_*.py"))


@contextmanager
def _connection(url: str) -> Iterator[Connection]:
    """A connection in a transaction of its own; on SQLite without foreign keys, since a copied table is dropped."""
    database = make_url(url)
    is_sqlite = database.get_backend_name() == "sqlite"
    if is_sqlite and database.database:
        Path(database.database).parent.mkdir(parents=True, exist_ok=True)
    engine = make_engine(url)
    try:
        with engine.connect() as connection:
            if is_sqlite:  # has no effect once a transaction has begun, hence on the driver's connection
                connection.connection.cursor().execute("PRAGMA foreign_keys = OFF")
            connection.begin()  # before Alembic looks: all scripts then share this transaction
            if not is_sqlite:
                connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({ADVISORY_LOCK})")
            yield connection
    finally:
        engine.dispose()


def _require_whole_references(connection: Connection) -> None:
    """Refuses a migration that left rows pointing at nothing, which SQLite did not watch."""
    if connection.dialect.name == "sqlite":
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
        if broken:
            raise RuntimeError(f"the migration breaks {len(broken)} references, the first in table {broken[0][0]}")


def _config(connection: Connection) -> Config:
    """Alembic's settings."""
    config = Config(attributes={"connection": connection, "metadata": _metadata()})
    config.set_main_option("script_location", _escaped(SCRIPTS))
    config.set_main_option("path_separator", "newline")
    return config


def _escaped(path: Path) -> str:
    """A path as Alembic's configuration wants it: it expands percent signs."""
    return str(path).replace("%", "%%")


def _metadata() -> MetaData:
    """All tables of the judge; naming the rows above is what makes this list complete."""
    return ROWS[0].metadata


def _line(difference: Any) -> str:
    """One difference in words; Alembic groups those of one column in a list."""
    if isinstance(difference, list):
        return "; ".join(map(_line, difference))
    return " ".join(str(part) for part in difference if part is not None)
