"""A transfer 调动: what changes from which day on."""

from typing import Annotated, Self
from uuid import UUID

from pydantic import Field, model_validator

from app.core.i18n import N_
from app.core.schema import FieldValueError, Schema
from app.secondments.schemas import CivilDate, Name
from app.secondments.schemas_secondments import Band, Reason, Supervisors

_MOVED = ("receiving_unit_id", "post_title", "region_band", "supervisor_ids")
Version = Annotated[int, Field(ge=1, le=999_999_999)]


class TransferIn(Schema):
    """What is left out stays; another unit brings its own region band and supervisors unless they are given."""

    version: Version | None = Field(default=None, description="The version decided upon, unless If-Match names it.")
    from_on: CivilDate
    receiving_unit_id: UUID | None = None
    post_title: Name | None = None
    region_band: Band | None = None
    supervisor_ids: Supervisors | None = None
    reason: Reason

    @model_validator(mode="after")
    def _moves_something(self) -> Self:
        if all(getattr(self, name) is None for name in _MOVED):
            raise FieldValueError(
                N_("请填写调动后的单位、职务、地区档或主管。"), "nothing-changes", "/receiving_unit_id"
            )
        return self


class WithdrawTransferIn(Schema):
    """Take back a transfer that has not begun."""

    version: Version | None = Field(default=None, description="The version decided upon, unless If-Match names it.")
    reason: Reason | None = None
