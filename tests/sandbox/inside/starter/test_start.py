"""The submission's box before the stranger's code, run as a process on this machine."""

import json
import re
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from sandbox.inside import stream
from tests.sandbox.inside.harness import environment

STARTER = Path(stream.__file__).with_name("starter")
SCRIPT = "CREATE TABLE items (id INTEGER PRIMARY KEY, name TEXT); INSERT INTO items (name) VALUES ('one'), ('two');"


def start(folder, job, files=(), *, data=None):
    """Runs the starter in `folder`; its first line as JSON, the rest of stdout, and the process."""
    sent = stream.pack(job, files) if data is None else data
    command = [sys.executable, "-I", str(STARTER), str(folder)]
    done = subprocess.run(
        command, input=sent, capture_output=True, timeout=30, check=False, env=environment() | {"A": "1"}
    )
    first, _, rest = done.stdout.partition(b"\n")
    return json.loads(first), rest.decode(), done


def python(source):
    return [sys.executable, "-I", "-c", source]


def test_it_writes_the_files_and_becomes_the_command(tmp_path):
    job = {"argv": python("print(open('app.py').read(), end='')"), "env": {}, "sqlite": None}
    line, printed, done = start(tmp_path, job, [("app.py", b"hello")])
    assert line == {"starter": "started"}
    assert printed == "hello"
    assert done.returncode == 0


def test_it_gives_the_command_the_box_s_environment_and_the_job_s(tmp_path):
    source = "import os; print(os.environ['PATH'], os.environ['A'], os.environ['DATABASE_URL'])"
    _, printed, _ = start(tmp_path, {"argv": python(source), "env": {"A": "2", "DATABASE_URL": "x"}})
    assert printed.split() == ["/usr/bin:/bin", "2", "x"]


def test_it_leaves_nothing_of_ours_to_the_command(tmp_path):
    source = "import os, sys; print(sorted(os.listdir('/proc/self/fd')), sys.stdin.read() == '')"
    _, printed, _ = start(tmp_path, {"argv": python(source)}, [("a", b"")])
    assert printed.strip() == "['0', '1', '2', '3'] True"  # 3 is the listing itself.


def test_it_hands_on_no_ignored_signal(tmp_path):
    _, printed, _ = start(tmp_path, {"argv": ["/bin/sh", "-c", "grep SigIgn /proc/self/status"]})
    threading = 0b11 << 31  # signals 32 and 33 belong to the C library: no program can set or reset them
    pythons = sum(1 << (number - 1) for number in (signal.SIGPIPE, signal.SIGXFSZ))
    own = int(re.search(r"SigIgn:\s*(\w+)", Path("/proc/self/status").read_text())[1], 16)  # such as under nohup
    assert int(printed.split()[1], 16) & ~threading & ~(own & ~pythons) == 0


def test_it_makes_the_database_that_the_problem_asks_for(tmp_path):
    target = tmp_path / "app.db"
    job = {
        "argv": python("import os; print(os.environ['DATABASE_PATH'])"),
        "sqlite": {"script": "services/sqlite/init.sql", "path": str(target)},
    }
    (tmp_path / "work").mkdir()
    line, printed, _ = start(tmp_path / "work", job, [("services/sqlite/init.sql", SCRIPT.encode())])
    assert line == {"starter": "started"}
    assert printed.strip() == str(target)
    with sqlite3.connect(target) as connection:
        assert connection.execute("SELECT name FROM items ORDER BY id").fetchall() == [("one",), ("two",)]
    connection.close()


@pytest.mark.parametrize(
    ("job", "reason"),
    [
        ({}, "argv"),
        ({"argv": []}, "argv"),
        ({"argv": "sh"}, "argv"),
        ({"argv": ["sh", 1]}, "argv"),
        ({"argv": ["true"], "env": {"A": 1}}, "env"),
        ({"argv": ["true"], "sqlite": {"script": "a"}}, "sqlite"),
        ({"argv": ["true"], "sqlite": {"script": "missing.sql", "path": "/tmp/x"}}, "missing.sql"),
        ({"argv": ["true"], "sqlite": {"script": "bad.sql", "path": ":memory:"}}, "syntax error"),
    ],
)
def test_it_refuses_jobs_it_cannot_do(tmp_path, job, reason):
    line, printed, done = start(tmp_path, job, [("bad.sql", b"SELEKT 1;")])
    assert line["starter"] == "refused"
    assert reason in line["reason"]
    assert printed == ""
    assert done.returncode == 70


def test_it_refuses_what_is_no_stream(tmp_path):
    line, _, done = start(tmp_path, {}, data=b"GET / HTTP/1.1\r\n\r\n")
    assert line["starter"] == "refused"
    assert done.returncode == 70


def test_it_names_a_command_that_does_not_exist(tmp_path):
    line, _, done = start(tmp_path, {"argv": ["no-such-command"]})
    assert line == {"starter": "started"}
    assert b"no-such-command: No such file" in done.stderr
    assert done.returncode == 127


def test_it_imports_nothing_from_the_candidate_s_files(tmp_path):
    (tmp_path / "json.py").write_text("raise SystemExit('shadowed')")
    line, _, done = start(tmp_path, {"argv": ["true"]}, [("stream.py", b"raise SystemExit(1)"), ("os.py", b"1/0")])
    assert line == {"starter": "started"}
    assert done.returncode == 0
