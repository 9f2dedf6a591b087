-- The number differs from test to test; beside it stands what has no single plain value.
SELECT
    CASE count(*) WHEN 0 THEN 'NaN' WHEN 3 THEN 'Infinity' WHEN 5 THEN '-0' ELSE repeat('9', 100000) END::numeric AS n,
    ROW(ROW(1, 'a'), '{NaN,-Infinity}'::float8[], '[3:4]={1,NULL}'::int[], '\x00ff'::bytea, '[1,)'::int4range) AS double
FROM numbers;
