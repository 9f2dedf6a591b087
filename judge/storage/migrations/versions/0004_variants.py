"""Which variant of its problem a submission answers.

Revision: 0004, after 0003

Code of the version before goes on beside it: it writes no variant. What this version has published it cannot read.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("submission", sa.Column("variant", sa.Integer(), nullable=True))


def downgrade() -> None:
    op.drop_column("submission", "variant")
