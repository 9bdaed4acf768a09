"""Groups 小组: the leader's power over the members lasts as long as the group's dates say."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from app.accounts import service_people
from app.accounts.service_namesakes import choice_labels
from app.audit import service as audit
from app.core.actor import Role
from app.core.errors import FieldError, Invalid, NotFound, require
from app.core.i18n import N_
from app.core.paging import Page, view_page
from app.core.work import Work
from app.secondments import policy
from app.secondments import repository_groups as repository
from app.secondments import repository_secondments as repository_rows
from app.secondments.models import Group, GroupMember
from app.secondments.repository_programmes import path_of_unit
from app.secondments.schemas import GroupIn, GroupPatch, GroupView, MembershipIn, MembershipView
from app.secondments.service_minting import check_version, hold_identity, is_replay, stamp
from app.secondments.service_programmes import home_unit

SUBJECT = "group"
NOT_A_LEADER = N_("此人在小组期间没有组长角色，请先授予。")


def create_group(work: Work, body: GroupIn) -> tuple[GroupView, bool]:
    """A group; (view, whether it is new). A repeated body under its id changes nothing."""
    require(policy.may_administer_somewhere(work.actor))
    hold_identity(work, body.id)
    existing = repository.find_group(work.session, body.id) if body.id else None
    if existing is not None and is_replay(work, existing, body):
        return _view(work, existing), False
    unit_id = home_unit(work, body.unit_id)
    _check_known(work, body.leader_id)
    _check_leader(work, body.leader_id, body.start_on, body.end_on)
    members = _checked_members(work, body.secondment_ids)
    row = Group(name=body.name, unit_id=unit_id, leader_id=body.leader_id, start_on=body.start_on, end_on=body.end_on)
    stamp(work, row, body)
    work.session.add(row)
    work.session.flush()
    work.session.add_all(GroupMember(group_id=row.id, secondment_id=each) for each in members)
    audit.record(work, "secondments.group_create", SUBJECT, row.id, after=row, unit_id=unit_id, members=len(members))
    return _view(work, row), True


def _check_known(work: Work, leader_id: UUID) -> None:
    """Somebody whom the actor may know of: nobody is given power over cadres by an id from elsewhere."""
    if not service_people.known_among(work, [leader_id]):
        raise Invalid.at("/leader_id", NOT_A_LEADER, "not-a-leader")


def _check_leader(work: Work, leader_id: UUID, start_on: date, end_on: date) -> None:
    if leader_id not in repository.list_leaders(work.session, start_on, end_on):
        raise Invalid.at("/leader_id", NOT_A_LEADER, "not-a-leader")


def _checked_members(work: Work, wanted: Sequence[UUID], standing: Collection[UUID] = ()) -> list[UUID]:
    """Each once, in order; those of the actor's region, and never their own, unless `standing` has it already.

    A group gives its leader a say: being a supervisor or a cadre elsewhere does not let one hand that on.
    """
    keeper = work.actor.only(Role.ORGADMIN)
    known = repository.list_visible_ids(work.session, wanted, keeper, work.today)
    known -= repository.own_among(work.session, known, work.actor.person_id) - set(standing)
    wrong = tuple(
        FieldError(f"/secondment_ids/{index}", "unknown", N_("没有这段挂职。"))
        for index, each in enumerate(wanted)
        if each not in known
    )
    if wrong:
        raise Invalid(errors=wrong)
    return sorted(known)


def list_groups(work: Work, *, limit: int = 50, cursor: str | None = None) -> Page[GroupView]:
    """The groups that the actor may know of, the latest start first."""
    require(policy.may_list_groups(work.actor))
    visible = repository.group_visible_to(work.actor)
    rows, following = repository.list_groups(work.session, [visible], limit, cursor)
    members = _members_of(work, rows)
    names = repository.list_names(work.session, {row.leader_id for row in rows})
    return view_page(rows, following, lambda row: _view_of(work, row, names[row.leader_id], members[row.id]))


def get_group(work: Work, group_id: UUID) -> GroupView:
    """A group that the actor may know of, else NotFound."""
    return _view(work, _find_known(work, group_id))


def change_group(work: Work, group_id: UUID, body: GroupPatch, expected: int | None) -> GroupView:
    """Change name, leader, members or dates; the rules are those of a new group."""
    row = _find_known(work, group_id, lock=True)
    require(policy.can_run_programmes(work.actor, path_of_unit(work.session, row.unit_id)))
    check_version(expected, row.version, _view(work, row))
    wanted: dict[str, Any] = {field: getattr(body, field) for field in body.model_fields_set}
    start_on, end_on = wanted.get("start_on", row.start_on), wanted.get("end_on", row.end_on)
    if end_on < start_on:
        raise Invalid.at("/end_on", N_("结束日期不能早于开始日期。"), "dates-order")
    if wanted.get("leader_id", row.leader_id) != row.leader_id:
        _check_known(work, wanted["leader_id"])
    if wanted.keys() & {"leader_id", "start_on", "end_on"}:
        _check_leader(work, wanted.get("leader_id", row.leader_id), start_on, end_on)
    sent = wanted.pop("secondment_ids", None)
    standing = [member.secondment_id for member in _members_of(work, [row])[row.id]]
    members = None if sent is None else _checked_members(work, sent, standing)
    before = row.model_dump(mode="json")
    for field, value in wanted.items():
        setattr(row, field, value)
    if members is not None:
        repository_rows.touch(row, work.now)
    work.session.flush()
    if members is not None:
        repository.replace_members(work.session, row, members, work.today)
    audit.record(
        work,
        "secondments.group_change",
        SUBJECT,
        row.id,
        before=before,
        after=row,
        unit_id=row.unit_id,
        fields=sorted(body.model_fields_set),
    )
    return _view(work, row)


def _find_known(work: Work, group_id: UUID, *, lock: bool = False) -> Group:
    row = repository.find_group(work.session, group_id, repository.group_visible_to(work.actor), lock=lock)
    if row is None:
        raise NotFound
    return row


def set_membership(
    work: Work, group_id: UUID, secondment_id: UUID, body: MembershipIn, expected: int | None
) -> GroupView:
    """From when to when a secondment belongs to a group; whoever is new must be one that the actor may give away."""
    row = _find_known(work, group_id, lock=True)
    require(policy.can_run_programmes(work.actor, path_of_unit(work.session, row.unit_id)))
    check_version(expected, row.version, _view(work, row))
    for pointer, on in (("/from_on", body.from_on), ("/to_on", body.to_on)):
        if on is not None and not row.start_on <= on <= row.end_on:
            raise Invalid.at(pointer, N_("成员的日期须在小组期间之内。"), "outside-group")
    member = repository.find_member(work.session, row.id, secondment_id)
    _checked_members(work, [secondment_id], [secondment_id] if member else ())
    member = member or GroupMember(group_id=row.id, secondment_id=secondment_id)
    member.from_on, member.to_on = body.from_on, body.to_on
    work.session.add(member)
    repository_rows.touch(row, work.now)
    work.session.flush()
    dates: dict[str, Any] = {
        name: on.isoformat() if on else None for name, on in (("from_on", body.from_on), ("to_on", body.to_on))
    }
    audit.record(
        work,
        "secondments.group_member",
        SUBJECT,
        row.id,
        unit_id=row.unit_id,
        secondment_id=str(secondment_id),
        **dates,
    )
    return _view(work, row)


def _view(work: Work, row: Group) -> GroupView:
    work.session.flush()
    members = _members_of(work, [row])[row.id]
    return _view_of(work, row, repository.list_names(work.session, [row.leader_id])[row.leader_id], members)


def _members_of(work: Work, rows: Sequence[Group]) -> dict[UUID, list[GroupMember]]:
    found: dict[UUID, list[GroupMember]] = {row.id: [] for row in rows}
    for member in repository.list_members(work.session, list(found), work.actor, work.today):
        found[member.group_id].append(member)
    return found


def _view_of(work: Work, row: Group, leader_name: str, members: Sequence[GroupMember]) -> GroupView:
    kept = row.model_dump(exclude={"created_by_id", "creation_digest", "programme_id"})
    views = [
        MembershipView(
            secondment_id=one.secondment_id, from_on=one.from_on or row.start_on, to_on=one.to_on or row.end_on
        )
        for one in members
    ]
    here = [one.secondment_id for one in members if one.to_on is None or one.to_on >= work.today]
    return GroupView(leader_name=leader_name, secondment_ids=here, members=views, **kept)


def leader_choices(work: Work) -> list[tuple[UUID, str]]:
    """(id, name) of who may lead a group from today on, for forms."""
    leaders = repository.list_leaders(work.session, work.today, date.max)
    known = service_people.known_among(work, leaders)
    labels = choice_labels(work, known, unit=False)
    return [(person_id, labels[person_id]) for person_id in leaders if person_id in known]
