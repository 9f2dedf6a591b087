-- The orders of all shops. The service gets this table empty.
CREATE TABLE orders (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,  -- never given twice, not even after a deletion
    shop        TEXT    NOT NULL,
    status      TEXT    NOT NULL CHECK (status IN ('open', 'paid', 'shipped', 'cancelled')),
    placed_at   TEXT    NOT NULL,                   -- always like 2026-03-01T09:30:00Z, so text order is time order
    total_cents INTEGER NOT NULL
);

CREATE INDEX orders_by_shop ON orders (shop);
