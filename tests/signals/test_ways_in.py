"""However history comes in, the questions about it are the same: in halves, in another order, under other names."""

import json
from pathlib import Path
from random import Random
from typing import Any

from app.core.actor import SYSTEM
from app.core.db import Database
from app.core.work import Work
from app.workdays.service import ensure_seeded
from tests.dataset.making import bring
from tests.factories import County
from tests.signals.scan_scene import history, imported, lines_of, scan
from tests.support.databases import Copies

__all__ = ["history", "imported"]

Row = dict[str, Any]
FILES = ("cadres", "supervisors", "secondments", "leave", "entries", "claims", "approvals")


def rows_of(folder: Path) -> dict[str, list[Row]]:
    texts = {name: (folder / f"{name}.jsonl").read_text(encoding="utf-8") for name in FILES}
    return {name: [json.loads(line) for line in text.splitlines()] for name, text in texts.items()}


def write(folder: Path, rows: dict[str, list[Row]]) -> Path:
    folder.mkdir()
    for name, some in rows.items():
        text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in some)
        (folder / f"{name}.jsonl").write_text(text, encoding="utf-8")
    return folder


def halves(rows: dict[str, list[Row]], rng: Random) -> tuple[dict[str, list[Row]], dict[str, list[Row]]]:
    """Entries and what hangs on them on either side by chance; people and terms are told both times."""
    first = {row["entry_id"] for row in rows["entries"] if rng.random() < 0.5}
    parts: tuple[dict[str, list[Row]], dict[str, list[Row]]] = (dict(rows), dict(rows))
    for part, mine in zip(parts, (True, False), strict=True):
        for name in ("entries", "approvals"):
            part[name] = [row for row in rows[name] if (row["entry_id"] in first) is mine]
    return parts


def test_halves_order_and_names_change_nothing(
    imported: Database, history: Path, copies: Copies, database_kind: str, tmp_path: Path
) -> None:
    scan(imported, parts=1)
    wanted = lines_of(imported)
    assert len({line["kind"] for line in wanted}) >= 3, "there is something to find"
    rng = Random(11)
    rows = rows_of(history)
    for number, row in enumerate(rows["cadres"]):
        row["name"] = f"改名{number}"
    for some in rows.values():
        rng.shuffle(some)
    with copies.url(database_kind) as url:
        other = Database(url)
        try:
            County(other)
            with Work(other, SYSTEM, writes=True) as work:
                ensure_seeded(work)
            for number, part in enumerate(halves(rows, rng)):
                report = bring(other, write(tmp_path / str(number), part))
                assert (report.written, report.rejected) == (True, 0)
            scan(other, parts=3, portion=5)
            assert lines_of(other) == wanted
        finally:
            other.dispose()
