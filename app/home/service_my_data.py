"""我的数据: everything that is kept of a person in one file, told by each domain's own service."""

import hashlib
import tempfile
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import orjson

from app.accounts.service_my_data import my_data as of_accounts
from app.accounts.service_signin import writing
from app.allowances.service_bank_my_data import my_bank_data
from app.allowances.service_my_data import my_data as of_allowances
from app.appraisals.service_my_data import my_data as of_appraisals
from app.attendance.service_my_data import my_data as of_attendance
from app.audit.service import record
from app.audit.service_count import count_own
from app.core import clock
from app.core.errors import Forbidden, TooManyRequests
from app.core.files import Files
from app.core.i18n import N_, Locale, translate
from app.core.my_data import Section, as_json
from app.core.sealing import Sealer
from app.core.work import Work
from app.feedback.service_my_data import my_data as of_feedback
from app.handbook.service_my_data import my_data as of_handbooks
from app.home.my_data_sheet import write_sheet
from app.records.service.my_data import MyPhoto, my_photos, photo_bytes
from app.records.service.my_data import my_data as of_records
from app.records.service.summaries_my_data import my_summaries
from app.reminders.service_my_channels import my_channel_data
from app.reminders.service_my_data import my_data as of_reminders
from app.secondments.service_my_data import my_data as of_secondments
from app.signals.service_my_data import my_data as of_signals
from app.spot_checks.service_my_data import my_data as of_spot_checks

ACTION = "home.my_data"
MOST_AN_HOUR = 5
SOURCES: tuple[Callable[[Work], list[Section]], ...] = (
    of_accounts,
    of_secondments,
    of_records,
    my_summaries,
    of_appraisals,
    of_attendance,
    of_allowances,
    of_spot_checks,
    of_signals,
    of_reminders,
    of_feedback,
    of_handbooks,
)
READ_ME = N_(
    "这是系统里保存的、关于您本人的全部数据。my-data.xlsx 供阅读，my-data.json 供程序使用，photos 里是您上传的照片。"
    "别人的信息只有经办人姓名。匿名投诉建议与您没有任何关联，所以不在其中。请妥善保管，不要转发。"
)


@dataclass(frozen=True, slots=True)
class MyDataFile:
    """A finished copy on disk, to be sent and deleted."""

    path: Path
    name: str
    sha256: str


def collect(work: Work, sealer: Sealer) -> list[Section]:
    """Every domain's sections about the actor; Forbidden for programs."""
    if work.actor.person_id is None:
        raise Forbidden
    return [section for source in SOURCES for section in source(work)] + [
        *my_bank_data(work, sealer),
        *my_channel_data(work, sealer),
    ]


def make_my_data(work: Work, files: Files, sealer: Sealer, locale: Locale) -> MyDataFile:
    """The copy as a ZIP: JSON for programs, a workbook to read, and one's own photos.

    Runs in a reading unit of work, which is given back before the photos are read; the taking is written down in a
    short one. At most five an hour: TooManyRequests.
    """
    sections, photos = collect(work, sealer), my_photos(work)
    _refuse_too_many(work)
    person_id = work.actor.person_id
    work.rest()
    path = _new_file()
    try:
        missing = _write(path, sections, photos, files, locale, work)
        made = MyDataFile(path, f"jishi-my-data-{work.today}.zip", _digest(path))
        with writing(work) as second:
            rows = sum(len(section.rows) for section in sections)
            record(second, ACTION, "person", person_id, rows=rows, photos=len(photos) - missing, missing=missing)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return made


def _refuse_too_many(work: Work) -> None:
    if count_own(work, ACTION, work.now - timedelta(hours=1)) >= MOST_AN_HOUR:
        raise TooManyRequests(headers={"Retry-After": "3600"})


def _new_file() -> Path:
    with tempfile.NamedTemporaryFile(prefix="jishi-my-data-", suffix=".zip", delete=False) as file:
        return Path(file.name)


def _write(
    path: Path, sections: Sequence[Section], photos: Sequence[MyPhoto], files: Files, locale: Locale, work: Work
) -> int:
    """Write the ZIP; answers how many photos the store has lost."""
    about = {"made_at": clock.beijing(work.now).isoformat(), "person_id": str(work.actor.person_id)}
    plain = about | {"sections": {section.key: as_json(section, locale) for section in sections}}
    missing = 0
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive, tempfile.TemporaryDirectory() as folder:
        archive.writestr("README.txt", translate(READ_ME, locale) + "\n")
        archive.writestr("my-data.json", orjson.dumps(plain, option=orjson.OPT_INDENT_2))
        book = Path(folder) / "my-data.xlsx"
        write_sheet(book, sections, locale)
        archive.write(book, "my-data.xlsx", zipfile.ZIP_STORED)
        for photo in photos:
            data = photo_bytes(files, photo)
            missing += data is None
            if data is not None:
                archive.writestr(photo.name, data, zipfile.ZIP_STORED)
    return missing


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
