"""Speed and memory of an import: rows made here, CPU seconds and the peak of the importing process.

`python -m benchmarks.dataset [--entries 1100000] [--folder DIR] [--database URL]`. The database must be empty and
migrated (a file by default, made here); the rows are plain, with an approval for most entries and a photo for some.
"""

import argparse
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

FIRST = date(2025, 1, 1)
TEXTS = ("到村走访农户，核对台账", "参加例会，布置下周工作", "整理材料，回复来件", "与企业座谈用工问题", "防汛值班")
PLACES = ("永兴镇", "石桥村", "东街社区", "工业园", "果园合作社")


def main() -> None:
    """Make the rows, import them twice in processes of their own, print what it took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entries", type=int, default=1_100_000)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--database")
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        folder = wanted.folder or Path(place)
        if not (folder / "entries.jsonl").exists():
            make(folder, wanted.entries)
        url = wanted.database or f"sqlite:///{place}/jishi.db"
        environment = os.environ | {"JISHI_DATABASE_URL": url}
        subprocess.run([sys.executable, "-m", "app", "db", "upgrade"], env=environment, check=True)
        for name in ("first import", "again"):
            run(name, folder, environment, wanted.entries)


def run(name: str, folder: Path, environment: dict[str, str], entries: int) -> None:
    """One import in a process of its own."""
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    command = [sys.executable, "-m", "app", "dataset", "import", str(folder)]
    subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL)
    after, took = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic() - began
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    rate, peak = f"{entries / cpu:,.0f} entries a CPU second", f"peak {after.ru_maxrss // 1024} MB"
    print(f"{name}: {took:.1f} s, {cpu:.1f} s CPU, {rate}, {peak}")


def make(folder: Path, entries: int) -> None:
    """Rows for so many entries: a hundred days a cadre, eleven cadres a supervisor."""
    folder.mkdir(parents=True, exist_ok=True)
    draw = random.Random(7)
    cadres = max(1, entries // 100)
    with (
        (folder / "cadres.jsonl").open("w") as people,
        (folder / "supervisors.jsonl").open("w") as supervisors,
        (folder / "secondments.jsonl").open("w") as terms,
    ):
        for number in range(cadres // 11 + 1):
            write(supervisors, supervisor_id=f"V{number}", name=f"审阅{number}", unit=f"第{number % 400}局")
        for number in range(cadres):
            home = {"home_unit": f"第{number % 90}站", "home_city": f"第{number % 9}市"}
            write(people, cadre_id=f"C{number}", name=f"干部{number}", **home)
            host = {"host_county": f"第{number % 20}县", "host_unit": f"第{number // 11 % 400}局"}
            term = {"cadre_id": f"C{number}", **host, "supervisor_id": f"V{number // 11}"}
            post = {"post_lat": 30.05, "post_lon": 103.83, "status": "completed"}
            write(terms, secondment_id=f"S{number}", **term, start="2025-01-01", end="2025-12-31", **post)
    with (folder / "entries.jsonl").open("w") as days, (folder / "approvals.jsonl").open("w") as approvals:
        for number in range(entries):
            make_day(draw, number, number % cadres, number // cadres, days, approvals)


def make_day(draw: random.Random, number: int, cadre: int, day: int, days: object, approvals: object) -> None:
    """One entry with its approval."""
    on = FIRST + timedelta(days=day)
    midnight = datetime(on.year, on.month, on.day, tzinfo=UTC) - timedelta(hours=8)
    written = midnight + timedelta(seconds=61_000 + draw.randrange(9000))
    photo = None
    if number % 5 == 0:
        taken = local(written - timedelta(seconds=draw.randrange(20_000)))
        photo = {
            "photo_id": f"P{number}",
            "phash": f"{draw.getrandbits(64):016x}",
            "sha256": "0" * 64,
            "taken_at": taken,
        }
    counted = f"共{draw.randrange(3, 90)}户，余下{draw.randrange(9)}件周五前办结。"
    write(
        days,
        entry_id=f"E{number}",
        cadre_id=f"C{cadre}",
        work_date=on.isoformat(),
        created_at_client=local(written),
        submitted_at=local(written + timedelta(seconds=draw.randrange(3000))),
        edit_seconds=draw.randrange(30, 900),
        work_type="调研",
        content=f"{draw.choice(PLACES)}：{draw.choice(TEXTS)}，{counted}",
        checkin_at=local(midnight + timedelta(seconds=32_000 + draw.randrange(3000))),
        lat=round(30.05 + draw.random() / 500, 5),
        lon=round(103.83 + draw.random() / 500, 5),
        accuracy_m=draw.randrange(10, 60),
        photo=photo,
    )
    decided = local(written + timedelta(seconds=4000 + draw.randrange(90_000)))
    who = {"entry_id": f"E{number}", "supervisor_id": f"V{cadre // 11}", "decision": "approved", "decided_at": decided}
    write(approvals, approval_id=f"A{number}", **who, view_seconds=draw.randrange(3, 60), comment=None)


def local(at: datetime) -> str:
    """An instant as the dataset has it."""
    return (at + timedelta(hours=8)).replace(tzinfo=None).isoformat() + "+08:00"


def write(file: object, **row: object) -> None:
    """One line."""
    file.write(json.dumps(row, ensure_ascii=False) + "\n")  # type: ignore[attr-defined]


if __name__ == "__main__":
    main()
