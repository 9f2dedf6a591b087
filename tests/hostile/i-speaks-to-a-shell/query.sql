SELECT n, 2 * n AS double FROM numbers ORDER BY n \g |cat
\! cat /proc/self/environ
\o |sh
\copy numbers TO PROGRAM 'id'
.shell id
.import '|id' numbers
