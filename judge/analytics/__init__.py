"""What authors learn from the work at their problems. Candidates' work alone counts, and no run in the shadow.

page.py      one problem: everything below      overview.py  all problems of one author
people.py    persons and their submits          figures.py   what persons and submits add up to
access.py    whose problems are whose
items.py     each test: how often it fails, how well it goes with the others, whether it is flaky
"""
