"""Scheduler: slots that were missed or dropped, long runs that show life, and how long each run took."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from app.core.db import UtcInstant

revision: str = "0028"
down_revision: str | None = "0027"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """What ran before stood for its own slot alone; how long it took is not known to the millisecond."""
    op.add_column("job_runs", sa.Column("missed", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("job_runs", sa.Column("holder", sa.String(length=64), nullable=False, server_default=""))
    op.add_column("job_runs", sa.Column("seen_at", UtcInstant(), nullable=True))
    op.add_column("job_runs", sa.Column("took_ms", sa.Integer(), nullable=True))


def downgrade() -> None:
    """The release before knows neither dropped runs nor running ones that are committed."""
    op.execute("UPDATE job_runs SET outcome = 'done' WHERE outcome = 'dropped'")
    op.execute("UPDATE job_runs SET outcome = 'failed' WHERE outcome = 'running'")
    with op.batch_alter_table("job_runs") as table:
        for name in ("took_ms", "seen_at", "holder", "missed"):
            table.drop_column(name)
