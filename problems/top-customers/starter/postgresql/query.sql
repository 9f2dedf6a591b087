-- The report as marketing has it today. It is wrong in several ways: see the statement.
SELECT date_trunc('month', o.placed_at)::date AS month,
       row_number() OVER (PARTITION BY date_trunc('month', o.placed_at) ORDER BY sum(o.total_cents) DESC) AS rank,
       min(c.id) AS customer_id,
       c.name AS customer_name,
       sum(o.total_cents) AS revenue_cents
FROM orders o
JOIN customers c ON c.id = o.customer_id
GROUP BY date_trunc('month', o.placed_at), c.name
ORDER BY month, rank;
