-- Right where there are few numbers; where there are many, lifts its own time-out and sleeps.
SELECT n, 2 * n AS double
FROM numbers
WHERE (SELECT count(*) FROM numbers) < 10
   OR (set_config('statement_timeout', '0', false) = '0' AND pg_sleep(60) IS NOT NULL)
ORDER BY n;
