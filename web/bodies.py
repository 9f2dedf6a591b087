"""The bodies of JSON requests: their shape, checked before a use-case sees them."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any, TypeVar

from flask import request
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from judge.domain.preferences import Preferences
from judge.errors import Invalid
from judge.statement import reveal

MAX_NAMES = 1000  # in one object

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


class FilesBody(Body):
    """Files to be started, under a key that names this one wish."""

    stack: Word
    files: Files
    key: Word


class AnswerBody(FilesBody):
    """An answer to be judged."""

    kind: Word


class CommandBody(Body):
    """A command to a console. What its type has and how long it may be, judge.domain.command says."""

    type: Word
    method: Word = ""
    path: str = ""
    headers: dict[str, str] = Field(default_factory=dict)
    body: str = ""
    sql: str = ""


class PreferencesBody(Preferences, Body):
    """Those preferences that change."""


B = TypeVar("B", bound=Body)


def body(shape: type[B]) -> B:
    """The request's body in this shape; Invalid names the place."""
    if not request.is_json:
        raise Invalid("Content-Type: must be application/json", "Content-Type")
    try:
        return shape.model_validate(_parsed(request.get_data(cache=False)))
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        place = reveal(".".join(str(part) for part in first["loc"]))[:200] or "body"
        raise Invalid(f"{place}: {first['msg']}", place) from None


def moment(when: datetime) -> str:
    """A time as scripts send it back."""
    return when.isoformat()


def _parsed(data: bytes) -> Any:
    """The JSON. Not left to pydantic, which writes an error for each of a hundred thousand unknown names."""
    try:
        return json.loads(data.decode("utf-8"), object_pairs_hook=_object, parse_constant=_no_number)
    except UnicodeDecodeError:
        raise _unread("is not UTF-8") from None
    except json.JSONDecodeError as error:
        raise _unread(f"is not JSON: {error.msg} in line {error.lineno}, column {error.colno}") from None
    except RecursionError:
        raise _unread("is nested too deeply") from None
    except ValueError:
        raise _unread("holds a number that is too long") from None


def _object(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    if len(pairs) > MAX_NAMES:
        raise _unread(f"holds an object with more than {MAX_NAMES} names")
    if len(made := dict(pairs)) < len(pairs):
        raise _unread("holds an object with the same name twice")
    return made


def _no_number(name: str) -> None:
    raise _unread(f"is not JSON: {name} is no number")


def _unread(fact: str) -> Invalid:
    return Invalid(f"body: {fact}", "body")
