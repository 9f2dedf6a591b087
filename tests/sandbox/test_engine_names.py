"""Names of files in a real box: what the starter refuses when nobody before it has, and what it takes literally."""

from dataclasses import replace

import pytest

from sandbox.errors import BadJob
from sandbox.inside import stream
from sandbox.run import Ending, File
from tests.sandbox.jobs import run
from tests.sandbox.programs import HONEST, service

pytestmark = pytest.mark.engine

LISTING = (
    HONEST
    + """
    import os
    assert os.path.realpath(__file__) == "/work/app.py"
    for folder, _, names in sorted(os.walk("/work")):
        for name in sorted(names):
            path = os.path.join(folder, name)
            print(repr(os.path.relpath(path, "/work")), os.path.getsize(path), oct(os.lstat(path).st_mode), flush=True)
"""
)


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("../usr/local/lib/judge/x.pth", "relative and plain"),
        ("/etc/passwd", "relative and plain"),
        ("..\\x", "no backslash"),
        ("a\0/../../x", "no control characters"),
        ("x\u202eyp.ppa", "no control characters"),
        ("APP.py", "two names for one file"),
        ("\U0001f600" * 80, "File name too long"),
    ],
    ids=["above", "absolute", "backslash", "nul", "turned", "twin", "long"],
)
def test_its_starter_refuses_a_name_although_the_judge_has_sent_it(engine, instance, monkeypatch, name, reason):
    monkeypatch.setattr(stream, "_check_files", lambda _files: None)
    job = service(HONEST)
    job = replace(job, files=(*job.files, File(name, b"x")))
    with pytest.raises(BadJob, match=f"the starter refused the files: .*{reason}"):
        run(engine, job, instance=instance)


def test_its_starter_takes_names_literally_that_other_programs_read_as_orders(engine, instance):
    odd = ["--help", "-rf", ".git/config", "CON", "a.", "a;b", "nul.txt", "x.pth", "$HOME", "package.json"]
    job = service(LISTING)
    job = replace(job, files=(*job.files, *(File(name, b"123") for name in odd)), tests=("test_sample",))
    outcome = run(engine, job, instance=instance)
    assert outcome.ending is Ending.FINISHED
    assert [name for name in odd if f"{name!r} 3 0o100644\n" not in outcome.log] == []
