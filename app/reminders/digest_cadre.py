"""What a cadre's digest says: today's record, what came back, what is asked, what ends soon. Nothing while away.

Away is: on leave, at rest or off the term in the half of the day in which the digest would come. Who is on leave for
the morning hears in the afternoon only if their programme's hour lies there; nobody is written to on leave.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from app.allowances.models_claims import ClaimState
from app.allowances.service_cover import Covered, covers_of
from app.allowances.service_own_waits import answered_objections, claims_to_finish
from app.appraisals.service_waits import OpenForm
from app.attendance.service_asked import AskedDays, DutyDay, asked_days, duty_on
from app.attendance.service_waits import overdue_leave
from app.core import clock
from app.core.i18n import N_
from app.core.work import Work
from app.records.models import RecordStatus
from app.records.service import returned_since, statuses_between
from app.reminders.digest_lines import NEVER, Hours, Line, Lines
from app.reminders.digest_terms import form_lines
from app.reminders.schemas import Phrase
from app.secondments.models import RecordFrequency
from app.secondments.service_cards import SecondmentCard, list_serving
from app.signals.service import list_untold, question_of
from app.spot_checks.service_due import checks_to_answer
from app.spot_checks.service_waits import notes_to_answer

_WEEK = timedelta(days=6)
AHEAD = (7, 30)
"""So many days before something ends it is told, once each."""
SAID_WITHIN = timedelta(days=40)
"""How far back digests are looked through for what is said once: beyond the longest time ahead."""
Statuses = Mapping[date, RecordStatus]


Questions = Mapping[UUID, Sequence[tuple[Phrase, UUID]]]
"""What is asked of each person, with the signal that is told by it."""


@dataclass(frozen=True, slots=True)
class Turn:
    """What every portion of a run shares: its slot, the hours, the week's first workday, and what is to be asked."""

    at: datetime
    hours: Hours
    first_of_week: bool
    questions: Questions
    forms: Sequence[OpenForm] = ()
    """The term-end forms that wait for somebody."""

    @property
    def on(self) -> date:
        """The day that is written about."""
        return clock.civil_date(self.at)

    @property
    def hour(self) -> int:
        """The hour of the slot."""
        return clock.beijing(self.at).hour

    @property
    def is_morning(self) -> bool:
        """Which half the digest would come in."""
        return self.hour < 12


def questions_to_tell(work: Work) -> Questions:
    """What nobody has been told of yet, by the person who is asked; read once a run."""
    found: dict[UUID, list[tuple[Phrase, UUID]]] = {}
    for person_id, signals in list_untold(work).items():
        asked = [(question_of(signal), signal.id) for signal in signals]
        found[person_id] = [(Phrase(text=one.text, params=dict(one.params), href=one.href), key) for one, key in asked]
    return found


def cadre_lines(work: Work, people: Collection[UUID], turn: Turn) -> tuple[Lines, dict[UUID, int]]:
    """The lines of those of the people who serve today and are on duty now; a fixed number of statements.

    And each one's hour, whether there is a line or not.
    """
    hours = turn.hours.of
    cards = [card for card in list_serving(work, turn.on, people) if hours.get(card.programme.id, NEVER) <= turn.hour]
    duty = duty_on(work, cards, turn.on)
    present = [card for card in cards if (duty[card.id].am if turn.is_morning else duty[card.id].pm)]
    own = {card.secondment.cadre_id: hours[card.programme.id] for card in present}
    return _lines(work, turn, present, duty), own


def _lines(work: Work, today: Turn, cards: Sequence[SecondmentCard], duty: Mapping[UUID, DutyDay]) -> Lines:
    people = {card.secondment.cadre_id for card in cards}
    records = _records(work, today, cards, duty)
    own = _Own.read(work, people)
    covers = {each.card.id: each for each in covers_of(work, cards)}
    forms = form_lines([form for form in today.forms if form.end_on >= today.on], today.hours)
    found: Lines = defaultdict(list)
    for card in cards:
        person_id, hour = card.secondment.cadre_id, today.hours.of[card.programme.id]
        lines = [Line(hour, phrase) for phrase in records[card.id]]
        if not found[person_id]:
            lines += own.lines(person_id, hour, today)
            lines += forms.get(person_id, ())
        lines += _endings(hour, covers[card.id], today.on)
        found[person_id] += lines
    return found


def _records(
    work: Work, today: Turn, cards: Sequence[SecondmentCard], duty: Mapping[UUID, DutyDay]
) -> dict[UUID, list[Phrase]]:
    monday = clock.monday_of(today.on)
    since = clock.month_bounds(clock.previous_month(clock.month_of(today.on)))[0]
    ids = [card.id for card in cards]
    back, written = returned_since(work, ids, since), statuses_between(work, ids, today.on, today.on)
    weekly = [card for card in cards if duty[card.id].frequency is RecordFrequency.WEEKLY]
    weeks = asked_days(work, weekly, monday, monday + _WEEK) if weekly else {}
    written |= statuses_between(work, list(weeks), monday, today.on)
    return {
        card.id: [
            *_today(duty[card.id], weeks.get(card.id), written[card.id], today.on),
            *_returned(back.get(card.id, ())),
        ]
        for card in cards
    }


def _today(duty: DutyDay, week: AskedDays | None, statuses: Statuses, on: date) -> Iterator[Phrase]:
    """What is missing today; a weekly programme asks on the week's last day of duty."""
    if week is not None:
        written = any(status is not RecordStatus.DRAFT for status in statuses.values())
        if not written and on == max(week.working, default=None):
            yield Phrase(text=N_("本周还没有纪实，写一天即可"), href="/today")
    elif duty.asked and statuses.get(on) is RecordStatus.DRAFT:
        yield Phrase(text=N_("今天的纪实还是草稿，尚未提交"), href="/today")
    elif duty.asked and on not in statuses:
        yield Phrase(text=N_("今天的纪实还没有写"), href="/today")


def _returned(days: Sequence[date]) -> Iterator[Phrase]:
    if days:
        listed = [day.isoformat() for day in days]
        text = N_("有 %(count)s 天的记录被退回待修改：%(days)s")
        yield Phrase(text=text, params={"count": len(days), "days": listed}, href=f"/days/{listed[0]}")


@dataclass(frozen=True, slots=True)
class _Own:
    """What hangs on the person, not on one secondment of theirs."""

    notes: Mapping[UUID, Sequence[UUID]]
    checks: Mapping[UUID, Sequence[UUID]]
    claims: Mapping[UUID, Sequence[tuple[UUID, ClaimState]]]
    overdue: Mapping[UUID, tuple[UUID, date, date]]
    answered: Mapping[UUID, Sequence[tuple[UUID, str]]]

    @classmethod
    def read(cls, work: Work, people: Collection[UUID]) -> "_Own":
        late = overdue_leave(work, people)
        return cls(
            notes=notes_to_answer(work, people),
            checks=checks_to_answer(work, people),
            claims=claims_to_finish(work, people),
            overdue={key: (row.id, row.start_on, row.end_on) for key, row in late.items()},
            answered=answered_objections(work, people, work.now - SAID_WITHIN),
        )

    def lines(self, person_id: UUID, hour: int, today: Turn) -> Iterator[Line]:
        for question, signal_id in today.questions.get(person_id, ()):
            yield Line(hour, question, signal_id=signal_id)
        notes = self.notes.get(person_id, ())
        if notes:
            text, href = N_("有 %(count)s 份抽查记录待您回复"), f"/spot-checks/{notes[0]}"
            yield Line(hour, Phrase(text=text, params={"count": len(notes)}, href=href), len(notes))
        checks = self.checks.get(person_id, ())
        if checks:
            text, href = N_("有 %(count)s 次抽查的结果待您答复或办理"), f"/checks/{checks[0]}"
            yield Line(hour, Phrase(text=text, params={"count": len(checks)}, href=href), len(checks))
        if person_id in self.overdue:
            leave_id, first, last = self.overdue[person_id]
            span = [first.isoformat(), last.isoformat()]
            text = N_("假期（%(span)s）已过，请销假；还在休的，请另请")
            yield Line(hour, Phrase(text=text, params={"span": span}, href=f"/leave/{leave_id}"))
        yield from self._claims(person_id, hour, today)
        for objection_id, month in self.answered.get(person_id, ()):
            text, href = N_("您对%(month)s补助的异议已有答复"), f"/objections/{objection_id}"
            yield Line(hour, Phrase(text=text, params={"month": month}, href=href), once=f"objection/{objection_id}")

    def _claims(self, person_id: UUID, hour: int, today: Turn) -> Iterator[Line]:
        """What came back each day; what was never sent on the first workday of a week."""
        texts = {ClaimState.RETURNED: N_("有 %(count)s 张报销单被退回待修改")}
        if today.first_of_week:
            texts[ClaimState.DRAFT] = N_("有 %(count)s 张报销单还是草稿，没有提交")
        for state, text in texts.items():
            own = [claim_id for claim_id, stands in self.claims.get(person_id, ()) if stands is state]
            if own:
                href = f"/claims/{own[0]}" if len(own) == 1 else "/claims?view=own"
                yield Line(hour, Phrase(text=text, params={"count": len(own)}, href=href), len(own))


def _endings(hour: int, covered: Covered, on: date) -> Iterator[Line]:
    """Cover or term that ends soon: 30 days ahead and 7 days ahead, once each; first seen late, once."""
    card = covered.card
    coming = covered.cover.coming(on)
    if coming is not None and coming[0] > on:
        until = coming[0] - timedelta(days=1)
        text = N_("您的保险到%(on)s为止，任期还在继续，请提醒单位续保")
        yield from _ahead(hour, f"cover/{card.id}", Phrase(text=text, href="/me/insurance"), until, on)
    end_on = card.secondment.end_on
    text = N_("挂职到%(on)s期满，还没有办完的请假和报销请在期满前办理")
    yield from _ahead(hour, f"term/{card.id}", Phrase(text=text, href="/me"), end_on, on)


def _ahead(hour: int, what: str, phrase: Phrase, until: date, on: date) -> Iterator[Line]:
    left = (until - on).days
    step = next((days for days in AHEAD if 0 <= left <= days), None)
    if step is not None:
        said = phrase.model_copy(update={"params": {"on": until.isoformat()}})
        yield Line(hour, said, once=f"{what}/{until.isoformat()}/{step}")
