"""The bodies of JSON requests: their shape, checked before a use-case sees them."""

from datetime import datetime
from typing import Annotated, TypeVar

from flask import request
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from judge.errors import Invalid

Word = Annotated[str, Field(max_length=100)]
Files = Annotated[dict[Annotated[str, Field(max_length=200)], str], Field(max_length=100)]


class Body(BaseModel):
    """Strict: an unknown key or another type is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class DraftBody(Body):
    """The editor's state, and the state that it grew from."""

    stack: Word
    files: Files
    base: AwareDatetime | None = None


class AnswerBody(Body):
    """An answer to be judged."""

    kind: Word
    stack: Word
    files: Files
    key: Word


B = TypeVar("B", bound=Body)


def body(shape: type[B]) -> B:
    """The request's body in this shape; Invalid names the place.

    Parsed by pydantic and not by Flask: it also refuses endless nesting and text that is not UTF-8.
    """
    try:
        return shape.model_validate_json(request.get_data(cache=False))
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        place = ".".join(str(part) for part in first["loc"])[:200]
        raise Invalid(f"{place or 'body'}: {first['msg']}", place or "body") from None


def moment(when: datetime) -> str:
    """A time as scripts send it back."""
    return when.isoformat()
