"""Whether a person has yet to see the first minute; accounts that wait for their first password will."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0035"
down_revision: str | None = "0034"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Whoever has a password of their own has been here before and is not asked."""
    op.add_column("people", sa.Column("welcome_due", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.execute("UPDATE people SET welcome_due = true WHERE must_change_password")


def downgrade() -> None:
    """Nobody is asked."""
    op.drop_column("people", "welcome_due")
