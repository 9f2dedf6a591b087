"""The publish gate: the proof, in the real sandbox, that a problem's suite is worth trusting.

check.py           the whole of it
options.py         what may be asked for beyond the rules
plan.py            what is run: references again and again, starters, wrong solutions
runs.py            running it, as many at a time as allowed
memory.py          what earlier gates saw, run by run       passes.py    what passed as a whole
findings.py        the rules on starters, wrong solutions and tests, each with its sentence
variants.py        which runs try which variant, and findings of one alone
repeats.py         whether repeats agree, and what they depend on if not
budget.py          whether a reference leaves room          audit.py     what a suite was seen to reach for
assertions.py      which assertions are needed
mutants.py         references changed mechanically: python_mutants.py, sql_mutants.py
strength.py        how strong the suite is, with the formula
report.py          the result, as a value and as JSON; nothing of the sandbox is in it, so the browser reads it too
"""
