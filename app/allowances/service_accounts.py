"""Bank accounts 收款账户: stated by whoever is paid, verified by finance from the paper, shown to nobody.

The number stands sealed in the newest statement alone. In the moment that a newer one replaces it, the earlier number
is erased; what a batch sent to the bank keeps a sealed copy of its own.
"""

import hmac
import math
from collections.abc import Collection
from functools import partial
from uuid import UUID

from app.accounts.directory import names_of
from app.accounts.models import Person
from app.accounts.throttle import Allowance
from app.allowances import policy_bank as policy
from app.allowances import repository_accounts as repository
from app.allowances.errors_bank import AlreadyDecided, NotPaidHere, OthersAccount, OwnAccount, TooManyMismatches
from app.allowances.models_bank import AccountState, BankAccount
from app.allowances.schemas_bank import AccountIn, AccountItem, AccountView, ReasonIn, VerifyIn
from app.audit.service import record
from app.core.errors import Invalid, NotFound, require
from app.core.events import publish
from app.core.i18n import N_
from app.core.paging import Page, view_page
from app.core.sealing import Sealer
from app.core.work import Work
from app.secondments.service_minting import check_version, hold_identity

PURPOSE = "bank-account"
"""What account numbers are sealed for."""
TRIES = Allowance(free=policy.FREE_MISMATCHES)


def states_of(work: Work, person_ids: Collection[UUID]) -> dict[UUID, AccountState]:
    """Whether each of these people can be paid: only a verified account can be; `missing` for who never stated one."""
    known = repository.states_of(work.session, sorted(person_ids))
    return {person_id: known.get(person_id, AccountState.MISSING) for person_id in person_ids}


def state_account(
    work: Work, sealer: Sealer, person_id: UUID, body: AccountIn, expected: int | None
) -> tuple[AccountView, bool]:
    """State where one is paid, and whether that is new; it waits for finance, and of the one before the tail is left.

    The same again changes nothing. Raises NotFound, OthersAccount, NotPaidHere, VersionConflict, StaleVersion.
    """
    person, units = _known(work, person_id)
    require(policy.is_own(work.actor, person_id), OthersAccount())
    require(bool(units), NotPaidHere())
    hold_identity(work, person_id)
    before = repository.newest_of(work.session, person_id, lock=True)
    number, holder = body.account_no.get_secret_value(), body.holder or person.name
    if before is not None:
        if _is_same(work, before, body, holder, sealer):
            return _view(work, before, person), False
        check_version(expected, before.version, _view(work, before, person))
        before.sealed, before.replaced_at = None, work.now
        work.session.add(before)
        work.session.flush()
    made = BankAccount(
        person_id=person_id,
        state=AccountState.UNVERIFIED,
        bank_name=body.bank_name,
        branch=body.branch,
        holder=holder,
        tail=number[-4:],
    )
    made.version = before.version + 1 if before else 1
    made.sealed = _sealed(made, number, sealer)
    work.session.add(made)
    work.session.flush()
    record(work, "allowances.account-state", "bank_account", made.id, unit_id=units[0], version=made.version)
    return _view(work, made, person), True


def get_account(work: Work, person_id: UUID) -> AccountView:
    """Where somebody is paid, masked: for themselves and for finance. NotFound when nothing was stated."""
    person, _ = _known(work, person_id)
    account = repository.newest_of(work.session, person_id)
    if account is None:
        raise NotFound
    return _view(work, account, person)


def list_statements(work: Work, person_id: UUID) -> list[AccountView]:
    """Every statement of where somebody is paid, newest first; of the earlier ones only the last digits are left."""
    person, _ = _known(work, person_id)
    return [_view(work, account, person) for account in repository.statements_of(work.session, person_id)]


def is_paid(work: Work, person_id: UUID) -> bool:
    """Whether somebody is or was seconded: only theirs is an account to keep."""
    return bool(repository.programmes_of(work.session, person_id))


def list_accounts(work: Work, state: AccountState, limit: int, cursor: str | None) -> Page[AccountItem]:
    """Whose account is in a state, among those whom the actor pays; `missing`: serves and never stated one."""
    require(policy.can_keep_accounts(work.actor))
    rows, following = repository.list_people(work.session, policy.bank_paths(work.actor), state, limit, cursor)
    return view_page(rows, following, _item)


def count_accounts(work: Work, state: AccountState) -> int:
    """How many of those whom the actor pays have their account in a state; 0 for whoever verifies nobody's."""
    if not policy.can_keep_accounts(work.actor):
        return 0
    return repository.count_people(work.session, policy.bank_paths(work.actor), state)


def count_to_verify(work: Work) -> int:
    """How many accounts wait for the actor to key them from the paper."""
    return count_accounts(work, AccountState.UNVERIFIED)


def verify_account(work: Work, sealer: Sealer, person_id: UUID, body: VerifyIn) -> AccountView:
    """The number keyed from the paper agrees with what the cadre stated: the account may be paid into.

    Invalid at `/account_no` when it does not, without a word more; after some tries each further one has to wait.
    """
    person, unit_id, account = _to_decide(work, person_id)
    _refuse_hurry(work, account)
    if not _agrees(work, account, body.account_no.get_secret_value(), sealer):
        wrong = Invalid.at("/account_no", N_("与本人填写的账号不一致，请对照纸质材料重新录入。"), "account-mismatch")
        wrong.trace = partial(_note_mismatch, account.id, unit_id)
        raise wrong
    if _is_decided(work, account, body.version, AccountState.VERIFIED, person):
        return _view(work, account, person)
    account.mismatches, account.mismatched_at = 0, None
    return _decide(work, account, person, unit_id, AccountState.VERIFIED, None)


def reject_account(work: Work, person_id: UUID, body: ReasonIn) -> AccountView:
    """The paper copy does not fit: back to the cadre, with the reason."""
    person, unit_id, account = _to_decide(work, person_id)
    if _is_decided(work, account, body.version, AccountState.REJECTED, person):
        return _view(work, account, person)
    return _decide(work, account, person, unit_id, AccountState.REJECTED, body.reason)


def doubt_account(work: Work, account_id: UUID | None, person_id: UUID, reason: str) -> None:
    """A transfer into the account came back: it has to be verified anew, unless a newer one was stated meanwhile."""
    account = repository.newest_of(work.session, person_id, lock=True)
    if account is None or account.id != account_id or account.state is not AccountState.VERIFIED:
        return
    account.state, account.reason, account.decided_at, account.decided_by_id = (
        AccountState.UNVERIFIED,
        reason,
        None,
        None,
    )
    work.session.add(account)
    work.session.flush()


def payable_accounts(work: Work, person_ids: Collection[UUID]) -> dict[UUID, BankAccount]:
    """The newest statements of these people, held until the commit: what a batch is formed from."""
    return repository.newest_accounts(work.session, sorted(person_ids))


def number_of(work: Work, account: BankAccount, sealer: Sealer) -> str:
    """The account's number, sealed anew when the data key has changed since."""
    sealed = account.sealed or ""
    number = sealer.open(sealed, purpose=PURPOSE, bound_to=account.id.hex)
    if work.writes and not sealer.is_current(sealed):
        repository.reseal(work.session, account.id, _sealed(account, number, sealer))
    return number


def _sealed(account: BankAccount, number: str, sealer: Sealer) -> str:
    return sealer.seal(number, purpose=PURPOSE, bound_to=account.id.hex)


def _agrees(work: Work, account: BankAccount, number: str, sealer: Sealer) -> bool:
    return hmac.compare_digest(number_of(work, account, sealer), number)


def _is_same(work: Work, account: BankAccount, body: AccountIn, holder: str, sealer: Sealer) -> bool:
    if account.state is AccountState.REJECTED:
        return False
    if (account.bank_name, account.branch, account.holder) != (body.bank_name, body.branch, holder):
        return False
    return _agrees(work, account, body.account_no.get_secret_value(), sealer)


def _known(work: Work, person_id: UUID) -> tuple[Person, list[UUID]]:
    """The person, and the units of the programmes that they are or were in; NotFound for whom it does not concern."""
    person = repository.person_of(work.session, person_id)
    programmes = repository.programmes_of(work.session, person_id) if person is not None else []
    paths = [path for _, path in programmes]
    if person is None or not (policy.is_own(work.actor, person_id) or policy.keeps_accounts_of(work.actor, paths)):
        raise NotFound
    return person, [unit_id for unit_id, _ in programmes]


def _to_decide(work: Work, person_id: UUID) -> tuple[Person, UUID, BankAccount]:
    person, units = _known(work, person_id)
    require(not policy.is_own(work.actor, person_id), OwnAccount())
    account = repository.newest_of(work.session, person_id, lock=True)
    if account is None:
        raise NotFound
    return person, units[0], account


def _is_decided(work: Work, account: BankAccount, version: int, state: AccountState, person: Person) -> bool:
    """Whether this very decision was made before by the same person; else the version must be the one looked at."""
    if account.state is state and account.decided_by_id == work.actor.person_id and version == account.version - 1:
        return True
    check_version(version, account.version, _view(work, account, person))
    if account.state is state:
        raise AlreadyDecided
    return False


def _decide(
    work: Work, account: BankAccount, person: Person, unit_id: UUID, state: AccountState, reason: str | None
) -> AccountView:
    account.state, account.reason = state, reason
    account.decided_at, account.decided_by_id = work.now, work.actor.person_id
    work.session.add(account)
    work.session.flush()
    action = "allowances.account-verify" if state is AccountState.VERIFIED else "allowances.account-reject"
    record(work, action, "bank_account", account.id, unit_id=unit_id, version=account.version)
    publish(work, f"bank_account.{state}", person_id=person.id)
    return _view(work, account, person)


def _refuse_hurry(work: Work, account: BankAccount) -> None:
    pause = TRIES.pause(account.mismatches)
    if pause is None or account.mismatched_at is None:
        return
    wait = (account.mismatched_at + pause - work.now).total_seconds()
    if wait > 0:
        raise TooManyMismatches(headers={"Retry-After": str(math.ceil(wait))})


def _note_mismatch(account_id: UUID, unit_id: UUID, work: Work) -> None:
    repository.count_mismatch(work.session, account_id, work.now)
    record(work, "allowances.account-mismatch", "bank_account", account_id, unit_id=unit_id)


def masked(tail: str | None) -> str | None:
    """The last digits, as lists show them."""
    return f"**** {tail}" if tail else None


def _view(work: Work, account: BankAccount, person: Person) -> AccountView:
    names = names_of(work, [account.decided_by_id])
    facts = account.model_dump(exclude={"sealed"})
    return AccountView(
        **{name: facts[name] for name in AccountView.model_fields if name in facts},
        person_name=person.name,
        person_no=person.person_no,
        account_masked=masked(account.tail) or "",
        stated_at=account.created_at,
        decided_by=names.get(account.decided_by_id) if account.decided_by_id else None,
    )


def _item(row: repository.Listed) -> AccountItem:
    account = row.account
    return AccountItem(
        person_id=row.person.id,
        person_name=row.person.name,
        person_no=row.person.person_no,
        unit_name=row.unit_name,
        state=account.state if account else AccountState.MISSING,
        version=account.version if account else None,
        bank_name=account.bank_name if account else None,
        account_masked=masked(account.tail) if account else None,
        stated_at=account.created_at if account else None,
    )
