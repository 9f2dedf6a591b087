"""Pure rules: no database, no engine, no clock.

files.py     which files an answer may have
problem.py   what a problem is: its file, its tests, its manifest
difference.py  what differs between two answers, line by line
verdict.py   the verdicts and what each means; from an outcome to a judgement lives in judge/grading
command.py   what may be asked of a console
feedback.py  who may see what of a run
preferences.py  how somebody wants the pages and the editor
"""
