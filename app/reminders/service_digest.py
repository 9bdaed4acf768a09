"""The workday digest: at most one message a person and workday, only with something to say, never on days of rest.

Whatever somebody is, their digest is one message with a section for each role. It comes at the hour of the earliest
programme that has something to say, from 09:00 to 18:00; what arises later waits for the next workday. An hour that
nobody could run is made up for by the next one of the same day. Whoever muted it hears nothing.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from app.accounts.service_actors import in_use, list_actors
from app.appraisals.service_waits import open_forms
from app.core import clock
from app.core.actor import Actor, Role
from app.core.i18n import N_
from app.core.jobs import Units
from app.core.portions import portions
from app.core.work import Work
from app.reminders import policy, service_deliveries
from app.reminders import repository_digest as repository
from app.reminders.digest_cadre import SAID_WITHIN, Turn, cadre_lines, questions_to_tell
from app.reminders.digest_department import department_lines
from app.reminders.digest_finance import finance_lines
from app.reminders.digest_leader import leader_lines
from app.reminders.digest_lines import Line, Lines, hours_today, joined
from app.reminders.digest_reviewer import reviewer_lines
from app.reminders.digest_terms import form_lines
from app.reminders.models import InboxMessage
from app.reminders.schemas import Phrase
from app.secondments.service_cards import serving_cadres
from app.secondments.service_circle import Circle
from app.signals.service import mark_told
from app.workdays.service import Calendar, get_calendar

KIND = "workday-digest"
PORTION = 500
"""People in one reading and one short writing unit."""
OFFICES = (Role.SUPERVISOR, Role.SENDER, Role.GROUP_LEADER, Role.LIAISON, Role.ORGADMIN, Role.FINANCE)
"""Who hears of others' matters. Inspectors and administrators have none that a digest tells."""
SPEAKING = frozenset(
    {
        "leave.approved",
        "leave.rejected",
        "leave.cancelled",
        "claim.rejected",
        "bank_account.rejected",
        "payment.bounced",
        "day.corrected",
        "record.quarantine",
        "text.quarantine",
        "secondment.transferred",
        "signal.asked",
    }
)
"""News that decide something of a cadre's own: unread, they are something to say even alone."""
TOLD_ANYHOW = frozenset(
    {
        "record.returned",
        "spot_check.noted",
        "spot_check.found",
        "spot_check.sent_back",
        "claim.submitted",
        "claim.returned",
        "leave.submitted",
        "leave.referred",
        "leave.ended",
        "leave.overdue",
        "objection.filed",
        "objection.answered",
        "appraisal.turn",
        "unit.waiting",
    }
)
"""News of what a line of the digest counts already."""
NEWS = N_("另有 %(count)s 条新消息")


@dataclass(frozen=True, slots=True)
class _Slot:
    """What a run is for: its turn, which hours speak, and what the offices hear."""

    turn: Turn
    speaking: range
    """The hours whose turn it is: this one, and those of the day that nobody could run."""
    offices: Lines


def carry_digests(units: Units, slot: datetime) -> str:
    """Write the digests that are due at the slot and not written yet today; answers how many."""
    with units.reading() as work:
        quiet = _why_quiet(work, slot)
        if quiet is not None:
            return f"nothing sent: {quiet}"
        known = _look(work, slot)
        people = sorted({*known.offices, *serving_cadres(work, known.turn.on)}) if known is not None else []
    if known is None:
        return "no programme's hour"
    sent = 0
    for some in portions(people, PORTION):
        with units.reading() as work:
            if _why_quiet(work, slot) is not None:
                return f"digests={sent}; the rest is dropped: its day is over"
            written = _compose(work, known, some)
        if written:
            with units.writing() as work:
                sent += _store(work, written, slot)
    return f"digests={sent}"


def _why_quiet(work: Work, slot: datetime) -> str | None:
    """A rest day is quiet but where some place works by its own arrangement: those there are told apart later."""
    on = clock.civil_date(slot)
    calendar = get_calendar(work, on, on)
    if calendar.worked_somewhere(on, on):
        return policy.why_late(slot, work.now)
    return policy.why_quiet(calendar, slot, work.now)


def _look(work: Work, slot: datetime) -> _Slot | None:
    """What the slot is for; None when no programme reminds in its hours."""
    on, at = clock.civil_date(slot), clock.beijing(slot)
    hours, speaking = hours_today(work), _speaking(work, at)
    if not any(hour in speaking for hour in hours.of.values()):
        return None
    calendar = get_calendar(work, on, on)
    first_of_week = _is_first_of_week(calendar, on)
    actors = {key: one for key, one in list_actors(work, *OFFICES).items() if _works(calendar, one, on)}
    circle = Circle(on, actors)
    forms = open_forms(work)
    parts = [reviewer_lines(work, circle, hours, forms), finance_lines(work, circle, hours)]
    parts.append(form_lines([form for form in forms if form.end_on < on], hours))
    if first_of_week:
        parts += [leader_lines(work, circle, hours), department_lines(work, circle, hours)]
    return _Slot(Turn(slot, hours, first_of_week, questions_to_tell(work), forms), speaking, joined(parts))


def _speaking(work: Work, at: datetime) -> range:
    midnight = clock.beijing_midnight(at.date())
    done = repository.last_done(work.session, KIND, midnight, at)
    first = 0 if done is None else clock.beijing(done).hour + 1
    return range(min(first, at.hour), at.hour + 1)


def _is_first_of_week(calendar: Calendar, on: date) -> bool:
    monday = clock.monday_of(on)
    return not any(calendar.is_workday(monday + timedelta(days=step)) for step in range(on.weekday()))


def _works(calendar: Calendar, actor: Actor, on: date) -> bool:
    """Whether one of the units for which somebody acts works that day, and is not closed by order."""
    paths = {grant.unit_path for grant in actor.grants if grant.unit_path}
    kinds = {calendar.at(path).kind(on) for path in paths} or {calendar.kind(on)}
    return any(kind.is_open for kind in kinds)


@dataclass(frozen=True, slots=True)
class _Written:
    """A message to be stored, and the signals that are told with it."""

    message: InboxMessage
    signal_ids: tuple[UUID, ...]


def _compose(work: Work, slot: _Slot, people: Sequence[UUID]) -> list[_Written]:
    """The messages of a portion: a fixed number of statements."""
    wanted = _wanted(work, people, slot.turn.on)
    own, turns = cadre_lines(work, wanted, slot.turn)
    said = repository.said_once(work.session, KIND, [key for key in own if _once(own[key])], work.now - SAID_WITHIN)
    news = repository.count_news(work.session, wanted, KIND, TOLD_ANYHOW)
    found = []
    for person_id in sorted(wanted):
        lines = [line for line in own.get(person_id, ()) if line.once not in said.get(person_id, ())]
        lines += slot.offices.get(person_id, ())
        fresh = news.get(person_id, {})
        speaks = any(line.hour in slot.speaking for line in lines)
        if speaks or (fresh.keys() & SPEAKING and turns.get(person_id) in slot.speaking):
            found.append(_write(work, slot.turn.on, person_id, [*lines, *_news(sum(fresh.values()))]))
    return found


def _wanted(work: Work, people: Collection[UUID], on: date) -> set[UUID]:
    """Who may still get a digest today: accounts in use, not muted, none written yet."""
    keys = {_key(on, one): one for one in people}
    told = {keys[key] for key in repository.told(work.session, keys)}
    return in_use(work, people) - repository.muted(work.session, people) - told


def _key(on: date, person_id: UUID) -> str:
    return f"{KIND}/{on.isoformat()}/{person_id}"


def _once(lines: Sequence[Line]) -> list[str]:
    return [line.once for line in lines if line.once]


def _news(count: int) -> Iterator[Line]:
    if count:
        yield Line(0, Phrase(text=NEWS, params={"count": count}, href="/inbox"), count)


def _write(work: Work, on: date, person_id: UUID, lines: Sequence[Line]) -> _Written:
    message = InboxMessage(
        person_id=person_id,
        key=_key(on, person_id),
        kind=KIND,
        title=N_("%(on)s提醒"),
        params={"on": on.isoformat(), "items": sum(line.items for line in lines), "once": _once(lines)},
        lines=[line.phrase.model_dump(mode="json") for line in lines],
        created_at=work.now,
    )
    return _Written(message, tuple(line.signal_id for line in lines if line.signal_id))


def _store(work: Work, written: Sequence[_Written], slot: datetime) -> int:
    """Messages, their ways out, and what they told, all in one transaction; what is there already stays as it is."""
    if policy.why_late(slot, work.now) is not None:
        return 0
    new = repository.add_messages(work.session, [one.message for one in written])
    stored = [one for one in written if one.message.id in new]
    until = clock.beijing(slot).replace(hour=policy.CLOSES.hour, minute=0, second=0, microsecond=0)
    service_deliveries.queue(work, [one.message for one in stored], until)
    mark_told(work, [key for one in stored for key in one.signal_ids])
    return len(stored)
