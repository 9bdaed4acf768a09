"""Draws as they are shown, held to their word by a recomputation, and voided."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from app.accounts.directory import names_of, unit_names_of
from app.audit.service import record as audit
from app.core.errors import NotFound, StaleVersion, require
from app.core.paging import Page
from app.core.work import Work
from app.secondments.service_cards import describe
from app.secondments.service_frame import name_of_group, programme_names
from app.spot_checks import policy_formal as policy
from app.spot_checks import repository_draws as repository
from app.spot_checks import repository_formal as checks
from app.spot_checks.drawing import METHOD, Frame, assign, draw, frame_of
from app.spot_checks.errors import DrawBegun
from app.spot_checks.models import SpotCheckStatus
from app.spot_checks.models_formal import FormalCheck, FormalInspector, SpotCheckDraw
from app.spot_checks.schemas_draws import DrawnView, DrawView, FrameEntryView, FrameView, InspectorView, VoidIn
from app.spot_checks.service_formal import inspector_view

SUBJECT = "spot_check_draw"


def number_of(row: SpotCheckDraw) -> str:
    """`抽-2026-03-2`: the second draw about March."""
    return f"抽-{row.month}-{row.serial}"


def fit_inspectors(
    pool: Sequence[str], excluded: Mapping[str, Mapping[str, str]], secondment_ids: Sequence[str]
) -> dict[str, list[str]]:
    """Who of the pool may check each."""
    return {key: [one for one in pool if one not in excluded.get(key, {})] for key in secondment_ids}


def list_draws(work: Work, limit: int, cursor: str | None) -> Page[DrawView]:
    """The draws of the actor's own offices, newest first, void ones among them; Forbidden to all others."""
    require(policy.may_draw_somewhere(work.actor))
    rows, following = repository.page_draws(work.session, work.actor, limit, cursor)
    return Page[DrawView](items=views_of(work, rows), next_cursor=following)


def get_draw(work: Work, draw_id: UUID) -> DrawView:
    """One draw; NotFound but for the Organization Department that drew it."""
    return view_of(work, open_draw(work, draw_id))


def open_draw(work: Work, draw_id: UUID, *, lock: bool = False) -> SpotCheckDraw:
    """The row of a draw that the actor may know of."""
    row = repository.find_draw(work.session, draw_id, lock=lock)
    if row is None or not work.actor.paths(policy.DRAWS):
        raise NotFound
    require(work.actor.holds(policy.DRAWS, repository.home_path(work.session, row)), NotFound())
    return row


def get_frame(work: Work, draw_id: UUID) -> FrameView:
    """The frame with its weights, which are nobody else's to know: its reading is logged."""
    row = open_draw(work, draw_id)
    kept = repository.get_frame(work.session, row.id).frame
    frame = frame_of(kept)
    audit(work, "spot_checks.frame", SUBJECT, row.id, unit_id=row.home_unit_id, frame_size=row.frame_size)
    return FrameView(
        draw_id=row.id,
        method=row.method,
        seed=row.seed,
        size=row.size,
        by_weight=row.by_weight,
        dates_each=row.dates_each,
        workdays=list(frame.workdays),
        entries=[
            FrameEntryView(id=UUID(one.id), weight=one.weight, spans=[list(span) for span in one.spans])
            for one in frame.entries
        ],
        inspectors=[UUID(one) for one in row.inspector_ids],
        excluded=kept["excluded"],
        digest=row.frame_digest,
    )


def void_draw(work: Work, draw_id: UUID, body: VoidIn) -> DrawView:
    """A draw that must not count stays listed with its reason; DrawBegun once a visit was made."""
    require(policy.may_draw_somewhere(work.actor))
    row = open_draw(work, draw_id, lock=True)
    if row.voided_at is not None and row.void_reason == body.reason:
        return view_of(work, row)
    if body.version != row.version:
        raise StaleVersion(extra={"current": view_of(work, row)})
    planned = repository.checks_of(work.session, [row.id])[row.id]
    require(row.voided_at is None and all(one.status is SpotCheckStatus.PLANNED for one in planned), DrawBegun())
    row.voided_at, row.voided_by_id, row.void_reason = work.now, work.actor.person_id, body.reason
    for one in planned:
        one.voided_at = work.now
    work.session.flush()
    audit(work, "spot_checks.void", SUBJECT, row.id, after=row, unit_id=row.home_unit_id, checks=len(planned))
    return view_of(work, row)


@dataclass(frozen=True, slots=True)
class Verified:
    """What a recomputation from the kept seed and frame gives: each is to be the same as what stands."""

    digest: str
    frame: bool
    drawn: bool
    inspectors: bool

    @property
    def holds(self) -> bool:
        """Everything agrees."""
        return self.frame and self.drawn and self.inspectors


def verify(work: Work, draw_id: UUID) -> Verified:
    """Recompute a draw; what was changed behind Jishi's back shows."""
    row = open_draw(work, draw_id)
    kept = repository.get_frame(work.session, row.id).frame
    return recompute(work, row, frame_of(kept), kept["excluded"])


def recompute(work: Work, row: SpotCheckDraw, frame: Frame, excluded: Mapping[str, Mapping[str, str]]) -> Verified:
    """The draw again, beside what is stored."""
    stored = repository.checks_of(work.session, [row.id])[row.id]
    picked = draw(row.seed, frame, row.size, row.by_weight, row.dates_each)
    again = [(one.rank, one.arm, one.id, [str(on) for on in one.days]) for one in picked]
    named = [one.id for one in picked]
    pairs = assign(row.seed, named, fit_inspectors(row.inspector_ids, excluded, named))
    people = checks.inspectors_of(work.session, [one.id for one in stored])
    standing = {str(one.secondment_id): tuple(str(each.person_id) for each in people[one.id]) for one in stored}
    return Verified(
        digest=frame.digest(),
        frame=row.method == METHOD and frame.digest() == row.frame_digest and len(frame.entries) == row.frame_size,
        drawn=again == [(one.rank, one.arm, str(one.secondment_id), list(one.days)) for one in stored],
        inspectors=pairs == standing,
    )


def view_of(work: Work, row: SpotCheckDraw) -> DrawView:
    """One draw as the Organization Department sees it."""
    return views_of(work, [row])[0]


def views_of(work: Work, rows: Sequence[SpotCheckDraw]) -> list[DrawView]:
    """Draws with their names: a handful of statements however many."""
    drawn = repository.checks_of(work.session, [row.id for row in rows])
    every = [one for some in drawn.values() for one in some]
    people = checks.inspectors_of(work.session, [one.id for one in every])
    who = {UUID(one) for row in rows for one in row.inspector_ids} | {one.cadre_id for one in every}
    names = names_of(work, who | {row.created_by_id for row in rows} | {row.voided_by_id for row in rows})
    units = unit_names_of(work, {one.unit_id for one in every} | {row.unit_id for row in rows})
    scopes = _scopes(work, rows, units)
    found = []
    for row in rows:
        others = (one for one in drawn[row.id] if one.cadre_id != work.actor.person_id)
        shown = [_drawn(one, names, units, people[one.id]) for one in others]
        found.append(_view(row, names, scopes[row.id], shown))
    return found


def _drawn(
    one: FormalCheck, names: Mapping[UUID, str], units: Mapping[UUID, str], people: Sequence[FormalInspector]
) -> DrawnView:
    return DrawnView(
        id=one.id,
        number=one.number,
        rank=one.rank,
        arm=one.arm,
        status=one.status,
        secondment_id=one.secondment_id,
        cadre_id=one.cadre_id,
        cadre_name=names[one.cadre_id],
        unit_name=units[one.unit_id],
        dates=[date.fromisoformat(on) for on in one.days],
        inspectors=[inspector_view(each, names) for each in people],
    )


def _view(row: SpotCheckDraw, names: Mapping[UUID, str], scope_name: str, shown: list[DrawnView]) -> DrawView:
    pool = [InspectorView(id=UUID(one), name=names.get(UUID(one), ""), signed_at=None) for one in row.inspector_ids]
    return DrawView(
        **{key: value for key, value in row.model_dump().items() if key in DrawView.model_fields},
        number=number_of(row),
        scope_name=scope_name,
        inspectors=pool,
        drawn_by=names.get(row.created_by_id, "") if row.created_by_id else "",
        drawn_at=row.created_at,
        voided_by=names.get(row.voided_by_id) if row.voided_by_id else None,
        checks=shown,
    )


def _scopes(work: Work, rows: Sequence[SpotCheckDraw], units: Mapping[UUID, str]) -> dict[UUID, str]:
    """What each was drawn among, in the words of its parts."""
    programmes = programme_names(work, [row.programme_id for row in rows])
    cards = describe(work, [row.secondment_id for row in rows if row.secondment_id])
    found = {}
    for row in rows:
        parts = [
            programmes.get(row.programme_id) if row.programme_id else None,
            units.get(row.unit_id) if row.unit_id else None,
            name_of_group(work, row.group_id) if row.group_id else None,
            cards[row.secondment_id].cadre_name if row.secondment_id in cards else None,
        ]
        found[row.id] = " · ".join(part for part in parts if part)
    return found
