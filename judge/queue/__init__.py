"""The queue: rows of `run`, leased to one worker at a time. The database is the truth, and its clock decides.

enqueue.py    puts a run in, counts a user's
claim.py      takes the next one of a lane: fair between users
place.py      what a waiting user is told
lease.py      what a worker holds: renew it, tell events under it, ask whether it is live
finish.py     ends an attempt: verdict, failure, release; refused when the lease is no longer ours
cancel.py     stops a run because its owner asks
commands.py   what a console is asked, and its answers
reap.py       takes back what silent workers held
keeper.py     the thread that renews the lease of a run and writes its events
readiness.py  whether a worker may claim: disk and engine
wakeup.py     how an idle worker waits
clock.py, disk.py, plain.py   the database's time, free space, text that any database can store

Nothing here commits except the keeper and the inbox of commands, which have their own transactions.
"""
