"""Examines an installation: engine, images, promises, database, disks. Each fault comes with its mend."""

import threading
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from pathlib import Path

from sqlalchemy import make_url
from sqlalchemy.exc import SQLAlchemyError

from judge.doctor.check import Check, State
from judge.doctor.runtime import engine_checks
from judge.doctor.trial import try_cases
from judge.queue.disk import free_mib
from judge.settings import Settings
from judge.storage import migrate
from sandbox.base import Engine
from sandbox.errors import SandboxError
from sandbox.images import image_names

Connect = Callable[[], AbstractContextManager[Engine]]


def examine(settings: Settings, connect: Connect) -> list[Check]:
    """Everything. What cannot be reached is one broken check, never an error."""
    try:
        with connect() as engine:
            checks = [*examine_sandbox(engine, settings, threading.Event()), _engine_disk(engine, settings)]
    except SandboxError as error:
        mend = "start Docker, or install it (`judge up` does on Debian and Ubuntu); this user needs its socket"
        checks = [Check("engine", State.BROKEN, str(error), mend)]
    return [*checks, _database(settings), _state_disk(settings)]


def examine_sandbox(engine: Engine, settings: Settings, cancelled: threading.Event) -> list[Check]:
    """What must hold before a stranger's code may run here: engine, images, and the promises. Raises SandboxError."""
    checks = [*engine_checks(engine.info()), *_images(engine)]
    if all(check.state is State.OK for check in checks if check.name.startswith("image ")):
        checks += try_cases(engine, settings.instance_name, cancelled)
    return checks


def _images(engine: Engine) -> Iterable[Check]:
    for name in image_names():
        try:
            yield Check(f"image {name}", State.OK, engine.image_id(name).removeprefix("sha256:")[:12])
        except SandboxError as error:
            yield Check(f"image {name}", State.BROKEN, str(error), "run `judge images`")


def _database(settings: Settings) -> Check:
    mend = "run `judge db upgrade`"
    url = make_url(settings.database)
    if url.get_backend_name() == "sqlite" and not Path(url.database or "").is_file():
        return Check("database", State.BROKEN, f"there is none yet at {url.database}", mend)  # looking would make it
    try:
        differences = migrate.check(settings.database)
    except (SQLAlchemyError, OSError) as error:
        reason = str(getattr(error, "orig", None) or error).splitlines()[0]
        return Check("database", State.BROKEN, reason, "start the database, or correct JUDGE_DATABASE_URL")
    if differences:
        return Check("database", State.BROKEN, f"not up to date: {differences[0]}", mend)
    return Check("database", State.OK, "answers, and its schema is the newest")


def _engine_disk(engine: Engine, settings: Settings) -> Check:
    return _disk("disk of the engine", engine.info().root_free_mib, settings.min_free_mib, "docker image prune")


def _state_disk(settings: Settings) -> Check:
    return _disk("disk of the database", free_mib(settings.state_dir), settings.min_free_mib, "")


def _disk(name: str, free: int, wanted: int, mend: str) -> Check:
    """Below the mark nothing is accepted or claimed; below twice the mark that is near."""
    detail = f"{free} MiB free; below {wanted} nothing is accepted or judged"
    mend = f"free some space{f' (`{mend}`)' if mend else ''}, or lower JUDGE_MIN_FREE_MIB"
    if free < wanted:
        return Check(name, State.BROKEN, detail, mend)
    return Check(name, State.WARNING, detail, mend) if free < 2 * wanted else Check(name, State.OK, detail)
