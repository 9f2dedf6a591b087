"""What a suite must not do."""

import ast

import pytest

from judge.catalogue.purity import impurities


def found(source: str, *own: str) -> list[tuple[int | None, str]]:
    findings = impurities("tests/test_a.py", ast.parse(source), frozenset({"conftest", *own}))
    return [(finding.line, finding.message.split(";")[0]) for finding in findings]


@pytest.mark.parametrize(
    ("source", "line", "words"),
    [
        ("import time\nx = time.time()", 2, "time.time reads the clock"),
        ("import time as t\nx = t.time_ns()", 2, "time.time_ns reads the clock"),
        ("from time import time\nx = time()", 2, "time.time reads the clock"),
        ("from time import time as now\nx = now()", 2, "time.time reads the clock"),
        ("import time\nx = time.clock_gettime(0)", 2, "time.clock_gettime reads the clock"),
        ("from time import clock_gettime_ns\nx = clock_gettime_ns(0)", 2, "time.clock_gettime_ns reads the clock"),
        ("import time\nx = time.strftime('%Y')", 2, "time.strftime('%Y') reads the clock"),
        ("from time import asctime\nx = asctime()", 2, "asctime() reads the clock"),
        ("import datetime\nx = datetime.datetime.now()", 2, "datetime.datetime.now reads the clock"),
        ("from datetime import datetime\nx = datetime.now()", 2, "datetime.datetime.now reads the clock"),
        ("from datetime import date as d\nx = d.today()", 2, "datetime.date.today reads the clock"),
        ("import random\nrandom.shuffle([])", 2, "random.shuffle is not repeatable"),
        ("from random import choice\nf = choice", 2, "random.choice is not repeatable"),
        ("import uuid\nx = uuid.uuid4()", 2, "uuid.uuid4 is not repeatable"),
        ("import os\nx = os.urandom(1)", 2, "os.urandom is not repeatable"),
        ("import os\nos.system('x')", 2, "os.system leaves the interpreter"),
        ("import pytest\npytest.skip('x')", 2, "pytest.skip would leave a test without a result"),
        ("import os\nfor name in os.listdir('x'): pass", 2, "os.listdir looks at files of the box"),
        ("from os import walk\nx = walk('.')", 2, "os.walk looks at files of the box"),
        ("import pathlib\nx = pathlib.Path.home()", 2, "pathlib.Path.home looks at files of the box"),
        ("import tempfile", 1, "tempfile looks at files of the box"),
        ("from importlib import resources", 1, "importlib.resources looks at files of the box"),
        ("x = open('/etc/hosts').read()", 1, "open('/etc/hosts') looks at files of the box"),
        ("import io\nx = io.open('data.txt')", 2, "io.open('data.txt') looks at files of the box"),
        ("from io import open as o\nx = o('data.txt')", 2, "o('data.txt') looks at files of the box"),
        ("from pathlib import Path\nx = Path('a').read_text()", 2, "Path('a').read_text() looks at files of the box"),
        ("import pathlib\nx = pathlib.Path('a').exists()", 2, "pathlib.Path('a').exists() looks at files of the box"),
        ("import secrets", 1, "secrets is not repeatable"),
        ("import socket", 1, "socket opens connections of its own"),
        ("import urllib.request", 1, "urllib.request opens connections of its own"),
        ("from urllib import request", 1, "urllib.request opens connections of its own"),
        ("from http.client import HTTPConnection", 1, "http.client opens connections of its own"),
        ("import subprocess", 1, "subprocess leaves the interpreter"),
        ("import requests", 1, '"requests" is not there: a suite has pytest, the standard library and its own files'),
        ("from . import conftest", 1, '"." is not there: a suite has pytest'),
    ],
)
def test_it_finds_what_makes_a_test_depend_on_something_else(source: str, line: int, words: str):
    findings = found(source)
    assert len(findings) == 1, findings
    assert findings[0][0] == line
    assert findings[0][1].startswith(words)


@pytest.mark.parametrize(
    "source",
    [
        "import time\nx = time.strptime('1', '%d')",
        "import time\nx = time.strftime('%Y', t), time.strftime(*parts), time.asctime(t)",
        "from datetime import UTC, datetime\nx = datetime(2020, 1, 1, tzinfo=UTC)",
        "import random\ndef f(rng: random.Random): return rng.choice([1])",
        "import uuid\nx = uuid.UUID(int=1)",
        "from http import HTTPStatus\nfrom urllib.parse import quote",
        "import pytest\nx = pytest.raises",
        "from pathlib import Path\nx = Path(__file__).with_name('data.json').read_text()",
        "x = open(__file__)",
        "x = open()",
        "from pathlib import PurePath\nx = PurePath('a').name",
        "x = Reply('a').read_text()",
        "from concurrent.futures import ThreadPoolExecutor\nimport threading, collections.abc",
        "import conftest\nfrom builders import make",
        "class Watch:\n    def time(self): ...\nx = Watch().time()",
        "def f(time): return time.time()",
    ],
)
def test_it_leaves_alone_what_is_repeatable(source: str):
    assert not found(source, "builders")
