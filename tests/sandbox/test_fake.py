"""The twin behaves as the real engine does where anybody can see it."""

import threading
from dataclasses import replace

import pytest

from sandbox import scripts
from sandbox.base import Box, Engine
from sandbox.errors import ImageMissing
from sandbox.fake import FakeEngine
from sandbox.inside.stream import pack
from sandbox.records import Conversation
from sandbox.run import BoxEnd, Ending
from sandbox.scripts import Exit, Hear, Print, Sent, unpack
from tests.sandbox.jobs import QUERY, SERVICE, run, spec


def sink_into(events):
    return lambda name, data: events.append((name, data))


def test_it_stands_in_for_the_engine_and_its_boxes():
    engine: Engine = FakeEngine.judging()
    box: Box = engine.create(spec("postgres"), lambda name, data: None)
    assert box.id
    assert engine.info().seccomp


def test_it_reads_a_stream_as_it_was_packed():
    sent = unpack(pack({"a": 1}, [("x.py", b"one"), ("y/z.py", b"two")]))
    assert sent.job == {"a": 1}
    assert sent.files == {"x.py": b"one", "y/z.py": b"two"}


def test_it_never_executes_what_it_is_sent(tmp_path):
    touched = tmp_path / "touched"
    program = f"open({str(touched)!r}, 'w')".encode()
    run(FakeEngine.judging(), replace(SERVICE, files=(replace(SERVICE.files[0], content=program),)))
    assert not touched.exists()


def test_it_gives_the_results_it_was_told():
    outcome = run(FakeEngine.judging({"test_sample": "too_slow"}))
    assert [record.outcome.value for record in outcome.records] == ["too_slow", "passed"]
    assert outcome.records[0].message


@pytest.mark.parametrize("job", [SERVICE, QUERY])
def test_it_gives_results_that_depend_on_the_files(job):
    seen = []
    outcome = run(FakeEngine.judging(lambda files: seen.append(dict(files)) or {"test_hidden": "failed"}), job)
    assert seen == [{file.path: file.content for file in job.files}]
    assert outcome.records[1].outcome.value == "failed"


def test_it_stays_in_its_tests_until_it_is_let_go():
    hold, heard = threading.Event(), []

    def listen(kind, data):
        heard.append(data)
        if data.get("phase") == "running":
            hold.set()

    assert run(FakeEngine.judging(hold=hold), listener=listen).ending is Ending.FINISHED
    assert [data.get("id") for data in heard if "id" in data] == ["test_sample", "test_hidden"]


def test_it_ends_a_box_once():
    events = []
    engine = FakeEngine({"postgres": lambda _: iter([Exit(BoxEnd(3, out_of_memory=False)), Print(b"after the end")])})
    box = engine.create(spec("postgres"), sink_into(events))
    box.start()
    box.kill()
    box.remove()
    assert events == [("end", b"")]
    assert box.end() == BoxEnd(3, out_of_memory=False)


def test_it_says_nothing_of_the_end_of_a_box_that_runs():
    box = FakeEngine({}).create(spec("postgres"), lambda name, data: None)
    box.start()
    assert box.end() is None


def test_it_gives_each_image_an_id_of_its_own():
    engine = FakeEngine({})
    assert engine.image_id("tester") == engine.image_id("tester") != engine.image_id("postgres")
    assert engine.image_id("tester").startswith("sha256:")


def test_it_can_miss_an_image():
    engine = FakeEngine({})
    engine.missing_images = {"tester"}
    with pytest.raises(ImageMissing, match="tester"):
        engine.create(spec("tester", image="tester"), lambda name, data: None)


def test_it_sweeps_as_the_engine_does():
    engine = FakeEngine({})
    box = engine.create(spec("postgres"), lambda name, data: None)
    deadline = box.spec.labels.deadline
    assert engine.sweep("other", lambda run_id, lease: False, 0) == []
    assert engine.sweep("tests", lambda run_id, lease: True, deadline + 30) == []
    assert engine.sweep("tests", lambda run_id, lease: True, deadline + 31) == [box.id]
    assert engine.left == []
    again = engine.create(spec("postgres"), lambda name, data: None)
    assert engine.sweep("tests", lambda run_id, lease: (run_id, lease) == ("run-1", 3), 0) == []
    assert engine.sweep("tests", lambda run_id, lease: False, 0) == [again.id]


def test_it_closes():
    FakeEngine({}).close()


def console_box(script):
    events = []
    box = FakeEngine({"tester": script}).create(spec("tester", image="tester"), sink_into(events))
    box.start()
    box.send(pack({"kind": "service"}, []))
    return box, events


def test_it_hears_commands_in_their_order_whenever_they_come():
    def script(sent):
        for _ in range(3):
            yield Hear()
            yield Print(str(sent.commands.popleft()["number"]).encode())

    box, events = console_box(script)
    box.send(b'{"number": 1}\n{"number": 2}\n')
    assert events == [("stdout", b"1"), ("stdout", b"2")]
    box.send(b'{"number": 3}\n')
    box.send(b'{"number": 4}\n')
    assert events[2:] == [("stdout", b"3")]
    assert [command["number"] for command in box.sent.commands] == [4]


def test_it_echoes_each_kind_of_command_as_the_tester_answers_it():
    for kind, answer in (("request", "reply"), ("sql", "rows"), ("plan", "plan"), ("schema", "schema"), ("x", "error")):
        said = scripts.answered(1, scripts.echo({"type": kind}))
        report = Conversation("r", "n")
        list(report.feed(scripts.header(Sent({"run": "r", "nonce": "n", "tests": []})).data))
        list(report.feed(scripts.line(type="ready", ms=1).data))
        report.ask(1)
        [line] = report.feed(said.data)
        assert line.answer.type == answer


def test_it_prints_into_the_stream_of_another_box():
    events = []
    engine = FakeEngine({"tester": lambda _: iter([Print(b"x", role="submission")])})
    engine.create(spec("submission"), sink_into(events))
    box = engine.create(spec("tester", image="tester"), lambda name, data: None)
    box.send(pack({"kind": "service"}, []))
    assert events == [("stdout", b"x")]
