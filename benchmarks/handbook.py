"""`python -m benchmarks.handbook`: one cadre with 300 full days and 200 photos, printed and as a Word file.

Seconds are of the processor, of the asking process and of the one that sets the book; memory is each one's most.
"""

import io
import os
import random
import resource
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from PIL import Image

from app.accounts.authority import person_actor
from app.accounts.models import Person, RoleAssignment, Unit, UnitKind
from app.core import clock, migrate
from app.core.actor import SYSTEM, Role
from app.core.db import Database
from app.core.files import Files
from app.core.work import Work
from app.handbook.models import BookFormat
from app.handbook.service import make_book
from app.handbook.service_content import WHOLE, Extent, read_book
from app.records.models import Attachment, DailyRecord, DayType, RecordStatus
from app.secondments.models import Programme, ProgrammeKind, ProgrammePolicy, Secondment, SecondmentStatus
from app.workdays.service import ensure_seeded

DAYS, PHOTOS = 300, 200
FIRST = date(2026, 1, 1)
SENTENCES = (
    "核对永兴机电技改项目资料，缺环评批复，约周一补齐。",
    "走访柳湾村七户中药材种植户，登记待销四吨，已联系县供销社。",
    "列席园区招商调度会，领回三个在谈项目的跟进任务，逐项排出时间。",
    "防汛值班，镇便民服务中心水位正常，巡堤四次，向县防办报了情况。",
)


def main() -> None:
    """Fill, make, print."""
    with tempfile.TemporaryDirectory(prefix="jishi-bench-") as name:
        database = Database(f"sqlite:///{name}/bench.db", 3)
        files = Files(f"file:{name}/files")
        migrate.upgrade(database)
        person, secondment_id = fill(database, files)
        cases = (("300 days", WHOLE, BookFormat.PDF), ("300 days", WHOLE, BookFormat.DOCX),
                 ("a month", "2026-06", BookFormat.PDF), ("a month", "2026-06", BookFormat.DOCX))  # fmt: skip
        with reading(database, person) as work, measured("300 days, reading alone"):
            read_book(work, Extent(secondment_id))
        for label, month, kind in cases:
            with reading(database, person) as work, measured(f"{label}, {kind}") as said:
                made = make_book(work, Extent(secondment_id, month), kind, files)
                said.append(f"{made.path.stat().st_size / 1024:,.0f} KB")
                made.remove()
        database.dispose()


@contextmanager
def reading(database: Database, person: Person) -> Iterator[Work]:
    """A reading unit of work of the cadre."""
    with Work(database, SYSTEM, False) as work:
        actor = person_actor(work.session, person)
    with Work(database, actor, False) as work:
        yield work


@contextmanager
def measured(label: str) -> Iterator[list[str]]:
    """Prints what happens inside took."""
    own, others, began = os.times(), resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    said: list[str] = []
    yield said
    after, ended = os.times(), resource.getrusage(resource.RUSAGE_CHILDREN)
    mine = after.user + after.system - own.user - own.system
    theirs = ended.ru_utime + ended.ru_stime - others.ru_utime - others.ru_stime
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(
        f"{label:26} {mine + theirs:5.2f} s of processor ({mine:.2f} + {theirs:.2f}), "
        f"{time.perf_counter() - began:5.2f} s on the clock, {most} MB here, {ended.ru_maxrss // 1024} MB there",
        *said,
    )


def fill(database: Database, files: Files) -> tuple[Person, UUID]:
    """A cadre whose year has 300 submitted days of three items, and photos on two of three."""
    rng = random.Random(300)
    with Work(database, SYSTEM, True) as work:
        ensure_seeded(work)
        unit = Unit(name="云浦县", kind=UnitKind.REGION, path="")
        unit.path = f"/{unit.id.hex}/"
        cadre = Person(name="何景行", login="cadre", person_no="0101", home_unit_id=unit.id)
        programme = Programme(name="外派挂职", kind=ProgrammeKind.OUTBOUND, unit_id=unit.id)
        term: dict[str, Any] = {"start_on": FIRST, "end_on": date(2026, 12, 31), "end_month": "2026-12"}
        row = Secondment(
            cadre_id=cadre.id, programme_id=programme.id, receiving_unit_id=unit.id, post_title="副镇长（挂职）",
            status=SecondmentStatus.ACTIVE, **term,
        )  # fmt: skip
        for some in ([unit], [cadre, programme], [row]):
            work.session.add_all(some)
            work.session.flush()
        work.session.add(ProgrammePolicy(programme_id=programme.id, valid_from=FIRST))
        work.session.add(RoleAssignment(person_id=cadre.id, role=Role.CADRE, unit_id=unit.id, valid_from=FIRST))
        pictures = [photo(work, files, cadre.id, number) for number in range(PHOTOS)]
        for number in range(DAYS):
            work.session.add(a_day(rng, row, number, pictures[number : number + 1]))
    return cadre, row.id


def a_day(rng: random.Random, row: Secondment, number: int, photos: list[Attachment]) -> DailyRecord:
    """One approved day."""
    items = [{"text": rng.choice(SENTENCES) + rng.choice(SENTENCES), "place": "柳湾村"} for _ in range(3)]
    return DailyRecord(
        secondment_id=row.id, cadre_id=row.cadre_id, unit_id=row.receiving_unit_id, work_on=FIRST + timedelta(number),
        day_type=DayType.ON_POST, status=RecordStatus.APPROVED, items=items, difficulty=rng.choice(SENTENCES),
        takeaway=rng.choice(SENTENCES), attachment_ids=[str(one.id) for one in photos], submitted_at=clock.now(),
        decided_at=clock.now(), decided_by_id=row.cadre_id,
    )  # fmt: skip


def photo(work: Work, files: Files, owner_id: UUID, number: int) -> Attachment:
    """A small picture of its own, as the store keeps it."""
    buffer = io.BytesIO()
    Image.effect_noise((320, 240), 30 + number % 40).convert("RGB").save(buffer, "JPEG", quality=70)
    sha256 = f"{number:064x}"
    files.put(f"thumbs/{sha256[:2]}/{sha256}", buffer.getvalue())
    row = Attachment(
        owner_id=owner_id, media_type="image/jpeg", size=1, width=1280, height=960, sha256=sha256, phash="0" * 16,
        source_sha256=sha256, taken_at=clock.now(),
    )  # fmt: skip
    work.session.add(row)
    work.session.flush()
    return row


if __name__ == "__main__":
    main()
