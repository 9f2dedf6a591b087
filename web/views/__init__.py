"""One blueprint `bp` per file. A view takes the request apart, calls one use-case and answers.

catalogue.py    problems, handing in                drafts.py       what the editor holds and held
submissions.py  one's own history and live results
review.py       others' submissions, for staff      account.py      sign up, in and out, sessions, password
components.py   the component sheet                 health.py       whether the process serves
"""
