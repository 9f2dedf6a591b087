"""One sample and three hidden tests; the canary stands in a table and in the judge's own statements."""

import pytest

CANARY = "canary-suite"  # replaced by a secret before use


def check(db, answer, numbers):
    """Stores the numbers; the last statement of the judge's session names the canary while the answer runs."""
    db.execute("CREATE TABLE numbers (n bigint PRIMARY KEY)")
    db.execute(
        f"CREATE TABLE hidden (word text); REVOKE ALL ON hidden FROM candidate; INSERT INTO hidden VALUES ('{CANARY}')"
    )
    db.insert("numbers", [{"n": number} for number in numbers])
    assert db.rows(f"SELECT word FROM hidden WHERE word = '{CANARY}'") == [{"word": CANARY}]
    shown = answer.rows("query.sql")
    assert (shown.columns, shown.rows) == (("n", "double"), [(number, 2 * number) for number in sorted(numbers)])
    assert db.rows("SELECT n FROM numbers ORDER BY n") == [{"n": number} for number in sorted(numbers)]


@pytest.mark.sample
@pytest.mark.criterion("arithmetic")
def test_small_numbers(db, answer, rng):
    """Small numbers are doubled."""
    check(db, answer, rng.sample(range(100), 3))


@pytest.mark.criterion("arithmetic")
@pytest.mark.points(3)
def test_large_numbers(db, answer, rng):
    """Large numbers are doubled."""
    check(db, answer, rng.sample(range(10**9, 10**12), 20))


@pytest.mark.criterion("arithmetic")
@pytest.mark.points(3)
def test_negative_numbers(db, answer, rng):
    """Negative numbers are doubled."""
    check(db, answer, rng.sample(range(-1000, 0), 5))


@pytest.mark.criterion("arithmetic")
@pytest.mark.points(3)
def test_no_numbers(db, answer):
    """Where there are no numbers there are no rows."""
    check(db, answer, [])
