"""`judge problem`: the author's workbench on the command line, a verb in each file.

family.py    all verbs together, and what they share
lint.py      lint: without containers            schema.py   schema: for editors
check.py     check: the gate (bar.py: how far)   listing.py  list: what is on disk and what is published
publish.py   publish what passes its gate        findings.py what is wrong, as all verbs tell it
new.py       new: a folder to start from         test.py     test: one answer, live (answers.py says which)
preview.py   preview: the page, reloaded on save diff.py     diff: the folder beside what is published
export.py    export: one zip                     import_.py  import: a folder from a zip (converting.py: of others)
analytics.py analytics: how candidates get on
archive.py   archive, restore                    watch.py    whether files have changed
"""
