"""One blueprint `bp` per file. A view takes the request apart, calls one use-case and answers.

catalogue.py    problems, skills, handing in        drafts.py       what the editor holds and held
submissions.py  one's own history, two compared, live results
review.py       others' submissions, for staff      account.py      sign up, in and out, sessions, password
learning.py     hints, editorial, shared answers    material.py     figures and downloads of a statement
plain.py        the workspace without scripts   reports.py      what is wrong with a problem
consoles.py     one's own files, started and spoken to
analytics.py    how candidates get on with one's problems
sittings.py     timed sessions
studio.py       one's problems, a new one, the editor's page, archives
studio_files.py, studio_checks.py, studio_release.py, studio_authors.py, studio_repository.py   the rest of the studio
components.py   the component sheet                 health.py       whether the process serves
"""
