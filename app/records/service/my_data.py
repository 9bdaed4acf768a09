"""What records keep of a person, for their own copy. A text that is hidden or purged is not in its row any more."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from app.accounts.directory import names_of
from app.core.clock import civil_date
from app.core.errors import Forbidden
from app.core.files import Files
from app.core.i18n import N_
from app.core.my_data import Section
from app.core.work import Work
from app.records import repository_my_data as repository
from app.records.errors import ContentGone
from app.records.models import Attachment, DailyRecord
from app.records.service.attachments import FileLost, stored_image

_WORDS = {
    "on_post": N_("在岗"),
    "official_trip": N_("外出公务"),
    "training": N_("培训"),
    "leave": N_("休假"),
    "rest": N_("休息"),
    "draft": N_("草稿"),
    "submitted": N_("已提交"),
    "returned": N_("已退回"),
    "approved": N_("已通过"),
}
_TEXT = [("items", N_("内容")), ("difficulty", N_("困难或需要帮助")), ("takeaway", N_("收获、可借鉴"))]
_TEXT += [("late_reason", N_("补记说明")), ("attachment_ids", N_("照片"))]


@dataclass(frozen=True, slots=True)
class MyPhoto:
    """One of one's own photos: where its bytes go in the copy."""

    row: Attachment
    name: str


def my_data(work: Work) -> list[Section]:
    """The records, every version of them, the supplements and the list of photos."""
    rows = repository.own_records(work.session, _own_id(work))
    own = [_records(work, rows), _versions(work, rows), _addenda(work, rows), _photos(work)]
    return own + [section for section in _imported(work) if section.rows]


def _own_id(work: Work) -> UUID:
    if work.actor.person_id is None:
        raise Forbidden
    return work.actor.person_id


def _records(work: Work, found: Sequence[DailyRecord]) -> Section:
    names = names_of(work, {row.decided_by_id for row in found})
    rows = [
        row.model_dump() | {"decided_by": names.get(row.decided_by_id) if row.decided_by_id else None} for row in found
    ]
    fields = [("work_on", N_("日期")), ("day_type", N_("这天的情况")), ("status", N_("状态")), *_TEXT]
    fields += [("submitted_at", N_("提交时间")), ("decided_at", N_("审阅时间")), ("decided_by", N_("审阅人"))]
    return Section("records", N_("每日记录"), [*fields, ("decision_comment", N_("审阅意见"))], rows, _WORDS)


def _imported(work: Work) -> list[Section]:
    """What an import brought of a person that stands in no record of theirs."""
    entries = [one.model_dump() for one in repository.own_imported_entries(work.session, _own_id(work))]
    fields = [("work_on", N_("日期")), ("content", N_("内容")), ("submitted_at", N_("提交时间"))]
    fields += [("checkin_at", N_("签到时间")), ("lat", N_("纬度")), ("lon", N_("经度"))]
    rows = [one.model_dump() for one in repository.own_imported_rows(work.session, _own_id(work))]
    return [
        Section("imported_entries", N_("历史导入的记录"), fields, entries),
        Section("imported_rows", N_("历史导入的其他内容"), [("kind", N_("类别")), ("row", N_("内容"))], rows),
    ]


def _versions(work: Work, found: Sequence[DailyRecord]) -> Section:
    days: dict[UUID, date] = {row.id: row.work_on for row in found}
    versions = repository.own_versions(work.session, _own_id(work))
    names = names_of(work, {one.actor_id for one in versions})
    rows = [
        one.content | one.model_dump(exclude={"content"}) | {"work_on": days[one.record_id]}
        | {"by": names.get(one.actor_id) if one.actor_id else None}
        for one in versions
    ]  # fmt: skip
    fields = [("work_on", N_("日期")), ("number", N_("第几版")), ("action", N_("步骤")), ("status", N_("状态")), *_TEXT]
    fields += [("comment", N_("审阅意见")), ("by", N_("经办人")), ("at", N_("时间"))]
    return Section("record_versions", N_("记录的各个版本"), fields, rows, _WORDS)


def _addenda(work: Work, found: Sequence[DailyRecord]) -> Section:
    days = {row.id: row.work_on for row in found}
    addenda = repository.own_addenda(work.session, _own_id(work))
    names = names_of(work, {one.author_id for one in addenda})
    rows = [one.model_dump() | {"work_on": days[one.record_id], "by": names.get(one.author_id)} for one in addenda]
    fields = [("work_on", N_("日期")), ("text", N_("补充说明")), ("reason", N_("原因")), ("by", N_("经办人"))]
    return Section("addenda", N_("补充说明"), [*fields, ("at", N_("时间"))], rows)


def _photos(work: Work) -> Section:
    rows = [
        photo.row.model_dump(include={"id", "taken_at", "created_at", "size"}) | {"file": photo.name}
        for photo in my_photos(work)
    ]
    fields = [
        ("file", N_("文件")),
        ("id", N_("编号|照片")),
        ("taken_at", N_("拍摄时间")),
        ("created_at", N_("上传时间")),
    ]
    return Section("photos", N_("照片"), [*fields, ("size", N_("字节"))], rows)


def my_photos(work: Work) -> list[MyPhoto]:
    """One's own photos, each with its name in the copy."""
    return [MyPhoto(row, _name(row)) for row in repository.own_photos(work.session, _own_id(work))]


def _name(row: Attachment) -> str:
    ending = {"image/png": "png", "image/webp": "webp"}.get(row.media_type, "jpg")
    return f"photos/{civil_date(row.taken_at or row.created_at)}_{row.id}.{ending}"


def photo_bytes(files: Files, photo: MyPhoto) -> bytes | None:
    """The bytes of one's own photo; None when the store has lost them or its record is hidden 隔离."""
    try:
        return stored_image(files, photo.row, "full").data
    except (FileLost, ContentGone):
        return None
