"""Pure rules: no database, no engine, no clock.

files.py     which files an answer may have
brief.py     long texts, cut
problem.py   what a problem is: its file, its tests, its manifest
variants.py  which candidate has which values, and texts with them filled in
languages.py  what a statement may be written in, and which of it a reader gets
difference.py  what differs between two answers, line by line
changes.py   what differs between two states of a problem, and what that means for old answers
verdict.py   the verdicts and what each means; from an outcome to a judgement lives in judge/grading
statistics.py  quartiles, histograms, how well a test goes with the others
command.py   what may be asked of a console
feedback.py  who may see what of a run
earlier.py   what counted of a submission until it was judged again
preferences.py  how somebody wants the pages and the editor
"""
