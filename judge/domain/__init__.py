"""Pure rules: no database, no engine, no clock.

files.py     which files an answer may have
problem.py   what a problem is: its file, its tests, its manifest
verdict.py   the verdicts and what each means; from an outcome to a judgement lives in judge/grading
feedback.py  who may see what of a run
"""
