"""The command line: one file per family of verbs. Only here is the real engine built.

app.py         the program: families, --version, errors as one line
connect.py     the engine, the settings and the database, as contexts
show.py        JSON, tables and progress
grade.py       judge grade
problem.py     judge problem check, list, publish
doctor.py      judge doctor
processes.py   judge web, judge worker
database.py    judge db upgrade, check
user.py        judge user add, extra-time
sitting.py     judge sitting list, extend
up.py          judge up, with demo.py and images.py
"""
