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
material     figures and downloads of a statement, for whoever may read it
analytics/   what authors learn from the work at their problems
learning, reporting   more of them: hints, editorial, shared answers; reports about problems, and answers
profiles/    one's own account: profile, preferences, export, deletion
rejudging/   earlier submissions judged again in the shadow: seen, then applied or dropped
consoles     one's own files started and spoken to, without being judged
studio/      problems while their authors write them; checking   the worker's side of the gates that they ask for
worker       the loop that judges
cli          the command line, the only place that joins the real engine to the rest
"""
