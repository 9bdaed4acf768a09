"""Photos: known by content, stripped, kept once, seen as their record allows; hostile files are refused."""

import zlib
from collections.abc import Callable
from io import BytesIO
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from PIL import Image, PngImagePlugin

from app.accounts.models import Person
from app.core.config import Settings
from app.core.files import open_files
from app.records.images import difference_hash
from tests.records.conftest import Town, pointers, problem

GPS, MAKER = b"GPSSECRET", b"MAKERSECRET"


def picture(kind: str = "JPEG", size: tuple[int, int] = (60, 40), mode: str = "RGB", **options: Any) -> bytes:
    """A picture whose left half is dark and right half light."""
    image = Image.new(mode, size, "white")
    image.paste("black" if mode != "RGBA" else (0, 0, 0, 128), (0, 0, size[0] // 2, size[1]))
    buffer = BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def with_exif(orientation: int = 1, taken: str | None = "2026:04:15 08:30:00", offset: str | None = None) -> bytes:
    """A JPEG with a position, a maker, an orientation and a taking time."""
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = orientation, MAKER.decode()
    details = exif.get_ifd(0x8769)
    if taken:
        details[36867] = taken
    if offset:
        details[36881] = offset
    exif.get_ifd(0x8825)[29] = GPS.decode()
    return picture(exif=exif, comment=b"COMMENTSECRET")


def put(town: Town, data: bytes, who: Person | None = None, key: UUID | None = None, **form: str) -> httpx.Response:
    path = f"/api/v1/attachments/{key or uuid4()}"
    return town.api.as_(who or town.cadre).put(path, files={"file": ("照片.jpg", data, "image/jpeg")}, data=form)


@pytest.mark.parametrize(("kind", "media"), [("JPEG", "image/jpeg"), ("PNG", "image/png"), ("WEBP", "image/webp")])
def test_a_photo_is_kept_encoded_anew_with_a_thumbnail(town: Town, settings: Settings, kind: str, media: str) -> None:
    answer = put(town, picture(kind, (700, 500)))
    assert answer.status_code == 201, answer.text
    row = answer.json()
    assert (row["media_type"], row["width"], row["height"], row["taken_at"]) == (media, 700, 500, None)
    me = town.api.as_(town.cadre)
    full = me.get(f"/api/v1/attachments/{row['id']}")
    thumb = me.get(f"/api/v1/attachments/{row['id']}?size=thumb")
    assert (full.headers["content-type"], len(full.content)) == (media, row["size"])
    assert Image.open(BytesIO(full.content)).format == kind
    assert (thumb.headers["content-type"], max(Image.open(BytesIO(thumb.content)).size)) == ("image/jpeg", 320)
    assert open_files(settings.files_url).exists(f"images/{row['sha256'][:2]}/{row['sha256']}")


def test_metadata_goes_and_the_taking_time_stays(town: Town) -> None:
    row = put(town, with_exif()).json()
    assert row["taken_at"] == "2026-04-15T00:30:00Z"
    data = town.api.as_(town.cadre).get(f"/api/v1/attachments/{row['id']}").content
    assert not any(secret in data for secret in (GPS, MAKER, b"COMMENTSECRET", b"2026:04:15"))
    assert not Image.open(BytesIO(data)).getexif()


@pytest.mark.parametrize(
    ("taken", "offset", "given", "expected"),
    [
        ("2026:04:15 08:30:00", "+00:00", "", "2026-04-15T08:30:00Z"),
        ("2026:04:15 08:30:00", None, "2026-04-15T12:00:00+08:00", "2026-04-15T00:30:00Z"),
        ("not a time", None, "2026-04-15T12:00:00+08:00", "2026-04-15T04:00:00Z"),
        ("0001:01:01 00:00:00", None, "", None),
        ("9999:12:31 23:59:59", "-12:00", "", None),
        (None, None, "", None),
    ],
)
def test_the_taking_time(town: Town, taken: str | None, offset: str | None, given: str, expected: str | None) -> None:
    assert put(town, with_exif(taken=taken, offset=offset), taken_at=given).json()["taken_at"] == expected


def test_png_text_and_profiles_go(town: Town) -> None:
    text = PngImagePlugin.PngInfo()
    text.add_text("Author", "AUTHORSECRET")
    row = put(town, picture("PNG", pnginfo=text, icc_profile=b"ICCSECRET")).json()
    data = town.api.as_(town.cadre).get(f"/api/v1/attachments/{row['id']}").content
    assert b"SECRET" not in data


def test_a_photo_is_turned_upright(town: Town) -> None:
    row = put(town, with_exif(orientation=6)).json()
    assert (row["width"], row["height"]) == (40, 60)
    upright = Image.open(BytesIO(town.api.as_(town.cadre).get(f"/api/v1/attachments/{row['id']}").content))
    grey = upright.convert("L")
    assert (grey.getpixel((20, 5)) < 40, grey.getpixel((20, 55)) > 200) == (True, True)


def test_a_large_photo_is_made_smaller(town: Town) -> None:
    row = put(town, picture(size=(4000, 1000))).json()
    assert (row["width"], row["height"]) == (2560, 640)


def test_transparency_survives_in_png_and_lies_on_white_in_the_thumbnail(town: Town) -> None:
    row = put(town, picture("PNG", mode="RGBA")).json()
    me = town.api.as_(town.cadre)
    assert Image.open(BytesIO(me.get(f"/api/v1/attachments/{row['id']}").content)).mode == "RGBA"
    thumb = Image.open(BytesIO(me.get(f"/api/v1/attachments/{row['id']}?size=thumb").content))
    assert thumb.getpixel((55, 20)) == (255, 255, 255)


def test_alike_pictures_have_alike_hashes(town: Town) -> None:
    small, large = put(town, picture()).json()["phash"], put(town, picture("WEBP", (600, 400))).json()["phash"]
    assert len(small) == 16
    assert (int(small, 16) ^ int(large, 16)).bit_count() <= 4
    noise = Image.effect_noise((64, 64), 90)
    assert (int(difference_hash(noise.convert("RGB")), 16) ^ int(small, 16)).bit_count() > 8


def polyglot() -> bytes:
    return picture() + b"<script>alert(1)</script>"


def bomb() -> bytes:
    """A PNG header of 60,000 by 60,000 pixels over a few bytes."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return len(body).to_bytes(4, "big") + kind + body + zlib.crc32(kind + body).to_bytes(4, "big")

    size = (60_000).to_bytes(4, "big")
    header = chunk(b"IHDR", size + size + bytes([8, 2, 0, 0, 0]))
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(b"\x00" * 1000)) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("make", "expected"),
    [
        (lambda: b"", 415),
        (lambda: b"%PDF-1.7 no picture", 415),
        (lambda: b"<svg xmlns='http://www.w3.org/2000/svg'/>", 415),
        (lambda: picture("GIF"), 415),
        (lambda: picture("BMP"), 415),
        (lambda: b"\xff\xd8\xff\xe0" + b"\x00" * 200, 415),
        (lambda: picture()[:-300], 415),
        (lambda: picture("PNG")[:60], 415),
        (lambda: picture("WEBP")[:40], 415),
        (bomb, 413),
        (lambda: picture("PNG", (8000, 6000), "1"), 413),
        (lambda: picture() + b"\x00" * 10 * 1024 * 1024, 413),
        (lambda: picture() + b"\x00" * 11 * 1024 * 1024, 413),
    ],
    ids=[
        "empty",
        "pdf",
        "svg",
        "gif",
        "bmp",
        "garbage",
        "cut-jpeg",
        "cut-png",
        "cut-webp",
        "bomb",
        "wide",
        "10M",
        "11M",
    ],
)
def test_what_is_no_photo_is_refused(town: Town, make: Callable[[], bytes], expected: int) -> None:
    key = uuid4()
    assert put(town, make(), key=key).status_code == expected
    assert town.api.as_(town.cadre).get(f"/api/v1/attachments/{key}").status_code == 404


def test_a_polyglot_loses_its_second_nature(town: Town) -> None:
    row = put(town, polyglot()).json()
    answer = town.api.as_(town.cadre).get(f"/api/v1/attachments/{row['id']}")
    assert b"script" not in answer.content
    assert (answer.headers["x-content-type-options"], answer.headers["content-type"]) == ("nosniff", "image/jpeg")


def test_the_id_is_kept_for_one_photo_of_one_person(town: Town) -> None:
    key, data = uuid4(), picture()
    assert put(town, data, key=key).status_code == 201
    assert put(town, data, key=key).status_code == 200
    assert problem(put(town, picture("PNG"), key=key)) == (409, "id-reused")
    assert problem(put(town, data, who=town.supervisor, key=key)) == (404, "not-found")


@pytest.mark.parametrize(
    ("sent", "pointer"),
    [
        ({"files": {"photo": ("a.jpg", b"x", "image/jpeg")}}, "/file"),
        ({"files": {"file": ("a.jpg", b"x", "image/jpeg")}, "data": {"taken_at": "2026-04-15T10:00:00"}}, "/taken_at"),
        ({"files": {"file": ("a.jpg", b"x", "image/jpeg")}, "data": {"taken_at": "0001-01-01T00:00:00Z"}}, "/taken_at"),
        ({"files": {"file": ("a.jpg", b"x", "image/jpeg")}, "data": {"gps": "30,120"}}, "/gps"),
        ({"content": b"broken", "headers": {"Content-Type": "multipart/form-data"}}, "/file"),
    ],
)
def test_wrong_forms_are_named(town: Town, sent: dict[str, Any], pointer: str) -> None:
    answer = town.api.as_(town.cadre).put(f"/api/v1/attachments/{uuid4()}", **sent)
    assert (answer.status_code, pointers(answer)) == (422, [pointer])


def test_no_form_at_all_is_415(town: Town) -> None:
    answer = town.api.as_(town.cadre).put(f"/api/v1/attachments/{uuid4()}", json={})
    assert problem(answer) == (415, "unsupported-image")


def test_the_anonymous_upload_nothing(town: Town) -> None:
    answer = town.api.anonymous.put(f"/api/v1/attachments/{uuid4()}", files={"file": ("a.jpg", picture())})
    assert problem(answer) == (401, "unauthenticated")


def test_a_photo_is_seen_as_its_record_is(town: Town) -> None:
    key = put(town, picture()).json()["id"]
    path = f"/api/v1/attachments/{key}"
    see = lambda who: town.api.as_(who).get(path).status_code  # noqa: E731
    assert see(town.supervisor) == 404
    town.put(submit=False, attachment_ids=[key])
    assert (see(town.cadre), see(town.supervisor)) == (200, 404)
    town.put(version=1, attachment_ids=[key])
    seen = {name: see(person) for name, person in town.people.items()}
    assert see(town.supervisor) == 200
    assert seen == {
        "second_supervisor": 200,
        "leader": 200,
        "sender": 200,
        "orgadmin": 403,
        "finance": 403,
        "other_supervisor": 404,
        "sysadmin": 404,
        "inspector": 404,
        "stranger": 404,
    }


def test_a_photo_of_an_unsubmitted_mend_is_the_authors_alone(town: Town) -> None:
    record = town.submitted()
    town.post(record["id"], "return", version=1, reason="请补照片")
    key = put(town, picture()).json()["id"]
    town.put(version=2, submit=False, attachment_ids=[key])
    path = f"/api/v1/attachments/{key}"
    assert town.api.as_(town.supervisor).get(path).status_code == 404
    town.put(version=3, attachment_ids=[key])
    assert town.api.as_(town.supervisor).get(path).status_code == 200


def test_a_photo_belongs_to_one_day_and_its_owner(town: Town) -> None:
    key = put(town, picture()).json()["id"]
    foreign = put(town, picture(), who=town.supervisor).json()["id"]
    assert town.put(attachment_ids=[key]).status_code == 201
    assert pointers(town.put("2026-04-14", attachment_ids=[key])) == ["/attachment_ids/0"]
    assert pointers(town.put("2026-04-14", attachment_ids=[foreign])) == ["/attachment_ids/0"]
