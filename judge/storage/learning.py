"""What somebody has asked for in a problem: hints, the end, others' answers; and what they share themselves."""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from judge.storage.types import UtcDateTime


class HintTaken(SQLModel, table=True):
    """A hint that was opened; its cost as it was then."""

    __tablename__ = "hint_taken"
    __table_args__ = (UniqueConstraint("user_id", "sitting_id", "slug", "number"),)

    id: int | None = Field(default=None, primary_key=True)
    user_id: str = Field(foreign_key="user_account.id")
    sitting_id: str = ""  # empty: practice
    slug: str
    number: int  # 1 is the first
    cost: int  # points
    taken_at: datetime = Field(sa_type=UtcDateTime)


class GivenUp(SQLModel, table=True):
    """Somebody who would rather read the solution."""

    __tablename__ = "given_up"

    user_id: str = Field(foreign_key="user_account.id", primary_key=True)
    slug: str = Field(primary_key=True)
    given_up_at: datetime = Field(sa_type=UtcDateTime)


class SharedSolution(SQLModel, table=True):
    """A passing submission that its owner lets others read."""

    __tablename__ = "shared_solution"

    submission_id: str = Field(foreign_key="submission.id", primary_key=True)
    user_id: str = Field(foreign_key="user_account.id", index=True)
    slug: str = Field(index=True)
    is_named: bool  # False: shown without the owner's name
    shared_at: datetime = Field(sa_type=UtcDateTime)
