"""SQLModel rows, one file per family with its queries; nothing here commits.

engine.py        the engine, and session_scope, the transaction as a `with`
accounts.py      User, LoginSession
problems.py      ProblemRow, ProblemVersion
submissions.py   Submission
drafts.py        Draft, DraftRevision
sittings.py      Sitting, SittingTask
consoles.py      ConsoleCommand
learning.py      HintTaken, GivenUp, SharedSolution
notes.py         SubmissionNote, ProblemReport
runs.py          Run, TestResult, Event
studio.py        StudioProblem, StudioAuthor, StudioFile, StudioRevision
checks.py        GateCheck
rejudges.py      Rejudge, RejudgeItem
selections.py    which submissions are to be judged again
stacks.py        StackRow
belongings.py    everything of one user, over all tables
analytics.py     questions of authors: who did what at a problem, when
tallies.py       what judged submits add up to, by person and by test
history.py       questions over submissions, versions and runs together
types.py         column types, and the names of constraints
migrate.py       upgrade, check; migrations/ holds Alembic's scripts
"""
