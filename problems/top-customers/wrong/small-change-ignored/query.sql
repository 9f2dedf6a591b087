WITH refunded AS (
    -- One row per order, so that joining it cannot multiply an order.
    SELECT order_id, sum(amount_cents) AS cents
    FROM refunds
    GROUP BY order_id
),
counted AS (
    SELECT o.customer_id,
           date_trunc('month', o.placed_at AT TIME ZONE 'Europe/Berlin') AS month,
           o.total_cents - coalesce(o.discount_cents, 0) - coalesce(r.cents, 0) AS cents
    FROM orders o
    LEFT JOIN refunded r ON r.order_id = o.id
    WHERE o.status IN ('paid', 'shipped')
      AND o.customer_id IS NOT NULL
),
ranked AS (
    SELECT month,
           customer_id,
           sum(cents) AS revenue_cents,
           rank() OVER (PARTITION BY month ORDER BY sum(cents) DESC) AS rank
    FROM counted
    GROUP BY month, customer_id
    HAVING sum(cents) >= 100
),
months AS (
    -- From the counted orders, not from the ranked ones: a month may have been refunded to nothing.
    SELECT generate_series(min(month), max(month), interval '1 month') AS month
    FROM counted
)
SELECT m.month::date AS month,
       r.rank,
       r.customer_id,
       c.name AS customer_name,
       r.revenue_cents::bigint AS revenue_cents
FROM months m
LEFT JOIN ranked r ON r.month = m.month AND r.rank <= 3
LEFT JOIN customers c ON c.id = r.customer_id
ORDER BY m.month, r.rank, r.customer_id;
