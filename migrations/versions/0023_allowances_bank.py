"""Allowances: bank accounts, formats of bank files, batches and payments; payments of the months closed before."""

from collections.abc import Sequence
from uuid import UUID, uuid4

import sqlalchemy as sa
from alembic import op

from app.core import clock
from app.core.columns import JsonColumn
from app.core.db import UtcInstant

revision: str = "0023"
down_revision: str | None = "0022"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

COLUMNS = [
    {"title": "序号", "field": "seq"},
    {"title": "收款人", "field": "name"},
    {"title": "账号", "field": "account_no"},
    {"title": "开户行", "field": "bank_name"},
    {"title": "网点", "field": "branch"},
    {"title": "金额", "field": "amount"},
    {"title": "附言", "field": "remark"},
    {"title": "流水号", "field": "reference"},
]
FORMATS = (
    (UUID("00000000-0000-4000-8000-00000000b001"), "通用 CSV（UTF-8）", "utf-8-sig"),
    (UUID("00000000-0000-4000-8000-00000000b002"), "通用 CSV（GB18030）", "gb18030"),
)
CHUNK = 5000

# What a payment is never changes, and no state is taken back: the database refuses it on both engines, whoever asks.
CHANGED = " OR ".join(f"NEW.{name} <> OLD.{name}" for name in ("run_id", "secondment_id", "attempt", "amount_fen"))
BACKWARDS = (
    "(OLD.state = 'bounced' AND NEW.state <> 'bounced') OR (NEW.state = 'due' AND OLD.state <> 'due') "
    "OR (OLD.state = 'paid' AND NEW.state = 'batched') "
    "OR (OLD.batch_id IS NOT NULL AND (NEW.batch_id IS NULL OR NEW.batch_id <> OLD.batch_id))"
)
SQLITE_UPDATE = f"""
CREATE TRIGGER payments_kept_update BEFORE UPDATE ON payments WHEN {CHANGED} OR {BACKWARDS}
BEGIN SELECT RAISE(ABORT, 'a payment is what it is'); END
"""
SQLITE_DELETE = """
CREATE TRIGGER payments_kept_delete BEFORE DELETE ON payments
BEGIN SELECT RAISE(ABORT, 'a payment is what it is'); END
"""
POSTGRES_FUNCTION = f"""
CREATE FUNCTION refuse_other_payment() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN RAISE EXCEPTION 'a payment is what it is'; END IF;
  IF {CHANGED} OR {BACKWARDS} THEN RAISE EXCEPTION 'a payment is what it is'; END IF;
  RETURN NEW;
END $$
"""
POSTGRES_TRIGGER = """
CREATE TRIGGER payments_kept BEFORE UPDATE OR DELETE ON payments
FOR EACH ROW EXECUTE FUNCTION refuse_other_payment()
"""


def upgrade() -> None:
    _accounts()
    _formats()
    _batches()
    _payments()
    _pay_for_closed_months()
    if op.get_bind().dialect.name == "sqlite":
        op.execute(SQLITE_UPDATE)
        op.execute(SQLITE_DELETE)
    else:
        op.execute(POSTGRES_FUNCTION)
        op.execute(POSTGRES_TRIGGER)


def _entity() -> list[sa.Column[object]]:
    return [
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcInstant(), nullable=False),
        sa.Column("updated_at", UtcInstant(), nullable=False),
    ]


def _minted() -> list[sa.Column[object]]:
    return [
        *_entity(),
        sa.Column("created_by_id", sa.Uuid(), nullable=True),
        sa.Column("creation_digest", sa.String(length=64), nullable=True),
    ]


def _references(table: str, **columns: str) -> list[sa.ForeignKeyConstraint]:
    return [
        sa.ForeignKeyConstraint([name], [f"{other}.id"], name=op.f(f"fk_{table}_{name}"))
        for name, other in columns.items()
    ]


def _accounts() -> None:
    op.create_table(
        "bank_accounts",
        *_entity(),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("bank_name", sa.String(length=60), nullable=False),
        sa.Column("branch", sa.String(length=80), nullable=True),
        sa.Column("holder", sa.String(length=40), nullable=False),
        sa.Column("sealed", sa.String(length=400), nullable=True),
        sa.Column("tail", sa.String(length=4), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("decided_at", UtcInstant(), nullable=True),
        sa.Column("decided_by_id", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=True),
        sa.Column("replaced_at", UtcInstant(), nullable=True),
        sa.Column("mismatches", sa.Integer(), nullable=False),
        sa.Column("mismatched_at", UtcInstant(), nullable=True),
        *_references("bank_accounts", person_id="people", decided_by_id="people"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bank_accounts")),
    )
    newest = sa.text("replaced_at IS NULL")
    op.create_index(
        "uq_bank_accounts_newest",
        "bank_accounts",
        ["person_id"],
        unique=True,
        sqlite_where=newest,
        postgresql_where=newest,
    )
    for name in ("person_id", "updated_at"):
        op.create_index(op.f(f"ix_bank_accounts_{name}"), "bank_accounts", [name], unique=False)


def _formats() -> None:
    made = op.create_table(
        "bank_formats",
        *_minted(),
        sa.Column("unit_id", sa.Uuid(), nullable=True),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("encoding", sa.String(length=12), nullable=False),
        sa.Column("delimiter", sa.String(length=1), nullable=False),
        sa.Column("header", sa.Boolean(), nullable=False),
        sa.Column("columns", JsonColumn, nullable=False),
        sa.Column("money_in", sa.String(length=8), nullable=False),
        sa.Column("line_end", sa.String(length=8), nullable=False),
        *_references("bank_formats", unit_id="units"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bank_formats")),
    )
    for name in ("unit_id", "updated_at"):
        op.create_index(op.f(f"ix_bank_formats_{name}"), "bank_formats", [name], unique=False)
    same = {"version": 1, "created_at": clock.now(), "updated_at": clock.now(), "delimiter": ",", "header": True}
    same |= {"columns": COLUMNS, "money_in": "yuan", "line_end": "crlf"}
    op.bulk_insert(made, [same | {"id": key, "name": name, "encoding": code} for key, name, code in FORMATS])


def _batches() -> None:
    op.create_table(
        "bank_batches",
        *_minted(),
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("format_id", sa.Uuid(), nullable=False),
        sa.Column("payments", sa.Integer(), nullable=False),
        sa.Column("total_fen", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("left_out", JsonColumn, nullable=False),
        *_references("bank_batches", run_id="allowance_runs", format_id="bank_formats"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bank_batches")),
        sa.UniqueConstraint("run_id", "number", name=op.f("uq_bank_batches_run_id_number")),
    )
    op.create_index(op.f("ix_bank_batches_updated_at"), "bank_batches", ["updated_at"], unique=False)


def _payments() -> None:
    op.create_table(
        "payments",
        *_entity(),
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.Column("secondment_id", sa.Uuid(), nullable=False),
        sa.Column("cadre_id", sa.Uuid(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("amount_fen", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("batch_id", sa.Uuid(), nullable=True),
        sa.Column("batch_line", sa.Integer(), nullable=True),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("sealed", sa.String(length=2400), nullable=True),
        sa.Column("bank_name", sa.String(length=60), nullable=True),
        sa.Column("tail", sa.String(length=4), nullable=True),
        sa.Column("paid_at", UtcInstant(), nullable=True),
        sa.Column("paid_by_id", sa.Uuid(), nullable=True),
        sa.Column("bounced_at", UtcInstant(), nullable=True),
        sa.Column("bounced_by_id", sa.Uuid(), nullable=True),
        sa.Column("bounced_reason", sa.String(length=200), nullable=True),
        sa.CheckConstraint("amount_fen > 0", name=op.f("ck_payments_amount_positive")),
        sa.CheckConstraint(
            "(state = 'due') = (batch_id IS NULL AND paid_at IS NULL)", name=op.f("ck_payments_due_is_free")
        ),
        *_references(
            "payments",
            run_id="allowance_runs",
            secondment_id="secondments",
            cadre_id="people",
            batch_id="bank_batches",
            account_id="bank_accounts",
            paid_by_id="people",
            bounced_by_id="people",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payments")),
        sa.UniqueConstraint(
            "run_id", "secondment_id", "attempt", name=op.f("uq_payments_run_id_secondment_id_attempt")
        ),
        sa.UniqueConstraint("batch_id", "batch_line", name=op.f("uq_payments_batch_id_batch_line")),
    )
    live = sa.text("state <> 'bounced'")
    op.create_index(
        "uq_payments_live",
        "payments",
        ["run_id", "secondment_id"],
        unique=True,
        sqlite_where=live,
        postgresql_where=live,
    )
    for name in ("secondment_id", "cadre_id", "updated_at"):
        op.create_index(op.f(f"ix_payments_{name}"), "payments", [name], unique=False)


def _pay_for_closed_months() -> None:
    """Months closed before have their payments too: paid ones are paid, the others wait for a batch."""
    runs = sa.table(
        "allowance_runs",
        sa.column("id", sa.Uuid()),
        sa.column("state", sa.String()),
        sa.column("paid_at", UtcInstant()),
        sa.column("paid_by_id", sa.Uuid()),
    )
    rows = sa.table(
        "allowance_rows",
        sa.column("run_id", sa.Uuid()),
        sa.column("secondment_id", sa.Uuid()),
        sa.column("cadre_id", sa.Uuid()),
        sa.column("status", sa.String()),
        sa.column("total_fen", sa.Integer()),
    )
    names = ("id", "run_id", "secondment_id", "cadre_id", "paid_by_id")
    target = sa.table(
        "payments",
        *(sa.column(name, sa.Uuid()) for name in names),
        *(sa.column(name, sa.Integer()) for name in ("version", "attempt", "amount_fen")),
        *(sa.column(name, UtcInstant()) for name in ("created_at", "updated_at", "paid_at")),
        sa.column("state", sa.String()),
    )
    owed = (
        sa.select(rows.c.run_id, rows.c.secondment_id, rows.c.cadre_id, rows.c.total_fen, runs)
        .join_from(rows, runs, runs.c.id == rows.c.run_id)
        .where(runs.c.state.in_(("closed", "paid")), rows.c.status == "payable", rows.c.total_fen > 0)
    )
    now = clock.now()
    found = [
        {
            "id": uuid4(),
            "run_id": row.run_id,
            "secondment_id": row.secondment_id,
            "cadre_id": row.cadre_id,
            "paid_by_id": row.paid_by_id if row.state == "paid" else None,
            "version": 1,
            "attempt": 1,
            "amount_fen": row.total_fen,
            "created_at": now,
            "updated_at": now,
            "paid_at": (row.paid_at or now) if row.state == "paid" else None,
            "state": "paid" if row.state == "paid" else "due",
        }
        for row in op.get_bind().execute(owed)
    ]
    for start in range(0, len(found), CHUNK):
        op.bulk_insert(target, found[start : start + CHUNK])


def downgrade() -> None:
    op.drop_table("payments")
    if op.get_bind().dialect.name != "sqlite":
        op.execute("DROP FUNCTION refuse_other_payment()")
    op.drop_table("bank_batches")
    op.drop_table("bank_formats")
    op.drop_table("bank_accounts")
