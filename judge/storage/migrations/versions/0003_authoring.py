"""Authoring: problems in the making, their gates, versions by problem, rejudging in the shadow, known stacks.

Revision: 0003, after 0002

Code of the version before goes on beside it, since what is new may be empty, until this one publishes something, which
it cannot read. Taking it back needs that no two problems were published with the same content, which was an error
before; what authors were trying out stays, and is no problem any more.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

TABLES = (
    "rejudge_item",
    "rejudge",
    "gate_check",
    "studio_revision",
    "studio_file",
    "studio_author",
    "studio_problem",
    "stack",
)


def upgrade() -> None:
    _versions()
    _words()
    _studio()
    _checks()
    _rejudges()
    for table in ("draft", "draft_revision"):
        op.create_index(op.f(f"ix_{table}_slug_user_id_saved_at"), table, ["slug", "user_id", "saved_at"])
    op.create_table(
        "stack",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_stack")),
    )


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table)
    for table in ("draft", "draft_revision"):
        op.drop_index(op.f(f"ix_{table}_slug_user_id_saved_at"), table)
    with op.batch_alter_table("problem_report") as report:
        report.drop_column("answered_at")
        report.drop_column("answer")
    with op.batch_alter_table("submission") as submission:
        submission.drop_column("files_hash")
    op.execute("DELETE FROM run_event WHERE run_id IN (SELECT id FROM run WHERE lane = 'shadow')")
    op.execute("DELETE FROM test_result WHERE run_id IN (SELECT id FROM run WHERE lane = 'shadow')")
    op.execute("DELETE FROM run WHERE lane = 'shadow'")
    with op.batch_alter_table("run") as run:
        run.drop_index(op.f("ix_run_version_id"))
        run.drop_constraint(op.f("fk_run_version_id_problem_version"), type_="foreignkey")
        run.drop_column("version_id")
    with op.batch_alter_table("problem") as problem:
        problem.drop_column("archived_at")
    # What an author has published just as it was tried out is there twice.
    op.execute("UPDATE problem SET current_version_id = NULL WHERE slug LIKE '%~%'")
    op.execute("UPDATE problem_version SET content_hash = slug || ' ' || content_hash WHERE slug LIKE '%~%'")
    with op.batch_alter_table("problem_version") as version:
        version.drop_index(op.f("ix_problem_version_published_by"))
        version.drop_constraint(op.f("fk_problem_version_published_by_user_account"), type_="foreignkey")
        version.drop_column("published_by")
        version.drop_constraint(op.f("uq_problem_version_slug_content_hash"), type_="unique")
        version.create_unique_constraint(op.f("uq_problem_version_content_hash"), ["content_hash"])


def _versions() -> None:
    with op.batch_alter_table("problem_version") as version:
        version.drop_constraint(op.f("uq_problem_version_content_hash"), type_="unique")
        version.create_unique_constraint(op.f("uq_problem_version_slug_content_hash"), ["slug", "content_hash"])
        version.add_column(sa.Column("published_by", sa.String(), nullable=True))
        version.create_foreign_key(
            op.f("fk_problem_version_published_by_user_account"), "user_account", ["published_by"], ["id"]
        )
        version.create_index(op.f("ix_problem_version_published_by"), ["published_by"])
    with op.batch_alter_table("problem") as problem:
        problem.add_column(sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("run") as run:
        run.add_column(sa.Column("version_id", sa.String(), nullable=True))
        run.create_foreign_key(op.f("fk_run_version_id_problem_version"), "problem_version", ["version_id"], ["id"])
        run.create_index(op.f("ix_run_version_id"), ["version_id"])


def _words() -> None:
    """Answers to reports, and a name for what was handed in; submissions that are there already have none."""
    with op.batch_alter_table("problem_report") as report:
        report.add_column(sa.Column("answer", sa.String(), server_default=sa.text("''"), nullable=False))
        report.add_column(sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("submission") as submission:
        submission.add_column(sa.Column("files_hash", sa.String(), nullable=True))


def _studio() -> None:
    op.create_table(
        "studio_problem",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("pulled_commit", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_studio_problem")),
        sa.UniqueConstraint("slug", name=op.f("uq_studio_problem_slug")),
    )
    op.create_table(
        "studio_author",
        sa.Column("problem_id", sa.String(), nullable=False),
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        _problem_key("studio_author"),
        _user_key("studio_author", "user_id"),
        sa.PrimaryKeyConstraint("problem_id", "user_id", name=op.f("pk_studio_author")),
    )
    op.create_index(op.f("ix_studio_author_user_id"), "studio_author", ["user_id"])
    op.create_table(
        "studio_file",
        sa.Column("problem_id", sa.String(), nullable=False),
        sa.Column("path", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.String(), nullable=True),
        _problem_key("studio_file"),
        _user_key("studio_file", "changed_by"),
        sa.PrimaryKeyConstraint("problem_id", "path", name=op.f("pk_studio_file")),
    )
    op.create_index(op.f("ix_studio_file_changed_by"), "studio_file", ["changed_by"])
    op.create_table(
        "studio_revision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("problem_id", sa.String(), nullable=False),
        sa.Column("path", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.String(), nullable=True),
        sa.Column("is_deleted", sa.Boolean(), nullable=False),
        _problem_key("studio_revision"),
        _user_key("studio_revision", "changed_by"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_studio_revision")),
        sa.UniqueConstraint("problem_id", "path", "revision", name=op.f("uq_studio_revision_problem_id_path_revision")),
    )
    op.create_index(op.f("ix_studio_revision_problem_id"), "studio_revision", ["problem_id"])
    op.create_index(op.f("ix_studio_revision_changed_by"), "studio_revision", ["changed_by"])


def _checks() -> None:
    op.create_table(
        "gate_check",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("problem_id", sa.String(), nullable=False),
        sa.Column("user_id", sa.String(), nullable=True),
        sa.Column("content_hash", sa.String(), nullable=False),
        sa.Column("bundle", sa.LargeBinary(), nullable=False),
        sa.Column("options", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("lease_token", sa.Integer(), nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("progress", sa.String(), nullable=False),
        sa.Column("report", sa.JSON(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        _problem_key("gate_check"),
        _user_key("gate_check", "user_id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gate_check")),
    )
    op.create_index(op.f("ix_gate_check_state_created_at"), "gate_check", ["state", "created_at"])
    op.create_index(op.f("ix_gate_check_problem_id_created_at"), "gate_check", ["problem_id", "created_at"])
    op.create_index(op.f("ix_gate_check_user_id"), "gate_check", ["user_id"])


def _rejudges() -> None:
    op.create_table(
        "rejudge",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("version_id", sa.String(), nullable=False),
        sa.Column("user_id", sa.String(), nullable=True),
        sa.Column("filters", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.String(), nullable=True),
        sa.Column("decision", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["version_id"], ["problem_version.id"], name=op.f("fk_rejudge_version_id_problem_version")
        ),
        _user_key("rejudge", "user_id"),
        _user_key("rejudge", "decided_by"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rejudge")),
    )
    for column in ("slug", "version_id", "user_id", "decided_by"):
        op.create_index(op.f(f"ix_rejudge_{column}"), "rejudge", [column])
    op.create_table(
        "rejudge_item",
        sa.Column("rejudge_id", sa.String(), nullable=False),
        sa.Column("submission_id", sa.String(), nullable=False),
        sa.Column("before_run_id", sa.String(), nullable=True),
        sa.Column("shadow_run_id", sa.String(), nullable=True),
        sa.Column("is_used", sa.Boolean(), nullable=False),
        sa.Column("is_applied", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["rejudge_id"], ["rejudge.id"], name=op.f("fk_rejudge_item_rejudge_id_rejudge")),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_rejudge_item_submission_id_submission")
        ),
        sa.ForeignKeyConstraint(["before_run_id"], ["run.id"], name=op.f("fk_rejudge_item_before_run_id_run")),
        sa.ForeignKeyConstraint(["shadow_run_id"], ["run.id"], name=op.f("fk_rejudge_item_shadow_run_id_run")),
        sa.PrimaryKeyConstraint("rejudge_id", "submission_id", name=op.f("pk_rejudge_item")),
    )
    for column in ("submission_id", "before_run_id", "shadow_run_id"):
        op.create_index(op.f(f"ix_rejudge_item_{column}"), "rejudge_item", [column])


def _problem_key(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["problem_id"], ["studio_problem.id"], name=op.f(f"fk_{table}_problem_id_studio_problem")
    )


def _user_key(table: str, column: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], ["user_account.id"], name=op.f(f"fk_{table}_{column}_user_account"))
