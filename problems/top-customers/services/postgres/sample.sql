-- Amounts are whole cents.

CREATE TABLE customers (
    id   bigint PRIMARY KEY,
    name text   NOT NULL          -- not unique
);

CREATE TABLE orders (
    id             bigint      PRIMARY KEY,
    customer_id    bigint      REFERENCES customers,                -- NULL: guest checkout
    status         text        NOT NULL CHECK (status IN ('pending', 'paid', 'shipped', 'cancelled')),
    placed_at      timestamptz NOT NULL,
    total_cents    bigint      NOT NULL CHECK (total_cents >= 0),   -- before the discount
    discount_cents bigint      CHECK (discount_cents >= 0)          -- NULL: no discount
);

CREATE TABLE refunds (
    id           bigint      PRIMARY KEY,
    order_id     bigint      NOT NULL REFERENCES orders,            -- an order may have several
    amount_cents bigint      NOT NULL CHECK (amount_cents > 0),
    refunded_at  timestamptz NOT NULL
);

-- The statement's example, so that its result is what a right query shows here.
INSERT INTO customers (id, name) VALUES
    (1, 'Ada'),
    (2, 'Ben'),
    (3, 'Cleo'),
    (4, 'Ben');

INSERT INTO orders (id, customer_id, status, placed_at, total_cents, discount_cents) VALUES
    (101, 1, 'paid', '2024-01-10 09:00+00', 8000, 0),
    (102, 2, 'shipped', '2024-01-12 09:00+00', 5000, 0),
    (103, 3, 'paid', '2024-01-15 09:00+00', 6000, 1000),
    (104, 4, 'paid', '2024-01-31 23:30+00', 9000, 0),
    (105, 1, 'cancelled', '2024-02-05 09:00+00', 700, 0),
    (106, 2, 'paid', '2024-04-02 09:00+00', 4200, NULL);

INSERT INTO refunds (id, order_id, amount_cents, refunded_at) VALUES
    (1, 104, 1500, '2024-02-03 10:00+00'),
    (2, 104, 500, '2024-03-01 16:20+00');
