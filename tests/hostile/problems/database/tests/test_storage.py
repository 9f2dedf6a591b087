"""One sample and three hidden tests; the canary stands in a table and in the judge's own statements."""

import pytest

CANARY = "canary-suite"  # replaced by a secret before use


def doubled(app, number):
    """Status and data of a question; of an error all that it says."""
    reply = app.get("/double", params={"of": str(number)})
    if reply.status == 404:
        return 404, None
    return reply.status, reply.json() if reply.status == 200 else reply.text


@pytest.mark.sample
@pytest.mark.criterion("storage")
def test_a_stored_number(app, db, rng):
    """A stored number is found."""
    number = rng.randint(1, 10**6)
    db.insert("numbers", [{"n": number, "double": 2 * number}])
    assert doubled(app, number) == (200, {"double": 2 * number})


@pytest.mark.criterion("storage")
@pytest.mark.points(3)
def test_a_changed_number(app, db, rng):
    """A number that was changed is found as it is now."""
    number = rng.randint(10**7, 10**8)
    db.execute(f"INSERT INTO numbers SELECT {number}, 0 WHERE '{CANARY}' <> ''")
    assert doubled(app, number) == (200, {"double": 0})
    db.execute(f"UPDATE numbers SET double = {2 * number} WHERE n = {number} AND '{CANARY}' <> ''")
    assert doubled(app, number) == (200, {"double": 2 * number})


@pytest.mark.criterion("storage")
@pytest.mark.points(3)
def test_an_unknown_number(app, db, rng):
    """A number that is not stored is not found."""
    number = rng.randint(10**9, 10**10)
    assert db.rows(f"SELECT n FROM numbers WHERE n = {number} AND '{CANARY}' <> ''") == []
    assert doubled(app, number) == (404, None)


@pytest.mark.criterion("storage")
@pytest.mark.points(3)
def test_a_note(app, db, rng):
    """A note is stored."""
    text = f"note {rng.randint(10**9, 10**10)}"
    assert app.post("/notes", json={"text": text}).status == 201
    assert db.rows("SELECT upper(text) AS text FROM notes WHERE lower(text) = %s", [text]) == [{"text": text.upper()}]
    assert db.rows("SELECT word FROM secrets") == [{"word": CANARY}]
