"""What the worker asked for, checked on its way in."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sandbox.inside.stream import Refused


@dataclass(frozen=True, slots=True)
class Postgres:
    """How to reach the database: as the judge, and as the candidate's code does."""

    dsn: str
    candidate_dsn: str


@dataclass(frozen=True, slots=True)
class TesterJob:
    """One run, as the tester needs to know it."""

    run: str
    nonce: str
    seed: int
    kind: str
    url: str
    tests: tuple[str, ...]
    start_seconds: float
    test_seconds: float
    postgres: Postgres | None
    is_console: bool
    is_audited: bool
    variant: Mapping[str, Any]
    seeds: tuple[int, ...]

    @classmethod
    def read(cls, data: Mapping[str, Any]) -> "TesterJob":
        """The job from the stream's header; Refused names the key that is wrong."""
        tests = _get(data, "tests", list)
        if not all(isinstance(name, str) for name in tests):
            raise Refused("job: tests must be a list of names")
        kind = _get(data, "kind", str)
        if kind not in {"service", "query"}:
            raise Refused(f"job: kind must be service or query, not {kind!a}")
        return cls(
            run=_get(data, "run", str),
            nonce=_get(data, "nonce", str),
            seed=_get(data, "seed", int),
            kind=kind,
            url=_get(data, "url", str) if kind == "service" else "",
            tests=tuple(tests),
            start_seconds=_get(data, "start_seconds", float),
            test_seconds=_get(data, "test_seconds", float),
            postgres=_postgres(data.get("postgres")),
            is_console=_get({"is_console": False, **data}, "is_console", bool),
            is_audited=_get({"is_audited": False, **data}, "is_audited", bool),
            variant=_get({"variant": {}, **data}, "variant", dict),
            seeds=_numbers(_get({"seeds": [], **data}, "seeds", list)),
        )


def _numbers(values: list[Any]) -> tuple[int, ...]:
    """Seeds, all of them whole numbers."""
    if not all(type(value) is int for value in values):
        raise Refused("job: seeds must be a list of numbers")
    return tuple(values)


def _postgres(data: object) -> Postgres | None:
    """The database of the job, if it has one."""
    if data is None:
        return None
    if not isinstance(data, dict):
        raise Refused("job: postgres must be an object or null")
    return Postgres(dsn=_get(data, "dsn", str), candidate_dsn=_get(data, "candidate_dsn", str))


def _get(data: Mapping[str, Any], key: str, kind: type) -> Any:
    """The value of `key`, of the wanted type; a whole number is a number of seconds too."""
    value = data.get(key)
    if kind is float and type(value) is int:
        return float(value)
    if type(value) is not kind:
        raise Refused(f"job: {key} must be of type {kind.__name__}")
    return value
