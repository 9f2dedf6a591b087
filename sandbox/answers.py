"""What a console answers, and what variants.py gives: strict shapes, since all of it is a stranger's doing.

Escape it wherever it is shown.
"""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

Milliseconds = Annotated[int, Field(ge=0, le=86_400_000)]
Size = Annotated[int, Field(ge=0)]
Scalar = bool | int | float | str | None


class Shape(BaseModel):
    """Something of a fixed shape: no key more, no key less, no value of another type."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Reply(Shape):
    """What the service replied to a request."""

    type: Literal["reply"]
    status: Annotated[int, Field(ge=200, le=599)]
    reason: str
    headers: list[Annotated[list[str], Field(min_length=2, max_length=2)]]  # name and value, as they came
    body: str  # empty when it is no text
    is_binary: bool
    is_cut: bool
    bytes: Size  # of the whole body
    ms: Milliseconds


class Column(Shape):
    """One column of a result."""

    name: str
    type: str  # as PostgreSQL writes it


class Rows(Shape):
    """What a statement shows, or how many rows it touched."""

    type: Literal["rows"]
    columns: list[Column]
    rows: list[list[Scalar]]
    row_count: Size  # of those that were read
    is_cut: bool  # there are more rows, or longer values
    touched: int | None
    ms: Milliseconds


class Plan(Shape):
    """How PostgreSQL runs a statement."""

    type: Literal["plan"]
    lines: list[str]
    ms: Milliseconds


class TableColumn(Shape):
    """One column of a table."""

    name: str
    type: str
    is_nullable: bool
    default: str | None


class Table(Shape):
    """One table that the candidate may read."""

    name: str
    columns: list[TableColumn]
    keys: list[str]
    indexes: list[str]
    rows: Size


class Schema(Shape):
    """The tables of the sample database."""

    type: Literal["schema"]
    tables: list[Table]
    ms: Milliseconds


class Failure(Shape):
    """There is no other answer; the text says why."""

    type: Literal["error"]
    error: str
    ms: Milliseconds


Answer = Reply | Rows | Plan | Schema | Failure


class Generated(Shape):
    """The values of the variants that were asked for, in the order of their seeds; the judge looks at what they are."""

    type: Literal["generated"]
    variants: Annotated[list[dict[str, Any]], Field(max_length=100)]
