"""Allowances: a date is paid once to a person; PostgreSQL asks once a statement whether a month is closed."""

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

# The rows of a month come and go by the hundred thousand. A trigger for each of them took two thirds of the time.
FROZEN = "('closed', 'paid')"
CONTENT = ("allowance_rows", "allowance_lines")
REFUSE = """
CREATE FUNCTION refuse_closed_statement() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM allowance_runs WHERE state IN {frozen} AND id IN (SELECT run_id FROM changed))
  THEN RAISE EXCEPTION 'the month of % is closed', TG_TABLE_NAME; END IF;
  RETURN NULL;
END $$
"""
TOUCHED = {"insert": ("new",), "update": ("old", "new"), "delete": ("old",)}
"""A changed row was of one run and may become another's."""


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


def _guard_statements() -> None:
    op.execute(REFUSE.format(frozen=FROZEN))
    for table in CONTENT:
        op.execute(f"DROP TRIGGER {table}_closed ON {table}")
        for verb, sides in TOUCHED.items():
            for side in sides:
                op.execute(
                    f"CREATE TRIGGER {table}_closed_{verb}_{side} AFTER {verb} ON {table} "
                    f"REFERENCING {side} TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION refuse_closed_statement()"
                )


def _guard_rows() -> None:
    for table in CONTENT:
        for verb, sides in TOUCHED.items():
            for side in sides:
                op.execute(f"DROP TRIGGER {table}_closed_{verb}_{side} ON {table}")
        op.execute(
            f"CREATE TRIGGER {table}_closed BEFORE INSERT OR UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_closed_content()"
        )
    op.execute("DROP FUNCTION refuse_closed_statement()")


def upgrade() -> None:
    _refuse_what_was_paid_twice()
    op.create_index(
        INDEX, "allowance_lines", ["cadre_id", "day_on"], unique=True, sqlite_where=PAYS, postgresql_where=PAYS
    )
    if op.get_bind().dialect.name != "sqlite":
        _guard_statements()


def downgrade() -> None:
    if op.get_bind().dialect.name != "sqlite":
        _guard_rows()
    op.drop_index(INDEX, table_name="allowance_lines")
