"""Make and fill the peers' tables: `cadres` people with 30 days each."""

from datetime import date
from pathlib import Path

import psycopg
from psycopg import sql

from benchmarks.texts import CONTENT, DIFFICULTY, OUTCOME, PLACE

TABLES = Path(__file__).with_name("tables.sql")
CADRES = """
INSERT INTO cadre (code, name, supervisor_id)
SELECT 'C' || lpad(i::text, 6, '0'), '干部' || i, i % 200 + 1 FROM generate_series(1, {cadres}) i
"""
RECORDS = """
INSERT INTO work_record (cadre_id, work_date, category, hours, place, content, problems, plan, status,
                         allowance_cents, created_at)
SELECT c.id, on_, 'visit', 7.5, {place}, {content}, {problems}, {plan},
       CASE WHEN random() < 0.1 THEN 'submitted' ELSE 'approved' END, 11250, on_
  FROM generate_series({first}::date, {last}::date, interval '1 day') on_, cadre c ORDER BY on_, c.id
"""


def fill(url: str, cadres: int, first: date, last: date) -> None:
    """Tables, people, and a record for each of them on every day from `first` to `last`."""
    values = {"place": PLACE, "content": CONTENT, "problems": DIFFICULTY, "plan": OUTCOME, "first": first, "last": last}
    given = {name: sql.Literal(value) for name, value in (values | {"cadres": cadres}).items()}
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(TABLES.read_text().encode())
        connection.execute(sql.SQL(CADRES).format(**given))
        connection.execute(sql.SQL(RECORDS).format(**given))
        connection.execute("VACUUM ANALYZE")
