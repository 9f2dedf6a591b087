import threading

import pytest

from sandbox.base import Labels
from sandbox.crew import Crew, Member
from sandbox.errors import EngineRefused, EngineUnavailable
from sandbox.fake import FakeEngine
from sandbox.inside.stream import pack
from sandbox.run import BoxEnd, Limits
from sandbox.scripts import Exit

LABELS = Labels("tests", "run-1", 1, 2_000_000_000)
JOB = pack({"kind": "service"}, [])
OWNER = Member("tester", "tester", Limits())
JOINING = [Member("submission", "python-flask", Limits()), Member("postgres", "postgres", Limits(), {"A": "1"})]


def crew(engine):
    return Crew(engine, LABELS, 0, lambda role: lambda name, data: None)


def test_it_opens_with_the_owner_and_lets_the_others_join_it():
    engine = FakeEngine({})
    with crew(engine) as opened:
        opened.open(OWNER, JOB, JOINING)
        assert set(opened.boxes) == set(opened.images) == {"tester", "submission", "postgres"}
        assert all(box.is_started for box in engine.boxes)
        owner = opened.boxes["tester"]
        assert {box.spec.joins for box in engine.boxes} == {None, owner.id}
    assert engine.left == []


def test_it_starts_nobody_before_the_owner_runs():
    engine, order = FakeEngine({}), []
    create = engine.create

    def noting(spec, sink):
        box = create(spec, sink)
        start = box.start

        def noted():
            start()
            order.append(spec.role)

        box.start = noted
        return box

    engine.create = noting
    with crew(engine) as opened:
        opened.open(OWNER, JOB, JOINING)
    assert order[0] == "tester"
    assert len(order) == 3


def test_it_gives_each_box_its_own_environment_and_limits():
    engine = FakeEngine({})
    with crew(engine) as opened:
        opened.open(OWNER, JOB, [Member("postgres", "postgres", Limits(memory_mib=99), {"A": "1"})])
    [postgres] = [box.spec for box in engine.boxes if box.spec.role == "postgres"]
    assert (postgres.env, postgres.limits.memory_mib) == ({"A": "1"}, 99)


def test_it_says_how_those_asked_for_ended_and_removes_all():
    engine = FakeEngine({"postgres": lambda _: iter([Exit(BoxEnd(3, out_of_memory=True))])})
    with crew(engine) as opened:
        opened.open(OWNER, JOB, JOINING)
        ends = opened.finish({"submission", "postgres"})
        assert engine.left == []
    assert ends == {"submission": BoxEnd(137, out_of_memory=False), "postgres": BoxEnd(3, out_of_memory=True)}


@pytest.mark.parametrize("role", ["tester", "submission", "postgres"])
@pytest.mark.parametrize("call", ["create", "start"])
def test_it_removes_every_box_when_one_cannot_be_made_or_started(role, call):
    engine = FakeEngine({})
    engine.faults[call, role] = EngineRefused("no")
    with pytest.raises(EngineRefused, match="no"), crew(engine) as opened:
        opened.open(OWNER, JOB, JOINING)
    assert engine.left == []


def test_it_waits_for_a_box_that_is_still_being_made_and_removes_it_too():
    engine, go_on = FakeEngine({}), threading.Event()
    create = engine.create

    def slow(spec, sink):
        if spec.role == "postgres":
            go_on.wait(10)
        if spec.role == "submission":
            go_on.set()
            raise EngineRefused("no")
        return create(spec, sink)

    engine.create = slow
    with pytest.raises(EngineRefused), crew(engine) as opened:
        opened.open(OWNER, JOB, JOINING)
    assert "postgres" in {box.spec.role for box in engine.boxes}
    assert engine.left == []


def test_it_removes_the_others_when_one_cannot_be_removed_and_says_so():
    engine = FakeEngine({})
    engine.faults["remove", "tester"] = EngineUnavailable("gone")
    with pytest.raises(EngineUnavailable, match="gone"), crew(engine) as opened:
        opened.open(OWNER, JOB, JOINING)
    assert [box.spec.role for box in engine.left] == ["tester"]


def test_it_lets_the_first_error_through_when_the_removal_fails_too():
    engine = FakeEngine({})
    engine.faults["remove", "tester"] = EngineUnavailable("gone")
    engine.faults["start", "postgres"] = EngineRefused("first")
    with pytest.raises(EngineRefused, match="first"), crew(engine) as opened:
        opened.open(OWNER, JOB, JOINING)


def refusing_to_join(engine):
    """The engine as it is when the owner's namespace has gone."""
    create = engine.create

    def create_or_refuse(spec, sink):
        if spec.joins:
            raise EngineRefused("no such namespace")
        return create(spec, sink)

    engine.create = create_or_refuse
    return engine


def test_it_leaves_the_end_of_an_owner_that_nobody_could_join_to_its_own_stream():
    engine = refusing_to_join(FakeEngine({"tester": lambda sent: iter([Exit(BoxEnd(3, out_of_memory=False))])}))
    with crew(engine) as opened:
        opened.open(OWNER, JOB, JOINING)
        opened.send("submission", b"for nobody")
        assert set(opened.boxes) == {"tester"}
    assert engine.left == []


def test_it_blames_the_engine_that_lets_nobody_join_an_owner_that_runs(monkeypatch):
    monkeypatch.setattr("sandbox.crew._LOOKS", 2)
    engine = refusing_to_join(FakeEngine({}))
    with pytest.raises(EngineRefused, match="namespace"), crew(engine) as opened:
        opened.open(OWNER, JOB, JOINING)
    assert engine.left == []
