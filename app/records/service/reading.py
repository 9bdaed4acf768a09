"""Reading records: a day, one record, lists for people and for mirroring programs, versions with their differences."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from app.accounts.directory import names_of
from app.core.errors import NotFound, require
from app.core.paging import Page, view_page
from app.core.work import Work
from app.records import policy, repository
from app.records.difference import Change, compare_records
from app.records.models import DailyRecord, RecordVersion
from app.records.repository import DRAFT
from app.records.schemas import (
    ChangeView,
    ContentView,
    RecordFilter,
    RecordStatusView,
    RecordView,
    SegmentView,
    VersionView,
)
from app.records.service.views import content_of, own_view, reader_view, reads_text, status_view, views_of
from app.secondments.access import Access, get_access

AnyRecord = RecordView | RecordStatusView


def get_day(work: Work, secondment_id: UUID, work_on: date) -> AnyRecord:
    """The record of a day as the actor may see it; NotFound when there is none for them."""
    access = get_access(work, secondment_id)
    return _view(work, access, repository.find_day(work.session, secondment_id, work_on))


def get_record(work: Work, record_id: UUID) -> AnyRecord:
    """One record as the actor may see it; NotFound when it is invisible."""
    row, access = open_record(work, record_id)
    return _view(work, access, row)


def open_record(work: Work, record_id: UUID, *, lock: bool = False) -> tuple[DailyRecord, Access]:
    """A visible record with the actor's relations to it; NotFound else. `lock` holds it until the commit."""
    row = repository.find_record(work.session, record_id, lock=lock)
    if row is None:
        raise NotFound
    access = get_access(work, row.secondment_id)
    if not policy.can_see(access.relations_on(row.work_on), row.status):
        raise NotFound
    return row, access


def _view(work: Work, access: Access, row: DailyRecord | None) -> AnyRecord:
    if row is None or not policy.can_see(access.relations_on(row.work_on), row.status):
        raise NotFound
    if access.is_author:
        return own_view(work, row)
    if reads_text(work, access, row.work_on):
        return reader_view(work, row)
    return status_view(row, content_of(row))


def list_records(work: Work, wanted: RecordFilter, limit: int, cursor: str | None) -> Page[AnyRecord]:
    """One page of the records that the actor may know of; text only where they may read it."""
    rows, following = repository.page_records(work.session, work.actor, work.today, wanted, limit, cursor)
    others = [row.id for row in rows if row.cadre_id != work.actor.person_id]
    readable = repository.readable_records(work.session, work.actor, work.today, others)
    views = views_of(work, rows, readable)
    mirror = work.now if wanted.changed_since is not None else None
    return view_page(views, following, lambda view: view, mirror)


def list_versions(work: Work, record_id: UUID) -> Page[VersionView]:
    """Every version that the actor may read, each with what changed from the one before.

    Drafts are the author's alone; those who may not read the text are refused.
    """
    row, access = open_record(work, record_id)
    require(reads_text(work, access, row.work_on))
    rows = repository.list_versions(work.session, row.id)
    if not access.is_author:
        rows = [version for version in rows if version.action != DRAFT]
    names = names_of(work, (version.actor_id for version in rows))
    before: dict[str, object] = {}
    views = []
    for version in rows:
        views.append(_version_view(version, before, names))
        before = version.content
    return Page[VersionView](items=views)


def _version_view(version: RecordVersion, before: Mapping[str, object], names: Mapping[UUID, str]) -> VersionView:
    changes = [
        ChangeView(
            pointer=found.pointer,
            label=found.label,
            change=found.change,
            segments=[SegmentView(op=part.op, text=part.text) for part in found.segments],
        )
        for found in compare_records(before, version.content)
        if found.change is not Change.SAME
    ]
    return VersionView(
        **{name: getattr(version, name) for name in ("id", "number", "action", "status", "comment", "actor_id", "at")},
        actor_name=names.get(version.actor_id) if version.actor_id else None,
        client_created_at=version.client_created_at,
        edit_seconds=version.edit_seconds,
        content=ContentView.model_validate(version.content),
        changes=changes,
    )
