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
