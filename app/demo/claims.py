"""The demo's claims in every state, one over the cap, one against the days, two with receipts, through the services."""

import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from PIL import Image, ImageDraw

from app.accounts.models import Person
from app.allowances.models_claims import ClaimKind, Trip
from app.allowances.schemas_claims import ClaimDecisionIn, ClaimIn, ClaimReasonIn, ClaimView, LegIn
from app.allowances.service_claims import create_claim
from app.allowances.service_claims_steps import approve_claim, reject_claim, return_claim, submit_claim, verify_claim
from app.core import clock
from app.core.files import Files
from app.core.ids import new_id
from app.core.work import Work
from app.demo.acting import as_person
from app.records.images import prepare
from app.records.service.attachments import put_attachment
from app.secondments.models import Secondment

RETURNED = "返程日期与车票不符，请核对后再提交。"
REJECTED = "本月已由接待单位派车，请不要重复报销。"
FRIDAY = 4


@dataclass(frozen=True, slots=True)
class Claiming:
    """One journey to invent: whose, how many months back and from which day of it, the receipts, and how far it got."""

    row: int
    back: int
    day: int
    fen: tuple[int, ...]
    until: str
    trip: Trip = Trip.ROUND
    photo: bool = False
    on_leave: bool = False


PLAN = (
    Claiming(0, 2, 15, (23_650, 24_100), "approved"),
    Claiming(1, 2, 8, (19_800, 20_400), "approved"),
    Claiming(1, 2, 20, (25_750, 25_750), "approved"),
    Claiming(0, 1, 10, (31_200, 31_150), "approved", photo=True),
    Claiming(6, 1, 10, (24_650, 24_650), "verified", on_leave=True),
    Claiming(2, 1, 10, (28_800, 27_950), "verified", photo=True),
    Claiming(8, 1, 17, (18_400, 18_400), "verified"),
    Claiming(1, 1, 17, (21_050, 22_300), "submitted"),
    Claiming(4, 1, 3, (26_500, 26_500), "submitted"),
    Claiming(10, 1, 17, (30_100, 30_100), "returned"),
    Claiming(12, 1, 10, (16_000, 16_800), "rejected"),
    Claiming(14, 2, 12, (22_600,), "approved", trip=Trip.FIRST),
    Claiming(0, 0, 28, (24_300,), "draft"),
)


def file_claims(
    work: Work,
    files: Files,
    people: Mapping[str, Person],
    supervisors: Mapping[str, Person],
    rows: list[Secondment],
    away: Mapping[UUID, set[date]],
) -> None:
    """Invent the claims of PLAN before the months are settled, so that their runs pay them; and one statement."""
    hosted = {person.home_unit_id: person for person in supervisors.values()}
    cadres = {person.id: person for person in people.values()}
    for number, claiming in enumerate(PLAN):
        row = rows[claiming.row]
        first = _begins(work.today, row, claiming, away)
        if first is None:
            continue
        photo = _receipt(work, files, cadres[row.cadre_id], claiming.fen[0]) if claiming.photo else None
        body = _body(row, claiming, first, number, photo)
        _take(work, body, claiming.until, cadres[row.cadre_id], hosted[row.receiving_unit_id], people)
    _statement(work, people["leader"], rows[1])


def _begins(today: date, row: Secondment, claiming: Claiming, away: Mapping[UUID, set[date]]) -> date | None:
    """The Friday on or after the day, or the first day of a leave; None when it does not lie in the term."""
    if claiming.on_leave:
        return min(away.get(row.id, ()), default=None)
    month = clock.month_of(today)
    for _ in range(claiming.back):
        month = clock.previous_month(month)
    first = clock.month_bounds(month)[0] + timedelta(days=claiming.day - 1)
    first += timedelta(days=(FRIDAY - first.weekday()) % 7)
    over = first + timedelta(days=2) > today and claiming.until != "draft"
    return None if over or not row.start_on <= first <= row.end_on else first


def _body(row: Secondment, claiming: Claiming, first: date, number: int, photo: UUID | None) -> ClaimIn:
    last = first + timedelta(days=2)
    legs = []
    for at, fen in enumerate(claiming.fen):
        there, back = ("江州", "云浦") if at == 0 else ("云浦", "江州")
        values = {"from": there, "to": back, "on": last if at else first, "amount_fen": fen}
        said = (
            {"no_invoice_reason": "乡村客运不给票"}
            if number == 1 and at
            else {"invoice_no": f"E{2610000 + number * 10 + at}"}
        )
        legs.append(LegIn.model_validate(values | said | ({"attachment_id": photo} if photo and not at else {})))
    return ClaimIn(
        secondment_id=row.id,
        kind=ClaimKind.TRANSPORT,
        leg=claiming.trip,
        outbound_on=first,
        return_on=last if claiming.trip is Trip.ROUND else None,
        legs=legs,
    )


def _take(
    work: Work, body: ClaimIn, until: str, cadre: Person, supervisor: Person, people: Mapping[str, Person]
) -> None:
    """Through the steps by whose task they are, each a little later, never after now."""
    asked = clock.beijing_midnight(body.last_on + timedelta(days=1)) + timedelta(hours=20)
    with as_person(work, cadre, _by_now(work, asked)) as desk:
        claim, _ = create_claim(desk, body)
        if until == "draft":
            return
        claim = submit_claim(desk, claim.id, _read(claim))
    if until == "submitted":
        return
    with as_person(work, supervisor, _by_now(work, asked + timedelta(hours=14))) as desk:
        if until == "returned":
            return_claim(desk, claim.id, ClaimReasonIn(version=claim.version, reason=RETURNED))
            return
        claim = verify_claim(desk, claim.id, _read(claim))
    if until == "verified":
        return
    with as_person(work, people["finance"], _by_now(work, asked + timedelta(hours=38))) as desk:
        if until == "rejected":
            reject_claim(desk, claim.id, ClaimReasonIn(version=claim.version, reason=REJECTED))
        else:
            approve_claim(desk, claim.id, _read(claim))


def _statement(work: Work, cadre: Person, row: Secondment) -> None:
    month = clock.previous_month(clock.month_of(work.today))
    body = ClaimIn(secondment_id=row.id, kind=ClaimKind.ALLOWANCE, month=month)
    asked = clock.beijing_midnight(clock.month_bounds(month)[1] + timedelta(days=1)) + timedelta(hours=9)
    with as_person(work, cadre, _by_now(work, asked)) as desk:
        claim, _ = create_claim(desk, body)
        submit_claim(desk, claim.id, _read(claim))


def _read(claim: ClaimView) -> ClaimDecisionIn:
    return ClaimDecisionIn(version=claim.version)


def _by_now(work: Work, instant: datetime) -> datetime:
    return min(instant, work.now)


def _receipt(work: Work, files: Files, cadre: Person, fen: int) -> UUID:
    """A drawn ticket, kept as a phone's photo would be."""
    image = Image.new("RGB", (960, 640), (236, 226, 206))
    draw = ImageDraw.Draw(image)
    draw.rectangle((60, 60, 900, 580), outline=(150, 70, 60), width=4)
    for at, wide in enumerate((520, 360, 620, 300)):
        draw.rectangle((110, 130 + at * 90, 110 + wide, 158 + at * 90), fill=(112, 108, 100))
    draw.text((640, 500), f"{fen // 100}.{fen % 100:02d}", fill=(90, 40, 36), font_size=64)
    kept = io.BytesIO()
    image.save(kept, "JPEG", quality=80)
    photo_id = new_id()
    with as_person(work, cadre, work.now) as desk:
        put_attachment(desk, photo_id, prepare(kept.getvalue()), None, files)
    return photo_id
