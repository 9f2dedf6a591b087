"""The tester's lines, read as if the tester were a stranger: strict shapes, one order, no surprises.

A submission cannot write to this channel. It can still try to make the tester write something odd, so whatever deviates
breaks the protocol, and the run is the judge's fault and worth repeating; nothing is ever guessed or repaired.

    header, prepared?, ready, (started, test)*, final      or      header, prepared?, not_ready
    or, at any point, problem

A console has no tests, and after `ready` exactly one `answered` for each command that was sent.
"""

import json
from collections import Counter
from collections.abc import Iterator
from typing import Annotated, Any, Literal, NoReturn

from pydantic import Field, TypeAdapter, ValidationError

from sandbox.answers import Answer, Generated, Milliseconds, Shape
from sandbox.run import TestOutcome, TestRecord

LINE_BYTES = 256 * 1024
TOTAL_BYTES = 64 * 1024 * 1024  # a run's records are held in memory until they are judged
_REASON_CHARACTERS = 300


class ProtocolBroken(Exception):
    """The tester sent something that it never sends."""


class Header(Shape):
    """The first line: who speaks, and which tests will run."""

    type: Literal["header"]
    v: Annotated[int, Field(ge=1, le=1)]
    run: str
    nonce: str
    tests: list[str]


class Prepared(Shape):
    """The database has the problem's tables; only a job with a database has this line."""

    type: Literal["prepared"]


class Ready(Shape):
    """The service answers; the tests begin."""

    type: Literal["ready"]
    ms: Milliseconds


class NotReady(Shape):
    """It did not answer in time; nothing follows."""

    type: Literal["not_ready"]
    ms: Milliseconds
    what: Literal["service", "postgres"]


class Started(Shape):
    """A test begins."""

    type: Literal["started"]
    id: str


class _Request(Shape):
    method: str
    path: str
    headers: dict[str, str]
    body: str


class _Reply(Shape):
    status: int
    headers: dict[str, str]
    body: str
    ms: Milliseconds


class _Exchange(Shape):
    request: _Request
    reply: _Reply | None
    error: str


class _Comparison(Shape):
    got: Any
    expected: Any


class _Notice(Shape):
    file: Annotated[str, Field(max_length=200)]
    line: Annotated[int, Field(ge=0, le=1_000_000)]
    what: Annotated[str, Field(max_length=200)]


class Ended(Shape):
    """A test has ended."""

    type: Literal["test"]
    id: str
    outcome: Annotated[TestOutcome, Field(strict=False)]
    ms: Milliseconds
    message: str
    exchanges: Annotated[list[_Exchange], Field(max_length=8)]
    comparison: _Comparison | None
    noticed: Annotated[list[_Notice], Field(max_length=20)] | None = None  # of an audited job alone

    def record(self) -> TestRecord:
        """As the judge keeps it."""
        return TestRecord(
            id=self.id,
            outcome=self.outcome,
            milliseconds=self.ms,
            message=self.message,
            exchanges=tuple(exchange.model_dump() for exchange in self.exchanges),
            comparison=self.comparison.model_dump() if self.comparison else None,
            noticed=tuple(notice.model_dump() for notice in self.noticed or ()),
        )


class Final(Shape):
    """The last line of a whole run."""

    type: Literal["final"]
    counts: dict[Annotated[TestOutcome, Field(strict=False)], Annotated[int, Field(ge=0)]]
    ms: Milliseconds


class Answered(Shape):
    """What came of a console's command."""

    type: Literal["answered"]
    number: int
    answer: Annotated[Answer, Field(discriminator="type")]


class Problem(Shape):
    """The suite itself is broken."""

    type: Literal["problem"]
    reason: str


Line = Header | Prepared | Ready | NotReady | Started | Ended | Final | Answered | Generated | Problem

_LINE: TypeAdapter[Line] = TypeAdapter(Annotated[Line, Field(discriminator="type")])


class Report:
    """One run's lines, fed in pieces; keeps the records and the place in the order."""

    def __init__(self, run: str, nonce: str, *, is_audited: bool = False) -> None:
        self.expected: tuple[str, ...] = ()
        self.records: list[TestRecord] = []
        self.current: str | None = None  # the test that runs now
        self._run = run
        self._nonce = nonce
        self._is_audited = is_audited
        self._next: tuple[type[Shape], ...] = (Header,)
        self._partial = bytearray()
        self._total = 0

    def feed(self, data: bytes) -> Iterator[Line]:
        """Every whole line in `data` and what was kept from before, checked. Raises ProtocolBroken."""
        self._total += len(data)
        if self._total > TOTAL_BYTES:
            raise ProtocolBroken(f"more than {TOTAL_BYTES} bytes")
        self._partial += data
        while (end := self._partial.find(b"\n")) >= 0:
            text = bytes(self._partial[:end])
            del self._partial[: end + 1]
            yield self._accept(_parse(text))
        if len(self._partial) > LINE_BYTES:
            raise ProtocolBroken(f"a line of more than {LINE_BYTES} bytes")

    def _accept(self, line: Line) -> Line:
        if not isinstance(line, (*self._next, Problem)) or not self._next:
            raise ProtocolBroken(f"{line.type!r} out of order")
        match line:
            case Header():
                self._open(line)
            case Prepared():
                self._next = (Ready, NotReady)
            case Ready():
                self._next = self._after_test()
            case Started():
                self._start(line)
            case Ended():
                self._end_test(line)
            case Final():
                self._close(line)
            case _:  # NotReady and Problem end the run
                self._next = ()
        return line

    def _open(self, line: Header) -> None:
        if (line.run, line.nonce) != (self._run, self._nonce):
            raise ProtocolBroken("the header belongs to another run")
        if len(set(line.tests)) != len(line.tests):
            raise ProtocolBroken("the header names a test twice")
        self.expected = tuple(line.tests)
        self._next = (Prepared, Ready, NotReady)

    def _start(self, line: Started) -> None:
        if line.id != self.expected[len(self.records)]:
            raise ProtocolBroken(f"{line.id!a} started out of turn")
        self.current = line.id
        self._next = (Ended,)

    def _end_test(self, line: Ended) -> None:
        if line.id != self.current:
            raise ProtocolBroken(f"{line.id!a} ended and was not running")
        if (line.noticed is not None) != self._is_audited:
            raise ProtocolBroken(f"{line.id!a} has notices that were not asked for, or lacks those that were")
        self.current = None
        self.records.append(line.record())
        self._next = self._after_test()

    def _after_test(self) -> tuple[type[Shape], ...]:
        return (Started,) if len(self.records) < len(self.expected) else (Final,)

    def _close(self, line: Final) -> None:
        if +Counter(line.counts) != Counter(record.outcome for record in self.records):
            raise ProtocolBroken("the final counts are not those of the records")
        self._next = ()


class Conversation(Report):
    """A console's lines. They are not kept, so they are counted anew with every command."""

    def __init__(self, run: str, nonce: str) -> None:
        super().__init__(run, nonce)
        self.asked: int | None = None  # the command that waits for its answer

    def ask(self, number: int) -> None:
        """A command is sent: its answer comes next."""
        self.asked = number
        self._total = 0
        self._next = (Answered,)

    def _accept(self, line: Line) -> Line:
        super()._accept(line)
        if isinstance(line, Answered):
            if line.number != self.asked:
                raise ProtocolBroken(f"{line.number} was answered and not asked")
            self.asked = None
            self._next = (Problem,)
        return line

    def _open(self, line: Header) -> None:
        super()._open(line)
        if line.tests:
            raise ProtocolBroken("the header of a console names tests")

    def _after_test(self) -> tuple[type[Shape], ...]:
        """Nothing is said before something is asked."""
        return (Problem,)


def _parse(text: bytes) -> Line:
    try:
        data = json.loads(text.decode("ascii"), object_pairs_hook=_object, parse_constant=_refuse)
        return _LINE.validate_python(_storable(data))
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        raise ProtocolBroken(f"{'.'.join(map(str, first['loc']))}: {first['msg']}"[:_REASON_CHARACTERS]) from None
    except (ValueError, RecursionError) as error:
        raise ProtocolBroken(f"no line of JSON: {type(error).__name__} {error}"[:_REASON_CHARACTERS]) from None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name occurs twice")
    return found


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no JSON")


def _storable(value: Any) -> Any:
    """Text without NUL and lone surrogates, which a stranger may send and no database holds; finite numbers."""
    if isinstance(value, str):
        return value.replace("\0", "\ufffd").encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, list):
        return [_storable(item) for item in value]
    if isinstance(value, dict):
        return {_storable(key): _storable(item) for key, item in value.items()}
    if isinstance(value, float) and value - value != 0:
        raise ValueError("a number is not finite")
    return value
