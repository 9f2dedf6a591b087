"""SQLModel rows, one file per family with its queries; nothing here commits.

engine.py        the engine, and session_scope, the transaction as a `with`
accounts.py      User, LoginSession
problems.py      Problem, ProblemVersion
submissions.py   Submission, Draft
runs.py          Run, TestResult, Event
migrations/      Alembic
"""
