"""Hostile names: of files that are handed in, in the other fields beside them, and in addresses."""

import json
from collections.abc import Iterator
from uuid import uuid4

import pytest
from sqlmodel import func, select

from judge.doctor.case import starter
from judge.statement import reveal
from judge.storage.drafts import Draft
from judge.storage.runs import Run
from judge.storage.submissions import Submission
from tests.hostile.arena import STACK
from tests.hostile.candidate import Candidate
from tests.hostile.front import connect, everything, open_front, status
from tests.product import ROOT, Site

SLUG = "replies"  # only app.py may be changed
NAMES = {
    "above": "../app.py",
    "far above": "../" * 30 + "etc/cron.d/x",
    "in the middle": "a/../../app.py",
    "absolute": "/etc/passwd",
    "the same": "./app.py",
    "a folder": "app.py/",
    "two slashes": "//app.py",
    "drive": "C:\\app.py",
    "share": "\\\\host\\share\\app.py",
    "backslashes": "..\\..\\app.py",
    "escaped slashes": "..%2f..%2fapp.py",
    "NUL": "app.py\0.txt",
    "line break": "app.py\nx",
    "carriage return": "app.py\r\nSet-Cookie: a=b",
    "terminal codes": "\x1b[2Japp.py",
    "option": "-rf",
    "long option": "--config=x.py",
    "turned around": "\u202eyp.ppa",
    "isolated": "\u2066app.py\u2069",
    "zero width": "app\u200b.py",
    "byte order mark": "\ufeffapp.py",
    "decomposed": "app.p\u0079\u0301",
    "composed": "app.p\u00fd",
    "full width": "\uff41pp.py",
    "upper case": "APP.PY",
    "dotless": "app.p\u0131",
    "trailing dot": "app.py.",
    "trailing space": "app.py ",
    "leading space": " app.py",
    "stream": "app.py::$DATA",
    "device": "CON",
    "device with suffix": "nul.py",
    "200 characters": "a" * 200,
    "300 characters": "a" * 300,
    "600 bytes": "\U0001f600" * 150,
    "empty": "",
    "dots": "...",
    "git": ".git/config",
    "git hook": ".git/hooks/post-checkout",
    "compiled": "__pycache__/app.cpython-313.pyc",
    "conftest": "conftest.py",
    "sitecustomize": "sitecustomize.py",
    "path file": "x.pth",
    "package": "package.json",
    "read-only": "gunicorn.conf.py",
    "the suite's": "tests/test_replies.py",
    "markup": "<img src=x onerror=alert(1)>",
    "template": "{{ config }}",
    "prototype": "__proto__",
}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with open_front(tmp_path_factory.mktemp("uploads")) as opened:
        yield opened


@pytest.fixture(scope="module")
def mallory(site: Site) -> Candidate:
    return Candidate(site, "mallory")


@pytest.fixture(scope="module")
def honest(site: Site) -> dict[str, str]:
    return starter(site.problems[SLUG], STACK)


def stored(site: Site) -> tuple[int, ...]:
    """How much of what users hand in there is, in rows and in files."""
    with site.database() as session:
        rows = [session.exec(select(func.count()).select_from(table)).one() for table in (Submission, Run, Draft)]
    return (*rows, len(list(site.state_dir.rglob("*"))))


def send(candidate: Candidate, method: str, path: str, body: dict[str, object]) -> tuple[int, dict[str, str]]:
    address = f"{candidate.site.url}/problems/{SLUG}/{path}"
    answer = candidate.http.request(method, address, json=body, timeout=30)
    candidate.seen.append(answer.text)
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    return answer.status_code, answer.json()


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_it_stores_no_file_of_another_name(site: Site, mallory: Candidate, honest: dict[str, str], name: str):
    before = stored(site)
    files = honest | {name: "print('mine')"}
    for method, path, body in (
        ("POST", "submissions", {"kind": "submit", "stack": STACK, "files": files, "key": str(uuid4())}),
        ("PUT", "draft", {"stack": STACK, "files": files}),
    ):
        code, answer = send(mallory, method, path, body)
        assert code == 400
        assert answer["where"] in (reveal(name[:120]), f"files.{name}"[:200])
        assert answer["where"] in answer["error"]
    assert stored(site) == before
    for page in (f"/problems/{SLUG}", "/submissions"):
        text = mallory.get(page)
        assert "print('mine')" not in text
        assert "<img src=x" not in text


@pytest.mark.parametrize("field", ["kind", "stack", "key"])
def test_it_takes_no_path_for_another_field(site: Site, honest: dict[str, str], field: str):
    bob = Candidate(site, "bob")
    before = stored(site)
    for value in ("../../etc/passwd", "python-flask/../postgres", "\0", "-rf", f"{STACK}\n", "\u202e", "{{7*7}}"):
        body = {"kind": "submit", "stack": STACK, "files": honest, "key": str(uuid4())} | {field: value}
        code, answer = send(bob, "POST", "submissions", body)
        assert (code, answer["where"]) == (400, field)
        assert "49" not in answer["error"]
    assert stored(site) == before


@pytest.mark.parametrize(
    "path",
    [
        *("/static/../../judge.db", "/static/..%2f..%2fpyproject.toml", "/static/%2e%2e/%2e%2e/pyproject.toml"),
        *("/static/..\\..\\pyproject.toml", "/static/%2e%2e%2f%2e%2e%2fetc/passwd", "/static/%00"),
        *("/problems/..%2f..%2fpyproject.toml", "/problems/%00", "/problems/%0d%0aSet-Cookie:%20a=b", "/problems/%ff"),
        *("/problems/<script>alert(1)</script>", "/problems/" + "a" * 4000, "/submissions/..%2f..%2fjudge.db"),
        *("/submissions/%00/view.json", "/submissions/%e2%80%ae", "//evil.example/%2e%2e", "/%2e%2e/%2e%2e/etc/passwd"),
        "/static/....//pyproject.toml",
    ],
)
def test_it_has_nothing_at_a_hostile_address(site: Site, mallory: Candidate, path: str):
    cookie = f"session={mallory.http.cookies['session']}"
    head = f"GET {path} HTTP/1.1\r\nHost: x\r\nCookie: {cookie}\r\nConnection: close\r\n\r\n"
    answer = everything(connect(site, head.encode("latin-1")))
    assert status(answer) in (400, 404)
    for secret in (b"SQLite format 3", b"root:x:0:0", b"[build-system]", b"<script>alert(1)", b"Set-Cookie: a=b"):
        assert secret not in answer
    assert "[build-system]" in (ROOT / "pyproject.toml").read_text()


def test_it_still_takes_an_honest_answer(site: Site, honest: dict[str, str]):
    alice = Candidate(site, "alice")
    before = stored(site)
    handed_in = alice.submit(SLUG, STACK, honest)
    assert [after - earlier for after, earlier in zip(stored(site), before, strict=True)][:3] == [1, 1, 0]
    with site.database() as session:
        assert json.dumps(session.get_one(Submission, handed_in.id).files) == json.dumps(honest)
