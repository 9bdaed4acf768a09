"""Drawn stand-ins for photos of the demo: hills, a roof, a field. No real place, no real person."""

import io
import random
from dataclasses import replace
from datetime import timedelta

from PIL import Image, ImageDraw, ImageFilter

from app.core.actor import Actor
from app.core.files import Files
from app.core.ids import new_id
from app.core.work import Work
from app.records.images import prepare
from app.records.models import DailyRecord, RecordVersion
from app.records.service.attachments import put_attachment
from app.records.service.checks import own_attachments

SIZE = (960, 720)
_SKIES = ((196, 214, 226), (214, 220, 214), (226, 216, 200))
_HILLS = ((118, 146, 122), (96, 128, 118), (138, 152, 112))
_ROOFS = ((120, 72, 62), (86, 92, 100), (146, 110, 78))


def draw_photo(rng: random.Random) -> bytes:
    """A JPEG of an invented landscape."""
    image = Image.new("RGB", SIZE, rng.choice(_SKIES))
    draw = ImageDraw.Draw(image)
    for layer in range(3):
        _hills(draw, rng, 260 + layer * 90, rng.choice(_HILLS))
    draw.rectangle((0, 520, *SIZE), fill=(170, 164, 128))
    for row in range(6):
        draw.line((0, 540 + row * 30, SIZE[0], 530 + row * 34), fill=(140, 138, 102), width=5)
    _house(draw, rng)
    out = io.BytesIO()
    image.filter(ImageFilter.GaussianBlur(1.2)).save(out, "JPEG", quality=80)
    return out.getvalue()


def _hills(draw: ImageDraw.ImageDraw, rng: random.Random, base: int, colour: tuple[int, int, int]) -> None:
    points = [(0, SIZE[1]), (0, base)]
    points += [(x, base - rng.randint(0, 120)) for x in range(120, SIZE[0], 120)]
    draw.polygon([*points, (SIZE[0], base), SIZE], fill=colour)


def _house(draw: ImageDraw.ImageDraw, rng: random.Random) -> None:
    left, width = rng.randint(120, 520), rng.randint(200, 320)
    draw.rectangle((left, 400, left + width, 560), fill=(228, 224, 214))
    draw.polygon([(left - 24, 404), (left + width // 2, 330), (left + width + 24, 404)], fill=rng.choice(_ROOFS))
    for number in range(3):
        window = left + 30 + number * (width // 3)
        draw.rectangle((window, 450, window + 34, 490), fill=(110, 124, 134))


def attach_photos(
    work: Work, rng: random.Random, files: Files, records: list[tuple[DailyRecord, RecordVersion]]
) -> None:
    """One or two drawn photos to each of the given records, through the service that takes the phone's."""
    for record, version in records:
        owner = replace(work, actor=Actor(kind="person", id=record.cadre_id))
        ids = []
        for _ in range(rng.choice((1, 1, 2))):
            image = prepare(draw_photo(rng))
            view, _new = put_attachment(owner, new_id(), image, record.created_at - timedelta(hours=3), files)
            ids.append(view.id)
        for row in own_attachments(owner, ids, None):
            row.record_id = record.id
        record.attachment_ids = [str(one) for one in ids]
        version.content = {**version.content, "attachment_ids": record.attachment_ids}
