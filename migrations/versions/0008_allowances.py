"""Allowances: the tables of the first release."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from app.core.columns import JsonColumn
from app.core.db import UtcInstant

revision: str = "0008"
down_revision: str | None = "0007"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


# A closed month never changes: the database refuses it on both engines, whoever asks.
FROZEN = "('closed', 'paid')"
CONTENT = ("allowance_rows", "allowance_lines")
SQLITE_CONTENT = """
CREATE TRIGGER {table}_closed_{verb} BEFORE {verb} ON {table}
WHEN EXISTS (SELECT 1 FROM allowance_runs WHERE id IN ({ids}) AND state IN {frozen})
BEGIN SELECT RAISE(ABORT, 'the month of {table} is closed'); END
"""
SQLITE_RUN_UPDATE = """
CREATE TRIGGER allowance_runs_closed_update BEFORE UPDATE ON allowance_runs
WHEN (OLD.state = 'closed' AND NEW.state NOT IN {frozen}) OR (OLD.state = 'paid' AND NEW.state <> 'paid')
  OR (OLD.state IN {frozen} AND (NEW.digest IS NOT OLD.digest OR NEW.month <> OLD.month
    OR NEW.programme_id <> OLD.programme_id OR NEW.id <> OLD.id))
BEGIN SELECT RAISE(ABORT, 'the month of allowance_runs is closed'); END
"""
SQLITE_RUN_DELETE = """
CREATE TRIGGER allowance_runs_closed_delete BEFORE DELETE ON allowance_runs
WHEN OLD.state IN {frozen}
BEGIN SELECT RAISE(ABORT, 'the month of allowance_runs is closed'); END
"""
# INSERT OR REPLACE fires no delete trigger, so a second row for a closed month is refused as it comes.
SQLITE_RUN_INSERT = """
CREATE TRIGGER allowance_runs_closed_insert BEFORE INSERT ON allowance_runs
WHEN EXISTS (SELECT 1 FROM allowance_runs WHERE state IN {frozen}
  AND (id = NEW.id OR (programme_id = NEW.programme_id AND month = NEW.month)))
BEGIN SELECT RAISE(ABORT, 'the month of allowance_runs is closed'); END
"""
POSTGRES_CONTENT = """
CREATE FUNCTION refuse_closed_content() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'INSERT' AND EXISTS (SELECT 1 FROM allowance_runs WHERE id = OLD.run_id AND state IN {frozen})
    OR TG_OP <> 'DELETE' AND EXISTS (SELECT 1 FROM allowance_runs WHERE id = NEW.run_id AND state IN {frozen})
  THEN RAISE EXCEPTION 'the month of % is closed', TG_TABLE_NAME; END IF;
  IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
  RETURN NEW;
END $$
"""
POSTGRES_RUN = """
CREATE FUNCTION refuse_closed_run() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    IF OLD.state IN {frozen} THEN RAISE EXCEPTION 'the month of % is closed', TG_TABLE_NAME; END IF;
    RETURN OLD;
  END IF;
  IF (OLD.state = 'closed' AND NEW.state NOT IN {frozen}) OR (OLD.state = 'paid' AND NEW.state <> 'paid')
    OR (OLD.state IN {frozen} AND (NEW.digest IS DISTINCT FROM OLD.digest OR NEW.month <> OLD.month
      OR NEW.programme_id <> OLD.programme_id OR NEW.id <> OLD.id))
  THEN RAISE EXCEPTION 'the month of % is closed', TG_TABLE_NAME; END IF;
  RETURN NEW;
END $$
"""
POSTGRES_TRUNCATE = """
CREATE FUNCTION refuse_closed_truncate() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM allowance_runs WHERE state IN {frozen})
  THEN RAISE EXCEPTION 'a month of % is closed', TG_TABLE_NAME; END IF;
  RETURN NULL;
END $$
"""


def _guard_sqlite() -> None:
    for table in CONTENT:
        for verb, ids in (("insert", "NEW.run_id"), ("update", "OLD.run_id, NEW.run_id"), ("delete", "OLD.run_id")):
            op.execute(SQLITE_CONTENT.format(table=table, verb=verb, ids=ids, frozen=FROZEN))
    op.execute(SQLITE_RUN_UPDATE.format(frozen=FROZEN))
    op.execute(SQLITE_RUN_DELETE.format(frozen=FROZEN))
    op.execute(SQLITE_RUN_INSERT.format(frozen=FROZEN))


def _guard_postgres() -> None:
    for function in (POSTGRES_CONTENT, POSTGRES_RUN, POSTGRES_TRUNCATE):
        op.execute(function.format(frozen=FROZEN))
    for table in CONTENT:
        op.execute(
            f"CREATE TRIGGER {table}_closed BEFORE INSERT OR UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_closed_content()"
        )
    op.execute(
        "CREATE TRIGGER allowance_runs_closed BEFORE UPDATE OR DELETE ON allowance_runs "
        "FOR EACH ROW EXECUTE FUNCTION refuse_closed_run()"
    )
    for table in (*CONTENT, "allowance_runs"):
        op.execute(
            f"CREATE TRIGGER {table}_closed_truncate BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_closed_truncate()"
        )


def upgrade() -> None:
    op.create_table(
        "allowance_runs",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcInstant(), nullable=False),
        sa.Column("updated_at", UtcInstant(), nullable=False),
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("calculated_at", UtcInstant(), nullable=True),
        sa.Column("calculated_by_id", sa.Uuid(), nullable=True),
        sa.Column("approved_at", UtcInstant(), nullable=True),
        sa.Column("approved_by_id", sa.Uuid(), nullable=True),
        sa.Column("closed_at", UtcInstant(), nullable=True),
        sa.Column("closed_by_id", sa.Uuid(), nullable=True),
        sa.Column("paid_at", UtcInstant(), nullable=True),
        sa.Column("paid_by_id", sa.Uuid(), nullable=True),
        sa.Column("digest", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(["approved_by_id"], ["people.id"], name=op.f("fk_allowance_runs_approved_by_id")),
        sa.ForeignKeyConstraint(["calculated_by_id"], ["people.id"], name=op.f("fk_allowance_runs_calculated_by_id")),
        sa.ForeignKeyConstraint(["closed_by_id"], ["people.id"], name=op.f("fk_allowance_runs_closed_by_id")),
        sa.ForeignKeyConstraint(["paid_by_id"], ["people.id"], name=op.f("fk_allowance_runs_paid_by_id")),
        sa.ForeignKeyConstraint(["programme_id"], ["programmes.id"], name=op.f("fk_allowance_runs_programme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_allowance_runs")),
        sa.UniqueConstraint("programme_id", "month", name=op.f("uq_allowance_runs_programme_id_month")),
    )
    op.create_index(op.f("ix_allowance_runs_month"), "allowance_runs", ["month"], unique=False)
    op.create_index(op.f("ix_allowance_runs_updated_at"), "allowance_runs", ["updated_at"], unique=False)
    op.create_table(
        "rates",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcInstant(), nullable=False),
        sa.Column("updated_at", UtcInstant(), nullable=False),
        sa.Column("created_by_id", sa.Uuid(), nullable=True),
        sa.Column("creation_digest", sa.String(length=64), nullable=True),
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("region_band", sa.String(length=32), nullable=True),
        sa.Column("amount_fen", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("document_no", sa.String(length=80), nullable=True),
        sa.CheckConstraint("amount_fen > 0", name=op.f("ck_rates_amount_positive")),
        sa.CheckConstraint("valid_to IS NULL OR valid_to > valid_from", name=op.f("ck_rates_dates_in_order")),
        sa.ForeignKeyConstraint(["programme_id"], ["programmes.id"], name=op.f("fk_rates_programme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rates")),
    )
    op.create_index(op.f("ix_rates_programme_id"), "rates", ["programme_id"], unique=False)
    op.create_index(op.f("ix_rates_updated_at"), "rates", ["updated_at"], unique=False)
    op.create_table(
        "allowance_exports",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("run_id", sa.Uuid(), nullable=True),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("made_by_id", sa.Uuid(), nullable=True),
        sa.Column("at", UtcInstant(), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["allowance_runs.id"], name=op.f("fk_allowance_exports_run_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_allowance_exports")),
    )
    op.create_index(op.f("ix_allowance_exports_run_id"), "allowance_exports", ["run_id"], unique=False)
    op.create_table(
        "allowance_lines",
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.Column("secondment_id", sa.Uuid(), nullable=False),
        sa.Column("day_on", sa.Date(), nullable=False),
        sa.Column("cadre_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("source", sa.String(length=16), nullable=False),
        sa.Column("am", sa.String(length=24), nullable=False),
        sa.Column("pm", sa.String(length=24), nullable=False),
        sa.Column("halves", sa.Integer(), nullable=False),
        sa.Column("rate_fen", sa.Integer(), nullable=True),
        sa.Column("amount_fen", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["cadre_id"], ["people.id"], name=op.f("fk_allowance_lines_cadre_id")),
        sa.ForeignKeyConstraint(["run_id"], ["allowance_runs.id"], name=op.f("fk_allowance_lines_run_id")),
        sa.ForeignKeyConstraint(["secondment_id"], ["secondments.id"], name=op.f("fk_allowance_lines_secondment_id")),
        sa.PrimaryKeyConstraint("run_id", "secondment_id", "day_on", name=op.f("pk_allowance_lines")),
    )
    op.create_index(
        "ix_allowance_lines_totals",
        "allowance_lines",
        ["day_on", "run_id", "cadre_id", "halves", "amount_fen"],
        unique=False,
    )
    op.create_table(
        "allowance_rows",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.Column("secondment_id", sa.Uuid(), nullable=False),
        sa.Column("cadre_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("status", sa.String(length=24), nullable=False),
        sa.Column("payable_halves", sa.Integer(), nullable=False),
        sa.Column("subsidy_fen", sa.Integer(), nullable=False),
        sa.Column("trips", sa.Integer(), nullable=False),
        sa.Column("transport_fen", sa.Integer(), nullable=False),
        sa.Column("adjustment_fen", sa.Integer(), nullable=False),
        sa.Column("total_fen", sa.Integer(), nullable=False),
        sa.Column("exceptions", JsonColumn, nullable=False),
        sa.Column("explanation", JsonColumn, nullable=False),
        sa.ForeignKeyConstraint(["cadre_id"], ["people.id"], name=op.f("fk_allowance_rows_cadre_id")),
        sa.ForeignKeyConstraint(["run_id"], ["allowance_runs.id"], name=op.f("fk_allowance_rows_run_id")),
        sa.ForeignKeyConstraint(["secondment_id"], ["secondments.id"], name=op.f("fk_allowance_rows_secondment_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_allowance_rows_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_allowance_rows")),
        sa.UniqueConstraint("run_id", "secondment_id", name=op.f("uq_allowance_rows_run_id_secondment_id")),
    )
    op.create_index(op.f("ix_allowance_rows_cadre_id"), "allowance_rows", ["cadre_id"], unique=False)
    op.create_index(op.f("ix_allowance_rows_secondment_id"), "allowance_rows", ["secondment_id"], unique=False)
    if op.get_bind().dialect.name == "sqlite":
        _guard_sqlite()
    else:
        _guard_postgres()


def downgrade() -> None:
    op.drop_index(op.f("ix_allowance_rows_secondment_id"), table_name="allowance_rows")
    op.drop_index(op.f("ix_allowance_rows_cadre_id"), table_name="allowance_rows")
    op.drop_table("allowance_rows")
    op.drop_index("ix_allowance_lines_totals", table_name="allowance_lines")
    op.drop_table("allowance_lines")
    op.drop_index(op.f("ix_allowance_exports_run_id"), table_name="allowance_exports")
    op.drop_table("allowance_exports")
    op.drop_index(op.f("ix_rates_updated_at"), table_name="rates")
    op.drop_index(op.f("ix_rates_programme_id"), table_name="rates")
    op.drop_table("rates")
    op.drop_index(op.f("ix_allowance_runs_updated_at"), table_name="allowance_runs")
    op.drop_index(op.f("ix_allowance_runs_month"), table_name="allowance_runs")
    op.drop_table("allowance_runs")
    if op.get_bind().dialect.name != "sqlite":
        for function in ("refuse_closed_content", "refuse_closed_run", "refuse_closed_truncate"):
            op.execute(f"DROP FUNCTION {function}()")
