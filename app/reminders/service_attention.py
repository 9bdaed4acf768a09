"""值得一看: what the Organization Department may want to ask about, unit by unit; a question, never a verdict.

Each line is derived anew from what the domains below know, and nothing follows from it by itself. It has no counts, no
shares and no order by size (domain.md 5). Only programmes that the reader's own region runs are in it.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from app.accounts.directory import paths_held, unit_names_of
from app.allowances.service_cover import Covered, find_pressing_by_unit
from app.attendance.service_long import leave_waiting, months_waiting
from app.core import clock
from app.core.actor import Role
from app.core.errors import require
from app.core.i18n import N_
from app.core.work import Work
from app.records.service.attention import units_waiting
from app.reminders import policy
from app.reminders.schemas import Phrase
from app.reminders.schemas_attention import AttentionKind, AttentionLine, AttentionSection, AttentionView
from app.reminders.service import Say
from app.signals.sentences import missing_in_short
from app.signals.service_region import Asking, asking_in
from app.spot_checks.service_due import LatePlan, LateRectification, late_plans, late_rectifications
from app.spot_checks.service_long import LongCheck, checks_waiting
from app.workdays.service_waiting import Patience, patience_of

MOST = 50
"""Lines of a section; its own list has the rest."""
FEW = 5
"""Enough to tell whether a section has a line that is not about its reader."""
MONTHS_BACK = 2
NOTE = N_("每一行是一个问题，不是结论：先去了解，看是否需要帮助。不计数、不排名，也不会由此自动发生什么。")
TITLES: Mapping[AttentionKind, str] = {
    AttentionKind.MISSING: N_("三天以上没有纪实"),
    AttentionKind.UNREVIEWED: N_("一周没有审阅或答复"),
    AttentionKind.UNCONFIRMED: N_("月份还没有确认"),
    AttentionKind.INSURANCE: N_("保险空档"),
    AttentionKind.SPOT_CHECK: N_("走访之后没有下文"),
}
LISTS: Mapping[AttentionKind, str] = {
    AttentionKind.MISSING: "/signals?kind=missing",
    AttentionKind.UNREVIEWED: "/secondments",
    AttentionKind.UNCONFIRMED: "/attendance",
    AttentionKind.INSURANCE: "/insurance?view=gaps",
    AttentionKind.SPOT_CHECK: "/spot-checks",
}
DAYS_WITHOUT = N_("%(first_on)s到%(last_on)s之间有三天以上没有纪实，是请假还没登记，还是另有安排？")
WEEKS_WITHOUT = N_("%(month)s有三周以上没有纪实，是请假还没登记，还是另有安排？")
NOT_REVIEWED = N_("%(since_on)s交来的纪实等了 5 个工作日以上，是否需要另请人审阅？")
NOT_ANSWERED = N_("%(since_on)s提出的请假等了 5 个工作日以上，是否需要另请人答复？")
NOT_CONFIRMED = N_("%(month)s的出勤还没有确认，单位是否有难处，要不要改用纸质确认？")
NOT_INSURED = N_("%(since_on)s起没有保单，是还没投保，还是没有登记？")
ENDS_SOON = N_("%(since_on)s起没有保单而任期还在继续，是否已经安排续保？")
NO_REPLY = N_("%(since_on)s的走访记录本人还没有答复，是否当面谈过？")
NOT_DRAWN = N_("%(programme)s截至%(until_on)s这一期的抽查还没有抽签，是否需要调整计划？")
NOT_RECTIFIED = N_("抽查要求%(since_on)s前办完的事还没有办完，是否遇到困难，要不要帮助？")
NOT_CLOSED = N_("走访记录本人%(since_on)s已经答复，是否还有事要办，还是可以办结？")


@dataclass(frozen=True, slots=True)
class Line:
    """One thing to look into; about a unit alone when no cadre is named."""

    unit_id: UUID
    unit_name: str
    fact: Phrase
    since_on: date
    href: str
    secondment_id: UUID | None = None
    cadre_id: UUID | None = None
    cadre_name: str | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """The lines of one kind by unit and cadre, and whether there are more."""

    kind: AttentionKind
    lines: tuple[Line, ...]
    more: bool = False

    @property
    def title(self) -> str:
        """What it asks about, as a message id."""
        return TITLES[self.kind]

    @property
    def href(self) -> str:
        """The list with all of it."""
        return LISTS[self.kind]


def sections_of(work: Work) -> tuple[Section, ...]:
    """Every section of the actor's own region, empty ones too; Forbidden to all but the Organization Department."""
    require(policy.may_look_at_region(work.actor))
    found = sections_within(work, work.actor.paths(Role.ORGADMIN), MOST)
    return tuple(replace(one, lines=tuple(_of_others(one.lines, work.actor.person_id))) for one in found)


def view_attention(work: Work, say: Say) -> AttentionView:
    """The same as the API shows it, in the words of `say`."""
    sections = [
        AttentionSection(
            kind=section.kind,
            title=say(section.title, {}),
            items=[_view(line, say) for line in section.lines],
            more=section.more,
            href=section.href,
        )
        for section in sections_of(work)
    ]
    return AttentionView(as_of=work.today, note=say(NOTE, {}), sections=sections)


def kinds_for(work: Work, people: Collection[UUID]) -> dict[UUID, tuple[AttentionKind, ...]]:
    """What each of these people would find on the page, for the weekly line; those who would find nothing are left out.

    One look a region, however many people are responsible for it; not filtered by actor.
    """
    regions = paths_held(work, people, Role.ORGADMIN)
    looked = {paths: sections_within(work, paths, FEW) for paths in set(regions.values())}
    found: dict[UUID, tuple[AttentionKind, ...]] = {}
    for person_id, paths in regions.items():
        kinds = tuple(one.kind for one in looked[paths] if any(_of_others(one.lines, person_id)))
        if kinds:
            found[person_id] = kinds
    return found


def _of_others(lines: Iterable[Line], person_id: UUID | None) -> Iterator[Line]:
    """Nobody looks into what is about themselves."""
    return (line for line in lines if line.cadre_id is None or line.cadre_id != person_id)


def sections_within(work: Work, paths: tuple[str, ...], limit: int) -> tuple[Section, ...]:
    """The sections of programmes run below these tree paths, `limit` lines each; not filtered by actor."""
    patience = patience_of(work)
    return (
        _missing(work, paths, limit),
        _unreviewed(work, patience, paths, limit),
        _unconfirmed(work, patience, paths, limit),
        _insurance(work, paths, limit),
        _spot_checks(work, patience, paths, limit),
    )


def _view(line: Line, say: Say) -> AttentionLine:
    return AttentionLine(
        unit_id=line.unit_id,
        unit_name=line.unit_name,
        secondment_id=line.secondment_id,
        cadre_id=line.cadre_id,
        cadre_name=line.cadre_name,
        text=say(line.fact.text, line.fact.params),
        since_on=line.since_on,
        href=line.href,
    )


def _missing(work: Work, paths: tuple[str, ...], limit: int) -> Section:
    found, more = asking_in(work, paths, limit)
    return Section(AttentionKind.MISSING, tuple(_without(row) for row in found), more)


def _without(row: Asking) -> Line:
    signal = row.signal
    text, params = missing_in_short(signal, DAYS_WITHOUT, WEEKS_WITHOUT)
    return Line(
        unit_id=signal.unit_id,
        unit_name=row.unit_name,
        fact=Phrase(text=text, params=params),
        since_on=signal.first_on,
        href=f"/signals/{signal.id}",
        secondment_id=signal.secondment_id,
        cadre_id=signal.person_id,
        cadre_name=row.cadre_name,
    )


def _unreviewed(work: Work, patience: Patience, paths: tuple[str, ...], limit: int) -> Section:
    records, leave = units_waiting(work, patience, paths), leave_waiting(work, patience, paths)
    names = unit_names_of(work, records.keys() | leave.keys())
    waiting = [(names[key], key, NOT_REVIEWED, on, f"/secondments?unit_id={key}") for key, on in records.items()]
    waiting += [(names[key], key, NOT_ANSWERED, on, "/leave?view=all") for key, on in leave.items()]
    lines = tuple(
        Line(unit_id, name, _since(text, on), on, href)
        for name, unit_id, text, on, href in sorted(waiting, key=lambda one: (one[0], str(one[1]), one[3]))
    )
    return Section(AttentionKind.UNREVIEWED, lines[:limit], len(lines) > limit)


def _unconfirmed(work: Work, patience: Patience, paths: tuple[str, ...], limit: int) -> Section:
    found = months_waiting(work, patience, paths, back=MONTHS_BACK)
    lines = tuple(
        Line(
            unit_id=one.unit_id,
            unit_name=one.unit_name,
            fact=Phrase(text=NOT_CONFIRMED, params={"month": one.month}),
            since_on=clock.month_bounds(clock.next_month(one.month))[0],
            href=f"/attendance?month={one.month}&unit_id={one.unit_id}",
        )
        for one in sorted(found, key=lambda one: (one.unit_name, str(one.unit_id), one.month))
    )
    return Section(AttentionKind.UNCONFIRMED, lines[:limit], len(lines) > limit)


def _insurance(work: Work, paths: tuple[str, ...], limit: int) -> Section:
    found, more = find_pressing_by_unit(work, paths, limit)
    return Section(AttentionKind.INSURANCE, tuple(_lacking(each, work.today) for each in found), more)


def _lacking(each: Covered, today: date) -> Line:
    coming = each.cover.coming(today)
    since_on = coming[0] if coming else today
    return Line(
        unit_id=each.card.secondment.receiving_unit_id,
        unit_name=each.card.receiving_unit_name,
        fact=_since(NOT_INSURED if since_on <= today else ENDS_SOON, since_on),
        since_on=since_on,
        href=f"/insurance?secondment_id={each.card.id}",
        secondment_id=each.card.id,
        cadre_id=each.card.secondment.cadre_id,
        cadre_name=each.card.cadre_name,
    )


def _spot_checks(work: Work, patience: Patience, paths: tuple[str, ...], limit: int) -> Section:
    found, more = checks_waiting(work, patience, paths, limit)
    plans, more_plans = late_plans(work, paths, limit)
    overdue, more_overdue = late_rectifications(work, paths, limit)
    lines = (*map(_undrawn, plans), *map(_unrectified, overdue), *map(_left, found))
    more = more or more_plans or more_overdue or len(lines) > limit
    return Section(AttentionKind.SPOT_CHECK, lines[:limit], more)


def _undrawn(row: LatePlan) -> Line:
    params = {"programme": row.programme_name, "until_on": row.last_on.isoformat()}
    fact = Phrase(text=NOT_DRAWN, params=params)
    return Line(row.unit_id, row.unit_name, fact, row.due_on, "/checks/plans")


def _unrectified(row: LateRectification) -> Line:
    return Line(
        unit_id=row.unit_id,
        unit_name=row.unit_name,
        fact=_since(NOT_RECTIFIED, row.due_on),
        since_on=row.due_on,
        href=f"/checks/{row.id}",
        secondment_id=row.secondment_id,
        cadre_id=row.cadre_id,
        cadre_name=row.cadre_name,
    )


def _left(row: LongCheck) -> Line:
    since_on = clock.civil_date(row.replied_at or row.visited_at)
    return Line(
        unit_id=row.unit_id,
        unit_name=row.unit_name,
        fact=_since(NOT_CLOSED if row.replied_at else NO_REPLY, since_on),
        since_on=since_on,
        href=f"/spot-checks/{row.id}",
        secondment_id=row.secondment_id,
        cadre_id=row.cadre_id,
        cadre_name=row.cadre_name,
    )


def _since(text: str, on: date) -> Phrase:
    return Phrase(text=text, params={"since_on": on.isoformat()})
