"""Asking for the values of variants, with scripted boxes: one box, one answer, and every way in which none comes."""

import threading
from dataclasses import replace

import pytest

from sandbox import generator, life
from sandbox.errors import BadJob, EngineUnavailable
from sandbox.fake import FakeEngine
from sandbox.run import BoxEnd, Ending, File, Job, Limits
from sandbox.scripts import Exit, Hold, Print, header, line

JOB = Job(
    run_id="run-1",
    lease=0,
    kind="query",
    stack="",
    services=(),
    suite=(File("variants.py", b"def generate(seed): ..."),),
    files=(),
    tests=(),
    samples=(),
    seed=0,
    limits=Limits(start_seconds=0.05),
    seeds=(0, 1),
)
VALUES = [{"limit": 30}, {"limit": 40}]


def ask(engine, job=JOB, cancelled=None):
    outcome, values = generator.generate(
        engine, job, instance="tests", slot=0, cancelled=cancelled or threading.Event()
    )
    assert engine.left == []
    return outcome, values


def saying(*steps):
    """An engine whose tester says its header and then this."""

    def script(sent):
        yield header(sent)
        yield from steps

    engine = FakeEngine({})
    engine.script = lambda _role: script
    return engine


def generated(*values):
    return line(type="generated", variants=list(values))


def test_it_gives_what_the_tester_gives():
    engine = FakeEngine({})
    engine.variants = VALUES
    outcome, values = ask(engine)
    assert (outcome.ending, values) == (Ending.FINISHED, tuple(VALUES))


def test_it_makes_the_testers_box_and_no_other():
    engine = FakeEngine({})
    engine.variants = VALUES
    ask(engine)
    assert [box.spec.role for box in engine.boxes] == ["tester"]
    assert list(engine.boxes[0].sent.files) == ["suite/variants.py"]
    assert engine.boxes[0].sent.job["seeds"] == [0, 1]


def test_silence_ends_at_the_deadline():
    outcome, values = ask(saying())
    assert (outcome.ending, outcome.reason, values) == (Ending.OUT_OF_TIME, "no values within 0.05 s", ())


def test_what_the_author_did_is_told():
    outcome, _ = ask(saying(line(type="problem", reason="generate(0) failed")))
    assert (outcome.ending, outcome.reason) == (Ending.TESTER_LOST, "the suite is broken: generate(0) failed")


def test_a_box_that_ends_is_lost():
    outcome, _ = ask(saying(Exit(BoxEnd(137, out_of_memory=True))))
    assert outcome.ending is Ending.TESTER_LOST
    assert outcome.reason.startswith("the tester's box ended with 137")


@pytest.mark.parametrize(
    "step",
    [
        generated([1]),
        generated(*[{"limit": 1}] * 101),
        line(type="generated", variants=[], more=1),
        line(type="ready", ms=1),
        line(type="prepared"),
        line(type="final", counts={}, ms=1),
        Print(b'{"type": "generated", "variants": [{"a": 1, "a": 2}]}\n'),
        Print(b'{"type": "generated", "variants": [{"a": NaN}]}\n'),
        Print(b"x" * (256 * 1024 + 1)),
    ],
)
def test_anything_else_breaks_the_protocol(step):
    outcome, values = ask(saying(step))
    assert (outcome.ending, values) == (Ending.TESTER_LOST, ())
    assert outcome.reason.startswith("the tester broke the protocol")


def test_a_cancellation_ends_it():
    cancelled = threading.Event()
    cancelled.set()
    assert ask(saying(), cancelled=cancelled)[0].ending is Ending.CANCELLED


def test_an_engine_that_fails_is_our_fault():
    engine = saying()
    engine.faults["create", "tester"] = EngineUnavailable("gone")
    with pytest.raises(EngineUnavailable):
        ask(engine)


@pytest.mark.parametrize(
    "changes",
    [
        {"seeds": ()},
        {"suite": ()},
        {"suite": (*JOB.suite, File("tests/test_it.py", b""))},
        {"files": (File("app.py", b""),)},
        {"services": ("postgres",)},
    ],
)
def test_it_refuses_a_job_with_anything_else_in_it(changes):
    engine = FakeEngine({})
    with pytest.raises(BadJob):
        ask(engine, replace(JOB, **changes))
    assert engine.boxes == []


def test_the_phases_before_an_answer_have_nothing_to_do_here():
    run = object.__new__(generator._Generation)
    assert isinstance(run, life.Life)
    assert (run._begin(), run._run_out()) == (None, None)
    assert (run._is_under_test(), run._is_word_due()) == (False, False)


def test_it_asks_the_engine_before_it_blames_the_author(monkeypatch):
    monkeypatch.setattr(life, "PROMPT_SECONDS", -1.0)
    with pytest.raises(EngineUnavailable, match="at the deadline"):
        ask(saying())


def test_it_hears_what_an_engine_that_hung_passes_on_at_last():
    hanging = threading.Event()
    engine = saying(Hold(hanging), generated(*VALUES))
    engine.check = lambda call, role: hanging.set() if (call, role) == ("end", "tester") else None
    outcome, values = ask(engine)
    assert (outcome.ending, values) == (Ending.FINISHED, tuple(VALUES))
