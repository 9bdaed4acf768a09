"""我的: what each row of a person's own page says, so that most visits need no tap."""

from dataclasses import dataclass

from app.accounts.schemas_auth import SecondFactorView
from app.accounts.schemas_care import ConsentState
from app.accounts.service_consents import list_consents
from app.accounts.service_devices import list_devices
from app.accounts.service_factor import describe_factor
from app.allowances.models_bank import AccountState
from app.allowances.schemas import PayView
from app.allowances.schemas_claims import ClaimView
from app.allowances.service_accounts import states_of
from app.allowances.service_claims_pages import newest_own as newest_claim
from app.allowances.service_cover import Covered, cover_of
from app.allowances.service_read import get_pay
from app.appraisals.service_terms import signs_own
from app.attendance.schemas_leave import LeaveView
from app.attendance.service_leave_pages import newest_own
from app.core import clock
from app.core.work import Work
from app.home.service_today import find_own_card
from app.reminders.schemas import ReminderSettingsView
from app.reminders.service import get_settings
from app.secondments.access import get_policy
from app.secondments.service_cards import SecondmentCard
from app.signals.service_pages import count_asked
from app.spot_checks.models import SpotCheckStatus
from app.spot_checks.schemas import SpotCheckView
from app.spot_checks.service import list_spot_checks
from app.spot_checks.service_due import checks_to_answer


@dataclass(frozen=True, slots=True)
class OwnPage:
    """The present values; `card` and what hangs on it are None for somebody who was never seconded."""

    reminders: ReminderSettingsView
    factor: SecondFactorView
    devices: int
    consents: int = 0
    """How many stand."""
    card: SecondmentCard | None = None
    month: str = ""
    pay: PayView | None = None
    claim: ClaimView | None = None
    account: AccountState = AccountState.MISSING
    cover: Covered | None = None
    leave: LeaveView | None = None
    note: SpotCheckView | None = None
    awaits_reply: bool = False
    signs_form: bool = False
    """Their term-end form waits for the person themselves."""
    questions: int = 0
    """How many questions wait for the person's answer."""
    reminder_hour: int | None = None


def open_own(work: Work) -> OwnPage:
    """The actor's own page."""
    reminders, factor, card = get_settings(work), describe_factor(work), find_own_card(work)
    devices = len(list_devices(work).items)
    consents = sum(one.state is ConsentState.GIVEN for one in list_consents(work).items)
    if card is None:
        return OwnPage(reminders, factor, devices, consents)
    last_on = min(work.today, card.secondment.end_on)
    has_begun = last_on >= card.term_start_on
    notes = list_spot_checks(work, secondment_id=card.id, limit=1).items
    waiting = list_spot_checks(work, secondment_id=card.id, status=SpotCheckStatus.VISITED, limit=1).items
    month = clock.month_of(last_on)
    return OwnPage(
        reminders=reminders,
        factor=factor,
        devices=devices,
        consents=consents,
        card=card,
        month=month,
        pay=get_pay(work, card.id, month) if has_begun else None,
        claim=newest_claim(work, card.id),
        account=states_of(work, [card.secondment.cadre_id])[card.secondment.cadre_id],
        cover=cover_of(work, card.id),
        leave=newest_own(work, card.id),
        note=notes[0] if notes else None,
        awaits_reply=bool(waiting) or bool(checks_to_answer(work, [card.secondment.cadre_id])),
        signs_form=signs_own(work, card.secondment),
        questions=count_asked(work),
        reminder_hour=get_policy(work, card.programme.id, last_on).reminder_hour if has_begun else None,
    )
