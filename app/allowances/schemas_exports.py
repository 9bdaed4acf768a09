"""What goes in and out of exports: what is asked for, how far it is, and the file in hand."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, model_validator

from app.allowances.models import RunState
from app.allowances.models_exports import ExportKind, ExportState
from app.allowances.schemas import GroupBy
from app.attendance.schemas import MONTH_PATTERN
from app.core.i18n import N_
from app.core.schema import FieldValueError, Schema, View

SHEETS = (ExportKind.SHEET_XLSX, ExportKind.SHEET_PDF)
Asked = Literal["sheet-xlsx", "sheet-pdf", "totals-xlsx", "totals-csv"]


class ExportIn(Schema):
    """A sheet of a `month`, or sums `from` a day `to` a day by `group_by`; of one programme or of all of one's own."""

    id: UUID | None = None
    kind: Asked
    month: Annotated[str, Field(pattern=MONTH_PATTERN, examples=["2026-04"])] | None = None
    first: Annotated[date | None, Field(alias="from")] = None
    last: Annotated[date | None, Field(alias="to")] = None
    group_by: GroupBy | None = None
    programme_id: UUID | None = None

    @model_validator(mode="after")
    def _says_what(self) -> "ExportIn":
        sums: dict[str, object] = {"/from": self.first, "/to": self.last, "/group_by": self.group_by}
        wanted: dict[str, object] = {"/month": self.month}
        unwanted = sums
        if self.kind not in SHEETS:
            wanted, unwanted = sums, wanted
        for pointer, value in wanted.items():
            if value is None:
                raise FieldValueError(N_("这种文件要写明这一项。"), "missing", pointer)
        for pointer, value in unwanted.items():
            if value is not None:
                raise FieldValueError(N_("这种文件没有这一项，请删除。"), "extra-forbidden", pointer)
        return self


class ExportView(View):
    """A file asked for or made. It can be taken by whoever asked for it while `url` is there, seven days at most."""

    id: UUID
    kind: ExportKind
    state: ExportState
    progress: int = Field(description="percent")
    month: str
    first_on: date | None
    last_on: date | None
    group_by: str | None
    programme_id: UUID | None
    programmes: list[str] = Field(description="the names of the programmes whose money is in the file")
    at: datetime
    finished_at: datetime | None
    taken_at: datetime | None
    expires_at: datetime | None
    made_by_name: str
    rows: int
    size: int
    sha256: str | None
    file_name: str
    failure: str | None = Field(description="a stable code; nothing was handed out")
    url: str | None


class ExportsList(View):
    """Exports, the newest first."""

    items: list[ExportView]
    next_cursor: str | None = None


class DigestView(View):
    """What is known of a file in hand: `items` is empty when Jishi never made it for a programme that one reads."""

    sha256: str
    items: list[ExportView]
    next_cursor: None = None


class FiguresView(View):
    """Sums from every side, and between those that must be the same the differences, each of which must be 0.

    Lines are the subsidy's days, trips the claims that a run took, adjustments and debts their own entries; subsidy,
    transport, adjustment and debt are those of the rows, whose sum is the total. Payments are those that have not
    come back; a batch holds also what came back later, `outside` is what was paid without one, `due` what no batch
    has taken yet.
    """

    rows: int
    lines_fen: int
    trips_fen: int
    adjustments_fen: int
    debts_fen: int
    subsidy_fen: int
    transport_fen: int
    adjustment_fen: int
    debt_fen: int
    total_fen: int
    payments_fen: int
    batches_fen: int
    bounced_fen: int
    outside_fen: int
    due_fen: int
    lines_off_fen: int
    trips_off_fen: int
    adjustments_off_fen: int
    debts_off_fen: int
    rows_off_fen: int
    payments_off_fen: int
    batches_off_fen: int


DIFFERENCES = tuple(name for name in FiguresView.model_fields if name.endswith("_off_fen"))
FIGURES = tuple(name for name in FiguresView.model_fields if not name.endswith("_off_fen"))


class RunFiguresView(FiguresView):
    """One closed run."""

    run_id: UUID
    programme_id: UUID
    programme_name: str
    month: str
    state: RunState


class ReconciliationView(FiguresView):
    """The closed runs from one month to another, both included, and their sums; `balanced` when nothing differs."""

    first_month: str
    last_month: str
    balanced: bool
    items: list[RunFiguresView]
    next_cursor: None = None
