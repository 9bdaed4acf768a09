"""Single payments 支付: one a row of a closed run, due until a batch takes it."""

from app.allowances import repository_payments as repository
from app.allowances.models import AllowanceRun
from app.allowances.models_bank import PaymentState
from app.core.work import Work


def create_payments(work: Work, run: AllowanceRun) -> int:
    """One due payment for each row of the run that pays something, as it is closed; answers how many."""
    owed = repository.owed_rows(work.session, run.id)
    rows = [
        {"run_id": run.id, "secondment_id": key, "cadre_id": cadre, "amount_fen": fen, "state": PaymentState.DUE}
        for key, cadre, fen in owed
    ]
    repository.add_payments(work.session, rows)
    return len(rows)
