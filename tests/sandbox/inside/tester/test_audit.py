"""What an audited run notices of a suite, and what it leaves alone: the tester as a process of its own."""

import pytest

from tests.sandbox.inside.harness import make_job, run_tester
from tests.sandbox.inside.hostile import says, serving

HELLO = b'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 14\r\n\r\n{"name": "Al"}'
IMPORTS = "import datetime, glob, linecache, os, pathlib, pytest, socket, subprocess, threading, time, zoneinfo"

NOTICED = {
    "clock": ("time.time()", "reads the clock (time.time)"),
    "clock_in_ns": ("time.time_ns()", "reads the clock (time.time_ns)"),
    "clock_by_number": ("time.clock_gettime(time.CLOCK_REALTIME)", "reads the clock (time.clock_gettime)"),
    "clock_by_number_in_ns": ("time.clock_gettime_ns(0)", "reads the clock (time.clock_gettime_ns)"),
    "now": ("datetime.datetime.now(datetime.UTC)", "reads the clock (datetime.now)"),
    "today": ("datetime.date.today()", "reads the clock (date.today)"),
    "open": ("open('/etc/hostname').close()", "opens /etc/hostname"),
    "path": ("pathlib.Path('/etc/hostname').read_bytes()", "opens /etc/hostname"),
    "low_level_open": ("os.close(os.open('/etc/hostname', os.O_RDONLY))", "opens /etc/hostname"),
    "listing": ("os.listdir('/etc')", "lists /etc"),
    "walk": ("next(os.walk('/etc'))", "lists /etc"),
    "glob": ("glob.glob('/etc/host*')", "lists /etc"),
    "connection": ("socket.socket().connect_ex(('127.0.0.1', 9))", "uses the network (socket.connect)"),
    "process": ("subprocess.run(['/bin/true'])", "leaves the interpreter (subprocess.Popen)"),
    "thread": ("t = threading.Thread(target=lambda: time.time()); t.start(); t.join()", "reads the clock (time.time)"),
    "writing": ("pathlib.Path(__file__).with_name('new').write_text('')", "opens /"),
}
LEFT_ALONE = {
    "request": "assert app.get('/').json() == {'name': 'Al'}",
    "stopwatch": "time.monotonic(), time.perf_counter()",
    "own_file": "pathlib.Path(__file__).with_name('data.txt').read_text()",
    "own_folder": "os.listdir(os.path.dirname(__file__))",
    "zone": "datetime.datetime(2024, 1, 1, tzinfo=zoneinfo.ZoneInfo('Europe/Berlin')).utcoffset()",
    "import": "import colorsys, this_is_ours",
    "source": "linecache.getline('/etc/hostname', 1)",
    "nothing": "os.fdopen(os.open(os.devnull, os.O_RDWR)).close()",
    "chance": "rng.random()",
}


def audited(folder, bodies, *, fixtures="", **job):
    """One run of these tests, each with its body on its own line, and the records by name."""
    tests = "".join(f"def test_{name}(app, rng):\n    {body}\n" for name, body in bodies.items())
    files = {
        "suite/tests/test_it.py": f"{IMPORTS}\n{fixtures}{tests}",
        "suite/tests/data.txt": "x",
        "suite/tests/this_is_ours.py": "",
    }
    with serving(says(HELLO)) as url:
        made = make_job(url=url, tests=[f"test_{name}" for name in bodies], is_audited=True, test_seconds=20) | job
        return run_tester(folder, made, files).records()


@pytest.fixture(scope="module")
def seen(tmp_path_factory):
    """All of NOTICED in one run."""
    return audited(tmp_path_factory.mktemp("noticed"), {name: body for name, (body, _) in NOTICED.items()})


@pytest.fixture(scope="module")
def unseen(tmp_path_factory):
    """All of LEFT_ALONE in one run."""
    return audited(tmp_path_factory.mktemp("left-alone"), LEFT_ALONE)


@pytest.mark.parametrize("name", NOTICED)
def test_it_notices_what_a_test_reaches_for_and_where(seen, name):
    record = seen[f"test_{name}"]
    line = 3 + 2 * list(NOTICED).index(name)
    first = record["noticed"][0]
    assert record["outcome"] == "passed", record["message"]
    assert (first["file"], first["line"]) == ("test_it.py", line)
    assert first["what"].startswith(NOTICED[name][1])


@pytest.mark.parametrize("name", LEFT_ALONE)
def test_it_leaves_alone_what_a_suite_may_do(unseen, name):
    record = unseen[f"test_{name}"]
    assert record["outcome"] == "passed", record["message"]
    assert record["noticed"] == []


def test_it_notices_a_fixture_before_and_after_its_test(tmp_path):
    fixtures = "@pytest.fixture(autouse=True)\ndef stopwatch():\n    time.time()\n    yield\n    time.ctime()\n"
    record = audited(tmp_path, {"one": "pass"}, fixtures=fixtures)["test_one"]
    assert [(notice["line"], notice["what"]) for notice in record["noticed"]] == [
        (4, "reads the clock (time.time)"),
        (6, "reads the clock (time.ctime)"),
    ]


def test_it_says_the_same_once_and_stops_after_enough(tmp_path):
    record = audited(tmp_path / "once", {"one": "[os.listdir('/etc') for _ in range(50)]"})["test_one"]
    assert len(record["noticed"]) == 1
    many = "\n    ".join(f"time.ctime(), os.listdir('/etc')  # {number}" for number in range(30))
    assert len(audited(tmp_path / "many", {"one": many})["test_one"]["noticed"]) == 20


def test_it_notices_nothing_of_what_a_suite_does_before_its_tests(tmp_path):
    assert audited(tmp_path, {"one": "pass"}, fixtures="STARTED = time.time()\n")["test_one"]["noticed"] == []


def test_it_cuts_a_long_path(tmp_path):
    body = "try: os.listdir('/' + 'x' * 5000)\n    except OSError: pass"
    (notice,) = audited(tmp_path, {"one": body})["test_one"]["noticed"]
    assert len(notice["what"]) == 200


def test_it_looks_at_nothing_unless_it_is_asked_to(tmp_path):
    record = audited(tmp_path, {"one": "time.time()"}, is_audited=False)["test_one"]
    assert "noticed" not in record
