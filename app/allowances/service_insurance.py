"""The insurance register: who is covered by which policy. Registered by the programme's offices, nobody's own."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from app.allowances import policy_insurance as policy
from app.allowances import repository_insurance as repository
from app.allowances.errors_insurance import PolicyOverlap, PolicyVoided
from app.allowances.models_insurance import InsurancePolicy
from app.allowances.schemas_insurance import (
    InsuranceFilter,
    InsuranceIn,
    InsurancePatch,
    InsuranceState,
    InsuranceView,
    VoidIn,
    check_span,
)
from app.audit.service import record
from app.core.errors import Invalid, NotFound, StaleVersion, require
from app.core.i18n import N_
from app.core.paging import MIRROR_LAG, Page
from app.core.schema import FieldValueError
from app.core.work import Work
from app.secondments import service_cards
from app.secondments.access import Access, get_access, refuse_imported
from app.secondments.models import Secondment, SecondmentStatus
from app.secondments.service_cards import SecondmentCard
from app.secondments.service_minting import check_version, hold_identity, is_replay, stamp

SUBJECT = "insurance"


def register(work: Work, body: InsuranceIn) -> tuple[InsuranceView, bool]:
    """Cover for one secondment and whether it is new; PolicyOverlap when the number covers one of its days already."""
    hold_identity(work, body.id)
    existing = repository.get_policy(work.session, body.id) if body.id else None
    access = get_access(work, body.secondment_id, lock=True)
    require(policy.can_register(access.relations))
    refuse_imported(work, access.secondment)
    if existing is not None and is_replay(work, existing, body):
        return _view(work, existing), False
    row = stamp(work, InsurancePolicy.model_validate(_values(access, body)), body)
    _check(work, access.secondment, row)
    work.session.add(row)
    work.session.flush()
    record(
        work,
        "insurance.register",
        SUBJECT,
        row.id,
        after=row,
        unit_id=access.secondment.receiving_unit_id,
        **facts(row),
    )
    return _view(work, row), True


def _values(access: Access, body: InsuranceIn) -> dict[str, object]:
    return body.model_dump(exclude={"id"}) | {"cadre_id": access.secondment.cadre_id}


def facts(row: InsurancePolicy) -> dict[str, Any]:
    """What the trail says of a policy: dates alone."""
    return {"start_on": row.start_on.isoformat(), "end_on": row.end_on.isoformat()}


def _check(work: Work, secondment: Secondment, row: InsurancePolicy) -> None:
    if secondment.status is SecondmentStatus.ARCHIVED:
        raise Invalid.at("/secondment_id", N_("这段挂职已归档，不再登记保险。"), "archived")
    if row.end_on < secondment.start_on or row.start_on > secondment.end_on:
        raise Invalid.at("/start_on", N_("保险期间与挂职期没有一天重合，请检查日期。"), "outside-term")
    standing = repository.find_overlap(work.session, row)
    if standing is not None:
        raise PolicyOverlap(
            first=standing.start_on.isoformat(),
            last=standing.end_on.isoformat(),
            extra={"current": _view(work, standing)},
        )


def change(work: Work, policy_id: UUID, body: InsurancePatch, expected: int | None) -> InsuranceView:
    """Correct a standing policy; PolicyVoided for one that is void."""
    row, access = _locked(work, policy_id)
    view = _view(work, row)
    check_version(expected, row.version, view)
    if row.voided_at is not None:
        raise PolicyVoided(extra={"current": view})
    wanted = {name: getattr(body, name) for name in body.model_fields_set}
    for name, value in wanted.items():
        if value is None:
            raise Invalid.at(f"/{name}", N_("不能为空。"), "missing")
    changed = {name: value for name, value in wanted.items() if getattr(row, name) != value}
    if not changed:
        return view
    before = row.model_copy()
    after = row.model_copy(update=changed)
    try:
        check_span(after.start_on, after.end_on)
    except FieldValueError as error:
        raise Invalid.at(error.pointer, error.text, error.code) from error
    with work.session.no_autoflush:
        _check(work, access.secondment, after)
    for name, value in changed.items():
        setattr(row, name, value)
    work.session.flush()
    unit_id = access.secondment.receiving_unit_id
    record(
        work,
        "insurance.change",
        SUBJECT,
        row.id,
        before=before,
        after=row,
        unit_id=unit_id,
        fields=sorted(changed),
        **facts(row),
    )
    return _view(work, row)


def void(work: Work, policy_id: UUID, body: VoidIn) -> InsuranceView:
    """Take a policy out of force with a reason; it covers nothing any more and stays to be read."""
    row, access = _locked(work, policy_id)
    if row.voided_at is not None:
        if (row.voided_by_id, row.version, row.void_reason) == (work.actor.person_id, body.version + 1, body.reason):
            return _view(work, row)
        raise PolicyVoided(extra={"current": _view(work, row)})
    if row.version != body.version:
        raise StaleVersion(extra={"current": _view(work, row)})
    before = row.model_copy()
    row.voided_at, row.voided_by_id, row.void_reason = work.now, work.actor.person_id, body.reason
    work.session.flush()
    unit_id = access.secondment.receiving_unit_id
    record(work, "insurance.void", SUBJECT, row.id, before=before, after=row, unit_id=unit_id, **facts(row))
    return _view(work, row)


def _locked(work: Work, policy_id: UUID) -> tuple[InsurancePolicy, Access]:
    """A policy that the actor may change, its secondment held; what is invisible is NotFound."""
    found = repository.find_visible(work.session, work.actor, work.today, policy_id)
    if found is None:
        raise NotFound
    access = get_access(work, found.secondment_id, lock=True)
    require(policy.can_register(access.relations))
    row = repository.get_policy(work.session, policy_id, lock=True)
    if row is None:
        raise NotFound
    return row, access


def get_insurance(work: Work, policy_id: UUID) -> InsuranceView:
    """One policy of a secondment that the actor may know of."""
    row = repository.find_visible(work.session, work.actor, work.today, policy_id)
    if row is None:
        raise NotFound
    return _view(work, row)


def list_insurance(work: Work, wanted: InsuranceFilter) -> Page[InsuranceView]:
    """The register as far as the actor may know of it."""
    last_on = None if wanted.expiring_days is None else work.today + timedelta(days=wanted.expiring_days)
    rows, following = repository.list_policies(work.session, work.actor, work.today, wanted, last_on)
    since = work.now - MIRROR_LAG if wanted.changed_since is not None else None
    return Page[InsuranceView](items=views_of(work, rows), next_cursor=following, next_since=since)


def _view(work: Work, row: InsurancePolicy) -> InsuranceView:
    return views_of(work, [row])[0]


def views_of(work: Work, rows: Sequence[InsurancePolicy]) -> list[InsuranceView]:
    """Policies with names, each with its premium as far as the reader may know it."""
    wanted = {row.secondment_id for row in rows}
    cards = service_cards.describe(work, wanted)
    priced = repository.list_priced(work.session, work.actor, wanted)
    return [_shown(row, cards[row.secondment_id], premium=row.secondment_id in priced) for row in rows]


def _shown(row: InsurancePolicy, card: SecondmentCard, *, premium: bool) -> InsuranceView:
    return InsuranceView(
        **row.model_dump(include=_SAME),
        cadre_name=card.cadre_name,
        person_no=card.person_no,
        programme_id=card.programme.id,
        programme_name=card.programme_name,
        unit_name=card.receiving_unit_name,
        premium_fen=row.premium_fen if premium else None,
        state=InsuranceState.VALID if row.voided_at is None else InsuranceState.VOID,
    )


_SAME = {"id", "version", "secondment_id", "cadre_id", "policy_no", "insurer", "start_on", "end_on", "void_reason"}
