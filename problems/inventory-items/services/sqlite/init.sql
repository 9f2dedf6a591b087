-- What the warehouse keeps in stock. The service gets this table empty.
CREATE TABLE items (
    id               INTEGER PRIMARY KEY,
    sku              TEXT    NOT NULL UNIQUE,
    name             TEXT    NOT NULL,
    description      TEXT,
    unit_price_cents INTEGER NOT NULL,
    quantity         INTEGER NOT NULL,
    attributes       TEXT    NOT NULL  -- a JSON object
);
