"""Takes the candidate's files from stdin, prepares the box, says one line, and becomes the stack's command."""

import json
import os
import resource
import signal
import sqlite3
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from sandbox.inside import stream

WORK = "/work"
EXIT_REFUSED = 70
EXIT_NO_COMMAND = 127


def main(arguments: Sequence[str]) -> int:
    """Returns only when something was refused or the command does not exist."""
    root = arguments[0] if arguments else WORK
    try:
        with open(0, "rb", buffering=0, closefd=False) as source:
            job = stream.unpack(source, root)
        argv, environment = _command(job)
        environment.update(_sqlite(job.get("sqlite"), root))
    except stream.Refused as error:
        _say({"starter": "refused", "reason": str(error)})
        return EXIT_REFUSED
    os.chdir(root)
    _say({"starter": "started"})
    _let_go()
    try:
        os.execvpe(argv[0], argv, environment)  # noqa: S606 - the stack's own command, a list of words, no shell
    except OSError as error:
        sys.stderr.write(f"{argv[0]}: {error.strerror}\n")
        return EXIT_NO_COMMAND


def _command(job: Mapping[str, Any]) -> tuple[list[str], dict[str, str]]:
    """The words of the command, and its environment: the box's own with the job's on top."""
    argv, env = job.get("argv"), job.get("env", {})
    if not isinstance(argv, list) or not argv or not all(isinstance(word, str) for word in argv):
        raise stream.Refused("argv must be a list of at least one word")
    if not isinstance(env, dict) or not all(isinstance(value, str) for value in env.values()):
        raise stream.Refused("env must be an object of texts")
    return argv, {**os.environ, **env}  # noqa: TID251 - the box's environment, made by the image


def _sqlite(wanted: object, root: str) -> dict[str, str]:
    """Builds the database file that the problem asks for; returns what the candidate's code is told of it."""
    if wanted is None:
        return {}
    if not isinstance(wanted, dict) or not all(isinstance(wanted.get(key), str) for key in ("script", "path")):
        raise stream.Refused("sqlite must have a script and a path")
    script = Path(root, wanted["script"])
    try:
        connection = sqlite3.connect(wanted["path"])
        try:
            connection.executescript(script.read_text("utf-8"))
            connection.commit()
        finally:
            connection.close()
    except (OSError, ValueError, sqlite3.Error) as error:
        raise stream.Refused(f"the database of {wanted['script']!a} was not made: {error}") from None
    return {"DATABASE_PATH": wanted["path"]}


def _say(line: dict[str, str]) -> None:
    """The only line that this program writes to stdout; all later bytes are the stranger's."""
    os.write(1, json.dumps(line).encode("ascii") + b"\n")


def _let_go() -> None:
    """Leaves nothing of ours to the stranger's code: no stdin, no open descriptors, no ignored signals."""
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.closerange(3, resource.getrlimit(resource.RLIMIT_NOFILE)[0])
    for number in (signal.SIGPIPE, signal.SIGXFSZ):  # Python ignores them, and an ignored signal outlives exec
        signal.signal(number, signal.SIG_DFL)
