"""Regional arrangements: noted by the region's Organization Department, withdrawn, asked what they would do."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from app.accounts.creation import insert, standing
from app.accounts.directory import names_of
from app.accounts.models import Unit
from app.accounts.service_units import get_visible_unit
from app.audit.service import record
from app.core.actor import Role
from app.core.errors import IdReused, Invalid, NotFound, StaleVersion, require
from app.core.i18n import N_
from app.core.ids import new_id
from app.core.work import Work
from app.workdays import policy, repository
from app.workdays.errors import AlreadyWithdrawn
from app.workdays.models import CalendarOverlay
from app.workdays.overlays import Calendar, Overlay
from app.workdays.ports import PORTS
from app.workdays.rules import dates
from app.workdays.schemas import EffectsView, OverlayIn, OverlayQuery, OverlaysView, OverlayView, WithdrawIn
from app.workdays.service import forget_calendar, get_calendar, overlay_of


def list_overlays(work: Work, wanted: OverlayQuery) -> OverlaysView:
    """The arrangements at, above and below the actor's own units, the latest dates first."""
    paths = policy.known_paths(work.actor)
    place = _known_unit(work, wanted.unit_id).path if wanted.unit_id else None
    rows, cursor = repository.page_overlays(work.session, paths, place, wanted)
    return OverlaysView(items=_views(work, rows), next_cursor=cursor)


def get_overlay(work: Work, overlay_id: UUID) -> OverlayView:
    """One arrangement; NotFound elsewhere."""
    return _views(work, [_known(work, overlay_id).row])[0]


def create_overlay(work: Work, body: OverlayIn) -> tuple[OverlayView, bool]:
    """Note an arrangement; the ledgers of all open months follow at once. Answers it and whether it is new.

    On a host outside the region it is for the cadres of the region's own programmes alone.
    Raises Forbidden, Invalid at `/unit_id`, IdReused, NotFound for someone else's id.
    """
    found = repository.get_overlay(work.session, body.id) if body.id else None
    made = standing(work, found, body)
    if made is not None:
        return _views(work, [made])[0], False
    place = _arrangeable(work, body.unit_id)
    for_unit_id = place.sender.id if place.sender else None
    row = CalendarOverlay(**body.model_dump(exclude={"id"}), id=body.id or new_id(), for_unit_id=for_unit_id)
    row.created_at = work.now
    insert(work, row, body, IdReused())
    forget_calendar(work)
    view = _views(work, [row])[0]
    record(
        work,
        "workdays.overlay-create",
        "calendar_overlay",
        row.id,
        unit_id=place.keeper.id,
        after=view,
        kind=row.kind,
        first_on=row.first_on.isoformat(),
        last_on=row.last_on.isoformat(),
    )
    return view, True


def withdraw_overlay(work: Work, overlay_id: UUID, body: WithdrawIn) -> OverlayView:
    """Take an arrangement back; the same again by the same person changes nothing."""
    known = _known(work, overlay_id, lock=True)
    row = known.row
    require(policy.can_arrange(work.actor, known.place.keeper.path))
    if row.withdrawn_at is not None:
        if row.withdrawn_by_id == work.actor.person_id and row.version == body.version + 1:
            return _views(work, [row])[0]
        raise AlreadyWithdrawn(extra={"current": _views(work, [row])[0]})
    if row.version != body.version:
        raise StaleVersion(extra={"current": _views(work, [row])[0]})
    row.withdrawn_at, row.withdrawn_by_id, row.withdraw_reason = work.now, work.actor.person_id, body.reason
    work.session.add(row)
    work.session.flush()
    forget_calendar(work)
    record(
        work,
        "workdays.overlay-withdraw",
        "calendar_overlay",
        row.id,
        unit_id=known.place.keeper.id,
        kind=row.kind,
        first_on=row.first_on.isoformat(),
        last_on=row.last_on.isoformat(),
    )
    return _views(work, [row])[0]


def preview_overlay(work: Work, body: OverlayIn) -> EffectsView:
    """What noting this arrangement would do to the months that have begun; writes nothing."""
    place = _arrangeable(work, body.unit_id)
    added = Overlay(
        ref=str(body.id or new_id()),
        path=place.unit.path,
        for_path=place.sender.path if place.sender else None,
        kind=body.kind,
        first_on=body.first_on,
        last_on=body.last_on,
        name=body.name,
        made_at=work.now,
        half=body.half,
        document_no=body.document_no,
    )
    calendar = get_calendar(work, body.first_on, body.last_on)
    return _effects(work, replace(calendar, overlays=(*calendar.overlays, added)), added)


def preview_withdrawal(work: Work, overlay_id: UUID) -> EffectsView:
    """What withdrawing an arrangement would do; writes nothing."""
    known = _known(work, overlay_id)
    require(policy.can_arrange(work.actor, known.place.keeper.path))
    calendar = get_calendar(work, known.row.first_on, known.row.last_on)
    taken = overlay_of(known.row, known.place.unit.path)
    left = tuple(replace(one, withdrawn_at=work.now) if one.ref == taken.ref else one for one in calendar.overlays)
    return _effects(work, replace(calendar, overlays=left), taken)


def _effects(work: Work, calendar: Calendar, about: Overlay) -> EffectsView:
    days = frozenset(dates(about.first_on, about.last_on))
    return EffectsView(effects=list(PORTS.effects(work, calendar, days)))


@dataclass(frozen=True, slots=True)
class _Place:
    """Where an arrangement holds; `sender`: the region for whose cadres alone, when the host is not its own."""

    unit: Unit
    sender: Unit | None = None

    @property
    def keeper(self) -> Unit:
        """The unit whose Organization Department keeps it."""
        return self.sender or self.unit


@dataclass(frozen=True, slots=True)
class _Known:
    row: CalendarOverlay
    place: _Place


def _known_unit(work: Work, unit_id: UUID) -> Unit:
    unit = repository.units_of(work.session, [unit_id]).get(unit_id)
    if unit is None or not _is_known(work, _Place(unit)):
        raise NotFound
    return unit


def _arrangeable(work: Work, unit_id: UUID) -> _Place:
    """A unit of the actor's region; or a host outside it, for the region's own cadres."""
    require(policy.may_arrange_somewhere(work.actor))
    unit = repository.units_of(work.session, [unit_id]).get(unit_id)
    if unit is not None and policy.can_arrange(work.actor, unit.path):
        return _Place(unit)
    own = next((grant.unit_id for grant in work.actor.grants if grant.role is Role.ORGADMIN and grant.unit_id), None)
    try:
        host = get_visible_unit(work, unit_id)
    except NotFound:
        host = None
    if own is None or host is None:
        raise Invalid.at("/unit_id", N_("没有这个单位，或没有您地区的干部在那里挂职。"), "unknown-unit")
    return _Place(host, repository.units_of(work.session, [own])[own])


def _known(work: Work, overlay_id: UUID, *, lock: bool = False) -> _Known:
    row = repository.get_overlay(work.session, overlay_id, lock=lock)
    if row is None:
        raise NotFound
    units = repository.units_of(work.session, [one for one in (row.unit_id, row.for_unit_id) if one])
    place = _Place(units[row.unit_id], units[row.for_unit_id] if row.for_unit_id else None)
    if not _is_known(work, place):
        raise NotFound
    return _Known(row, place)


def _is_known(work: Work, place: _Place) -> bool:
    """The same rule as the list's: at, above or below the actor's own units."""
    paths = policy.known_paths(work.actor)
    of = [one.path for one in (place.unit, place.sender) if one]
    return paths is None or any(one.startswith(path) or path.startswith(one) for path in paths for one in of)


def _views(work: Work, rows: Sequence[CalendarOverlay]) -> list[OverlayView]:
    units = repository.units_of(work.session, [one for row in rows for one in (row.unit_id, row.for_unit_id) if one])
    people: Iterable[UUID | None] = {one for row in rows for one in (row.created_by_id, row.withdrawn_by_id)}
    names = names_of(work, people)
    return [
        OverlayView(
            **row.model_dump(include=set(OverlayView.model_fields)),
            unit_name=units[row.unit_id].name,
            for_unit_name=units[row.for_unit_id].name if row.for_unit_id else None,
            created_by=names.get(row.created_by_id) if row.created_by_id else None,
            withdrawn_by=names.get(row.withdrawn_by_id) if row.withdrawn_by_id else None,
            can_withdraw=row.withdrawn_at is None
            and policy.can_arrange(work.actor, units[row.for_unit_id or row.unit_id].path),
        )
        for row in rows
    ]
