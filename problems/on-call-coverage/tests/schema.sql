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
