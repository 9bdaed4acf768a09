"""Who stands in for whom in the demo, the head of a unit, and a month that a host outside signed on paper."""

import io
from collections.abc import Mapping
from datetime import date, timedelta

from PIL import Image, ImageDraw, ImageFont

from app.accounts.models import Person, RoleAssignment, Unit
from app.accounts.models_delegations import Delegation
from app.accounts.schemas_delegations import DelegationInput
from app.accounts.service_delegations import give_delegation
from app.attendance.schemas import Basis, ConfirmIn
from app.attendance.service_months import confirm_month
from app.attendance.service_sheet import print_sheet
from app.core import clock
from app.core.actor import Role
from app.core.errors import DomainError
from app.core.files import Files
from app.core.ids import new_id
from app.core.printing.fonts import OWN
from app.core.work import Work
from app.demo.acting import as_person
from app.records.images import prepare
from app.records.service.attachments import put_attachment
from app.records.service.evidence import lend_to_attendance

SIZE = (1240, 877)
INK = (38, 44, 52)


def stand_in(work: Work, files: Files, people: Mapping[str, Person], units: Mapping[str, Unit], first_on: date) -> None:
    """周敏 heads 白鹭镇, somebody stood in for her last month and will again; a host outside signed a sheet."""
    lend_to_attendance()  # the seed runs before the application is put together
    unit, supervisor = units["白鹭镇"], people["supervisor"]
    unit.head_id = supervisor.id
    colleague, deputy = (
        Person(login=login, name=name, person_no=number, password_hash=supervisor.password_hash, home_unit_id=unit.id)
        for login, name, number in (("standin", "梅若兰", "0901"), ("deputy", "韩知远", "0902"))
    )
    work.session.add_all([colleague, deputy])
    work.session.flush()
    role = RoleAssignment(person_id=deputy.id, role=Role.SUPERVISOR, unit_id=unit.id, valid_from=first_on)
    past = Delegation(
        from_id=supervisor.id, to_id=colleague.id, unit_id=unit.id, start_on=work.today - timedelta(days=24),
        end_on=work.today - timedelta(days=20), reason="市委党校学习", created_by_id=supervisor.id,
    )  # fmt: skip
    work.session.add_all([role, past])
    work.session.flush()
    monday = work.today + timedelta(days=7 - work.today.weekday())
    coming = DelegationInput(
        to_id=colleague.id, unit_id=unit.id, start_on=monday, end_on=monday + timedelta(days=4), reason="外出招商"
    )
    with as_person(work, supervisor, work.now) as desk:
        give_delegation(desk, coming)
    _signed_on_paper(
        work, files, people["liaison"], [one for one in reversed(list(units.values())) if _is_outside(one, units)]
    )


def _is_outside(unit: Unit, units: Mapping[str, Unit]) -> bool:
    return unit.parent_id is not None and not unit.path.startswith(units["云浦县"].path)


def _signed_on_paper(work: Work, files: Files, liaison: Person, hosts: list[Unit]) -> None:
    """The last host outside with somebody in last month: its sheet, a scan and the liaison's word."""
    month = clock.previous_month(clock.month_of(work.today))
    with as_person(work, liaison, work.now) as desk:
        for host in hosts:
            try:
                number = print_sheet(desk, month, host.id, None, None).data["units"][0]["number"]
                _enter(desk, files, month, host, number)
            except DomainError:  # nobody serves there
                continue
            return


def _enter(desk: Work, files: Files, month: str, host: Unit, number: str) -> None:
    body = ConfirmIn(
        unit_id=host.id, basis=Basis.PAPER, attachment_id=new_id(), signed_by="韩立",
        signed_on=clock.month_bounds(month)[1] + timedelta(days=1), sheet_no=number,
    )  # fmt: skip
    assert body.attachment_id is not None  # noqa: S101 - just minted
    put_attachment(desk, body.attachment_id, prepare(draw_sheet(host.name, month, number)), None, files)
    confirm_month(desk, month, body)


def draw_sheet(unit: str, month: str, number: str) -> bytes:
    """A JPEG that looks like a signed sheet; the signature is a scribble."""
    image = Image.new("RGB", SIZE, (246, 244, 238))
    draw = ImageDraw.Draw(image)
    fonts = [ImageFont.truetype(OWN / "NotoSansSC_400Regular.ttf", size) for size in (40, 24)]
    draw.text((430, 60), "挂职干部出勤签认表", INK, fonts[0])
    draw.text((90, 150), f"接收单位 {unit}　月份 {month}　编号 {number}", INK, fonts[1])
    for row in range(6):
        draw.line((90, 220 + row * 60, 1150, 222 + row * 60), (120, 124, 128), 2)
    draw.text((90, 640), "接收单位意见：情况属实。", INK, fonts[1])
    draw.line([(820, 700), (850, 660), (870, 720), (905, 668), (930, 715), (985, 690)], (40, 48, 110), 5)
    draw.ellipse((930, 620, 1070, 760), outline=(176, 58, 46), width=6)
    out = io.BytesIO()
    image.save(out, "JPEG", quality=80)
    return out.getvalue()
