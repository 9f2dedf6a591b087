"""Runs a stranger's code in boxes and reports what happened; knows no database, web or problems.

run.py      what crosses the wall: Job, Limits, TestRecord, Outcome
base.py     Engine and Box, the ports; docker.py is the real one, fake.py its twin
policy.py   the container options, pure
slot.py     one run: boxes joined in one network namespace, deadlines, records
inside/     the programs that run inside the boxes (standard library and pytest only)
images/     one folder for each stack and service
"""
