"""Summaries that a cadre keeps of weeks, months and quarters, and the receiving unit's notes on months and quarters.

A new entry changes no kept text. With its month closed what was kept is frozen; what was never written may still be
written once, as an addendum may, until the secondment is archived. Nobody is asked for one.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy.exc import IntegrityError

from app.accounts.directory import names_of
from app.audit.service import record as audit
from app.core import clock
from app.core.actor import Scope
from app.core.errors import Conflict, FieldError, Invalid, NotFound, StaleVersion, VersionConflict, require
from app.core.events import publish
from app.core.i18n import N_
from app.core.paging import Page, view_page
from app.core.work import Work
from app.records import policy
from app.records import repository_summaries as repository
from app.records.errors import NotOnPost, SecondmentArchived, TextHidden, refused
from app.records.guard import refuse_blocked
from app.records.models_care import Hidden
from app.records.models_summaries import Summary, SummaryVersion, Voice
from app.records.periods import LIMITS, NOTE_LIMITS, Grain, Period, parse_period
from app.records.schemas_summaries import DraftView, NoteWrite, SummaryView, SummaryWrite
from app.records.service.summaries_draft import draft_of
from app.records.service.views import reads_text
from app.records.states import Refusal
from app.secondments.access import Access, get_access, get_policy, hold_month, is_month_closed, rules_of
from app.secondments.models import SecondmentStatus
from app.secondments.policy import can_administer, can_manage
from app.secondments.service_cards import describe

ATTEMPTS = 3
SUBJECT = "record_summary"
_VERBS = {Voice.CADRE: "summaries.keep", Voice.HOST: "summaries.note"}


@dataclass(frozen=True, slots=True)
class Kept:
    """A kept text as plain values, for prints above."""

    voice: Voice
    period: str
    grain: Grain
    first_on: date
    last_on: date
    text: str
    author_name: str
    kept_at: datetime
    hidden: Hidden | None = None
    """Its text is empty: quarantined or purged."""


def summaries_of(work: Work, secondment_id: UUID, first_on: date, last_on: date) -> list[Kept]:
    """Every kept summary and note with a day from `first_on` to `last_on`, in order; NOT filtered by actor."""
    rows = repository.list_kept(work.session, secondment_id, first_on, last_on, list(Voice))
    names = names_of(work, {row.author_id for row in rows})
    return [
        Kept(row.voice, row.period, _grain(row), row.first_on, row.last_on, row.text,
             names.get(row.author_id, ""), row.updated_at, row.hidden)
        for row in rows
    ]  # fmt: skip


def keep_summary(
    work: Work, secondment_id: UUID, name: str, body: SummaryWrite, if_match: int | None
) -> tuple[SummaryView, bool]:
    """Keep one's own summary; answers it and whether it is new. A known `client_id` with the same body writes nothing.

    Raises NotFound, Forbidden, Invalid, BlockedContent, VersionConflict, StaleVersion (with `current`),
    client-id-reused, month-closed, not-on-post, secondment-archived.
    """
    access = get_access(work, secondment_id)
    require(policy.can_write(access.relations))
    period = open_period(work, access, name)
    _check_length(body.text, LIMITS[period.grain])
    write = _Write(body.client_id, body.text, body.draft_digest, Voice.CADRE)
    return _keep(work, access, period, write, if_match)


def keep_note(
    work: Work, secondment_id: UUID, name: str, body: NoteWrite, if_match: int | None
) -> tuple[SummaryView, bool]:
    """Keep the receiving unit's word on a month or quarter; whoever reviews that time may write it, nobody their own.

    Raises as `keep_summary`; Invalid for a week.
    """
    access = get_access(work, secondment_id)
    period = open_period(work, access, name)
    require(may_note(work, access, period))
    if period.grain not in NOTE_LIMITS:
        raise Invalid.at("/period", N_("评语按月或按季度写。"), "no-weeks")
    _check_length(body.text, NOTE_LIMITS[period.grain])
    return _keep(work, access, period, _Write(body.client_id, body.text, None, Voice.HOST), if_match)


def get_kept(work: Work, secondment_id: UUID, name: str, voice: Voice) -> SummaryView:
    """What was kept of a period, for its readers; NotFound when nothing was or they may not know of it."""
    access = get_access(work, secondment_id)
    period = open_period(work, access, name)
    require(may_read(work, access, period, voice))
    row = repository.find_summary(work.session, secondment_id, voice, period.name)
    if row is None:
        raise NotFound
    return view_of(work, access, row)


def list_kept(work: Work, secondment_id: UUID) -> Page[SummaryView]:
    """All that was kept of a secondment, as far as the actor may read it."""
    access = get_access(work, secondment_id)
    row = access.secondment
    found = repository.list_kept(work.session, row.id, row.start_on, row.end_on, list(Voice))
    readable = [one for one in found if may_read(work, access, _period(one), one.voice)]
    require(bool(readable) or may_read_some(work, access))
    return Page[SummaryView](items=[view_of(work, access, one) for one in readable])


def list_of_period(
    work: Work, name: str | None, since: datetime | None, limit: int, cursor: str | None
) -> Page[SummaryView]:
    """The kept summaries within a program's units, of a period or all, for a monthly narrative export; logged.

    For API clients with `summary:read` alone: people read them where they read the records.
    """
    require(work.actor.allows(Scope.SUMMARY_READ))
    if name is not None and parse_period(name) is None:
        raise Invalid.at("/period", N_("没有这样的周、月或季度。"), "unknown-period")
    rows, following = repository.page_kept(work.session, work.actor, work.today, name, since, limit, cursor)
    audit(work, "summaries.export", SUBJECT, None, period=name, rows=len(rows))
    names = names_of(work, {row.author_id for row in rows})
    cards = describe(work, {row.secondment_id for row in rows})
    rules = rules_of(work, {card.programme.id for card in cards.values()})

    def view(row: Summary) -> SummaryView:
        frozen = rules.is_month_closed(cards[row.secondment_id].programme.id, clock.month_of(row.last_on))
        return _view(row, names.get(row.author_id, ""), frozen=frozen)

    return view_page(rows, following, view, work.now if since is not None else None)


def get_draft(work: Work, secondment_id: UUID, name: str) -> DraftView:
    """The draft of one's own period as the entries stand now."""
    access = get_access(work, secondment_id)
    require(policy.can_write(access.relations))
    period = open_period(work, access, name)
    draft = draft_of(work, secondment_id, period)
    first, last = _days(access, period)
    return DraftView(
        period=period.name, grain=period.grain, first_on=first, last_on=last, text=draft.text,
        limit=LIMITS[period.grain], digest=draft.digest, built_on=list(draft.built_on),
    )  # fmt: skip


def open_period(work: Work, access: Access, name: str) -> Period:
    """The period by its name, begun and with a day of the term; Invalid else."""
    period = parse_period(name)
    if period is None:
        raise Invalid.at("/period", N_("没有这样的周、月或季度。"), "unknown-period")
    if period.last_on < access.secondment.start_on or period.first_on > policy.last_day(access.secondment):
        raise Invalid.at("/period", N_("这段时间不在挂职期内。"), "outside-term")
    if period.first_on > work.today:
        raise Invalid.at("/period", N_("这段时间还没有开始。"), "in-future")
    return period


def may_read(work: Work, access: Access, period: Period, voice: Voice) -> bool:
    """A summary is read by those who read the records of its last day, and programs with the scope; a note by the
    cadre, the units on both sides and the Organization Department. Finance reads neither."""
    if work.actor.kind == "client":
        return voice is Voice.CADRE and work.actor.allows(Scope.SUMMARY_READ)
    last = _days(access, period)[1]
    if access.is_author or reads_text(work, access, last):
        return True
    return voice is Voice.HOST and can_administer(access.relations)


def may_read_some(work: Work, access: Access) -> bool:
    """Whether a list of what was kept is theirs at all, empty though it may be."""
    if work.actor.kind == "client":
        return work.actor.allows(Scope.SUMMARY_READ)
    last = min(work.today, policy.last_day(access.secondment))
    return access.is_author or can_administer(access.relations) or reads_text(work, access, last)


def may_note(work: Work, access: Access, period: Period) -> bool:
    """Who reviews the last day of a period may write the note on it."""
    last = _days(access, period)[1]
    rules = get_policy(work, access.secondment.programme_id, work.today)
    return period.grain in NOTE_LIMITS and can_manage(access.relations_on(last), rules.reviewed_by)


def view_of(work: Work, access: Access, row: Summary) -> SummaryView:
    """A kept text for a reader who was checked."""
    name = names_of(work, {row.author_id}).get(row.author_id, "")
    view = _view(row, name, frozen=_frozen(work, access, row))
    if not access.is_author or row.voice is not Voice.CADRE or view.frozen or view.hidden:
        return view
    newer = draft_of(work, row.secondment_id, _period(row)).digest != row.draft_digest
    return view.model_copy(update={"has_newer_draft": newer})


@dataclass(frozen=True, slots=True)
class _Write:
    client_id: UUID
    text: str
    draft_digest: str | None
    voice: Voice

    def digest(self, period: Period) -> str:
        """What makes two bodies of one `client_id` the same."""
        plain = [period.name, self.voice.value, self.text]
        return hashlib.sha256(orjson.dumps(plain)).hexdigest()


def _keep(work: Work, access: Access, period: Period, write: _Write, if_match: int | None) -> tuple[SummaryView, bool]:
    hold_month(work, access.secondment.programme_id, clock.month_of(_days(access, period)[1]))
    for _ in range(ATTEMPTS):
        try:
            with work.session.begin_nested():
                row, created = _keep_once(work, access, period, write, if_match)
            return view_of(work, access, row), created
        except IntegrityError:
            continue  # the same period or client_id was written at this very moment: judge by what stands now
    raise VersionConflict


def _keep_once(work: Work, access: Access, period: Period, write: _Write, if_match: int | None) -> tuple[Summary, bool]:
    row = repository.find_summary(work.session, access.secondment.id, write.voice, period.name, lock=True)
    known = repository.find_write(work.session, access.secondment.id, write.client_id)
    if known is not None:
        if row is None or known.summary_id != row.id or known.body_digest != write.digest(period):
            raise refused(Refusal.CLIENT_ID_REUSED, view_of(work, access, row) if row else None)
        return row, False
    _require_open(work, access, row, if_match)
    if row is not None and row.hidden is Hidden.QUARANTINED:
        raise TextHidden(extra={"current": view_of(work, access, row)})
    refuse_blocked({"/text": write.text})
    if row is None:
        return _create(work, access, period, write), True
    before = row.model_dump(mode="json")
    row.text, row.author_id = write.text, _person(work)
    row.hidden = row.hidden_reason = None  # what was purged may be written anew
    row.draft_digest = write.draft_digest or row.draft_digest
    row.updated_at = work.now
    work.session.flush()
    _told(work, row, write, period, before)
    return row, False


def _require_open(work: Work, access: Access, row: Summary | None, if_match: int | None) -> None:
    if access.secondment.status in policy.NOT_BEGUN:
        raise NotOnPost
    if access.secondment.status is SecondmentStatus.ARCHIVED:
        raise SecondmentArchived
    if row is None:
        return
    extra: Mapping[str, Any] = {"current": view_of(work, access, row)}
    if _frozen(work, access, row):
        error = Conflict(N_("本月已结账，已保存的小结和评语不再修改。"), extra=extra)
        error.code = Refusal.MONTH_CLOSED.code
        raise error
    if if_match is None:
        raise VersionConflict(extra=extra)
    if if_match != row.version:
        raise StaleVersion(extra=extra)


def _create(work: Work, access: Access, period: Period, write: _Write) -> Summary:
    first, last = _days(access, period)
    row = Summary(
        secondment_id=access.secondment.id,
        cadre_id=access.secondment.cadre_id,
        unit_id=access.posting_on(last).receiving_unit_id,
        voice=write.voice,
        period=period.name,
        first_on=first,
        last_on=last,
        text=write.text,
        author_id=_person(work),
        draft_digest=write.draft_digest,
    )
    work.session.add(row)
    work.session.flush()
    _told(work, row, write, period, None)
    return row


def _told(work: Work, row: Summary, write: _Write, period: Period, before: dict[str, Any] | None) -> None:
    work.session.add(
        SummaryVersion(
            summary_id=row.id,
            secondment_id=row.secondment_id,
            number=row.version,
            client_id=write.client_id,
            body_digest=write.digest(period),
            text=row.text,
            actor_id=row.author_id,
            at=work.now,
        )
    )
    work.session.flush()
    audit(work, _VERBS[row.voice], SUBJECT, row.id, before=before, after=row, unit_id=row.unit_id,
          period=row.period, version=row.version)  # fmt: skip
    if row.voice is Voice.HOST and before is None:
        publish(work, "summary.noted", secondment_id=row.secondment_id, person_id=row.cadre_id, period=row.period,
                grain=str(period.grain))  # fmt: skip


def _view(row: Summary, author_name: str, *, frozen: bool) -> SummaryView:
    return SummaryView(
        **row.model_dump(
            include={
                "id",
                "secondment_id",
                "voice",
                "period",
                "first_on",
                "last_on",
                "text",
                "version",
                "hidden",
                "hidden_reason",
            }
        ),
        grain=_grain(row),
        author_name=author_name,
        kept_at=row.updated_at,
        frozen=frozen,
    )


def _frozen(work: Work, access: Access, row: Summary) -> bool:
    """Record facts freeze with the month of a period's last day."""
    return is_month_closed(work, access.secondment.programme_id, clock.month_of(row.last_on))


def _grain(row: Summary) -> Grain:
    return _period(row).grain


def _period(row: Summary) -> Period:
    found = parse_period(row.period)
    assert found is not None  # noqa: S101 - it was parsed when it was kept
    return found


def _days(access: Access, period: Period) -> tuple[date, date]:
    """The period's days within the term."""
    row = access.secondment
    return max(period.first_on, row.start_on), min(period.last_on, policy.last_day(row))


def _check_length(text: str, limit: int) -> None:
    if len(text) > limit:
        error = FieldError("/text", "too-long", N_("不超过 %(limit)s 字，现有 %(count)s 字。"),
                           {"limit": limit, "count": len(text)})  # fmt: skip
        raise Invalid(errors=(error,))


def _person(work: Work) -> UUID:
    assert work.actor.person_id is not None  # noqa: S101 - only people keep or note
    return work.actor.person_id
