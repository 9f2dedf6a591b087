"""The publish gate: the proof, in the real sandbox, that a problem's suite is worth trusting.

check.py      the whole of it
runs.py       what is run: references, starters, wrong solutions
findings.py   the rules, each with its sentence
report.py     the result, with the kill matrix; a pass is remembered
"""
