"""Months in the queue about each secondment: one to judge, one to conclude, one with a question that was seen."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from app.accounts.models import Person
from app.secondments.models import Secondment
from app.signals.evidence import evidence_of
from app.signals.models import Signal, SignalKind
from app.signals.models_queue import AcceptedPhrase, Arm, Judgement, QueueDraw, QueueItem
from tests.factories import County

MONDAY = date(2026, 7, 6)


def queues(
    county: County, terms: Mapping[str, Secondment], reviewer: Person, known: Mapping[str, Any]
) -> dict[str, UUID]:
    """The region's week, with months of each secondment in it; ids by the scene's names, and the region's own."""
    draw = QueueDraw(week_on=MONDAY, unit_id=county.region.id, seed="0" * 32, frame_size=3, frame_digest="0" * 64)
    county.add(draw)
    found: dict[str, UUID] = {"region_id": county.region.id}
    for name, row in terms.items():
        found |= _queue_of(county, draw, row, reviewer, known[f"answered_signal_id@{name}"], name)
    return found | {key.split("@")[0]: value for key, value in found.items() if key.endswith("@own")}


def _queue_of(
    county: County, draw: QueueDraw, row: Secondment, reviewer: Person, asked_id: UUID, name: str
) -> dict[str, UUID]:
    """What each step needs; the months have no texts, so what a reviewer reads there is nobody's."""
    to_judge, to_conclude, to_decide = (_item(draw, row, reviewer, f"2025-0{month}") for month in (1, 2, 3))
    to_conclude.judgement = to_decide.judgement = Judgement.UNSURE
    to_conclude.judged_at = to_decide.judged_at = draw.drawn_at
    county.add(to_judge, to_conclude, to_decide)
    seen = Signal(
        kind=SignalKind.FILLER,
        subject_id=row.id,
        secondment_id=row.id,
        person_id=row.cadre_id,
        unit_id=row.receiving_unit_id,
        window="2025-03",
        first_on=date(2025, 3, 3),
        last_on=date(2025, 3, 3),
        evidence=evidence_of("filler/1", days=[date(2025, 3, 3)], total=20, count=1),
        opened_on=MONDAY,
        expires_on=date(2026, 12, 31),
        queue_item_id=to_decide.id,
        queued_at=draw.drawn_at,
        seen_at=draw.drawn_at,
    )
    phrase = AcceptedPhrase(
        cadre_id=row.cadre_id, phrase=f"CANARY-REPLY-{name}", signal_id=asked_id, accepted_by_id=reviewer.id
    )
    county.add(seen, phrase)
    return {
        f"item_id@{name}": to_judge.id,
        f"concluding_item_id@{name}": to_conclude.id,
        f"seen_signal_id@{name}": seen.id,
        f"phrase_id@{name}": phrase.id,
    }


def _item(draw: QueueDraw, row: Secondment, reviewer: Person, window: str) -> QueueItem:
    return QueueItem(
        draw_id=draw.id,
        reviewer_id=reviewer.id,
        place=1,
        arm=Arm.PRIORITY,
        subject_id=row.id,
        secondment_id=row.id,
        person_id=row.cadre_id,
        unit_id=row.receiving_unit_id,
        window=window,
    )
