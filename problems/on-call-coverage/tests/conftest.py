"""A rota whose every shift is known, and its timeline, found in plain Python by looking at each piece of time."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

COLUMNS = ("service_id", "state", "starts_at", "ends_at")
ENGINEERS = ("Aino", "Bela", "Chidi", "Dara", "Emre", "Femi", "Gita", "Hugo")
NEVER = datetime(9999, 1, 1, tzinfo=UTC)


def plain(value):
    """A cell as JSON has it; instants in UTC."""
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else value


def timeline(start, end, shifts):
    """The covered and uncovered stretches of one period; shifts are (start, end) pairs, None is no end."""
    end = end or NEVER
    shifts = [(first, last or NEVER) for first, last in shifts]
    marks = {mark for shift in shifts for mark in shift if start < mark < end}
    cuts = [start, *sorted(marks), end]
    stretches = []
    for left, right in pairwise(cuts):
        state = "covered" if any(first <= left and right <= last for first, last in shifts) else "uncovered"
        if stretches and stretches[-1][0] == state:
            stretches[-1][2] = right
        else:
            stretches.append([state, left, right])
    return [[state, left, None if right == NEVER else right] for state, left, right in stretches]


class Rota:
    """Services and shifts in Python first, then in the database."""

    def __init__(self, rng, db, answer):
        self.rng, self.db, self.answer = rng, db, answer
        self.services, self.shifts = {}, []
        self.ids = iter(rng.sample(range(1, 9000), 3000))
        self.start = datetime(rng.randint(2019, 2025), rng.randint(1, 12), rng.randint(1, 28), 8, tzinfo=UTC)

    def at(self, minutes):
        """The instant this many minutes after the rota's start; fractions are allowed."""
        return None if minutes is None else self.start + timedelta(minutes=minutes)

    def service(self, watched=(0, 10_000)):
        """Adds a service, watched between two minutes of the rota, and gives its id."""
        service = next(self.ids)
        self.services[service] = (self.at(watched[0]), self.at(watched[1]))
        return service

    def shift(self, service, first, last, *, is_cancelled=False):
        """Adds a shift between two minutes of the rota; None is no end."""
        self.shifts.append((service, self.at(first), self.at(last), is_cancelled))

    def row(self, pause):
        """Three shifts one after another, as (first, last) minutes; a pause below zero makes them overlap."""
        first = self.rng.randint(60, 900)
        pairs = []
        for _ in range(3):
            last = first + self.rng.randint(120, 900)
            pairs.append((first, last))
            first = last + pause
        return pairs

    def store(self):
        """Writes everything to the database, in no order."""
        self.db.load("schema.sql")
        services = [
            {"id": i, "name": f"service-{i}", "watched_from": start, "watched_until": end}
            for i, (start, end) in self.services.items()
        ]
        shifts = [
            {
                "id": next(self.ids),
                "service_id": service,
                "engineer": self.rng.choice(ENGINEERS),
                "starts_at": first,
                "ends_at": last,
                "cancelled_at": first - timedelta(hours=1) if is_cancelled else None,
            }
            for service, first, last, is_cancelled in self.shifts
        ]
        for table, rows in (("services", services), ("shifts", shifts)):
            self.rng.shuffle(rows)
            if rows:
                self.db.insert(table, rows)
        self.db.execute("ANALYZE services, shifts")

    def store_many(self, service, islands, step):
        """Writes `islands` stretches of twenty overlapping shifts each, one every 1000 seconds, in no order."""
        self.db.execute(
            "INSERT INTO shifts SELECT %(service)s * 100000 + i, %(service)s, 'Aino',"
            " %(start)s + (i / 20 * 1000 + i %% 20 * 30) * interval '1 second',"
            " %(start)s + (i / 20 * 1000 + i %% 20 * 30 + 45) * interval '1 second', NULL"
            " FROM generate_series(0, %(islands)s * 20 - 1) i ORDER BY i::bigint * %(step)s %% 65537",
            {"service": service, "start": self.start, "islands": islands, "step": step},
        )

    def report(self):
        """What the candidate's query says, cell by cell."""
        rows = self.answer.rows("query.sql")
        assert tuple(rows.columns) == COLUMNS
        return [[plain(cell) for cell in row] for row in rows.rows]

    def got(self):
        """Stores the rota, then asks the query."""
        self.store()
        return self.report()

    def expected(self):
        """What the report should say."""
        rows = []
        for service, (start, end) in sorted(self.services.items()):
            shifts = [shift[1:3] for shift in self.shifts if shift[0] == service and not shift[3]]
            rows += [[service, *map(plain, stretch)] for stretch in timeline(start, end, shifts)]
        return rows


@pytest.fixture
def rota(rng, db, answer):
    """An empty rota."""
    return Rota(rng, db, answer)
