"""Column types shared by the rows, and the names that constraints get."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Any
from uuid import uuid4

from sqlalchemy import JSON, DateTime, Dialect, Enum
from sqlalchemy.orm import defer
from sqlalchemy.orm.interfaces import ORMOption
from sqlalchemy.types import TypeDecorator
from sqlmodel import SQLModel

# Every constraint has a name that follows from what it constrains: a migration can then drop or alter it on both
# databases, and the comparison of rows and migrations is exact. Set here because every file of rows imports this one.
SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class UtcDateTime(TypeDecorator[datetime]):
    """An aware UTC time on both databases: SQLite keeps no zone, so it is put back on reading."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 (inherited)
        """Refuses naive times: a time without a zone is a bug waiting."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive datetime cannot be stored")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 (inherited)
        """Gives every value the same zone: SQLite keeps none, PostgreSQL answers in the connection's."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def word_of(words: type[StrEnum]) -> Any:
    """A column that holds one of an enum's values as plain text: a new member then needs no migration."""
    return Enum(words, native_enum=False, length=32, values_callable=lambda enum: [member.value for member in enum])


def unread(column: Any) -> ORMOption:
    """Leaves a large column in the database until it is asked for. Any: fields claim their values' types."""
    return defer(column)


Json = JSON
JsonDict = dict[str, Any]


def new_id() -> str:
    """A random public id: it cannot be guessed or counted."""
    return str(uuid4())
