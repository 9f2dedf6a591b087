WITH clipped AS (
    SELECT s.id AS service_id,
           greatest(h.starts_at, s.watched_from) AS starts_at,
           least(coalesce(h.ends_at, 'infinity'), coalesce(s.watched_until, 'infinity')) AS ends_at
    FROM services s
    JOIN shifts h ON h.service_id = s.id
    WHERE h.cancelled_at IS NULL
      AND coalesce(h.ends_at, 'infinity') > h.starts_at
      AND coalesce(h.ends_at, 'infinity') > s.watched_from
      AND h.starts_at < coalesce(s.watched_until, 'infinity')
),
marked AS (
    SELECT *,
           starts_at >= max(ends_at) OVER (
               PARTITION BY service_id ORDER BY starts_at, ends_at ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
           ) AS is_new
    FROM clipped
),
numbered AS (
    SELECT *,
           count(*) FILTER (WHERE is_new) OVER (
               PARTITION BY service_id ORDER BY starts_at, ends_at ROWS UNBOUNDED PRECEDING
           ) AS stretch
    FROM marked
),
covered AS (
    SELECT service_id, min(starts_at) AS starts_at, max(ends_at) AS ends_at
    FROM numbered
    GROUP BY service_id, stretch
),
edges AS (
    -- A stretch of no length before the period makes the first gap like the others.
    SELECT service_id, starts_at, ends_at FROM covered
    UNION ALL
    SELECT id, watched_from, watched_from FROM services
),
gaps AS (
    SELECT e.service_id,
           e.ends_at AS starts_at,
           coalesce(
               lead(e.starts_at) OVER (PARTITION BY e.service_id ORDER BY e.ends_at),
               s.watched_until,
               'infinity'
           ) AS ends_at
    FROM edges e
    JOIN services s ON s.id = e.service_id
)
SELECT service_id, state, starts_at, nullif(ends_at, 'infinity') AS ends_at
FROM (
    SELECT service_id, 'covered' AS state, starts_at, ends_at FROM covered
    UNION ALL
    SELECT service_id, 'uncovered', starts_at, ends_at FROM gaps WHERE starts_at < ends_at
) timeline
ORDER BY service_id, starts_at;
