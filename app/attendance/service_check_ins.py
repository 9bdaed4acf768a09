"""Check-ins: one tap, replayed safely, with or without a position, withdrawn on its own day, positions forgotten."""

import hashlib
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy.exc import IntegrityError

from app.accounts.models_care import ConsentKind
from app.accounts.service_consents import is_refused
from app.attendance import policy, repository
from app.attendance import repository_check_ins as store
from app.attendance.errors import CheckInDayPast, CheckInOff, ClientIdReused, NotServing
from app.attendance.geo import Datum, Point, as_wgs84, coarsen, distance_m, is_inside
from app.attendance.models import CheckIn
from app.attendance.ports import PORTS
from app.attendance.schemas import CheckInFilter, CheckInIn, CheckInView, PlaceView, PositionIn
from app.attendance.service_days import policy_of
from app.attendance.service_ledger import term_of
from app.attendance.windows import ClockDoubt, duty_at, judge_clock, parse_windows
from app.audit.service import record
from app.core import clock, events
from app.core.errors import Invalid, NotFound, require
from app.core.i18n import N_
from app.core.paging import Page, view_page
from app.core.work import Work
from app.secondments import service_cards
from app.secondments.access import Access, get_access, refuse_imported
from app.secondments.models import CheckInPolicy, LocationPolicy, ProgrammePolicy, SecondmentStatus
from app.secondments.policy import Relation

KEEP_AFTER_CLOSE, KEEP_AT_MOST = timedelta(days=30), timedelta(days=90)
BELIEVED_BACK = timedelta(days=7)
"""A tap kept on the phone without a signal is dated by the phone this far back, older ones by the server."""
DEFAULT_RADIUS_M = 500
POSITION_NOT_KEPT = N_("本项目不记录位置，您提供的位置未保存。签到照常有效。")
POSITION_REFUSED = N_("您已收回位置授权，这次的位置未保存。签到照常有效。")
FORGOTTEN = ""
"""The digest of a check-in whose position was deleted on its cadre's wish: nothing is left that could tell it."""
_READERS = frozenset(
    {Relation.AUTHOR, Relation.SUPERVISOR, Relation.GROUP_LEADER, Relation.LIAISON, Relation.SENDER, Relation.CLIENT}
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """A check-in as it stands, whether this call made it, and a plain remark for the cadre."""

    view: CheckInView
    created: bool
    notice: str | None


def put_check_in(work: Work, client_id: UUID, body: CheckInIn) -> Outcome:
    """Keep one tap. The same body again is answered with what stands; nothing about clocks or places is refused.

    Errors: `check-in-off`, `not-serving` (outside the term), `client-id-reused` (409); 404 for somebody else's.
    """
    access = get_access(work, body.secondment_id, lock=True)
    require(policy.can_check_in(access.relations))
    refuse_imported(work, access.secondment)
    when = _dated(body.happened_at, work.now)
    on = clock.civil_date(when)
    rules = policy_of(work, access.secondment, on)
    position = body.position if rules.location is LocationPolicy.COARSE else None
    notice = POSITION_NOT_KEPT if body.position and position is None else None
    known = store.find_check_in(work.session, client_id)
    if known is not None:
        return _replayed(work, known, {_digest(body, position), _digest(body, None), FORGOTTEN}, notice)
    if position is not None and is_refused(work, ConsentKind.POSITION):
        position, notice = None, POSITION_REFUSED
    _check_serving(work, access, rules, on)
    if body.attachment_id is not None and not PORTS.owns_attachment(work, body.attachment_id):
        raise Invalid.at("/attachment_id", N_("没有找到这张照片，请重新上传。"), "unknown")
    row = _make(work, access, rules, client_id, body, when)
    row.body_digest = _digest(body, position)
    if position is not None:
        _place(work, row, access, position)
    _store(work, row)
    facts: dict[str, Any] = {"on": on.isoformat(), "kind": row.kind, "window": row.window}
    record(work, "attendance.check_in", "check_in", row.id, unit_id=row.unit_id, **facts, clock_doubt=row.clock_doubt)
    return Outcome(_view(work, row, work.actor.name), True, notice)


def withdraw_check_in(work: Work, client_id: UUID) -> CheckInView:
    """Take one's own check-in back on its own day; its position is forgotten at once."""
    row = store.find_check_in(work.session, client_id)
    if row is None:
        raise NotFound
    if row.cadre_id != work.actor.person_id:
        require(not get_access(work, row.secondment_id).relations & _READERS)
        raise NotFound
    if row.withdrawn_at is None:
        if clock.civil_date(row.received_at) != work.today:
            raise CheckInDayPast
        row.withdrawn_at = work.now
        _forget(row)
        work.session.add(row)
        work.session.flush()
        record(work, "attendance.check_in_withdraw", "check_in", row.id, unit_id=row.unit_id, kind=row.kind)
    return _view(work, row, work.actor.name)


def list_check_ins(work: Work, wanted: CheckInFilter, limit: int, cursor: str | None) -> Page[CheckInView]:
    """Own check-ins, and those of hosted, led or sent cadres without any position."""
    if wanted.secondment_id is not None:
        require(bool(get_access(work, wanted.secondment_id).relations & _READERS))
    reader = work.actor.only(*policy.CHECK_IN_READERS)
    rows, following = store.list_check_ins(work.session, reader, work.today, wanted, limit, cursor)
    names = repository.names_of(work.session, {row.cadre_id for row in rows})
    mirrored = work.now if wanted.changed_since is not None else None
    return view_page(rows, following, lambda row: _view(work, row, names[row.cadre_id]), mirrored)


def check_ins_of_day(work: Work, secondment_id: UUID, on: date) -> list[CheckInView]:
    """The author's own check-ins of a day, for the page 今日."""
    access = get_access(work, secondment_id)
    require(policy.can_check_in(access.relations))
    return [_view(work, row, work.actor.name) for row in store.list_of_day(work.session, secondment_id, on)]


def follow_transfers() -> None:
    """Called once when the application is put together: a check-in stands with the unit that hosts its day."""
    events.subscribe("secondment.transferred", _on_moved)
    events.subscribe("secondment.transfer_withdrawn", _on_moved)


def _on_moved(work: Work, facts: dict[str, Any]) -> None:
    store.rehost(work.session, facts["secondment_id"], facts["from_on"], work.now)


def expire_after_close(work: Work, programme_id: UUID, month: str) -> None:
    """Called when a month is closed: its positions expire 30 days later at the latest."""
    first, last = clock.month_bounds(month)
    store.expire_by(work.session, programme_id, first, last, work.now + KEEP_AFTER_CLOSE)


def forget_expired_positions(work: Work) -> int:
    """Blank every position whose time has come; answers how many."""
    return store.blank_expired(work.session, work.now)


def forget_positions_of(work: Work, person_id: UUID) -> int:
    """Delete every position that is kept of a person, because they took their consent back; answers how many."""
    return store.blank_of(work.session, person_id, FORGOTTEN, work.now)


def _dated(happened_at: datetime, received_at: datetime) -> datetime:
    """The instant that counts: the phone's when it can be believed, else the server's."""
    lag = received_at - happened_at
    ahead = judge_clock(happened_at, received_at) is ClockDoubt.AHEAD
    return received_at if ahead or lag > BELIEVED_BACK else happened_at


def _check_serving(work: Work, access: Access, rules: ProgrammePolicy, on: date) -> None:
    if rules.check_in is CheckInPolicy.OFF:
        raise CheckInOff
    card = service_cards.describe(work, [access.secondment.id])[access.secondment.id]
    begun = access.secondment.status not in (SecondmentStatus.DRAFT, SecondmentStatus.APPROVED)
    if not begun or not term_of(card).covers(on):
        raise NotServing


def _make(
    work: Work, access: Access, rules: ProgrammePolicy, client_id: UUID, body: CheckInIn, when: datetime
) -> CheckIn:
    windows = parse_windows(rules.duty_windows) if rules.check_in is CheckInPolicy.DUTY else ()
    duty = duty_at(when, windows)
    return CheckIn(
        id=client_id,
        secondment_id=access.secondment.id,
        cadre_id=access.secondment.cadre_id,
        unit_id=access.posting_on(clock.civil_date(when)).receiving_unit_id,
        kind=body.kind,
        civil_on=clock.civil_date(when),
        happened_at=body.happened_at.astimezone(UTC),
        received_at=work.now,
        clock_doubt=judge_clock(body.happened_at, work.now) is not None,
        window=str(duty.window) if duty else None,
        note=body.note or None,
        attachment_id=body.attachment_id,
        body_digest="",
    )


def _place(work: Work, row: CheckIn, access: Access, position: PositionIn) -> None:
    """Measure the exact fix against the post, then keep a grid point of it and when to forget that."""
    exact = as_wgs84(Point(position.lat, position.lon), position.datum)
    unit = store.get_unit(work.session, row.unit_id)
    if unit.lat is not None and unit.lon is not None:
        away = distance_m(exact, Point(unit.lat, unit.lon))
        row.distance_m = round(away)
        row.inside = is_inside(away, unit.radius_m or DEFAULT_RADIUS_M, position.accuracy_m)
    coarse = coarsen(exact)
    row.lat, row.lon, row.datum = coarse.lat, coarse.lon, Datum.WGS84.value
    row.accuracy_m = None if position.accuracy_m is None else round(position.accuracy_m)
    row.fixed_at = position.fixed_at
    closed = store.closed_at(work.session, access.secondment.programme_id, clock.month_of(row.civil_on))
    latest = work.now + KEEP_AT_MOST
    row.position_expires_at = min(latest, closed + KEEP_AFTER_CLOSE) if closed else latest


def _store(work: Work, row: CheckIn) -> None:
    """The primary key answers when the same id arrives for two secondments at once."""
    try:
        with work.session.begin_nested():
            work.session.add(row)
            work.session.flush()
    except IntegrityError as error:
        raise ClientIdReused from error


def _replayed(work: Work, known: CheckIn, digests: set[str], notice: str | None) -> Outcome:
    """The same tap again, whether or not its position was kept or forgotten since."""
    if known.cadre_id != work.actor.person_id:
        raise NotFound
    if known.body_digest not in digests:
        raise ClientIdReused
    return Outcome(_view(work, known, work.actor.name), False, notice)


def _digest(body: CheckInIn, position: PositionIn | None) -> str:
    """SHA-256 of the body, the position only as the grid point that is kept: a digest must not give the fix away."""
    plain = body.model_dump(mode="json", exclude={"position"})
    if position is not None:
        coarse = coarsen(as_wgs84(Point(position.lat, position.lon), position.datum))
        plain["position"] = [coarse.lat, coarse.lon, position.datum]
    return hashlib.sha256(orjson.dumps(plain, option=orjson.OPT_SORT_KEYS)).hexdigest()


def _forget(row: CheckIn) -> None:
    row.lat = row.lon = row.accuracy_m = row.datum = row.fixed_at = None
    row.distance_m = row.position_expires_at = None


def _view(work: Work, row: CheckIn, cadre_name: str) -> CheckInView:
    own = row.cadre_id == work.actor.person_id
    place = None
    if own and row.lat is not None and row.lon is not None:
        place = PlaceView(lat=row.lat, lon=row.lon, datum=Datum.WGS84, expires_at=row.position_expires_at)
    return CheckInView(
        id=row.id,
        version=row.version,
        secondment_id=row.secondment_id,
        cadre_id=row.cadre_id,
        cadre_name=cadre_name,
        kind=row.kind,
        on=row.civil_on,
        happened_at=row.happened_at,
        received_at=row.received_at,
        clock_doubt=row.clock_doubt,
        window=row.window,
        inside=row.inside,
        distance_m=row.distance_m if own else None,
        position=place,
        note=row.note if work.actor.kind == "person" else None,
        attachment_id=row.attachment_id if work.actor.kind == "person" else None,
        withdrawn_at=row.withdrawn_at,
    )
