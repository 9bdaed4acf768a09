"""The statements of the fast way, spelled from the models' own columns."""

from typing import Any

from sqlalchemy import Dialect, Table

from app.records.hot.rows import EVENTS, FROM_SECONDMENT, RECORDS, VERSIONS, NewDay

TERM = """
  FROM secondments s
 WHERE s.id = {secondment_id} AND s.cadre_id = {cadre_id}
   AND s.status IN ('active', 'suspended', 'appraising', 'completed', 'recalled')
   AND s.start_on <= {work_on} AND s.end_on >= {work_on} AND s.end_on >= {today}
   AND (s.recalled_on IS NULL OR s.recalled_on >= {work_on})
   AND (SELECT p.backfill_free_days FROM programme_policies p
         WHERE p.programme_id = s.programme_id AND p.valid_from <= {work_on}
         ORDER BY p.valid_from DESC LIMIT 1) >= {needed}
   AND NOT EXISTS (SELECT 1 FROM month_locks m
         WHERE m.programme_id = s.programme_id AND m.month = {month} AND m.state IN ('closed', 'paid'))
"""
"""The term, the policy and the month stand in the statement that writes (`checks`, `window`, `hold_month`)."""

HOST = (
    "(SELECT p.receiving_unit_id FROM postings p WHERE p.secondment_id = s.id "
    "AND p.start_on <= {work_on} ORDER BY p.start_on DESC LIMIT 1)"
)

FIXED: dict[str, dict[str, object]] = {
    "daily_records": {
        "version": 1,
        "attachment_ids": "[]",
        "late_reason": None,
        "late_sync": False,
        "resubmitted": False,
        "mending": False,
        "imported": False,
        "addenda_count": 0,
        "decided_at": None,
        "decided_by_id": None,
        "decision_comment": None,
        "decided_for_id": None,
        "paper_review_id": None,
        "hidden": None,
        "hidden_reason": None,
    },
    "record_versions": {"number": 1, "comment": None},
    "audit_events": {"actor_kind": "person", "subject_type": "record", "before_digest": None},
}
"""What every new day of the fast way says; it stands in the statement itself."""
SHARED = {
    "r_created_at": "r_updated_at",
    "v_at": "r_updated_at",
    "a_at": "r_updated_at",
    "v_record_id": "r_id",
    "v_secondment_id": "r_secondment_id",
    "v_status": "r_status",
    "v_actor_id": "r_cadre_id",
    "a_actor_id": "r_cadre_id",
}
"""Values that several rows hold. Few parameters and a short text: beyond 50 and 4,096 characters psycopg takes a
statement apart anew for every call."""


class Spelling:
    """How one database writes parameters, typed where it needs that."""

    def __init__(self, dialect: Dialect, mark: str, *, typed: bool) -> None:
        self._dialect, self._mark, self._typed = dialect, mark, typed

    def value(self, table: Table, column: str, prefix: str) -> str:
        """One column's value: fixed, or a parameter."""
        fixed = FIXED[table.name]
        if column in fixed:
            return _literal(fixed[column])
        name = f"{prefix}_{column}"
        mark = self._mark.format(SHARED.get(name, name))
        if not self._typed:
            return mark
        return f"{mark}::{table.columns[column].type.compile(self._dialect)}"

    def term(self) -> str:
        """The condition under which a new day is free."""
        names = {name: self.value(RECORDS, name, "r") for name in ("secondment_id", "cadre_id", "work_on")}
        today, needed, month = (self._mark.format(f"f_{name}") for name in ("today", "needed", "month"))
        if self._typed:
            today, needed, month = f"{today}::date", f"{needed}::int", f"{month}::text"
        return TERM.format(**names, today=today, needed=needed, month=month)

    def host(self) -> str:
        """The unit of the posting that hosts the day."""
        return HOST.format(work_on=self.value(RECORDS, "work_on", "r"))

    def insert_record(self) -> str:
        """The day, when it is free and nothing stands for it yet."""
        columns = [name for name in _names(RECORDS) if name not in FROM_SECONDMENT]
        values = ", ".join(self.value(RECORDS, name, "r") for name in columns)
        return (
            f"INSERT INTO daily_records ({', '.join(columns)}, cadre_id, unit_id) "
            f"SELECT {values}, s.cadre_id, {self.host()} {self.term()} "
            "ON CONFLICT (secondment_id, work_on) DO NOTHING RETURNING unit_id"
        )

    def insert_version(self) -> tuple[str, str]:
        """Columns and values of the version."""
        columns = _names(VERSIONS)
        return ", ".join(columns), ", ".join(self.value(VERSIONS, name, "v") for name in columns)

    def insert_event(self) -> tuple[str, str]:
        """Columns and values of the audit event, without its number and the unit."""
        columns = [name for name in _names(EVENTS) if name not in ("seq", "unit_id")]
        return ", ".join(columns), ", ".join(self.value(EVENTS, name, "a") for name in columns)


def values_of(plan: NewDay) -> dict[str, Any]:
    """The parameters of a new day, each value once."""
    rows = (("r", RECORDS, plan.record), ("v", VERSIONS, plan.version), ("a", EVENTS, plan.event))
    found = {f"f_{name}": value for name, value in plan.facts.items()}
    for prefix, table, row in rows:
        fixed = FIXED[table.name]
        found |= {f"{prefix}_{name}": value for name, value in row.items() if name not in fixed}
    for name in SHARED:
        del found[name]
    return found


def _literal(value: object) -> str:
    if value is None:
        return "NULL"
    return f"'{value}'" if isinstance(value, str) else str(value).upper()


def _names(table: Table) -> list[str]:
    return [column.name for column in table.columns]
