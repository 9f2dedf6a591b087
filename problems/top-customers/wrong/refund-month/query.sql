WITH paid AS (
    SELECT id, customer_id, placed_at, total_cents - coalesce(discount_cents, 0) AS cents
    FROM orders
    WHERE status IN ('paid', 'shipped')
      AND customer_id IS NOT NULL
),
bookings AS (
    SELECT customer_id, placed_at AS booked_at, cents FROM paid
    UNION ALL
    SELECT p.customer_id, r.refunded_at, -r.amount_cents
    FROM refunds r
    JOIN paid p ON p.id = r.order_id
),
monthly AS (
    SELECT date_trunc('month', booked_at AT TIME ZONE 'Europe/Berlin') AS month,
           customer_id,
           sum(cents) AS revenue_cents
    FROM bookings
    GROUP BY 1, 2
),
ranked AS (
    SELECT *, rank() OVER (PARTITION BY month ORDER BY revenue_cents DESC) AS rank
    FROM monthly
    WHERE revenue_cents > 0
),
months AS (
    SELECT generate_series(
               date_trunc('month', min(placed_at) AT TIME ZONE 'Europe/Berlin'),
               date_trunc('month', max(placed_at) AT TIME ZONE 'Europe/Berlin'),
               interval '1 month'
           ) AS month
    FROM paid
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
