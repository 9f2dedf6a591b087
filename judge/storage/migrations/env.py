"""What Alembic runs for every command: joins the rows to the connection that judge/storage/migrate.py opened."""

from typing import Any, Literal

import sqlalchemy as sa
from alembic import context
from alembic.autogenerate.api import AutogenContext

from judge.storage.types import UtcDateTime

LOCK_SECONDS = 5  # a migration that waits for a table's lock makes every query behind it wait too: rather fail


def _plain(kind: str, item: Any, _context: AutogenContext) -> str | Literal[False]:
    """Writes our own column types as the plain ones below them: a migration must not change when our code does."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, sa.Enum):
        return f"sa.String({item.length})"
    return False


def _run() -> None:
    """Runs the scripts inside the transaction that the caller began and ends."""
    connection = context.config.attributes["connection"]
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{LOCK_SECONDS}s'")
    context.configure(
        connection=connection,
        target_metadata=context.config.attributes["metadata"],
        render_as_batch=True,  # SQLite cannot alter a table: Alembic copies it
        render_item=_plain,
        transactional_ddl=True,  # also in SQLite, since our transactions begin before the first statement
    )
    context.run_migrations()


_run()
