"""What a nightly scan would have noticed in the demo: findings stored by the real services, some of them judged.

The texts are the demo's own; the numbers of each sentence are counted here, so each is true.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from difflib import SequenceMatcher
from itertools import combinations, product
from uuid import UUID

from app.accounts.models import Person
from app.core import clock
from app.core.work import Work
from app.demo.acting import as_person
from app.demo.signals import OneUnit
from app.records.service.texts import DayText, month_texts
from app.secondments.models import Secondment
from app.signals.evidence import Evidence, evidence_of
from app.signals.models import ClosedReason, Outcome, ReasonCode, SignalKind
from app.signals.models_queue import Judgement
from app.signals.schemas import ReplyIn, ResolveIn
from app.signals.schemas_queue import DismissIn, JudgeIn
from app.signals.service_answers import reply, resolve
from app.signals.service_changes import Finding, open_all
from app.signals.service_queue import judge, my_week
from app.signals.service_queue_decide import ask, dismiss
from app.signals.service_queue_draw import draw_queues

LEAST_SHARED = 4
"""Characters: less is chance."""
LEAST_TEXTS = 8
REVIEWERS = ("orgadmin", "orgadmin2")


def notice(work: Work, people: Mapping[str, Person], secondments: Sequence[Secondment]) -> None:
    """About last month, and this week's queue: one is told, one answered, one explained, one spared, others wait."""
    month = clock.previous_month(clock.month_of(work.today))
    texts = {row.id: month_texts(work, row.id, *clock.month_bounds(month)) for row in secondments}
    main = next(row for row in secondments if row.cadre_id == people["cadre"].id)
    others = [row for row in secondments if row.id != main.id and len(texts[row.id]) > LEAST_TEXTS][:7]
    made = [_own_copy(row, month, texts[row.id]) for row in (main, *others[:3])]
    made.append(_others_copy(others[3], month, texts[others[3].id], texts[others[4].id]))
    made += [_no_fact(row, month, texts[row.id]) for row in others[4:]]
    open_all(work, made)
    work.session.flush()
    draw_queues(OneUnit(work), clock.beijing_midnight(clock.monday_of(work.today)) + timedelta(hours=7))
    work.session.flush()
    _judge_some(work, people, main.cadre_id, {one.subject_id for one in made[:5]})


def _judge_some(work: Work, people: Mapping[str, Person], main_id: UUID, subjects: set[UUID]) -> None:
    """The cadre of the demo is asked; of the others one has answered, one is done with, one is spared."""
    known, ways = {person.id: person for person in people.values()}, iter((_answered, _explained, _spared))
    for login in REVIEWERS:
        office = people[login]
        with as_person(work, office, work.now) as own:
            lines = [line for line in my_week(own).items if line.secondment_id in subjects]
        for line in lines:
            way = _asked if line.person_id == main_id else next(ways, None)
            if way is None:
                continue
            with as_person(work, office, work.now - timedelta(hours=3)) as own:
                for signal in judge(own, line.id, JudgeIn(judgement=Judgement.WOULD_ASK), _plain).signals:
                    way(work, office, known[line.person_id], signal.id)


def _asked(work: Work, office: Person, _cadre: Person, signal_id: UUID) -> None:
    with as_person(work, office, work.now - timedelta(hours=3)) as own:
        ask(own, signal_id, _plain)


def _answered(work: Work, office: Person, cadre: Person, signal_id: UUID) -> None:
    _asked(work, office, cadre, signal_id)
    with as_person(work, cadre, work.now - timedelta(hours=2)) as own:
        body = ReplyIn(
            reason_code=ReasonCode.SAME_DUTY, text="每月都走访同一批户，句子习惯这样写，户数和事项每次不同。"
        )
        reply(own, signal_id, body, _plain)


def _explained(work: Work, office: Person, cadre: Person, signal_id: UUID) -> None:
    _answered(work, office, cadre, signal_id)
    with as_person(work, office, work.now - timedelta(hours=1)) as own:
        resolve(own, signal_id, ResolveIn(outcome=Outcome.EXPLAINED, note="是其固定职责，数字已更新。"), _plain)


def _spared(work: Work, office: Person, _cadre: Person, signal_id: UUID) -> None:
    with as_person(work, office, work.now - timedelta(hours=3)) as own:
        dismiss(own, signal_id, DismissIn(accept=False), _plain)


def _plain(text: str, _params: Mapping[str, object]) -> str:
    return text


def _own_copy(row: Secondment, month: str, texts: Sequence[DayText]) -> Finding:
    """The two days of the month that are most alike."""
    return _copy(SignalKind.SELF_COPY, row, month, ((late, early) for early, late in combinations(texts, 2)))


def _others_copy(row: Secondment, month: str, texts: Sequence[DayText], others: Sequence[DayText]) -> Finding:
    """The day that is most like an earlier one of a colleague's."""
    return _copy(SignalKind.PEER_COPY, row, month, product(texts, others))


def _copy(kind: SignalKind, row: Secondment, month: str, pairs: Iterable[tuple[DayText, DayText]]) -> Finding:
    copy, source = max(pairs, key=lambda pair: _share(*pair))
    evidence = evidence_of(
        f"{kind}/1",
        days=[copy.work_on],
        entries=[str(copy.record_id)],
        pairs=[(str(copy.record_id), str(source.record_id))],
        spans=[
            {"entry_id": str(copy.record_id), "start": at, "end": at + size}
            | {"with_id": str(source.record_id), "with_start": by, "with_end": by + size}
            for at, by, size in _shared(copy.text, source.text)
        ],
        percent=f"{round(100 * _share(copy, source))}%",
        count=1,
        on=copy.work_on.isoformat(),
        source_on=source.work_on.isoformat(),
    )
    return _finding(kind, row, month, (copy.work_on,), evidence)


def _shared(one: str, two: str) -> list[tuple[int, int, int]]:
    blocks = SequenceMatcher(None, one, two, autojunk=False).get_matching_blocks()
    return [(block.a, block.b, block.size) for block in blocks if block.size >= LEAST_SHARED]


def _share(copy: DayText, source: DayText) -> float:
    """How much of the later text stands in the other one as well."""
    return sum(size for _, _, size in _shared(copy.text, source.text)) / max(len(copy.text), 1)


def _no_fact(row: Secondment, month: str, texts: Sequence[DayText]) -> Finding:
    """The shortest texts of the month."""
    short = sorted(sorted(texts, key=lambda text: len(text.text))[:3], key=lambda text: text.work_on)
    days = tuple(text.work_on for text in short)
    entries = [str(text.record_id) for text in short]
    evidence = evidence_of("filler/1", days=days, entries=entries, total=len(texts), count=len(short))
    return _finding(SignalKind.FILLER, row, month, days, evidence)


def _finding(kind: SignalKind, row: Secondment, month: str, days: tuple[date, ...], evidence: Evidence) -> Finding:
    """As of a day to come, so that the nightly scan of a demo that is left running lets it stand."""
    return Finding(
        kind=kind,
        subject_id=row.id,
        secondment_id=row.id,
        person_id=row.cadre_id,
        unit_id=row.receiving_unit_id,
        window=month,
        days=days,
        least=1,
        may_open=True,
        evidence=lambda _kept: evidence,
        explain=lambda _gone: ClosedReason.CORRECTED,
        score=0.8,
        as_of=clock.month_bounds(clock.next_month(clock.next_month(month)))[1],
    )
