"""The timeline of on-call coverage: one fact about it per test."""

from datetime import UTC, datetime, timedelta

import pytest


@pytest.mark.sample
@pytest.mark.criterion("merging")
@pytest.mark.points(1)
@pytest.mark.hint("Merge what overlaps, then look at what is left of the watched period.")
def test_example_of_the_statement(rota):
    """The example of the statement gives the rows shown there."""
    rota.start = datetime(2024, 3, 1, tzinfo=UTC)
    rota.services = {1: (rota.at(0), rota.at(1440)), 2: (rota.at(0), None)}
    rota.shift(1, 360, 720)
    rota.shift(1, 660, 840)
    rota.shift(1, 1080, 1500)
    rota.shift(1, 900, 1000, is_cancelled=True)
    rota.shift(2, 480, None)
    assert rota.got() == [
        [1, "uncovered", "2024-03-01T00:00:00+00:00", "2024-03-01T06:00:00+00:00"],
        [1, "covered", "2024-03-01T06:00:00+00:00", "2024-03-01T14:00:00+00:00"],
        [1, "uncovered", "2024-03-01T14:00:00+00:00", "2024-03-01T18:00:00+00:00"],
        [1, "covered", "2024-03-01T18:00:00+00:00", "2024-03-02T00:00:00+00:00"],
        [2, "uncovered", "2024-03-01T00:00:00+00:00", "2024-03-01T08:00:00+00:00"],
        [2, "covered", "2024-03-01T08:00:00+00:00", None],
    ]


@pytest.mark.sample
@pytest.mark.criterion("merging")
@pytest.mark.points(1)
@pytest.mark.hint("A gap lies between the end of one stretch and the start of the next.")
def test_break_between_shifts(rota):
    """Shifts with breaks between them leave gaps, also before the first and after the last."""
    service = rota.service()
    for first, last in rota.row(rota.rng.randint(60, 300)):
        rota.shift(service, first, last)
    assert rota.got() == rota.expected()


@pytest.mark.sample
@pytest.mark.criterion("merging")
@pytest.mark.points(1)
@pytest.mark.hint("A shift belongs to the stretch that has not ended when it starts.")
def test_overlapping_shifts(rota):
    """Overlapping shifts are one stretch."""
    service = rota.service()
    for first, last in rota.row(-rota.rng.randint(10, 100)):
        rota.shift(service, first, last)
    assert rota.got() == rota.expected()


@pytest.mark.criterion("merging")
@pytest.mark.points(2)
@pytest.mark.hint("Is anybody on call at the instant at which a shift ends?")
def test_touching_shifts(rota):
    """A shift that starts when another ends continues the stretch."""
    service = rota.service()
    for first, last in rota.row(0):
        rota.shift(service, first, last)
    assert rota.got() == rota.expected()


@pytest.mark.criterion("merging")
@pytest.mark.points(1)
@pytest.mark.hint("Compare instants as they are.")
def test_shortest_gap(rota):
    """However short a gap is, it is a gap."""
    service = rota.service()
    for first, last in rota.row(rota.rng.choice([1, 1000, 1_000_000, 20_000_000]) / 60_000_000):
        rota.shift(service, first, last)
    assert rota.got() == rota.expected()


@pytest.mark.criterion("merging")
@pytest.mark.points(3)
@pytest.mark.hint("The shift before this one may not be the one that ends last.")
def test_nested_shifts(rota):
    """A long shift holds a stretch together while shorter ones come and go."""
    service, rng = rota.service(), rota.rng
    rota.shift(service, 100, 4000)
    for first in (300, 1200, 2400):
        rota.shift(service, first + rng.randint(0, 200), first + rng.randint(300, 500))
    rota.shift(service, 3900, 4000 + rng.randint(60, 300))
    assert rota.got() == rota.expected()


@pytest.mark.criterion("merging")
@pytest.mark.points(1)
@pytest.mark.hint("Two rows may say the same; neither of them is the other's reason to vanish.")
def test_repeated_shifts(rota):
    """A shift that was entered twice counts once."""
    service = rota.service()
    for first, last in rota.row(rota.rng.randint(60, 300)):
        rota.shift(service, first, last)
        rota.shift(service, first, last)
    assert rota.got() == rota.expected()


@pytest.mark.criterion("open-ends")
@pytest.mark.points(1)
@pytest.mark.hint("A comparison with NULL is not true.")
def test_shift_without_end(rota):
    """A shift without an end lasts as long as the service is watched."""
    service = rota.service()
    first = rota.rng.randint(2000, 3000)
    rota.shift(service, first, None)
    rota.shift(service, first - rota.rng.randint(500, 900), first - rota.rng.randint(60, 300))
    assert rota.got() == rota.expected()


@pytest.mark.criterion("open-ends")
@pytest.mark.points(2)
@pytest.mark.hint("Which end is the latest so far, when one of them is missing?")
def test_shifts_after_one_without_end(rota):
    """Shifts that start after one without an end change nothing."""
    service = rota.service()
    rota.shift(service, rota.rng.randint(100, 500), None)
    for first, last in rota.row(rota.rng.randint(60, 300)):
        rota.shift(service, first + 1000, last + 1000)
    assert rota.got() == rota.expected()


@pytest.mark.criterion("open-ends")
@pytest.mark.points(2)
@pytest.mark.hint("Which value says that there is no end, and does your query keep it?")
def test_period_without_end(rota):
    """Where no end is set, the last stretch has no end, covered or not."""
    uncovered, covered = rota.service((0, None)), rota.service((10_000, None))
    for service, later in ((uncovered, 0), (covered, 10_000)):
        for first, last in rota.row(rota.rng.randint(60, 300)):
            rota.shift(service, first + later, last + later)
    rota.shift(covered, rota.rng.randint(16_000, 17_000), None)
    assert rota.got() == rota.expected()


@pytest.mark.criterion("open-ends")
@pytest.mark.points(1)
@pytest.mark.hint("A shift may end when it starts. For how long is somebody on call then?")
def test_empty_shift(rota):
    """A shift that lasts no time covers nothing and splits nothing."""
    service = rota.service()
    for first, last in rota.row(300):
        rota.shift(service, first, last)
        for minute in (last + rota.rng.randint(30, 250), first + rota.rng.randint(10, 90)):
            rota.shift(service, minute, minute)
    assert rota.got() == rota.expected()


@pytest.mark.criterion("bounds")
@pytest.mark.points(2)
@pytest.mark.hint("The timeline starts and ends with the watched period.")
def test_shifts_across_the_edges(rota):
    """A shift that reaches out of the watched period is cut at its edges."""
    service, rng = rota.service((1000, 5000)), rota.rng
    rota.shift(service, 1000 - rng.randint(60, 900), 1000 + rng.randint(60, 900))
    rota.shift(service, 5000 - rng.randint(60, 900), 5000 + rng.randint(60, 900))
    assert rota.got() == rota.expected()


@pytest.mark.criterion("bounds")
@pytest.mark.points(1)
@pytest.mark.hint("Some shifts were over before anybody watched.")
def test_shifts_outside_the_period(rota):
    """Shifts before and after the watched period do not appear."""
    service, rng = rota.service((2000, 5000)), rota.rng
    for first in (200, 900, 5400, 6500):
        rota.shift(service, first + rng.randint(0, 200), first + rng.randint(300, 600))
    rota.shift(service, 3000 + rng.randint(0, 300), 4000 + rng.randint(0, 300))
    assert rota.got() == rota.expected()


@pytest.mark.criterion("bounds")
@pytest.mark.points(1)
@pytest.mark.hint("A stretch has a start before its end.")
def test_period_covered_to_the_edges(rota):
    """Where the shifts fill the period to its edges, there are no gaps of no length."""
    rng = rota.rng
    whole, split = rota.service((0, 5000)), rota.service((0, 5000))
    rota.shift(whole, 0, 5000)
    rota.shift(split, 0, rng.randint(300, 2000))
    rota.shift(split, rng.randint(3000, 4500), 5000)
    assert rota.got() == rota.expected()


@pytest.mark.criterion("bounds")
@pytest.mark.points(2)
@pytest.mark.hint("Whose shifts does a stretch consist of?")
def test_services_stay_apart(rota):
    """A shift covers its own service and no other."""
    rng = rota.rng
    for _ in range(3):
        service = rota.service((rng.randint(0, 50), rng.randint(8000, 9000)))
        for first, last in rota.row(rng.randint(60, 300)):
            rota.shift(service, first, last)
    busy, other = rota.service(), rota.service()
    rota.shift(busy, 100, 5000)
    for first in (1000, 2000):
        rota.shift(other, first, first + rng.randint(100, 400))
    assert rota.got() == rota.expected()


@pytest.mark.criterion("bounds")
@pytest.mark.points(1)
@pytest.mark.hint("Start from the services.")
def test_no_shifts(rota):
    """A service without shifts is uncovered throughout."""
    for _ in range(2):
        rota.service((rota.rng.randint(0, 100), rota.rng.randint(500, 9000)))
    assert rota.got() == rota.expected()


@pytest.mark.criterion("bounds")
@pytest.mark.points(1)
@pytest.mark.hint("When is a row left out, before the services are joined or after?")
def test_cancelled_shifts_only(rota):
    """Cancelled shifts cover nothing, and a service that has no others is uncovered throughout."""
    rng = rota.rng
    mixed, bare = rota.service(), rota.service()
    for first, last in rota.row(rng.randint(60, 300)):
        rota.shift(mixed, first, last)
        rota.shift(mixed, first + 10, last + rng.randint(20, 50), is_cancelled=True)
        rota.shift(bare, first, last, is_cancelled=True)
    assert rota.got() == rota.expected()


@pytest.mark.criterion("volume")
@pytest.mark.points(2)
@pytest.mark.hint("Everything at once: the other tests tell which rule is missed.")
def test_messy_rota(rota):
    """A rota with everything in it is reported right."""
    rng = rota.rng
    for number in range(12):
        service = rota.service((rng.randrange(0, 600, 60), None if number % 4 == 0 else rng.randrange(3000, 6000, 60)))
        for _ in range(14):
            first = rng.randrange(0, 6000, 60)
            rota.shift(service, first, first + rng.randrange(0, 360, 60), is_cancelled=rng.random() < 0.2)
        # A long shift, one within it, one that outlasts it and one that takes over; then the same again, later.
        for first in (700, 2000):
            for start, end in ((0, 600), (60, 120), (300, 720), (720, 780)):
                rota.shift(service, first + start, first + end)
        first = rng.randrange(1540, 1900, 60)
        for _ in range(2):  # the same shift twice: among twelve services, some of them stand alone
            rota.shift(service, first, first + 60)
        if number % 3 == 0:
            first = rng.randrange(2500, 3000, 60)
            rota.shift(service, first, None)
            rota.shift(service, first + 300, first + 360)
    assert rota.got() == rota.expected()


@pytest.mark.criterion("volume")
@pytest.mark.points(3)
@pytest.mark.hint("With how many other shifts does your query compare each one?")
def test_large_rota(rota):
    """A rota of 30,000 shifts is reported within the time limit."""
    sizes = {rota.service((-10, 50_000)): islands for islands in (1200, 250, 50)}
    rota.store()
    for service, islands in sizes.items():
        rota.store_many(service, islands, rota.rng.randint(1001, 60_000))
    rota.db.execute("ANALYZE shifts")
    expected = []
    for service, islands in sorted(sizes.items()):
        end = rota.at(-10)
        for start in (rota.start + timedelta(seconds=1000 * i) for i in range(islands)):
            expected.append([service, "uncovered", end.isoformat(), start.isoformat()])
            end = start + timedelta(seconds=615)
            expected.append([service, "covered", start.isoformat(), end.isoformat()])
        expected.append([service, "uncovered", end.isoformat(), rota.at(50_000).isoformat()])
    assert rota.report() == expected
