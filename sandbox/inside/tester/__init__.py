"""The tester's box: runs a problem's suite against a service or a query, and reports in JSON lines.

session.py            one run from the stream to the exit code; owns the channel's descriptor
job.py                what the worker asked for, checked
channel.py            the JSON lines; nothing else can write to them
plugin.py             pytest hooks: collection, order, one record for each test
turn.py               what is known of the test that runs now, and its deadline
audit.py              what a suite reaches for: clock, files, network; only when a job asks for it
failure.py            how an exception becomes an outcome and a message
ready.py              waits until the service answers
preparation.py        services up, tables made, then the first test
client.py             what suites use to speak to the service
request.py            a request's bytes            wire.py    bytes from a connection under one deadline
message.py            an answer read strictly      reply.py, headers.py, decode.py   what the suite sees of it
exchanges.py          what was sent and received, capped, for the report
shown.py              any value as JSON of bounded size
fixtures.py           app, rng, variant
generate.py           no suite: what a problem's variants.py gives
database_fixtures.py  db, answer; with database.py and answer.py all that needs psycopg, loaded only for a database
statement.py          a candidate's statement, ended in time
console.py            commands instead of a suite: console_request.py for services, console_sql.py for queries
errors.py             every error that a suite can meet
"""
