"""The candidate's workplace: sittings, earlier drafts, consoles, hints, notes, shared answers, preferences.

Revision: 0002, after 0001

New columns have defaults of the server's, so that code of the version before may go on writing beside this one.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

TABLES = (
    "problem_report",
    "submission_note",
    "shared_solution",
    "given_up",
    "hint_taken",
    "console_command",
    "draft_revision",
    "sitting_task",
    "sitting",
)


def upgrade() -> None:
    _accounts()
    _sittings()
    _drafts()
    _consoles()
    _learning()
    _notes()


def downgrade() -> None:
    op.execute("DELETE FROM draft WHERE sitting_id <> ''")
    with op.batch_alter_table("draft") as draft:
        draft.drop_constraint(op.f("pk_draft"), type_="primary")
        draft.drop_column("sitting_id")
        draft.create_primary_key(op.f("pk_draft"), ["user_id", "slug", "stack"])
    with op.batch_alter_table("submission") as submission:
        submission.drop_index(op.f("ix_submission_sitting_id"))
        submission.drop_constraint(op.f("fk_submission_sitting_id_sitting"), type_="foreignkey")
        submission.drop_column("sitting_id")
    with op.batch_alter_table("run") as run:
        run.drop_column("lane")
    with op.batch_alter_table("user_account") as user:
        user.drop_column("extra_time_percent")
        user.drop_column("preferences")
    for table in TABLES:
        op.drop_table(table)


def _accounts() -> None:
    with op.batch_alter_table("user_account") as user:
        user.add_column(sa.Column("preferences", sa.String(), nullable=False, server_default="{}"))
        user.add_column(sa.Column("extra_time_percent", sa.Integer(), nullable=False, server_default="0"))


def _sittings() -> None:
    op.create_table(
        "sitting",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("policy", sa.String(32), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("extra_minutes", sa.Integer(), nullable=False),
        sa.Column("rehearses", sa.String(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_sitting_user_id_user_account")),
        sa.ForeignKeyConstraint(["rehearses"], ["sitting.id"], name=op.f("fk_sitting_rehearses_sitting")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sitting")),
    )
    op.create_index(op.f("ix_sitting_user_id"), "sitting", ["user_id"])
    op.create_index(op.f("ix_sitting_ends_at"), "sitting", ["ends_at"])
    op.create_table(
        "sitting_task",
        sa.Column("sitting_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.String(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["sitting_id"], ["sitting.id"], name=op.f("fk_sitting_task_sitting_id_sitting")),
        sa.ForeignKeyConstraint(
            ["version_id"], ["problem_version.id"], name=op.f("fk_sitting_task_version_id_problem_version")
        ),
        sa.PrimaryKeyConstraint("sitting_id", "position", name=op.f("pk_sitting_task")),
    )
    with op.batch_alter_table("submission") as submission:
        submission.add_column(sa.Column("sitting_id", sa.String(), nullable=True))
        submission.create_foreign_key(op.f("fk_submission_sitting_id_sitting"), "sitting", ["sitting_id"], ["id"])
        submission.create_index(op.f("ix_submission_sitting_id"), ["sitting_id"])


def _drafts() -> None:
    with op.batch_alter_table("draft") as draft:
        draft.add_column(sa.Column("sitting_id", sa.String(), nullable=False, server_default=sa.text("''")))
        draft.drop_constraint(op.f("pk_draft"), type_="primary")
        draft.create_primary_key(op.f("pk_draft"), ["user_id", "sitting_id", "slug", "stack"])
    op.create_table(
        "draft_revision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("sitting_id", sa.String(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("stack", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("lines", sa.Integer(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_draft_revision_user_id_user_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft_revision")),
    )
    op.create_index(
        op.f("ix_draft_revision_user_id_sitting_id_slug_stack"),
        "draft_revision",
        ["user_id", "sitting_id", "slug", "stack"],
    )


def _consoles() -> None:
    with op.batch_alter_table("run") as run:
        run.add_column(sa.Column("lane", sa.String(32), nullable=False, server_default="judge"))
    op.create_table(
        "console_command",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("command", sa.JSON(), nullable=False),
        sa.Column("answer", sa.JSON(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_console_command_run_id_run")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_console_command")),
        sa.UniqueConstraint("run_id", "number", name=op.f("uq_console_command_run_id_number")),
    )


def _learning() -> None:
    op.create_table(
        "hint_taken",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("sitting_id", sa.String(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("cost", sa.Integer(), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_hint_taken_user_id_user_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hint_taken")),
        sa.UniqueConstraint(
            "user_id", "sitting_id", "slug", "number", name=op.f("uq_hint_taken_user_id_sitting_id_slug_number")
        ),
    )
    op.create_table(
        "given_up",
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("given_up_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_given_up_user_id_user_account")),
        sa.PrimaryKeyConstraint("user_id", "slug", name=op.f("pk_given_up")),
    )
    op.create_table(
        "shared_solution",
        sa.Column("submission_id", sa.String(), nullable=False),
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("is_named", sa.Boolean(), nullable=False),
        sa.Column("shared_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_shared_solution_submission_id_submission")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_shared_solution_user_id_user_account")),
        sa.PrimaryKeyConstraint("submission_id", name=op.f("pk_shared_solution")),
    )
    op.create_index(op.f("ix_shared_solution_user_id"), "shared_solution", ["user_id"])
    op.create_index(op.f("ix_shared_solution_slug"), "shared_solution", ["slug"])


def _notes() -> None:
    op.create_table(
        "submission_note",
        sa.Column("submission_id", sa.String(), nullable=False),
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_submission_note_submission_id_submission")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_submission_note_user_id_user_account")),
        sa.PrimaryKeyConstraint("submission_id", name=op.f("pk_submission_note")),
    )
    op.create_index(op.f("ix_submission_note_user_id"), "submission_note", ["user_id"])
    op.create_table(
        "problem_report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.String(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("user_id", sa.String(), nullable=True),
        sa.Column("submission_id", sa.String(), nullable=True),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("resolved_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["version_id"], ["problem_version.id"], name=op.f("fk_problem_report_version_id_problem_version")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_problem_report_user_id_user_account")),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_problem_report_submission_id_submission")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_problem_report")),
    )
    op.create_index(op.f("ix_problem_report_version_id"), "problem_report", ["version_id"])
    op.create_index(op.f("ix_problem_report_slug"), "problem_report", ["slug"])
    op.create_index(op.f("ix_problem_report_user_id"), "problem_report", ["user_id"])
