"""Bank accounts 收款账户: stated by whoever is paid, verified by finance from the paper, read by nobody."""

from collections.abc import Collection
from uuid import UUID

from app.allowances import repository_accounts as repository
from app.allowances.models_bank import AccountState
from app.core.work import Work


def states_of(work: Work, person_ids: Collection[UUID]) -> dict[UUID, AccountState]:
    """Whether each of these people can be paid: only a verified account can be; `missing` for who never stated one."""
    known = repository.states_of(work.session, sorted(person_ids))
    return {person_id: known.get(person_id, AccountState.MISSING) for person_id in person_ids}
