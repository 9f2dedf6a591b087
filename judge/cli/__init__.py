"""The command line: one file per family of verbs. Only here is the real engine built.

app.py         the program: where its verbs are, --version, errors as one line
verbs.py       groups whose verbs are loaded when they are asked for
connect.py     the engine, the settings and the database, as contexts
show.py        JSON, tables and progress
grade.py       judge grade
problem/       judge problem: the author's workbench
doctor.py      judge doctor
processes.py   judge web, judge worker
database.py    judge db upgrade, check
user.py        judge user add, extra-time
sitting.py     judge sitting list, extend
variants.py    the values of a folder's variants, for verbs that show or judge it
rejudge.py     judge rejudge list, start, show, apply, drop
up.py          judge up, with demo.py and images.py
"""
