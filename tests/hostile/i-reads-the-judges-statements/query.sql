-- Right as long as the judge's session is there and everything that could be read of it is a refusal.
WITH shown (text) AS (
    SELECT query FROM pg_stat_activity WHERE usename = 'judge'
    UNION ALL
    SELECT query FROM pg_stat_get_activity(NULL) WHERE usesysid = 'judge'::regrole
),
found (text) AS (
    SELECT text FROM shown WHERE text <> '<insufficient privilege>'
    UNION ALL
    SELECT statement FROM pg_prepared_statements WHERE name <> 'answer' AND name <> ''
    UNION ALL
    SELECT rolpassword FROM pg_roles WHERE rolpassword <> '********'
    UNION ALL
    SELECT most_common_vals::text FROM pg_stats WHERE tablename IN ('hidden', 'secrets')
    UNION ALL
    SELECT 'a table of secrets'
    WHERE has_any_column_privilege('app.hidden', 'SELECT') OR has_any_column_privilege('public.secrets', 'SELECT')
    UNION ALL
    SELECT nspname FROM pg_namespace WHERE has_schema_privilege(oid, 'CREATE')
)
SELECT n, 2 * n AS double
FROM numbers
WHERE (SELECT count(*) FROM shown) = 2 AND NOT EXISTS (SELECT FROM found)
ORDER BY n;
