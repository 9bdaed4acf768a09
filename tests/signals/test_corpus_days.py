"""What Jishi's own days say to the detectors: where one checked in, which days were duty elsewhere, every photo."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

import numpy as np
import pytest
from sqlmodel import col, select

from app.attendance.models import CheckIn, CheckInKind, DayOverride
from app.core.actor import SYSTEM, Role
from app.core.clock import BEIJING
from app.core.work import Work
from app.records.models import Attachment, DailyRecord, DayType, RecordStatus, RecordVersion
from app.secondments.models import Posting, Secondment
from app.signals.corpus import Corpus
from app.signals.detectors.far_location import FarLocation
from app.signals.detectors.photo_reuse import PhotoReuse
from app.signals.service_corpus import load_corpus
from tests.factories import County
from tests.signals.diary import HASHES, HOME, POST, flipped, found_by, workdays

FIRST, LAST, AS_OF = date(2026, 3, 1), date(2026, 3, 31), date(2026, 4, 20)
DAYS = workdays(FIRST, LAST)[:8]


class Scene:
    """One cadre at one post."""

    def __init__(self, county: County) -> None:
        self.county, self.cadre = county, county.person("周干部", Role.CADRE)
        self.head = county.person("韦主任")
        self.office = county.unit("财政局", county.region, lat=POST[0], lon=POST[1])
        self.term = county.secondment(self.cadre, county.programme(), self.office)

    def check_in(self, on: date, kind: CheckInKind = CheckInKind.ON_POST, **given: Any) -> None:
        """At nine, at home."""
        at = datetime(on.year, on.month, on.day, 9, tzinfo=BEIJING)
        own = {"secondment_id": self.term.id, "cadre_id": self.cadre.id, "unit_id": self.office.id, "kind": kind}
        place = {"lat": HOME[0], "lon": HOME[1], "accuracy_m": 30, "body_digest": ""}
        self.county.add(CheckIn(**(own | place | {"civil_on": on, "happened_at": at, "received_at": at} | given)))

    def record(self, on: date, day_type: DayType = DayType.ON_POST, photos: tuple[str, ...] = ()) -> None:
        """Handed in at six."""
        at = datetime(on.year, on.month, on.day, 18, tzinfo=BEIJING)
        row = DailyRecord(
            secondment_id=self.term.id, cadre_id=self.cadre.id, unit_id=self.office.id, work_on=on, day_type=day_type,
            status=RecordStatus.SUBMITTED, items=[{"text": f"核对{on.day}户台账"}], submitted_at=at,
        )  # fmt: skip
        self.county.add(row)
        kept = [self._photo(row, phash) for phash in photos]
        content = {"items": row.items, "attachment_ids": [str(one.id) for one in kept]}
        self.county.add(
            RecordVersion(
                record_id=row.id, secondment_id=self.term.id, number=1, action="submit", status=row.status,
                content=content, at=at, client_created_at=at, edit_seconds=80, actor_id=self.cadre.id,
            )
        )  # fmt: skip

    def _photo(self, row: DailyRecord, phash: str) -> Attachment:
        sha = uuid4().hex
        found = Attachment(
            owner_id=self.cadre.id, record_id=row.id, media_type="image/jpeg", size=1, width=1, height=1,
            sha256=sha, phash=phash, source_sha256=sha,
        )  # fmt: skip
        self.county.add(found)
        return found

    def corpus(self) -> Corpus:
        """March, as of April."""
        with Work(self.county.database, SYSTEM, writes=False) as work:
            return load_corpus(work, FIRST, LAST, AS_OF).corpus


@pytest.fixture
def scene(county: County) -> Scene:
    return Scene(county)


def far_days(corpus: Corpus) -> list[date]:
    return [date.fromordinal(day) for found in found_by(FarLocation(), corpus) for day in found.days]


def test_what_jishi_knows_of_days_elsewhere(scene: Scene) -> None:
    """A trip that was tapped, one in the record, and one by the unit's word, which also takes one back."""
    for place, on in enumerate(DAYS):
        scene.check_in(on, CheckInKind.TRIP if place == 0 else CheckInKind.ON_POST)
        scene.record(on, DayType.OFFICIAL_TRIP if place == 3 else DayType.ON_POST)
    said: dict[str, Any] = {"secondment_id": scene.term.id, "reason": "会议", "decided_by_id": scene.head.id}
    said["created_at"] = datetime(2026, 4, 1, tzinfo=BEIJING)
    scene.county.add(DayOverride(day_on=DAYS[7], state="training", **said))
    corpus = scene.corpus()
    trips = corpus.leaves.start[corpus.leaves.is_trip].tolist()
    assert trips == [DAYS[place].toordinal() for place in (0, 3, 7)]
    scene.county.add(DayOverride(day_on=DAYS[3], state="on_post", **said))
    corpus = scene.corpus()
    assert corpus.leaves.start.tolist() == [DAYS[place].toordinal() for place in (0, 7)]
    assert set(far_days(corpus)) <= set(DAYS[1:7])


def test_a_visit_and_another_post_have_no_place(scene: Scene) -> None:
    """After a transfer on the fifth day the earlier check-ins are not measured against the new post."""
    later = scene.county.unit("教育局", scene.county.region, lat=HOME[0], lon=HOME[1])
    with scene.county.database.session(write=True) as session:
        term = session.get_one(Secondment, scene.term.id)
        term.receiving_unit_id = later.id
        known = session.exec(select(Posting).where(col(Posting.secondment_id) == term.id)).all()
        post: dict[str, Any] = {"secondment_id": term.id, "post_title": "副局长（挂职）"}
        first = known[0] if known else Posting(**post, start_on=term.start_on, receiving_unit_id=scene.office.id)
        first.receiving_unit_id, first.end_on = scene.office.id, DAYS[4] - timedelta(days=1)
        after = Posting(**post, start_on=DAYS[4], receiving_unit_id=later.id)
        session.add_all([term, first, after])
        session.commit()
    for place, on in enumerate(DAYS):
        scene.check_in(on, CheckInKind.VISIT if place == 6 else CheckInKind.ON_POST)
        scene.record(on)
    entries = scene.corpus().entries
    assert np.isnan(entries.lat).tolist() == [True] * 4 + [False, False, True, False]
    assert (entries.checkin_at > 0).all()


def test_every_photo_of_a_record_is_compared(scene: Scene) -> None:
    one, other, third = (f"{phash:016x}" for phash in HASHES[:3])
    scene.record(DAYS[0], photos=(one, other))
    scene.record(DAYS[5], photos=(third, f"{flipped(HASHES[1], 4, 9):016x}"))
    corpus = scene.corpus()
    (found,) = found_by(PhotoReuse(), corpus)
    assert [(corpus.entries.day[a], corpus.entries.day[b]) for a, b in found.pairs] == [
        (DAYS[5].toordinal(), DAYS[0].toordinal())
    ]
    assert found.numbers["points"] == 62
