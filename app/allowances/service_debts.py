"""Debts 欠款 over all programmes: carried and withheld as runs close, settled by hand, and never lost."""

from uuid import UUID

from app.allowances import policy
from app.allowances import repository_debts as debts
from app.allowances import repository_runs as runs
from app.allowances.errors import DebtTooSmall, OwnMoney
from app.allowances.models import AllowanceRun
from app.allowances.models_settlement import AllowanceDebt, AllowanceDebtEntry, DebtKind
from app.allowances.schemas_settlement import DebtEntryView, DebtSettleIn, DebtView
from app.allowances.service_prepare import Owed, Prepared
from app.allowances.service_rates import readable_paths
from app.audit.service import record
from app.core.errors import Forbidden, NotFound, require
from app.core.paging import Page, view_page
from app.core.work import Work
from app.secondments.service_minting import hold_identity, is_replay, stamp


def hold_debts(work: Work, run_id: UUID) -> None:
    """Hold the balances that a run is about to move, so that two programmes' closes follow one another."""
    debts.hold(work.session, debts.moving_cadres(work.session, run_id))


def move_debts(work: Work, run: AllowanceRun, prepared: Prepared) -> None:
    """Write what the run carries and withholds: what is carried first, as it was worked out."""
    moving = [row for row in prepared.rows if any(prepared.nets[row.card.id][:2])]
    held = debts.hold(work.session, [row.card.secondment.cadre_id for row in moving])
    for row in moving:
        _move(work, run, row, held, DebtKind.CARRIED, prepared.nets[row.card.id].carried_fen)
    for row in moving:
        _move(work, run, row, held, DebtKind.WITHHELD, prepared.nets[row.card.id].debt_in_fen)
    work.session.flush()


def _move(
    work: Work, run: AllowanceRun, row: Owed, held: dict[UUID, AllowanceDebt], kind: DebtKind, amount: int
) -> None:
    if not amount:
        return
    debt = held[row.card.secondment.cadre_id]
    debt.balance_fen += amount
    work.session.add(
        AllowanceDebtEntry(
            cadre_id=debt.cadre_id,
            kind=kind,
            amount_fen=amount,
            balance_fen=debt.balance_fen,
            run_id=run.id,
            secondment_id=row.card.id,
            created_by_id=work.actor.id,
            at=work.now,
        )
    )


def settle_debt(work: Work, cadre_id: UUID, body: DebtSettleIn) -> tuple[DebtView, bool]:
    """Note that a debt was repaid or written off outside the system, in whole or in part, and whether that is new.

    Nobody settles their own. The same `id` and body again change nothing. DebtTooSmall when less is owed.
    """
    _require_payer(work, cadre_id)
    hold_identity(work, body.id)
    existing = debts.get_entry(work.session, body.id) if body.id else None
    if existing is not None and is_replay(work, existing, body):
        return get_debt(work, cadre_id), False
    row = debts.get_debt(work.session, cadre_id, lock=True)
    if row is None or not row.balance_fen:
        raise DebtTooSmall(owed=0)
    amount = row.balance_fen if body.amount_fen is None else body.amount_fen
    if amount > row.balance_fen:
        raise DebtTooSmall(owed=row.balance_fen)
    row.balance_fen -= amount
    entry = AllowanceDebtEntry(
        cadre_id=cadre_id,
        kind=DebtKind.SETTLED,
        amount_fen=-amount,
        balance_fen=row.balance_fen,
        reason=body.reason,
        document_no=body.document_no,
        at=work.now,
    )
    work.session.add(stamp(work, entry, body))
    work.session.add(row)
    work.session.flush()
    record(work, "allowances.debt_settle", "person", cadre_id, amount_fen=amount, balance_fen=row.balance_fen)
    return get_debt(work, cadre_id), True


def get_debt(work: Work, cadre_id: UUID) -> DebtView:
    """What somebody owes and how it came about: their own, or of somebody whose programme the actor pays or runs."""
    row = debts.get_debt(work.session, cadre_id)
    if row is None or not debts.is_known(work.session, cadre_id, readable_paths(work), work.actor.person_id):
        raise NotFound
    return _views(work, [row])[0]


def list_debts(work: Work, *, settled: bool = False, limit: int = 50, cursor: str | None = None) -> Page[DebtView]:
    """Everybody who owes something, as far as the actor reads money; `settled` names those who owe no more too."""
    known = debts.known_to(readable_paths(work), work.actor.person_id)
    rows, following = debts.list_debts(work.session, known, settled=settled, limit=limit, cursor=cursor)
    views = {view.cadre_id: view for view in _views(work, rows)}
    return view_page(rows, following, lambda row: views[row.cadre_id])


def _require_payer(work: Work, cadre_id: UUID) -> None:
    """Finance over a programme in which the person is or was; who may only know of the debt is refused."""
    person_id = work.actor.person_id
    if not debts.is_known(work.session, cadre_id, readable_paths(work), person_id):
        raise NotFound
    require(cadre_id != person_id, OwnMoney())
    pays = debts.programme_paths(work.session, cadre_id)
    require(any(policy.can_run(work.actor, path) for path in pays), Forbidden())


def _views(work: Work, rows: list[AllowanceDebt]) -> list[DebtView]:
    people = debts.people_of(work.session, [row.cadre_id for row in rows])
    entries = debts.list_entries(work.session, [row.cadre_id for row in rows])
    names = runs.names_of(work.session, [e.created_by_id for e, _ in entries if e.created_by_id])
    return [
        DebtView(
            id=row.id,
            version=row.version,
            cadre_id=row.cadre_id,
            cadre_name=people[row.cadre_id][0],
            person_no=people[row.cadre_id][1],
            balance_fen=row.balance_fen,
            entries=[_entry(entry, month, names) for entry, month in entries if entry.cadre_id == row.cadre_id],
        )
        for row in rows
    ]


def _entry(entry: AllowanceDebtEntry, month: str | None, names: dict[UUID, str]) -> DebtEntryView:
    return DebtEntryView(
        id=entry.id,
        kind=entry.kind,
        amount_fen=entry.amount_fen,
        balance_fen=entry.balance_fen,
        month=month,
        secondment_id=entry.secondment_id,
        reason=entry.reason,
        document_no=entry.document_no,
        at=entry.at,
        by=names.get(entry.created_by_id) if entry.created_by_id else None,
    )
