"""The demo's transfer: on the 16th of the last month one of 白鹭镇's cadres went to a bureau outside the county."""

from datetime import timedelta

from app.accounts.models import Person, Unit
from app.attendance.service_check_ins import follow_transfers as check_ins_follow
from app.core import clock
from app.core.work import Work
from app.demo.acting import as_person
from app.records.service.hosts import follow_transfers as records_follow
from app.secondments.models import Secondment
from app.secondments.schemas_postings import TransferIn
from app.secondments.service_transfer import transfer

LEFT, JOINED = "白鹭镇", "江州市商务局"
CORRECTED = 9
"""The first so many have days corrected by their hosts, and stay where they are."""


def move_one(work: Work, people: dict[str, Person], units: dict[str, Unit], secondments: list[Secondment]) -> None:
    """By the Organization Department, through the service, at noon of the day."""
    check_ins_follow()
    records_follow()
    on = clock.month_bounds(clock.previous_month(clock.month_of(work.today)))[0].replace(day=16)
    hosted = (row for row in secondments[CORRECTED:] if row.receiving_unit_id == units[LEFT].id and row.start_on < on)
    row = next(hosted, None)
    if row is None:
        return
    work.session.flush()
    wanted = TransferIn(
        from_on=on,
        receiving_unit_id=units[JOINED].id,
        post_title="招商科副科长（挂职）",
        version=row.version,
        reason="县委组织部统一调整",
    )
    with as_person(work, people["orgadmin"], clock.beijing_midnight(on) + timedelta(hours=12)) as desk:
        transfer(desk, row.id, wanted)
