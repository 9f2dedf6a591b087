"""What a submission may be written in: one stack.toml for each, beside the Dockerfile of its image."""

import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sandbox.errors import BadJob

_FOLDER = Path(__file__).with_name("images")
_KINDS = ("service", "query")


@dataclass(frozen=True, slots=True)
class Stack:
    """How one kind of submission is started."""

    name: str
    title: str  # as its user reads it
    language: str  # for the editor
    kind: str  # "service": started and spoken to; "query": data to the tester
    image: str  # folder in sandbox/images with the Dockerfile
    argv: tuple[str, ...]
    port: int
    env: dict[str, str] = field(default_factory=dict)

    @property
    def url(self) -> str:
        """Where the suite finds the service."""
        return f"http://127.0.0.1:{self.port}"


def load_stacks(folder: Path = _FOLDER) -> dict[str, Stack]:
    """Every stack by name, in the order of the names."""
    paths = sorted(folder.glob("*/stack.toml"))
    return {path.parent.name: _read(path) for path in paths}


def _read(path: Path) -> Stack:
    name = path.parent.name
    try:
        data: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
        stack = Stack(**({"name": name, "image": name} | data | {"argv": tuple(data["argv"])}))
    except (tomllib.TOMLDecodeError, TypeError, KeyError) as error:
        raise BadJob(f"{path}: {error}") from None
    if stack.kind not in _KINDS:
        raise BadJob(f"{path}: kind must be one of {', '.join(_KINDS)}, not {stack.kind!r}")
    if stack.kind == "service" and not stack.argv:
        raise BadJob(f"{path}: a service needs argv")
    return stack
