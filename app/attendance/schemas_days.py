"""What goes in and out about single days: each one explained, and statements over a span of them."""

from datetime import date, datetime, timedelta
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, model_validator

from app.attendance.ledger import OVERRIDABLE, Half, Source, State
from app.attendance.schemas import Reason
from app.core.i18n import N_
from app.core.schema import FieldValueError, Schema, View
from app.workdays.rules import DayKind

LONGEST = timedelta(days=92)
MOST = 100


class CalendarWordView(View):
    """What the work calendar says of a date where the cadre is hosted; `name` is the holiday's or arrangement's."""

    kind: DayKind
    name: str | None
    overlay_id: UUID | None
    document_no: str | None
    unit_name: str | None = Field(description="whose arrangement it is; null when the nation's calendar speaks")
    provisional: bool = Field(description="the year's notice is not known yet: only the weekday spoke")


class StatementView(View):
    """Who says what a half day was, and why; what the reader need not know is null. `half` null: the whole day.

    Not `stands`: a supervisor's word that a stronger source sets aside.
    """

    half: Half | None
    state: State
    source: Source
    stands: bool
    reason: str | None = None
    by: str | None = None
    at: datetime | None = None
    document_no: str | None = None
    after_close: bool = False
    leave_id: UUID | None = None


class PayWordView(View):
    """Whether the programme's basis counts the day, in halves, and why; `settled` once the month is closed."""

    halves: int
    reason: str
    settled: bool


class ExplainedDayView(View):
    """One date with everything that made it what it is."""

    on: date
    am: State
    pm: State
    state: State
    portion: float
    unit_name: str
    confirmed: bool
    recorded: bool | None
    calendar: CalendarWordView
    statements: list[StatementView]
    pay: PayWordView | None


class ExplainedMonthView(View):
    """A month of the day ledger, every day explained."""

    secondment_id: UUID
    month: str
    items: list[ExplainedDayView]
    next_cursor: str | None = None


class DaysIn(Schema):
    """One statement about a span of days for one or several cadres: all of it or nothing.

    Trips and training may be announced ahead; what was on post or absent is said afterwards. Training names the notice.
    """

    secondment_ids: Annotated[list[UUID], Field(min_length=1, max_length=MOST)]
    first_on: date = Field(alias="from")
    last_on: date = Field(alias="to")
    state: State
    half: Half | None = None
    reason: Reason
    document_no: Annotated[str, Field(min_length=2, max_length=80)] | None = None
    skip_rest_days: bool = False

    @model_validator(mode="after")
    def _sayable(self) -> "DaysIn":
        if self.state not in OVERRIDABLE:
            raise FieldValueError(
                N_("请假由请假单决定，挂职期由挂职文件决定，这里不能更正。"), "not-overridable", "/state"
            )
        if not self.first_on <= self.last_on <= self.first_on + LONGEST:
            raise FieldValueError(N_("结束日期不能早于开始日期，一次最长 92 天。"), "bad-range", "/to")
        if self.state is State.TRAINING and self.document_no is None:
            raise FieldValueError(N_("培训请写明通知的文号或名称。"), "missing", "/document_no")
        return self


class WithdrawDaysIn(Schema):
    """Take the corrections of a span of days back for one or several cadres."""

    secondment_ids: Annotated[list[UUID], Field(min_length=1, max_length=MOST)]
    first_on: date = Field(alias="from")
    last_on: date = Field(alias="to")

    @model_validator(mode="after")
    def _a_span(self) -> "WithdrawDaysIn":
        if not self.first_on <= self.last_on <= self.first_on + LONGEST:
            raise FieldValueError(N_("结束日期不能早于开始日期，一次最长 92 天。"), "bad-range", "/to")
        return self


class StatedView(View):
    """What a statement came to for one cadre: days it holds on, and those on which approved leave goes before it."""

    secondment_id: UUID
    cadre_name: str
    days: list[date]
    under_leave: list[date]


class StatedDaysView(View):
    """What a statement over a span came to; the same again changes nothing."""

    state: State | None
    items: list[StatedView]
    next_cursor: Literal[None] = None
