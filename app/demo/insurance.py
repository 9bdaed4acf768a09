"""The demo's insurance: a group policy for those who are sent out, one person without cover, one about to lose it."""

from datetime import date, timedelta

from app.accounts.models import Person
from app.allowances.schemas_insurance import InsuranceIn
from app.allowances.service_insurance import register
from app.core.work import Work
from app.demo.acting import as_person
from app.demo.programmes import Programmes
from app.secondments.models import Secondment

GROUP_NO, INSURER, PREMIUM_FEN = "PYIL202650011200093", "人保财险云浦支公司", 12_050
OWN_NO, OTHER_INSURER = "6020112026003317", "平安产险江州分公司"
LACKS, ENDS_SOON = 3, 5
"""Of those sent out, in the order of their names' list."""


def insure(work: Work, people: dict[str, Person], programmes: Programmes, rows: list[Secondment]) -> None:
    """By the Organization Department, a week before the first of them went."""
    outside = [row for row in rows if row.programme_id == programmes["outbound"].id]
    first_on = min(row.start_on for row in outside)
    with as_person(work, people["orgadmin"], work.now) as desk:
        for at, row in enumerate(outside):
            until = max(each.end_on for each in outside)
            if at == LACKS:
                until = work.today - timedelta(days=12)
            elif at == ENDS_SOON:
                until = work.today + timedelta(days=18)
            group = at not in (LACKS, ENDS_SOON)
            _cover(
                desk,
                row,
                GROUP_NO if group else OWN_NO[:-1] + str(at),
                INSURER if group else OTHER_INSURER,
                first_on,
                until,
            )


def _cover(work: Work, row: Secondment, number: str, insurer: str, first_on: date, until: date) -> None:
    wanted = InsuranceIn(
        secondment_id=row.id,
        policy_no=number,
        insurer=insurer,
        start_on=first_on,
        end_on=until,
        premium_fen=PREMIUM_FEN,
    )
    register(work, wanted)
