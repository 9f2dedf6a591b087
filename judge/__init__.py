"""The judge itself: problems, submissions, queue, grading. Knows no Flask.

domain/      pure rules: problem, verdict, feedback policy
catalogue/   a problem folder becomes a Problem with its manifest
gate/        the proof that a problem's suite is worth trusting
storage/     SQLModel rows with their queries, migrations
queue/       claim, heartbeat, commit, reap
grading/     submission -> job -> outcome -> judgement
practice, accounts, reviews, publishing   the use-cases, one commit each
sittings, progress   timed sessions: planned, started, closed; how far somebody is in one
shelf, paths, comparing   the catalogue browsed; skills and what could be next; one's own history, and two compared
learning, reporting   more of them: hints, editorial, shared answers; reports about problems
profiles/    one's own account: profile, preferences, export, deletion
consoles     one's own files started and spoken to, without being judged
worker       the loop that judges
cli          the command line, the only place that joins the real engine to the rest
"""
