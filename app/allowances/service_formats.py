"""Formats of bank files 银行文件格式: two examples of the house, and what finance keeps for its banks."""

from typing import Any
from uuid import UUID

from app.allowances import policy_bank as policy
from app.allowances import repository_formats as repository
from app.allowances.bank_file import Layout, Transfer, write_file
from app.allowances.errors_bank import FormatOfTheHouse
from app.allowances.models_bank import BankFormat
from app.allowances.schemas_bank import FormatIn, FormatPatch, FormatPreview, FormatView
from app.audit.service import record
from app.core.errors import Invalid, NotFound, require
from app.core.i18n import N_
from app.core.paging import Page
from app.core.work import Work
from app.secondments.service_minting import check_version, hold_identity, is_replay, stamp

INVENTED = (
    Transfer(
        1,
        63000,
        {
            "name": "张示例",
            "account_no": "6200000000000000001",
            "bank_name": "示例银行",
            "branch": "示例支行",
            "remark": "2026-04 挂职补助",
            "reference": "JEXAMPLE0001",
            "person_no": "0001",
            "month": "2026-04",
            "programme": "示例项目",
        },
    ),
    Transfer(
        2,
        112750,
        {
            "name": "李㐂示例",
            "account_no": "6200000000000000002",
            "bank_name": "示例银行",
            "branch": "",
            "remark": "2026-04 挂职补助",
            "reference": "JEXAMPLE0002",
            "person_no": "0002",
            "month": "2026-04",
            "programme": "示例项目",
        },
    ),
)
"""Two invented people, one with a rare character."""


def list_formats(work: Work) -> Page[FormatView]:
    """Every format that the actor may make a file in, the house's examples first."""
    require(policy.makes_bank_files_somewhere(work.actor))
    rows = repository.list_formats(work.session, policy.bank_paths(work.actor))
    return Page[FormatView](items=_views(work, rows))


def get_format(work: Work, format_id: UUID) -> FormatView:
    """One format."""
    require(policy.makes_bank_files_somewhere(work.actor))
    return _views(work, [find_format(work, format_id)])[0]


def preview_format(work: Work, format_id: UUID) -> FormatPreview:
    """What a file in the format looks like, of invented people."""
    require(policy.makes_bank_files_somewhere(work.actor))
    layout = layout_of(find_format(work, format_id))
    text = b"".join(write_file(layout, INVENTED)).decode(layout.encoding)
    return FormatPreview(format_id=format_id, lines=text.splitlines())


def create_format(work: Work, body: FormatIn) -> tuple[FormatView, bool]:
    """A new format of a unit and whether it is new; Invalid at `/unit_id` for a unit that one does not pay for."""
    require(policy.can_keep_accounts(work.actor))
    hold_identity(work, body.id)
    existing = repository.get_format(work.session, body.id) if body.id else None
    if existing is not None and is_replay(work, existing, body):
        return _views(work, [existing])[0], False
    unit_id = body.unit_id or next(grant.unit_id for grant in work.actor.grants if policy.is_finance(grant))
    unit = repository.unit_of(work.session, unit_id) if unit_id else None
    if unit is None or not policy.can_edit_format(work.actor, unit.path):
        raise Invalid.at("/unit_id", N_("没有这个单位，或您不负责它的财务。"), "unknown-unit")
    row = stamp(work, BankFormat(unit_id=unit.id, **_stored(body.model_dump(exclude={"id", "unit_id"}))), body)
    work.session.add(row)
    work.session.flush()
    record(work, "allowances.format-create", "bank_format", row.id, after=row, unit_id=unit.id)
    return _views(work, [row])[0], True


def change_format(work: Work, format_id: UUID, body: FormatPatch, expected: int | None) -> FormatView:
    """Change one of one's own; files that were made keep their digests in the trail."""
    require(policy.can_keep_accounts(work.actor))
    row = find_format(work, format_id, lock=True)
    view = _views(work, [row])[0]
    require(view.may_edit, FormatOfTheHouse() if row.unit_id is None else None)
    changes = _stored(body.model_dump(exclude_unset=True, exclude_none=True))
    before = row.model_copy()
    if expected is not None and all(getattr(row, name) == value for name, value in changes.items()):
        return view
    check_version(expected, row.version, view)
    for name, value in changes.items():
        setattr(row, name, value)
    work.session.add(row)
    work.session.flush()
    record(work, "allowances.format-change", "bank_format", row.id, before=before, after=row, unit_id=row.unit_id)
    return _views(work, [row])[0]


def _stored(said: dict[str, Any]) -> dict[str, Any]:
    """Fields by the names of the columns: how amounts are written is no amount."""
    return {"money_in" if name == "amount" else name: value for name, value in said.items()}


def find_format(work: Work, format_id: UUID, *, lock: bool = False) -> BankFormat:
    """A format that the actor may make files in; NotFound for others."""
    row = repository.get_format(work.session, format_id, lock=lock)
    if row is None or row.id not in {one.id for one in repository.list_formats(work.session, _paths(work))}:
        raise NotFound
    return row


def _paths(work: Work) -> tuple[str, ...]:
    return policy.bank_paths(work.actor)


def default_format(work: Work) -> BankFormat:
    """The house's example in UTF-8."""
    row = repository.get_format(work.session, repository.DEFAULT_ID)
    if row is None:
        raise NotFound
    return row


def layout_of(row: BankFormat) -> Layout:
    """The stored format as the writer takes it."""
    return Layout(
        encoding=row.encoding,
        delimiter=row.delimiter,
        header=row.header,
        columns=[(column["title"], column["field"]) for column in row.columns],
        amount=row.money_in,
        line_end=row.line_end,
    )


def _views(work: Work, rows: list[BankFormat]) -> list[FormatView]:
    units = repository.units_of(work.session, sorted({row.unit_id for row in rows if row.unit_id}))
    views = []
    for row in rows:
        unit = units.get(row.unit_id) if row.unit_id else None
        edits = unit is not None and policy.can_edit_format(work.actor, unit.path)
        facts = row.model_dump() | {
            "amount": row.money_in,
            "unit_name": unit.name if unit else None,
            "may_edit": edits,
        }
        views.append(FormatView.model_validate(facts))
    return views
