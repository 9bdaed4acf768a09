"""Allowances: a date is paid once to a person."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0020"
down_revision: str | None = "0019"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

INDEX = "uq_allowance_lines_paid_once"
PAYS = sa.text("halves > 0")
TWICE = """
SELECT p.name, COALESCE(p.person_no, p.login), l.day_on, COUNT(*)
FROM allowance_lines l JOIN people p ON p.id = l.cadre_id
WHERE l.halves > 0 GROUP BY l.cadre_id, p.name, p.person_no, p.login, l.day_on HAVING COUNT(*) > 1
ORDER BY l.day_on, p.name
"""
NAMED = 5


def _refuse_what_was_paid_twice() -> None:
    """Closed lines cannot be mended by a migration, so whoever runs it learns which dates to settle first."""
    found = op.get_bind().execute(sa.text(TWICE)).all()
    if found:
        named = "; ".join(f"{name} ({number}) {day}, {count} times" for name, number, day, count in found[:NAMED])
        more = f"; and {len(found) - NAMED} more" if len(found) > NAMED else ""
        raise RuntimeError(
            f"{len(found)} date(s) are paid more than once to the same person: {named}{more}. "
            "Nothing was changed. Correct the terms or days and calculate the open months anew with the release "
            "before; what is closed needs a decision of finance. See docs/operations.md, A date paid twice."
        )


def upgrade() -> None:
    _refuse_what_was_paid_twice()
    op.create_index(
        INDEX, "allowance_lines", ["cadre_id", "day_on"], unique=True, sqlite_where=PAYS, postgresql_where=PAYS
    )


def downgrade() -> None:
    op.drop_index(INDEX, table_name="allowance_lines")
