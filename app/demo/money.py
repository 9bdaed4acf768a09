"""What moves money after a month is closed: a late word, late leave, a recovery that leaves a debt, a recount."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from app.accounts.models import Person
from app.allowances.schemas import StepIn
from app.allowances.schemas_settlement import AdjustmentApproveIn, AdjustmentIn, AdjustmentView
from app.allowances.service_adjustments import approve_adjustment, create_adjustment
from app.allowances.service_runs import calculate_month
from app.attendance.models_leave import LeaveType
from app.attendance.schemas import Basis, ConfirmIn
from app.attendance.schemas_leave import LeaveApproveIn, LeaveIn
from app.attendance.service_leave import file_leave
from app.attendance.service_leave_steps import approve_leave
from app.attendance.service_months import confirm_month
from app.core import clock
from app.core.work import Work
from app.demo.acting import as_person, at
from app.secondments.models import Secondment
from app.workdays.service import get_calendar

RECOVERED_FEN, ONCE_FEN = -900_00, 100_00
RECOVERY = "本月在省委党校学习，补助已由主办单位发放，误计收回。"
ONCE = "首次到岗行李托运费，按文件一次性补助。"
AWAY, LATE = "回县里陪护家人住院。", "当时走得急，没有来得及请假，现在补办手续。"


@dataclass(frozen=True, slots=True)
class MoneyStory:
    """The county's programme outside, and which of its hosts and cadres the story is about."""

    work: Work
    people: dict[str, Person]
    late_host: Person
    slow_host: Person
    rows: Sequence[Secondment]

    @classmethod
    def of(
        cls, work: Work, people: dict[str, Person], prompt: Sequence[Person], rows: Sequence[Secondment]
    ) -> "MoneyStory":
        """Two hosts outside of those that confirm in time, and the cadres of the others."""
        outside = [row for row in rows if row.programme_id == rows[0].programme_id]
        hosts = {row.receiving_unit_id for row in outside} - {rows[0].receiving_unit_id}
        late, slow = [host for host in prompt if host.home_unit_id in hosts][:2]
        told = {late.home_unit_id, slow.home_unit_id, rows[0].receiving_unit_id}
        kept = {host.home_unit_id for host in prompt} - told
        return cls(work, people, late, slow, [row for row in outside if row.receiving_unit_id in kept])

    @property
    def programme_id(self) -> UUID:
        """The programme outside the county."""
        return self.rows[0].programme_id

    def recover(self, month: str) -> None:
        """More is taken back than the month pays: the rest becomes a debt."""
        last = clock.month_bounds(month)[1]
        entered = self._enter(self.rows[0], self._workdays(month)[3], RECOVERED_FEN, RECOVERY, at(last, 1, 10))
        with as_person(self.work, self.people["finance2"], at(last, 2, 10)) as desk:
            approve_adjustment(desk, entered.id, AdjustmentApproveIn(version=entered.version))

    def late_facts(self, month: str) -> None:
        """After the close one host confirms, which is paid as back pay, and one leave is filed, which is taken back."""
        last = clock.month_bounds(month)[1]
        self._confirm(self.late_host, month, at(last, 9, 10))
        row = self.rows[1]
        cadre = next(person for person in self.people.values() if person.id == row.cadre_id)
        host = next(person for person in self.people.values() if person.home_unit_id == row.receiving_unit_id)
        days = self._workdays(month)[8:10]
        body = LeaveIn(
            secondment_id=row.id,
            type=LeaveType.PERSONAL,
            start_on=days[0],
            end_on=days[-1],
            reason=AWAY,
            late_reason=LATE,
        )
        with as_person(self.work, cadre, at(last, 9, 20)) as phone:
            leave, _ = file_leave(phone, body)
        with as_person(self.work, host, at(last, 10, 9)) as phone:
            approve_leave(phone, leave.id, LeaveApproveIn(version=leave.version))

    def recount(self, month: str) -> None:
        """One host confirms after the first calculation; the second one says what that changed."""
        last = clock.month_bounds(month)[1]
        self._confirm(self.slow_host, month, at(last, 3, 14))
        with as_person(self.work, self.people["finance"], min(at(last, 3, 16), self.work.now)) as desk:
            calculate_month(desk, month, StepIn(programme_id=self.programme_id))

    def propose(self, month: str) -> None:
        """An adjustment that waits for a second person."""
        last = clock.month_bounds(month)[1]
        self._enter(self.rows[2], self._workdays(month)[0], ONCE_FEN, ONCE, at(last, 3, 17))

    def _enter(self, row: Secondment, on: date, fen: int, reason: str, instant: datetime) -> AdjustmentView:
        body = AdjustmentIn(
            secondment_id=row.id, on=on, amount_fen=fen, reason=reason, document_no="云财行〔2026〕21号"
        )
        with as_person(self.work, self.people["finance"], min(instant, self.work.now)) as desk:
            return create_adjustment(desk, body)[0]

    def _confirm(self, host: Person, month: str, instant: datetime) -> None:
        assert host.home_unit_id is not None  # noqa: S101 - chosen by it
        with as_person(self.work, host, min(instant, self.work.now)) as desk:
            confirm_month(desk, month, ConfirmIn(unit_id=host.home_unit_id, basis=Basis.ONLINE))

    def _workdays(self, month: str) -> list[date]:
        first, last = clock.month_bounds(month)
        calendar = get_calendar(self.work, first, last)
        days = (first + timedelta(days=offset) for offset in range((last - first).days + 1))
        return [on for on in days if calendar.is_workday(on) and on >= self.rows[0].start_on + timedelta(days=10)]
