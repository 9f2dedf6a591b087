"""The database's clock: the only one that workers and web processes on several machines share."""

from datetime import UTC, datetime

from sqlalchemy import text
from sqlmodel import Session

# Each gives the time of the statement, not of the transaction's begin: a claim may have waited for a lock in between.
_SQLITE = text("SELECT strftime('%Y-%m-%d %H:%M:%f', 'now')")
_POSTGRESQL = text("SELECT clock_timestamp()")


def database_now(session: Session) -> datetime:
    """The present moment, to the millisecond at least."""
    connection = session.connection()
    if connection.dialect.name == "sqlite":
        return datetime.fromisoformat(connection.scalar(_SQLITE)).replace(tzinfo=UTC)
    moment: datetime = connection.scalar(_POSTGRESQL)
    return moment.astimezone(UTC)
