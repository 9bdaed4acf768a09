"""Reviews on paper 纸质审阅: who signed what and when, as a liaison entered it, with the scan."""

from datetime import date, datetime
from uuid import UUID

from sqlmodel import Field, SQLModel

from app.core.columns import instant
from app.core.ids import new_id


class PaperReview(SQLModel, table=True):
    """One record's decision on a signed paper; several records share the scan of one paper. Never changed."""

    __tablename__ = "paper_reviews"

    id: UUID = Field(default_factory=new_id, primary_key=True)
    attachment_id: UUID = Field(index=True)
    record_id: UUID = Field(foreign_key="daily_records.id", index=True)
    decision: str = Field(max_length=16)
    signed_by: str = Field(max_length=40)
    signed_on: date
    entered_by_id: UUID = Field(foreign_key="people.id")
    at: datetime = instant()
