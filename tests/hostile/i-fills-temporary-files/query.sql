-- Rows without end are to be sorted: they go to temporary files first.
SELECT n, double
FROM (SELECT generate_series(1, 1000000000000) AS n, repeat('x', 8000) AS double) endless
ORDER BY double, n;
