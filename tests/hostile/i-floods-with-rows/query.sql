-- Many rows where there are few numbers, wide rows where there are many.
SELECT
    generate_series(1, 1000000000) AS n,
    CASE WHEN count(*) >= 10 THEN jsonb_build_object('wide', repeat('x', 1000000)) END AS double
FROM numbers;
