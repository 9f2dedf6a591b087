-- One unreadable value in each test, by how many numbers there are.
SELECT
    CASE counted WHEN 3 THEN date 'infinity' END AS n,
    CASE counted WHEN 5 THEN time '24:00' END AS double,
    CASE counted WHEN 20 THEN ('[' || repeat('9', 100000) || ']')::json END,
    CASE counted WHEN 0 THEN set_config('client_encoding', 'LATIN1', false) || chr(233) END
FROM (SELECT count(*) AS counted FROM numbers) numbers;
