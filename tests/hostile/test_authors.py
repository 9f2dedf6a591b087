"""Hostile authors: a suite is code, and runs nowhere but in the tester's box, within its limits.

What reading the source refuses is no wall: these suites go round it, as anybody can. The walls are the box's.
"""

import secrets
import socket
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest
from pydantic import Field

from judge.catalogue.bundle import Bundle, read_folder
from judge.catalogue.load import LoadedProblem, from_bundle
from judge.catalogue.toml import read
from judge.doctor.case import TARGET
from judge.domain.problem import Frozen
from judge.domain.verdict import Verdict
from judge.grading.grade import grade
from judge.stacks import known_stacks
from sandbox.docker import DockerEngine
from sandbox.errors import EngineRefused

pytestmark = pytest.mark.engine

AUTHORS = Path(__file__).parent / "authors"
STACK = "python-flask"
SLOTS = (920, 921)


class AuthorCase(Frozen):
    """case.toml of a hostile suite: what judging the right answer by it must come to."""

    promise: str = Field(pattern=r"^it_[a-z0-9_]{8,90}$")
    why: str = Field(min_length=20, max_length=600)
    verdicts: tuple[Verdict, ...] = Field(min_length=1)
    runs: int = 1


@dataclass
class Secret:
    """What another author and the host keep: in files, in the environment, in a suite that is judged at this moment."""

    text: str
    port: int
    met: list[str]  # who has connected to the listener


@pytest.fixture
def engine() -> Iterator[DockerEngine]:
    engine = DockerEngine()
    yield engine
    assert engine.sweep("authors", lambda _run, _lease: False, now=0.0) == []
    engine.close()


@pytest.fixture
def secret(tmp_path, monkeypatch) -> Iterator[Secret]:
    """The secret on the host, and a listener that must not be met."""
    kept = Secret(f"foreign-{secrets.token_hex(16)}", 0, [])
    (tmp_path / "judge.db").write_text(kept.text)
    Path("/tmp/foreign-problem").write_text(kept.text)
    monkeypatch.setenv("FOREIGN", kept.text)
    with socket.create_server(("", 0)) as listener:
        kept.port = listener.getsockname()[1]
        thread = threading.Thread(target=_listen, args=(listener, kept), daemon=True)
        thread.start()
        yield kept
        listener.shutdown(socket.SHUT_RDWR)
    thread.join()
    Path("/tmp/foreign-problem").unlink()


def _listen(listener: socket.socket, kept: Secret) -> None:
    while True:
        try:
            connection, address = listener.accept()
        except OSError:
            return
        kept.met.append(str(address))
        connection.close()


def cases() -> list[tuple[str, AuthorCase]]:
    """Every folder of the corpus."""
    found = []
    for folder in sorted(path.parent for path in AUTHORS.glob("*/case.toml")):
        case, _lines, findings = read(AuthorCase, str(folder), (folder / "case.toml").read_text())
        assert case is not None, findings
        found.append((folder.name, case))
    return found


def problem_with(suite: dict[str, bytes], slug: str) -> LoadedProblem:
    """The target of the attacks with another suite, and with time for it."""
    files = {path: body for path, body in read_folder(TARGET)[0].items() if not path.startswith(("tests/", "wrong/"))}
    limits = files["problem.toml"].replace(b"test_seconds = 2", b"test_seconds = 10")
    files["problem.toml"] = limits.replace(b"run_seconds = 8", b"run_seconds = 25")
    return from_bundle(Bundle(files | suite), slug, known_stacks())


def suite_of(name: str, secret: Secret) -> dict[str, bytes]:
    """A hostile suite that knows where it could be let in."""
    suite = {path: body for path, body in read_folder(AUTHORS / name)[0].items() if path.startswith("tests/")}
    host = socket.gethostbyname(socket.gethostname())
    return {
        path: body.replace(b"PORT = 0", b"PORT = %d" % secret.port).replace(b'"HOST"', f'"{host}"'.encode())
        for path, body in suite.items()
    }


def judged(engine: DockerEngine, loaded: LoadedProblem, slot: int, run: str) -> tuple[Verdict, str]:
    """How a suite judges the right answer, and why. Of an engine's refusal a worker makes a judge error."""
    answer = {path: body.decode() for path, body in loaded.bundle.solution(STACK).items()}
    run_id = f"author-{run}"
    try:
        judgement = grade(
            engine, loaded, files=answer, stack=STACK, seed=1, run_id=run_id, instance="authors", slot=slot
        )
    except EngineRefused as error:
        return Verdict.JUDGE_ERROR, str(error)
    return judgement.verdict, "\n".join([judgement.reason, *(f"{test.id}: {test.message}" for test in judgement.tests)])


def neighbour_of(secret: Secret) -> LoadedProblem:
    """Another author's problem, whose suite holds the secret in its source and memory, and takes its time."""
    source = f'''
import pytest

SECRET = "{secret.text}"
time = __import__("ti" + "me")


@pytest.mark.sample
@pytest.mark.criterion("arithmetic")
def test_a_sample(app):
    """A sample."""
    time.sleep(1.5)


@pytest.mark.criterion("arithmetic")
def test_a_hidden_one(app):
    """A hidden one."""
    assert app.get("/double", params={{"of": "2"}}).json() == {{"double": 4}}
    time.sleep(1.5)
'''
    return problem_with({"tests/test_secret.py": source.encode()}, "neighbour")


@pytest.mark.parametrize(("name", "case"), [pytest.param(*pair, id=pair[0]) for pair in cases()])
def test_it_keeps_to_its_box(engine, secret, name, case):
    loaded = problem_with(suite_of(name, secret), "hostile")
    with ThreadPoolExecutor(1) as beside:
        other = beside.submit(judged, engine, neighbour_of(secret), SLOTS[1], f"{name}-neighbour")
        results = [judged(engine, loaded, SLOTS[0], f"{name}-{run}") for run in range(case.runs)]
    assert [result for result in results if result[0] not in case.verdicts] == []
    assert other.result()[0] is Verdict.PASSED, other.result()[1]
    assert secret.met == []


def test_it_would_find_what_is_there(engine, secret):
    """The search is not blind: a secret in its own folder is found."""
    suite = suite_of("reads-foreign-files", secret) | {"tests/own.txt": secret.text.encode()}
    verdict, why = judged(engine, problem_with(suite, "hostile"), SLOTS[0], "control")
    assert verdict is Verdict.FAILED
    assert secret.text in why


def test_it_would_notice_who_comes(secret):
    """The listener is not deaf."""
    with socket.create_connection(("127.0.0.1", secret.port)) as connection:
        assert connection.recv(1) == b""  # it has been met, and hung up on
    assert len(secret.met) == 1


def test_it_survives_a_suite_that_cannot_be_imported(engine, secret):
    suite = suite_of("leaves-the-interpreter", secret)
    suite = {path: b"raise SystemExit(0)\n" + body for path, body in suite.items()}
    verdict, why = judged(engine, problem_with(suite, "hostile"), SLOTS[0], "import")
    assert verdict is Verdict.JUDGE_ERROR, why
