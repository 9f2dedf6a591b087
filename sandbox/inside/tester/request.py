"""A request's bytes. A slip of the suite's author is an error of its own, never a fault of the candidate."""

import json as json_module
import re
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

Pairs = Mapping[str, Any] | Iterable[tuple[str, Any]]

_TOKEN = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")
_VALUE = re.compile(r"[\t\x20-\x7e\x80-\xff]*")
_OWN = frozenset({"connection", "content-length", "transfer-encoding"})  # they frame the message: the client's alone
_PATH_SAFE = "/%:@!$&'()*+,;=~-._?"


@dataclass(frozen=True, slots=True)
class Request:
    """One request, complete."""

    method: str
    target: str
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def encoded(self) -> bytes:
        """What goes over the connection."""
        lines = [f"{self.method} {self.target} HTTP/1.1", *(f"{name}: {value}" for name, value in self.headers)]
        return "\r\n".join([*lines, "", ""]).encode("latin-1") + self.body


@dataclass(frozen=True, slots=True)
class Content:
    """The ways to give a body; at most one is used. `json` is Ellipsis when absent, since None is JSON."""

    json: Any = ...
    form: Pairs | None = None
    data: bytes | str | None = None

    def encoded(self) -> tuple[bytes, str]:
        """The body and its content type; both empty without one."""
        given = [self.json is not ..., self.form is not None, self.data is not None]
        if sum(given) > 1:
            raise TypeError("give one of json, form and data")
        if self.json is not ...:
            return json_module.dumps(self.json).encode(), "application/json"
        if self.form is not None:
            return urlencode(_pairs(self.form), doseq=True).encode(), "application/x-www-form-urlencoded"
        if self.data is not None:
            return self.data.encode() if isinstance(self.data, str) else bytes(self.data), ""
        return b"", ""


def build(
    method: str, path: str, content: Content, *, host: str, params: Pairs | None = None, headers: Pairs | None = None
) -> Request:
    """Puts a request together; ValueError and TypeError are the suite's slips."""
    if not _TOKEN.fullmatch(method):
        raise ValueError(f"bad method: {method!r}")
    if not path.startswith("/"):
        raise ValueError(f"a path starts with a slash: {path!r}")
    target = quote(path, safe=_PATH_SAFE)
    if params is not None:
        target += ("&" if "?" in target else "?") + urlencode(_pairs(params), doseq=True)
    body, content_type = content.encoded()
    fields = {
        "Host": host,
        "User-Agent": "judge",
        "Accept": "*/*",
        "Accept-Encoding": "identity",
        "X-Request-Id": secrets.token_hex(16),
    }
    if content_type:
        fields["Content-Type"] = content_type
    return Request(method, target, (*_merged(fields, headers), *_framing(method, body)), body)


def _merged(fields: Mapping[str, str], headers: Pairs | None) -> list[tuple[str, str]]:
    """Our fields, each replaced by the suite's of the same name."""
    given = [(name, str(value)) for name, value in _pairs(headers or {})]
    for name, value in given:
        if not _TOKEN.fullmatch(name) or not _VALUE.fullmatch(value):
            raise ValueError(f"bad header: {name!r}: {value!r}")
        if name.lower() in _OWN:
            raise ValueError(f"the client sets {name} itself")
    replaced = {name.lower() for name, _ in given}
    return [*((name, value) for name, value in fields.items() if name.lower() not in replaced), *given]


def _framing(method: str, body: bytes) -> list[tuple[str, str]]:
    """The end of the message, told in one way only."""
    needs_length = body or method in {"POST", "PUT", "PATCH"}
    length = [("Content-Length", str(len(body)))] if needs_length else []
    return [*length, ("Connection", "close")]


def _pairs(values: Pairs) -> list[tuple[str, Any]]:
    return list(values.items() if isinstance(values, Mapping) else values)
