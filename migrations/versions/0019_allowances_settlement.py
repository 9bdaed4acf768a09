"""Allowances: what a closed month still owes (adjustments and their days, debts), and changes between calculations."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from app.core.columns import JsonColumn
from app.core.db import UtcInstant

revision: str = "0019"
down_revision: str | None = "0018"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

SUMS = ("receipts_fen", "debt_in_fen", "carried_fen")

# What a closed run settled never changes, as its rows and lines (0008): the database refuses it on both engines.
RUN_CONTENT = ("allowance_adjustments", "allowance_debt_entries", "allowance_changes")
OF_RUN = "SELECT 1 FROM allowance_runs WHERE id IN ({ids}) AND state IN ('closed', 'paid')"
OF_ADJUSTMENT = (
    "SELECT 1 FROM allowance_adjustments a JOIN allowance_runs r ON r.id = a.run_id"
    " WHERE a.id IN ({ids}) AND r.state IN ('closed', 'paid')"
)
SQLITE_REFUSE = """
CREATE TRIGGER {table}_closed_{verb} BEFORE {verb} ON {table}
WHEN EXISTS ({condition})
BEGIN SELECT RAISE(ABORT, 'the month of {table} is closed'); END
"""
# INSERT OR REPLACE fires no delete trigger, so what would replace a settled one is refused as it comes.
SQLITE_REPLACE = """
CREATE TRIGGER allowance_adjustments_closed_replace BEFORE INSERT ON allowance_adjustments
WHEN EXISTS ({condition})
BEGIN SELECT RAISE(ABORT, 'the month of allowance_adjustments is closed'); END
"""
SQLITE_ENTRY = """
CREATE TRIGGER allowance_debt_entries_kept_{verb} BEFORE {verb} ON allowance_debt_entries
{when}
BEGIN SELECT RAISE(ABORT, 'an entry of allowance_debt_entries is never changed'); END
"""
POSTGRES_LINES = (
    """
CREATE FUNCTION refuse_closed_adjustment_lines() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'INSERT' AND EXISTS ("""
    + OF_ADJUSTMENT.format(ids="OLD.adjustment_id")
    + """)
    OR TG_OP <> 'DELETE' AND EXISTS ("""
    + OF_ADJUSTMENT.format(ids="NEW.adjustment_id")
    + """)
  THEN RAISE EXCEPTION 'the month of % is closed', TG_TABLE_NAME; END IF;
  IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
  RETURN NEW;
END $$
"""
)
POSTGRES_ENTRY = """
CREATE FUNCTION refuse_changed_debt_entry() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'an entry of % is never changed', TG_TABLE_NAME;
END $$
"""
VERBS = ("insert", "update", "delete")


def _named(verb: str, column: str) -> str:
    """The rows that a trigger of this verb looks at."""
    sides = {"insert": ("NEW",), "update": ("OLD", "NEW"), "delete": ("OLD",)}[verb]
    return ", ".join(f"{side}.{column}" for side in sides)


def _guard_sqlite() -> None:
    for table in RUN_CONTENT:
        for verb in VERBS:
            condition = OF_RUN.format(ids=_named(verb, "run_id"))
            op.execute(SQLITE_REFUSE.format(table=table, verb=verb, condition=condition))
    for verb in VERBS:
        condition = OF_ADJUSTMENT.format(ids=_named(verb, "adjustment_id"))
        op.execute(SQLITE_REFUSE.format(table="allowance_adjustment_lines", verb=verb, condition=condition))
    op.execute(SQLITE_REPLACE.format(condition=OF_ADJUSTMENT.format(ids="NEW.id")))
    again = "WHEN EXISTS (SELECT 1 FROM allowance_debt_entries WHERE id = NEW.id)"
    for verb, when in (("insert", again), ("update", ""), ("delete", "")):
        op.execute(SQLITE_ENTRY.format(verb=verb, when=when))


def _guard_postgres() -> None:
    op.execute(POSTGRES_LINES)
    op.execute(POSTGRES_ENTRY)
    functions = dict.fromkeys(RUN_CONTENT, "refuse_closed_content")
    functions["allowance_adjustment_lines"] = "refuse_closed_adjustment_lines"
    for table, function in functions.items():
        op.execute(
            f"CREATE TRIGGER {table}_closed BEFORE INSERT OR UPDATE OR DELETE ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION {function}()"
        )
        op.execute(
            f"CREATE TRIGGER {table}_closed_truncate BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_closed_truncate()"
        )
    op.execute(
        "CREATE TRIGGER allowance_debt_entries_kept BEFORE UPDATE OR DELETE ON allowance_debt_entries "
        "FOR EACH ROW EXECUTE FUNCTION refuse_changed_debt_entry()"
    )


def _entity() -> tuple[sa.Column[object], ...]:
    return (
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcInstant(), nullable=False),
        sa.Column("updated_at", UtcInstant(), nullable=False),
    )


def _minted() -> tuple[sa.Column[object], ...]:
    return (
        *_entity(),
        sa.Column("created_by_id", sa.Uuid(), nullable=True),
        sa.Column("creation_digest", sa.String(length=64), nullable=True),
    )


def _refers(table: str, **columns: str) -> list[sa.ForeignKeyConstraint]:
    return [
        sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}"))
        for column, target in columns.items()
    ]


def _adjustments() -> None:
    op.create_table(
        "allowance_adjustments",
        *_minted(),
        sa.Column("secondment_id", sa.Uuid(), nullable=False),
        sa.Column("cadre_id", sa.Uuid(), nullable=False),
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("day_on", sa.Date(), nullable=True),
        sa.Column("amount_fen", sa.Integer(), nullable=False),
        sa.Column("halves", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=True),
        sa.Column("document_no", sa.String(length=80), nullable=True),
        sa.Column("run_id", sa.Uuid(), nullable=True),
        sa.Column("decided_at", UtcInstant(), nullable=True),
        sa.Column("decided_by_id", sa.Uuid(), nullable=True),
        sa.Column("decision_reason", sa.String(length=200), nullable=True),
        sa.CheckConstraint(
            "kind = 'manual' OR run_id IS NOT NULL", name=op.f("ck_allowance_adjustments_automatic_in_run")
        ),
        sa.CheckConstraint("kind <> 'manual' OR amount_fen <> 0", name=op.f("ck_allowance_adjustments_amount_given")),
        *_refers(
            "allowance_adjustments",
            secondment_id="secondments",
            cadre_id="people",
            programme_id="programmes",
            run_id="allowance_runs",
            decided_by_id="people",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_allowance_adjustments")),
    )
    for name in ("cadre_id", "run_id", "updated_at"):
        op.create_index(op.f(f"ix_allowance_adjustments_{name}"), "allowance_adjustments", [name])
    op.create_index("ix_allowance_adjustments_secondment_month", "allowance_adjustments", ["secondment_id", "month"])
    op.create_index("ix_allowance_adjustments_programme_state", "allowance_adjustments", ["programme_id", "state"])
    op.create_index(
        "uq_allowance_adjustments_automatic",
        "allowance_adjustments",
        ["run_id", "secondment_id", "month"],
        unique=True,
        sqlite_where=sa.text("kind <> 'manual'"),
        postgresql_where=sa.text("kind <> 'manual'"),
    )


def _adjustment_lines() -> None:
    op.create_table(
        "allowance_adjustment_lines",
        sa.Column("adjustment_id", sa.Uuid(), nullable=False),
        sa.Column("day_on", sa.Date(), nullable=False),
        sa.Column("cadre_id", sa.Uuid(), nullable=False),
        sa.Column("halves", sa.Integer(), nullable=False),
        sa.Column("amount_fen", sa.Integer(), nullable=False),
        sa.Column("from_halves", sa.Integer(), nullable=False),
        sa.Column("from_fen", sa.Integer(), nullable=False),
        sa.Column("from_state", sa.String(length=24), nullable=True),
        sa.Column("from_reason", sa.String(length=64), nullable=True),
        sa.Column("to_state", sa.String(length=24), nullable=False),
        sa.Column("to_source", sa.String(length=16), nullable=False),
        sa.Column("to_reason", sa.String(length=64), nullable=False),
        sa.Column("rate_fen", sa.Integer(), nullable=True),
        *_refers("allowance_adjustment_lines", adjustment_id="allowance_adjustments", cadre_id="people"),
        sa.PrimaryKeyConstraint("adjustment_id", "day_on", name=op.f("pk_allowance_adjustment_lines")),
    )
    op.create_index("ix_allowance_adjustment_lines_cadre_day", "allowance_adjustment_lines", ["cadre_id", "day_on"])


def _debts() -> None:
    op.create_table(
        "allowance_debts",
        *_entity(),
        sa.Column("cadre_id", sa.Uuid(), nullable=False),
        sa.Column("balance_fen", sa.Integer(), nullable=False),
        sa.CheckConstraint("balance_fen >= 0", name=op.f("ck_allowance_debts_balance_not_negative")),
        *_refers("allowance_debts", cadre_id="people"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_allowance_debts")),
        sa.UniqueConstraint("cadre_id", name=op.f("uq_allowance_debts_cadre_id")),
    )
    op.create_index(op.f("ix_allowance_debts_updated_at"), "allowance_debts", ["updated_at"])
    op.create_table(
        "allowance_debt_entries",
        *_minted(),
        sa.Column("cadre_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("amount_fen", sa.Integer(), nullable=False),
        sa.Column("balance_fen", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Uuid(), nullable=True),
        sa.Column("secondment_id", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=True),
        sa.Column("document_no", sa.String(length=80), nullable=True),
        sa.Column("at", UtcInstant(), nullable=False),
        sa.CheckConstraint("balance_fen >= 0", name=op.f("ck_allowance_debt_entries_balance_not_negative")),
        sa.CheckConstraint("amount_fen <> 0", name=op.f("ck_allowance_debt_entries_amount_given")),
        *_refers("allowance_debt_entries", cadre_id="people", run_id="allowance_runs", secondment_id="secondments"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_allowance_debt_entries")),
    )
    for name in ("run_id", "updated_at"):
        op.create_index(op.f(f"ix_allowance_debt_entries_{name}"), "allowance_debt_entries", [name])
    op.create_index("ix_allowance_debt_entries_cadre_at", "allowance_debt_entries", ["cadre_id", "at"])


def _changes() -> None:
    op.create_table(
        "allowance_changes",
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.Column("secondment_id", sa.Uuid(), nullable=False),
        sa.Column("cadre_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("from_status", sa.String(length=24), nullable=True),
        sa.Column("to_status", sa.String(length=24), nullable=True),
        sa.Column("from_fen", sa.Integer(), nullable=False),
        sa.Column("to_fen", sa.Integer(), nullable=False),
        sa.Column("days", JsonColumn, nullable=False),
        *_refers("allowance_changes", run_id="allowance_runs", secondment_id="secondments", cadre_id="people"),
        sa.PrimaryKeyConstraint("run_id", "secondment_id", name=op.f("pk_allowance_changes")),
    )
    op.create_index(op.f("ix_allowance_changes_cadre_id"), "allowance_changes", ["cadre_id"])


def _left_out() -> None:
    """Whose days a month was closed without; those of the first releases too."""
    op.create_table(
        "months_left_out",
        sa.Column("secondment_id", sa.Uuid(), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        *_refers("months_left_out", secondment_id="secondments"),
        sa.PrimaryKeyConstraint("secondment_id", "month", name=op.f("pk_months_left_out")),
    )
    op.execute(
        "INSERT INTO months_left_out (secondment_id, month) SELECT o.secondment_id, r.month FROM allowance_rows o"
        " JOIN allowance_runs r ON r.id = o.run_id WHERE o.status = 'pending' AND r.state IN ('closed', 'paid')"
    )


def upgrade() -> None:
    # Plain ADD COLUMN: a batch copy of SQLite would drop the triggers that keep closed months.
    op.add_column("allowance_runs", sa.Column("compared_at", UtcInstant(), nullable=True))
    for name in SUMS:
        op.add_column("allowance_rows", sa.Column(name, sa.Integer(), nullable=False, server_default="0"))
    op.add_column("allowance_rows", sa.Column("days_digest", sa.String(length=64), nullable=True))
    _adjustments()
    _adjustment_lines()
    _debts()
    _changes()
    _left_out()
    if op.get_bind().dialect.name == "sqlite":
        _guard_sqlite()
    else:
        _guard_postgres()


def downgrade() -> None:
    for table in (
        "months_left_out",
        "allowance_changes",
        "allowance_debt_entries",
        "allowance_debts",
        "allowance_adjustment_lines",
        "allowance_adjustments",
    ):
        op.drop_table(table)
    if op.get_bind().dialect.name != "sqlite":
        for function in ("refuse_closed_adjustment_lines", "refuse_changed_debt_entry"):
            op.execute(f"DROP FUNCTION {function}()")
    op.drop_column("allowance_rows", "days_digest")
    for name in reversed(SUMS):
        op.drop_column("allowance_rows", name)
    op.drop_column("allowance_runs", "compared_at")
