WITH coverage AS (
    SELECT s.id AS service_id,
           tstzmultirange(tstzrange(s.watched_from, s.watched_until)) AS period,
           -- A NULL end makes a range without an upper bound; an empty shift makes an empty range, which adds nothing.
           coalesce(
               range_agg(tstzrange(h.starts_at, h.ends_at)) FILTER (WHERE h.id IS NOT NULL),
               '{}'::tstzmultirange
           ) AS shifts
    FROM services s
    LEFT JOIN shifts h ON h.service_id = s.id AND h.cancelled_at IS NULL
    GROUP BY s.id
),
stretches AS (
    SELECT service_id, 'covered' AS state, unnest(period * shifts) AS stretch FROM coverage
    UNION ALL
    SELECT service_id, 'uncovered', unnest(period - shifts) FROM coverage
)
SELECT service_id,
       state,
       lower(stretch) AS starts_at,
       upper(stretch) AS watched_until
FROM stretches
ORDER BY service_id, starts_at;
