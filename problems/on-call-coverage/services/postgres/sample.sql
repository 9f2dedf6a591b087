CREATE TABLE services (
    id            bigint      PRIMARY KEY,
    name          text        NOT NULL,
    watched_from  timestamptz NOT NULL,
    watched_until timestamptz CHECK (watched_until > watched_from)            -- NULL: no end is set
);

CREATE TABLE shifts (
    id           bigint      PRIMARY KEY,
    service_id   bigint      NOT NULL REFERENCES services,
    engineer     text        NOT NULL,
    starts_at    timestamptz NOT NULL,
    ends_at      timestamptz CHECK (ends_at >= starts_at),                    -- NULL: until further notice
    cancelled_at timestamptz                                                  -- NULL: not cancelled
);

CREATE INDEX ON shifts (service_id);

-- The statement's example, so that its result is what a right query shows here.
INSERT INTO services (id, name, watched_from, watched_until) VALUES
    (1, 'checkout', '2024-03-01 00:00+00', '2024-03-02 00:00+00'),
    (2, 'search', '2024-03-01 00:00+00', NULL);

INSERT INTO shifts (id, service_id, engineer, starts_at, ends_at, cancelled_at) VALUES
    (1, 1, 'Ada', '2024-03-01 06:00+00', '2024-03-01 12:00+00', NULL),
    (2, 1, 'Ben', '2024-03-01 11:00+00', '2024-03-01 14:00+00', NULL),
    (3, 1, 'Cleo', '2024-03-01 18:00+00', '2024-03-02 01:00+00', NULL),
    (4, 1, 'Ben', '2024-03-01 15:00+00', '2024-03-01 16:40+00', '2024-03-01 14:00+00'),
    (5, 2, 'Dara', '2024-03-01 08:00+00', NULL, NULL);
