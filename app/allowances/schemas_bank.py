"""What goes in and out about bank accounts, bank files and payments. A number comes in and never goes out."""

import re
import unicodedata
from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BeforeValidator, Field, SecretStr, model_validator

from app.allowances.models_bank import AccountState, PaymentState
from app.core.i18n import N_
from app.core.schema import FieldValueError, Schema, View

_NUMBER = re.compile(r"[0-9]{8,32}", re.ASCII)
Version = Annotated[int, Field(ge=1, le=2**31 - 1)]


def plain_number(typed: Any) -> Any:
    """An account number as digits alone: full-width ones are digits, blanks and hyphens only group them."""
    if not isinstance(typed, str):
        return typed
    digits = re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", typed[:80]))
    if not _NUMBER.fullmatch(digits):
        raise FieldValueError(N_("账号应为 8 至 32 位数字，请对照银行卡或存折填写。"), "account-number")
    return digits


AccountNumber = Annotated[
    SecretStr,
    BeforeValidator(plain_number),
    Field(description="8 to 32 digits; blanks, hyphens and full-width digits are taken", max_length=32),
]
"""Secret, so that no representation, log or trace-back of the input can tell it."""


class AccountIn(Schema):
    """Where one is paid; `holder` is one's own name unless the bank has another."""

    bank_name: Annotated[str, Field(min_length=2, max_length=60)]
    branch: Annotated[str, Field(min_length=2, max_length=80)] | None = None
    holder: Annotated[str, Field(min_length=1, max_length=40)] | None = None
    account_no: AccountNumber


class VerifyIn(Schema):
    """The number keyed again from the paper copy, for the version that was looked at."""

    version: Version
    account_no: AccountNumber


class ReasonIn(Schema):
    """A decision against, with its reason, on the version that was looked at."""

    version: Version
    reason: Annotated[str, Field(min_length=2, max_length=200)]


class AccountView(View):
    """Where somebody is paid, masked; `version` goes on from one statement to the next.

    `state`: `unverified` (finance still has to key it from the paper copy), `verified`, `rejected` (with the reason).
    """

    person_id: UUID
    person_name: str
    person_no: str | None
    version: int
    state: AccountState
    bank_name: str
    branch: str | None
    holder: str
    account_masked: str = Field(description="the last four digits")
    stated_at: datetime
    decided_at: datetime | None
    decided_by: str | None
    reason: str | None
    replaced_at: datetime | None = Field(description="of an earlier statement: since then its number is erased")


class AccountItem(View):
    """One line of the list for finance; of somebody `missing` there is nothing but the name."""

    person_id: UUID
    person_name: str
    person_no: str | None
    unit_name: str | None
    state: AccountState
    version: int | None
    bank_name: str | None
    account_masked: str | None
    stated_at: datetime | None


BankField = Literal[
    "seq",
    "name",
    "account_no",
    "bank_name",
    "branch",
    "amount",
    "remark",
    "reference",
    "person_no",
    "month",
    "programme",
]
Encoding = Literal["utf-8", "utf-8-sig", "gb18030"]
NEEDED = frozenset({"name", "account_no", "amount"})


class ColumnIn(Schema):
    """One column of a bank file: its title and what stands in it."""

    title: Annotated[str, Field(min_length=1, max_length=20)]
    field: BankField


class ColumnView(View):
    """One column of a bank file."""

    title: str
    field: BankField


def _check_columns(columns: list[ColumnIn]) -> None:
    fields = [column.field for column in columns]
    if missing := sorted(NEEDED - set(fields)):
        text = N_("银行文件至少要有户名、账号和金额三列。")
        raise FieldValueError(text, "columns-missing", "/columns", missing=", ".join(missing))
    if len(set(fields)) != len(fields):
        raise FieldValueError(N_("同一项内容只能占一列。"), "columns-twice", "/columns")


class FormatIn(Schema):
    """How one bank wants its file. `unit_id`: whose format it is, one's own unit unless given."""

    id: UUID | None = None
    unit_id: UUID | None = None
    name: Annotated[str, Field(min_length=2, max_length=40)]
    encoding: Encoding
    delimiter: Literal[",", ";", "|", "\t"] = ","
    header: bool = True
    columns: Annotated[list[ColumnIn], Field(min_length=3, max_length=11)]
    amount: Literal["yuan", "fen"] = "yuan"
    line_end: Literal["crlf", "lf"] = "crlf"

    @model_validator(mode="after")
    def _tells_who_gets_what(self) -> "FormatIn":
        _check_columns(self.columns)
        return self


class FormatPatch(Schema):
    """What changes; all else stays."""

    name: Annotated[str, Field(min_length=2, max_length=40)] | None = None
    encoding: Encoding | None = None
    delimiter: Literal[",", ";", "|", "\t"] | None = None
    header: bool | None = None
    columns: Annotated[list[ColumnIn], Field(min_length=3, max_length=11)] | None = None
    amount: Literal["yuan", "fen"] | None = None
    line_end: Literal["crlf", "lf"] | None = None

    @model_validator(mode="after")
    def _tells_who_gets_what(self) -> "FormatPatch":
        if self.columns is not None:
            _check_columns(self.columns)
        return self


class FormatView(View):
    """A format of bank files; `own` is false for the house's examples, which nobody changes."""

    id: UUID
    version: int
    unit_id: UUID | None
    unit_name: str | None
    name: str
    encoding: Encoding
    delimiter: str
    header: bool
    columns: list[ColumnView]
    amount: Literal["yuan", "fen"]
    line_end: Literal["crlf", "lf"]
    may_edit: bool


class FormatPreview(View):
    """The first lines of a file in this format, of invented people."""

    format_id: UUID
    lines: list[str]


class BatchIn(Schema):
    """Form the next batch of a closed month from whoever is due and has a verified account."""

    id: UUID | None = None
    programme_id: UUID
    format_id: UUID | None = None


class LeftOutView(View):
    """Somebody who is owed something and cannot be paid yet: no account, or one that is not verified."""

    secondment_id: UUID
    cadre_id: UUID
    cadre_name: str
    amount_fen: int
    reason: AccountState


class BatchView(View):
    """Payments that go to the bank in one file. `sha256` is of the file in its own format as it was formed."""

    id: UUID
    version: int
    programme_id: UUID
    month: str
    number: int
    format_id: UUID
    payments: int
    total_fen: int
    sha256: str
    formed_at: datetime
    formed_by: str | None
    paid: int = Field(description="how many of them are paid")
    bounced: int = Field(description="how many of them came back")
    left_out: list[LeftOutView]


class BatchesView(View):
    """A month's batches, newest first, and who still waits for one."""

    items: list[BatchView]
    next_cursor: str | None = None
    due: int = Field(description="payments that no batch has taken")
    due_fen: int
    payable: int = Field(description="how many of these have a verified account: the next batch takes them")
    left_out: list[LeftOutView]


class PaymentView(View):
    """One transfer to one cadre for one closed month; `due → batched → paid`, or `bounced` and due anew."""

    id: UUID
    version: int
    month: str
    programme_id: UUID
    secondment_id: UUID
    cadre_id: UUID
    cadre_name: str
    person_no: str | None
    attempt: int
    amount_fen: int
    state: PaymentState
    batch: int | None = Field(description="the number of its batch in the month")
    bank_name: str | None
    account_masked: str | None
    paid_at: datetime | None
    bounced_at: datetime | None
    bounced_reason: str | None
