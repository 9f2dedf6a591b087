SELECT n, 2 * n AS double FROM numbers ORDER BY n;
