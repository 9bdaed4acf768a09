"""How long a roster of 5,000 cadres takes on both databases: `python -m benchmarks.roster [ROWS]`."""

import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from app.accounts.authority import person_actor
from app.core.actor import Role
from app.core.db import Database
from app.core.sheets.upload import Upload
from app.core.work import Work
from app.secondments.service_roster import run_import
from tests.factories import County
from tests.secondments.sheets import flat, workbook
from tests.support import postgres
from tests.support.databases import KINDS, Copies

TOWNS = 50


def row(number: int) -> dict[str, Any]:
    """A cadre: one in three still a draft, one approved, one arrived; a supervisor for every fifty."""
    state = ({}, {"批准文号": "云组干〔2026〕12号"}, {"批准文号": "云组干〔2026〕12号", "到岗日期": "2026-03-02"})[
        number % 3
    ]
    return {
        "人员编号": f"{number:06d}",
        "姓名": f"干部{number}",
        "派出单位": f"第{number % TOWNS}镇",
        "接收单位": f"第{(number + 7) % TOWNS}镇",
        "主管人员编号": f"S{number % 100:03d}",
        "主管姓名": f"主管{number % 100}",
        **state,
    }


def measure(url: str, rows: int) -> dict[str, float]:
    """Seconds for trying, importing, importing again, and importing with every tenth post changed."""
    database = Database(url)
    county = County(database)
    for number in range(TOWNS):
        county.unit(f"第{number}镇", county.region)
    county.programme("外派挂职")
    admin = county.person("卫东", Role.ORGADMIN, county.region)
    cadres = [row(number) for number in range(rows)]
    changed = [one | ({"职务": "副主任（挂职）"} if at % 10 == 0 else {}) for at, one in enumerate(cadres)]
    data, mended = workbook(名册=flat(*cadres)), workbook(名册=flat(*changed))
    with database.session(write=False) as session:
        actor = person_actor(session, admin)
    found = {}
    for name, file, dry_run in (
        ("try", data, True),
        ("import", data, False),
        ("again", data, False),
        ("10 %", mended, False),
    ):
        started = time.perf_counter()
        with Work(database, actor, writes=False) as work:
            run_import(work, Upload(file, "roster.xlsx", dry_run), "en")
        found[name] = time.perf_counter() - started
    database.dispose()
    return found


def main() -> None:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 5000
    with tempfile.TemporaryDirectory(prefix="jishi-roster-") as folder:
        copies = Copies(Path(folder), "roster")
        for kind in KINDS:
            with copies.url(kind) as url:
                figures = ", ".join(f"{name} {seconds:.1f} s" for name, seconds in measure(url, rows).items())
            sys.stdout.write(f"{rows} rows, {kind}: {figures}\n")
        copies.close()
        postgres.stop(Path(folder))


if __name__ == "__main__":
    main()
