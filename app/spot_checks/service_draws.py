"""Drawing 抽签: the server mints the seed once everything else is fixed; there is no redraw in silence."""

import secrets
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from app.accounts.service_people import list_active_holders
from app.accounts.service_ties import ties_of
from app.audit.service import record as audit
from app.core import clock
from app.core.actor import Role
from app.core.errors import FieldError, Invalid, require
from app.core.events import publish
from app.core.i18n import N_
from app.core.work import Work
from app.secondments.service_frame import Scope, paths_of
from app.secondments.service_minting import hold_identity, is_replay, stamp
from app.secondments.service_programmes import own_units
from app.spot_checks import policy_formal as policy
from app.spot_checks import repository_draws as repository
from app.spot_checks.drawing import INSPECTORS_EACH, METHOD, Picked, assign, draw, weighted_part
from app.spot_checks.errors import InspectorsConflict, NobodyToDraw
from app.spot_checks.exclusion import Conflict
from app.spot_checks.models_formal import FormalCheck, FormalInspector, SpotCheckDraw, SpotCheckFrame
from app.spot_checks.schemas_draws import DrawIn, DrawView, FrameSizeView
from app.spot_checks.service_draw_views import fit_inspectors, number_of, view_of
from app.spot_checks.service_frame import Drawable, conflicts_in, frame_for

SUBJECT = "spot_check_draw"
MOST_NAMED = 5
Conflicts = Mapping[UUID, Mapping[UUID, Conflict]]


def preview_frame(work: Work, body: DrawIn) -> FrameSizeView:
    """How large the frame is, nobody's name; the same errors as the draw would have."""
    require(policy.may_draw_somewhere(work.actor))
    found, _ = _prepared(work, body)
    return FrameSizeView(
        frame_size=len(found.cards), workdays=len(found.frame.workdays), inspectors=len(body.inspectors)
    )


def draw_checks(work: Work, body: DrawIn) -> tuple[DrawView, bool]:
    """Draw, and plan a formal check for each who was drawn; (view, whether it is new).

    Errors: empty-frame, too-many, not-an-inspector, inspectors-conflict (nothing was drawn then), id-reused.
    """
    require(policy.may_draw_somewhere(work.actor))
    hold_identity(work, body.id)
    existing = repository.find_draw(work.session, body.id) if body.id else None
    if existing is not None and is_replay(work, existing, body):
        return view_of(work, existing), False
    found, conflicts = _prepared(work, body)
    row = _store_draw(work, body, found)
    picked = draw(row.seed, found.frame, row.size, row.by_weight, row.dates_each)
    excluded = {str(key): {str(one): str(why) for one, why in some.items()} for key, some in conflicts.items() if some}
    kept = found.frame.as_json() | {"excluded": excluded}
    work.session.add(SpotCheckFrame(draw_id=row.id, frame=kept))
    fit = fit_inspectors(row.inspector_ids, excluded, [one.id for one in picked])
    assigned = assign(row.seed, (one.id for one in picked), fit)
    for one in picked:
        _plan(work, row, found, one, assigned[one.id], body.signal_id)
    facts: dict[str, Any] = {"size": row.size, "frame_size": row.frame_size, "frame_digest": row.frame_digest}
    audit(
        work, "spot_checks.draw", SUBJECT, row.id, after=row, unit_id=row.home_unit_id, number=number_of(row), **facts
    )
    for person_id in sorted({person for pair in assigned.values() for person in pair}):
        publish(work, "spot_check.drawn", draw_id=row.id, number=number_of(row), person_id=UUID(person_id))
    return view_of(work, row), True


def _prepared(work: Work, body: DrawIn) -> tuple[Drawable, Conflicts]:
    """Everything that could refuse the draw is asked before there is a seed, and of the whole frame."""
    scope = Scope(**body.scope.model_dump())
    found = frame_for(work, scope, body.first_on, body.last_on)
    if not found.cards:
        raise NobodyToDraw(errors=(FieldError("/scope", NobodyToDraw.code, NobodyToDraw.message),))
    if body.size > len(found.cards):
        raise Invalid.at("/size", N_("范围里只有 %(count)s 人，抽不出这么多。"), "too-many", count=len(found.cards))
    _check_inspectors(work, body, found)
    conflicts = conflicts_in(work, list(found.cards.values()), body.inspectors, body.first_on, body.last_on)
    _require_two_each(work, body, found, conflicts)
    return found, conflicts


def _check_inspectors(work: Work, body: DrawIn, found: Drawable) -> None:
    """Each holds the inspector's role today over every programme of the frame."""
    ties = ties_of(work, body.inspectors, work.today, work.today)
    active = {person.id for person in list_active_holders(work, Role.INSPECTOR)}
    paths = set(paths_of(work, {card.programme.unit_id for card in found.cards.values()}).values())
    for index, person_id in enumerate(body.inspectors):
        known = ties.get(person_id) if person_id in active else None
        held = {path for role, path in known.held if role is Role.INSPECTOR} if known and known.is_open else set()
        if not all(any(path.startswith(one) for one in held) for path in paths):
            pointer = f"/inspectors/{index}"
            raise Invalid.at(pointer, N_("此人现在不是这个范围的检查人，请先授予角色。"), "not-an-inspector")


def _require_two_each(work: Work, body: DrawIn, found: Drawable, conflicts: Conflicts) -> None:
    lacking = [key for key, some in conflicts.items() if len(body.inspectors) - len(some) < INSPECTORS_EACH]
    if not lacking:
        return
    names = {one.id: one.name for one in ties_of(work, body.inspectors, work.today, work.today).values()}
    shown: list[dict[str, Any]] = [
        {
            "secondment_id": str(key),
            "cadre_name": found.cards[key].cadre_name,
            "inspectors": [
                {"id": str(one), "name": names[one], "reason": str(why)} for one, why in conflicts[key].items()
            ],
        }
        for key in sorted(lacking, key=lambda key: found.cards[key].cadre_name)[:MOST_NAMED]
    ]
    raise InspectorsConflict(
        cadre=shown[0]["cadre_name"],
        names="、".join(one["name"] for one in shown[0]["inspectors"]),
        extra={"conflicts": shown},
    )


def _store_draw(work: Work, body: DrawIn, found: Drawable) -> SpotCheckDraw:
    home_id = _home_of(work, body, found)
    hold_identity(work, home_id)
    month = clock.month_of(body.last_on)
    row = SpotCheckDraw(
        home_unit_id=home_id,
        **body.scope.model_dump(),
        month=month,
        serial=repository.last_serial(work.session, home_id, month) + 1,
        first_on=body.first_on,
        last_on=body.last_on,
        size=body.size,
        by_weight=weighted_part(body.size),
        dates_each=body.dates_each,
        inspector_ids=[str(one) for one in body.inspectors],
        seed=secrets.token_hex(16),
        method=METHOD,
        frame_size=len(found.cards),
        frame_digest=found.frame.digest(),
        created_at=work.now,
    )
    stamp(work, row, body)
    work.session.add(row)
    work.session.flush()
    return row


def _home_of(work: Work, body: DrawIn, found: Drawable) -> UUID:
    """Whose draw it is: the programme's office, or the highest of the actor's own that all of the frame is under."""
    homes = {card.programme.unit_id for card in found.cards.values()}
    if body.scope.programme_id is not None or len(homes) == 1:
        return min(homes)
    paths = paths_of(work, [unit_id for unit_id, _ in own_units(work)])
    return min(paths, key=lambda key: (len(paths[key]), paths[key]))


def _plan(
    work: Work, row: SpotCheckDraw, found: Drawable, one: Picked, inspectors: tuple[str, ...], signal_id: UUID | None
) -> None:
    card = found.cards[UUID(one.id)]
    check = FormalCheck(
        draw_id=row.id,
        rank=one.rank,
        arm=one.arm,
        number=f"{number_of(row)}-{one.rank:02}",
        secondment_id=card.id,
        cadre_id=card.secondment.cadre_id,
        programme_id=card.programme.id,
        unit_id=card.posting_on(one.days[-1]).receiving_unit_id,
        days=[str(on) for on in one.days],
        signal_id=signal_id,
        created_at=work.now,
    )
    work.session.add(check)
    work.session.flush()
    work.session.add_all(
        FormalInspector(check_id=check.id, person_id=UUID(person), turn=turn) for turn, person in enumerate(inspectors)
    )
    work.session.flush()
