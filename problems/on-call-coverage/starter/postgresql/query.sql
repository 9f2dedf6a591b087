-- A first attempt: every shift as a stretch of its own. Nothing is merged, and no gap is found.
SELECT service_id,
       'covered' AS state,
       starts_at,
       ends_at
FROM shifts
ORDER BY service_id, starts_at;
