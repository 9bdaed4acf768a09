"""Photos: kept by what they are (content address), named by the phone's id, seen by whoever may see their record."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from sqlalchemy.exc import IntegrityError

from app.accounts.errors_care import ConsentWithdrawn
from app.accounts.models_care import ConsentKind
from app.accounts.service_consents import is_refused
from app.audit.service import record as audit
from app.core.errors import Conflict, IdReused, NotFound, require
from app.core.files import FileMissing, Files
from app.core.i18n import N_
from app.core.work import Work
from app.records import repository, repository_care
from app.records.errors import ContentGone
from app.records.images import THUMB_TYPE, PreparedImage
from app.records.models import Attachment
from app.records.schemas import AttachmentView
from app.records.service.papers import opens_scan
from app.records.service.reading import open_record
from app.records.service.views import reads_text

Size = Literal["full", "thumb"]


class FileLost(Conflict):
    """The database knows the photo, the file store does not hold it."""

    code, message = "file-lost", N_("照片文件缺失，请联系管理员。")


@dataclass(frozen=True, slots=True)
class StoredImage:
    """The bytes of a photo or its thumbnail."""

    data: bytes
    media_type: str
    sha256: str


def keep_files(files: Files, image: PreparedImage) -> None:
    """Store the bytes before the row names them: a file without a row is harmless, a row without a file is not."""
    for key, data in ((key_of(image.sha256, "full"), image.data), (key_of(image.sha256, "thumb"), image.thumb)):
        if not files.exists(key):
            files.put(key, data)


def refuses_photos(work: Work) -> bool:
    """Whether the actor took the consent to photos back: nothing new of theirs is kept."""
    return is_refused(work, ConsentKind.PHOTOS)


def put_attachment(
    work: Work, attachment_id: UUID, image: PreparedImage, taken_at: datetime | None, files: Files
) -> tuple[AttachmentView, bool]:
    """Name a stored image; answers it and whether it is new.

    The same bytes under the same id are the same answer, other bytes raise IdReused, someone else's id NotFound. The
    image's own taking time goes before the phone's. Should the bytes just have been deleted with their last name,
    they are stored again.
    """
    owner_id = work.actor.person_id
    require(owner_id is not None)
    existing = repository.find_attachment(work.session, attachment_id)
    if existing is None:
        require(not refuses_photos(work), ConsentWithdrawn())
        row = _row(work, attachment_id, image, taken_at)
        try:
            with work.session.begin_nested():
                work.session.add(row)
        except IntegrityError:  # the same upload arrived twice at this very moment
            existing = repository.find_attachment(work.session, attachment_id)
        else:
            repository_care.hold_bytes(work.session, row.sha256)
            keep_files(files, image)
            audit(work, "records.attach", "attachment", row.id, sha256=row.sha256, media_type=row.media_type)
            return AttachmentView.model_validate(row), True
    if existing is None or existing.owner_id != owner_id:
        raise NotFound
    if existing.source_sha256 != image.source_sha256:
        raise IdReused
    return AttachmentView.model_validate(existing), False


def _row(work: Work, attachment_id: UUID, image: PreparedImage, taken_at: datetime | None) -> Attachment:
    assert work.actor.person_id is not None  # noqa: S101 - required above
    return Attachment(
        id=attachment_id,
        owner_id=work.actor.person_id,
        media_type=image.media_type,
        size=len(image.data),
        width=image.width,
        height=image.height,
        sha256=image.sha256,
        phash=image.phash,
        source_sha256=image.source_sha256,
        taken_at=image.taken_at or taken_at,
    )


def open_attachment(work: Work, files: Files, attachment_id: UUID, size: Size) -> StoredImage:
    """A photo's bytes for its owner and the readers of its record, a scan's for those of what rests on it.

    NotFound or Forbidden for others.
    """
    row = repository.find_attachment(work.session, attachment_id)
    if row is None:
        raise NotFound
    if row.owner_id != work.actor.person_id:
        _require_reader(work, row)
    return stored_image(files, row, size)


def _require_reader(work: Work, row: Attachment) -> None:
    """The photo belongs to a version that was submitted, of a record whose text the actor may read."""
    if row.record_id is None:
        require(opens_scan(work, row.id), NotFound())
        return
    record, access = open_record(work, row.record_id)
    require(reads_text(work, access, record.work_on))
    if row.held:
        raise ContentGone
    versions = repository.list_versions(work.session, row.record_id)
    shown = (one.content.get("attachment_ids") or [] for one in versions if one.action != repository.DRAFT)
    if not any(str(row.id) in ids for ids in shown):
        raise NotFound


def stored_image(files: Files, row: Attachment, size: Size) -> StoredImage:
    """The bytes of a photo, for callers that have checked the reader; ContentGone while its record is quarantined."""
    if row.held:
        raise ContentGone
    return read_image(files, row, size)


def read_image(files: Files, row: Attachment, size: Size) -> StoredImage:
    """The bytes of a photo, quarantined or not: for the logged reading."""
    try:
        data = files.get(key_of(row.sha256, size))
    except FileMissing as error:
        raise FileLost from error
    return StoredImage(data, THUMB_TYPE if size == "thumb" else row.media_type, row.sha256)


def key_of(sha256: str, size: Size) -> str:
    """Where the bytes are kept."""
    folder = "images" if size == "full" else "thumbs"
    return f"{folder}/{sha256[:2]}/{sha256}"
