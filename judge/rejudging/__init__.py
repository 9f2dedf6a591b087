"""Judging again, in the shadow: what a version would change, seen before it changes anything.

owners.py    whose rejudgings these are, and what a hiring team relies on
choosing.py  which submissions by which version; the start
changes.py   what differs between two runs of the same submissions: pure
looking.py   the list, how far one is, and its table
deciding.py  apply it, or drop it

A shadow run waits in a lane of its own behind everybody, takes the seed of the run that it is compared with, so that
differences come from the tests, and counts for nothing. Applying takes it out of the shadow; the run before it stays.
"""
