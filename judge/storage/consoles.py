"""What is asked of a service that its author tries: commands and their answers, in order."""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from judge.storage.types import Json, JsonDict, UtcDateTime


class ConsoleCommand(SQLModel, table=True):
    """One command to an open console; the worker that holds the console's run answers it."""

    __tablename__ = "console_command"
    __table_args__ = (UniqueConstraint("run_id", "number"),)

    id: int | None = Field(default=None, primary_key=True)
    run_id: str = Field(foreign_key="run.id")
    number: int  # 1 is the first
    command: JsonDict = Field(sa_type=Json)  # judge.consoles checks it
    answer: JsonDict | None = Field(default=None, sa_type=Json)  # as the boxes gave it
    asked_at: datetime = Field(sa_type=UtcDateTime)
    answered_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
