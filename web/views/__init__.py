"""One blueprint `bp` per file. A view takes the request apart, calls one use-case and answers.

catalogue.py    problems, skills, handing in        drafts.py       what the editor holds and held
submissions.py  one's own history, two compared, live results
review.py       others' submissions, for staff      account.py      sign up, in and out, sessions, password
learning.py     hints, editorial, shared answers
plain.py        the workspace without scripts   reports.py      what is wrong with a problem
consoles.py     one's own files, started and spoken to
sittings.py     timed sessions
components.py   the component sheet                 health.py       whether the process serves
"""
