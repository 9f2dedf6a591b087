from judge.stacks import known_stacks
from judge.storage.engine import reading_scope, session_scope
from judge.storage.stacks import remember_stacks, remembered_stacks
from sandbox.stacks import load_stacks


def test_it_knows_the_sandboxes_stacks():
    known = known_stacks()
    assert set(known) == set(load_stacks()) >= {"python-flask", "postgresql"}
    assert known["python-flask"].language == "python"


def test_it_remembers_them_for_those_who_cannot_look_into_the_sandbox(database):
    known = known_stacks()
    for title in ("Old name", known["python-flask"].title):
        with session_scope(database) as session:
            renamed = known["python-flask"].model_copy(update={"title": title})
            remember_stacks(session, [*known.values(), renamed])
            session.commit()
    with reading_scope(database) as session:
        assert remembered_stacks(session) == dict(sorted(known.items()))
