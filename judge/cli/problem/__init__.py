"""`judge problem`: the author's workbench on the command line, a verb in each file.

family.py    all verbs together, and what they share
check.py     check: the gate                     listing.py  list: what is on disk and what is published
publish.py   publish what passes its gate        findings.py what is wrong, as all verbs tell it
"""
