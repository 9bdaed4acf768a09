"""Imported entries as the domain's own records: one statement for all new days, a few for days that got more."""

from datetime import datetime

from sqlalchemy import bindparam, text
from sqlmodel import Session

from app.core.db import UtcInstant
from app.dataset.repository_sink import APPROVALS, ENTRIES, TOUCHED, Sink

_DECIDED = (
    "(SELECT a.seq FROM {approvals} a WHERE a.entry_seq = e.seq ORDER BY a.decided_at DESC, {external} DESC LIMIT 1)"
)


class Records:
    """Writes `daily_records` and `record_versions` from what the sink took; `first` is the first new entry."""

    def __init__(self, session: Session, sink: Sink, first: int, now: datetime) -> None:
        self.session, self.sink, self.first, self.now = session, sink, first, now
        self.is_sqlite = sink.is_sqlite
        self._external = "{}.external_id" if self.is_sqlite else '{}.external_id COLLATE "C"'

    def insert_new(self) -> None:
        """A record for every new day that has none, as its entry and the newest decision on it say."""
        if not self.is_sqlite:
            self._run(f"CREATE INDEX ON {self.sink.source(APPROVALS)} (entry_seq)")
            for name in (ENTRIES, APPROVALS):
                self._run(f"ANALYZE {self.sink.source(name)}")
        self._run(
            f"""INSERT INTO daily_records (id, version, created_at, updated_at, secondment_id, cadre_id, unit_id,
            work_on, day_type, status, items, attachment_ids, late_sync, resubmitted, mending, imported,
            addenda_count, submitted_at, decided_at, decided_by_id, decision_comment)
            SELECT e.record_id, 1, :now, :now, e.secondment_id, e.cadre_id, s.receiving_unit_id,
            e.work_on, 'on_post', coalesce(d.decision, 'submitted'), {self._items}, {self._list}, false, false, false,
            true, 0, e.submitted_at, d.decided_at, d.supervisor_id, substr(d.comment, 1, 500)
            FROM {self.sink.source(ENTRIES)} e JOIN secondments s ON s.id = e.secondment_id
            LEFT JOIN {self.sink.source(APPROVALS)} d ON d.seq = {self._decided(self.sink.source(APPROVALS))}
            WHERE e.seq >= :first AND e.latest ORDER BY e.seq"""  # noqa: S608 - our own names
        )

    def renew_touched(self) -> None:
        """Days that got another entry or a decision on an earlier one: numbers, the newest text, its decision."""
        if not self.is_sqlite:  # nothing is known of rows so new, and a plan made blindly takes their square
            for name in (TOUCHED, ENTRIES, APPROVALS):
                self._run(f"ANALYZE {name}")
        day = f"{TOUCHED} t JOIN {ENTRIES} e ON e.cadre_id = t.cadre_id AND e.work_on = t.work_on"
        order = f"e.submitted_at, {self._external.format('e')}"
        self._run(
            f"""UPDATE {ENTRIES} SET number = w.place, latest = (w.place = w.places) FROM (
            SELECT e.seq AS seq, row_number() OVER (PARTITION BY e.record_id ORDER BY {order}) AS place,
            count(*) OVER (PARTITION BY e.record_id) AS places
            FROM {day}) w WHERE {ENTRIES}.seq = w.seq"""  # noqa: S608
        )
        self._run(
            f"""UPDATE daily_records SET version = daily_records.version + 1, updated_at = :now, items = w.items,
            status = w.status, submitted_at = w.submitted_at, decided_at = w.decided_at,
            decided_by_id = w.supervisor_id, decision_comment = w.comment, secondment_id = w.secondment_id FROM (
            SELECT e.record_id, e.secondment_id, {self._items} AS items, coalesce(d.decision, 'submitted') AS status,
            e.submitted_at, d.decided_at, d.supervisor_id, substr(d.comment, 1, 500) AS comment
            FROM {day} LEFT JOIN {APPROVALS} d ON d.seq = {self._decided(APPROVALS)}
            WHERE e.latest) w WHERE daily_records.id = w.record_id AND daily_records.hidden IS NULL"""  # noqa: S608
        )
        self._renew_versions(day)

    def _renew_versions(self, day: str) -> None:
        """Every entry of a day with several is a version of its record."""
        self._run(f"DELETE FROM record_versions WHERE record_id IN (SELECT record_id FROM {TOUCHED})")  # noqa: S608
        fresh = "lower(hex(randomblob(16)))" if self.is_sqlite else "gen_random_uuid()"
        content = (
            "json_object('day_type', 'on_post', 'items', json({items}))"
            if self.is_sqlite
            else "jsonb_build_object('day_type', 'on_post', 'items', {items})"
        ).format(items=self._items)
        self._run(
            f"""INSERT INTO record_versions (id, record_id, secondment_id, number, action, status, content, actor_id,
            at, client_created_at, edit_seconds)
            SELECT {fresh}, e.record_id, e.secondment_id, e.number, 'submit', 'submitted', {content}, e.cadre_id,
            e.submitted_at, e.written_at, CASE WHEN e.edit_seconds < 1e9 THEN CAST(e.edit_seconds AS INTEGER) END
            FROM {day} JOIN daily_records r ON r.id = e.record_id AND r.hidden IS NULL
            WHERE e.number > 1 OR NOT e.latest"""  # noqa: S608
        )

    def dangling(self) -> int:
        """How many new entries name a record that is not there: what foreign keys would refuse."""
        found = self.session.execute(
            text(
                f"SELECT count(*) FROM {ENTRIES} e WHERE e.seq >= :first"  # noqa: S608
                " AND NOT EXISTS (SELECT 1 FROM daily_records r WHERE r.id = e.record_id)"
            ),
            {"first": self.first},
        )
        return int(found.scalar_one())

    @property
    def _items(self) -> str:
        if self.is_sqlite:
            return "json_array(json_object('text', e.content, 'category', e.work_type))"
        return "jsonb_build_array(jsonb_build_object('text', e.content, 'category', e.work_type))"

    @property
    def _list(self) -> str:
        return "'[]'" if self.is_sqlite else "CAST('[]' AS jsonb)"

    def _decided(self, approvals: str) -> str:
        return _DECIDED.format(approvals=approvals, external=self._external.format("a"))

    def _run(self, statement: str) -> None:
        names = {name: value for name, value in (("now", self.now), ("first", self.first)) if f":{name}" in statement}
        ready = text(statement)
        if "now" in names:
            ready = ready.bindparams(bindparam("now", type_=UtcInstant()))
        self.session.execute(ready, names)
