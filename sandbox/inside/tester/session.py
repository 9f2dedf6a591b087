"""One run of the tester: takes the stream, keeps the channel to itself, runs pytest or a console, ends the process."""

import importlib
import io
import os
import sys
import traceback
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NoReturn

import pytest

from sandbox.inside import stream
from sandbox.inside.tester import fixtures
from sandbox.inside.tester.channel import Channel
from sandbox.inside.tester.console import Console, Kind
from sandbox.inside.tester.console_request import Requests
from sandbox.inside.tester.generate import generate
from sandbox.inside.tester.job import TesterJob
from sandbox.inside.tester.plugin import JudgePlugin
from sandbox.inside.tester.preparation import Preparation

WORK = "/work"
EXIT_PROBLEM = 3
PRINTED_CHARACTERS = 64 * 1024
REASON_CHARACTERS = 3000
DATABASE_FIXTURES = "sandbox.inside.tester.database_fixtures"  # needs psycopg: only loaded for a job with a database
DATABASE_CONSOLE = "sandbox.inside.tester.console_sql"  # as above

# Left out: what writes files, reads other test formats, or would hold up the end; nothing of it is for suites.
UNUSED = (
    "cacheprovider",
    "debugging",
    "doctest",
    "faulthandler",
    "junitxml",
    "pastebin",
    "setuponly",
    "setupplan",
    "stepwise",
    "subtests",
    "terminal",
    "threadexception",
    "unittest",
    "unraisableexception",
    "warnings",
)


class Printed(io.TextIOBase):
    """What pytest and the suite print: the last of it is kept for the reason of a problem, and it fills no memory."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._characters = 0

    def write(self, text: str) -> int:
        """Takes all, keeps the end."""
        self._pieces.append(text)
        self._characters += len(text)
        if self._characters > 2 * PRINTED_CHARACTERS:
            self._pieces = ["".join(self._pieces)[-PRINTED_CHARACTERS:]]
            self._characters = len(self._pieces[0])
        return len(text)

    def writable(self) -> bool:
        """It can be printed to."""
        return True

    def end(self) -> str:
        """The end of what was printed."""
        return "".join(self._pieces)[-REASON_CHARACTERS:].strip()


def main(arguments: Sequence[str]) -> NoReturn:
    """Runs one suite, or one console. Ends without waiting for threads that the suite left behind."""
    work = Path(arguments[0] if arguments else WORK).resolve()
    channel, source, printed = _take_streams()
    try:
        job = TesterJob.read(stream.unpack(source, str(work)))
        if job.is_console:
            _converse(job, work, channel, source)
        elif job.seeds:
            source.close()
            generate(job, work / "suite" / "variants.py", channel)
        else:
            source.close()
            _run(job, work, channel, printed)
    except stream.Refused as error:
        channel.problem(str(error))
    except SystemExit as error:
        channel.problem(f"the suite ended the tester with {error.code!r}\n{printed.end()}")
    finally:
        channel.problem(f"the tester failed\n{traceback.format_exc()}")  # not said when the end has been told
        os._exit(EXIT_PROBLEM if channel.is_problem else 0)


def _take_streams() -> tuple[Channel, io.FileIO, Printed]:
    """The channel and the stream on descriptors of their own; 0, 1 and 2 lead nowhere from now on."""
    channel = Channel(os.dup(1))
    source = os.fdopen(os.dup(0), "rb", buffering=0)
    nothing = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nothing, descriptor)
    printed = Printed()
    sys.stdout = sys.stderr = printed
    return channel, source, printed


def _run(job: TesterJob, work: Path, channel: Channel, printed: Printed) -> None:
    """The suite under pytest; whatever ends it early without a word becomes a problem."""
    suite = work / "suite" / "tests"
    if not suite.is_dir():
        raise stream.Refused("the stream has no suite/tests")
    database = importlib.import_module(DATABASE_FIXTURES) if job.postgres else None
    plugin = JudgePlugin(job, suite, channel, Preparation(job, suite.parent, channel, database))
    code = pytest.main(_options(suite), plugins=[plugin, fixtures, *([database] if database else [])])
    channel.problem(f"pytest ended with {code!r} before the run was over\n{printed.end()}")


def _converse(job: TesterJob, work: Path, channel: Channel, source: io.FileIO) -> None:
    """A console; there is no suite, and pytest is not started."""
    database = None
    kinds: Mapping[str, Kind] = {"request": Requests(job.url)}
    if job.postgres:
        is_query = job.kind == "query"
        module = importlib.import_module(DATABASE_CONSOLE)
        database = module.SampleDatabase(job.postgres, work / "suite", is_query=is_query)
        kinds = database.kinds() if is_query else kinds
    Console(job, channel, source, Preparation(job, work / "suite", channel, database), kinds)()


def _options(suite: Path) -> list[str]:
    """The whole configuration of pytest: nothing is looked for in folders or in the environment."""
    return [
        str(suite),
        f"-c{Path(__file__).with_name('suite.ini')}",
        f"--rootdir={suite}",
        f"--confcutdir={suite}",
        "--import-mode=append",  # conftest.py and modules beside the tests import; none of them hides a standard one
        "--strict-markers",
        "--strict-config",
        "--disable-plugin-autoload",
        "--capture=no",
        *(f"-pno:{name}" for name in UNUSED),
    ]
