WITH shift AS (
    SELECT service_id, starts_at, coalesce(ends_at, 'infinity') AS ends_at
    FROM shifts
    WHERE cancelled_at IS NULL
),
marks AS (
    SELECT id AS service_id, watched_from AS mark FROM services
    UNION
    SELECT id, coalesce(watched_until, 'infinity') FROM services
    UNION
    SELECT h.service_id, m.mark
    FROM shift h
    JOIN services s ON s.id = h.service_id
    CROSS JOIN LATERAL (VALUES (h.starts_at), (h.ends_at)) m (mark)
    WHERE m.mark > s.watched_from AND m.mark < coalesce(s.watched_until, 'infinity')
),
pieces AS (
    SELECT service_id,
           mark AS starts_at,
           lead(mark) OVER (PARTITION BY service_id ORDER BY mark) AS ends_at
    FROM marks
),
judged AS (
    SELECT p.*,
           EXISTS (
               SELECT FROM shift h
               WHERE h.service_id = p.service_id AND h.starts_at <= p.starts_at AND h.ends_at >= p.ends_at
           ) AS is_covered
    FROM pieces p
    WHERE p.ends_at IS NOT NULL
),
numbered AS (
    SELECT *,
           row_number() OVER (PARTITION BY service_id ORDER BY starts_at)
           - row_number() OVER (PARTITION BY service_id, is_covered ORDER BY starts_at) AS stretch
    FROM judged
)
SELECT service_id,
       CASE WHEN is_covered THEN 'covered' ELSE 'uncovered' END AS state,
       min(starts_at) AS starts_at,
       nullif(max(ends_at), 'infinity') AS ends_at
FROM numbered
GROUP BY service_id, is_covered, stretch
ORDER BY service_id, starts_at;
