"""What a person reads about how they wrote: each number and day of it is in the evidence, in both languages."""

from collections.abc import Callable
from datetime import date
from uuid import uuid4

import pytest

from app.http.wording import say
from app.signals.evidence import evidence_of
from app.signals.models import Signal, SignalKind
from app.signals.sentences import question_of
from tests.signals.diary import Diaries, at, raised

FACT = "到柳沟村看水渠，量了三处。"


def sitting(diaries: Diaries, cadre: str) -> None:
    for place, row in enumerate(diaries.days(cadre, [FACT])[:5]):
        row.update(created_at_client=at(date(2026, 3, 12), f"20:{place:02}:00"))


def overtaken(diaries: Diaries, cadre: str) -> None:
    rows = diaries.days(cadre, [FACT])
    for row in rows:
        row.update(checkin_at=None, lat=None, lon=None)
    for place, row in enumerate(rows[5:10]):
        row.update(submitted_at=at(date(2026, 3, 20), f"20:00:{place:02}"))


def program(diaries: Diaries, cadre: str) -> None:
    for row in diaries.days(cadre, [FACT * 3]):
        row.update(created_at_client=f"{row['work_date']}T17:12:07+08:00", edit_seconds=1)


def nothing(diaries: Diaries, cadre: str) -> None:
    diaries.days(cadre, ["认真完成各项工作任务，努力提升自身能力。"])


def frame(diaries: Diaries, cadre: str) -> None:
    names = ("清溪", "大湾", "石门", "新民", "双桥", "柏树", "回龙")
    where = [f"今天到{names[number % 7]}村走访了{number + 2}户农户" for number in range(22)]
    places = [f"{place}，了解生产生活情况，收集意见建议。" for place in where]
    diaries.days(cadre, places)


@pytest.mark.parametrize("locale", ["zh_CN", "en"])
@pytest.mark.parametrize(
    ("kind", "write", "told"),
    [
        (SignalKind.BACKFILL, sitting, ("12", "5", "8")),
        (SignalKind.BACKFILL, overtaken, ("20", "5", "9")),
        (SignalKind.CLOCKWORK, program, ("17:12:07", "22", "2", "39")),
        (SignalKind.FILLER, nothing, ("22",)),
        (SignalKind.TEMPLATE, frame, ("22",)),
    ],
)
def test_the_sentence_tells_what_was_found(
    kind: SignalKind, write: Callable[[Diaries, str], None], told: tuple[str, ...], locale: str
) -> None:
    diaries = Diaries()
    write(diaries, diaries.cadre("c1"))
    (found,) = [one for one in raised(diaries.corpus(), kind) if one.kind is kind]
    days = [date.fromordinal(day) for day in found.days]
    evidence = {**evidence_of(found.rule, days=days), "numbers": dict(found.numbers)}
    signal = Signal(
        kind=kind,
        subject_id=uuid4(),
        person_id=uuid4(),
        unit_id=uuid4(),
        window=found.month,
        first_on=days[0],
        last_on=days[-1],
        evidence=evidence,
        score=found.score,
        opened_on=days[-1],
        expires_on=days[-1],
    )
    question = question_of(signal)
    text = say(locale, question.text, question.params)  # type: ignore[arg-type]
    assert "%(" not in text
    assert all(number in text for number in told), text
    assert ("不影响补助" in text) == (locale == "zh_CN")
