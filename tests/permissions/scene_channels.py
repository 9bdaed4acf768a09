"""E-mail as the only channel: on, two people's addresses with a canary, and one delivery that failed."""

from datetime import timedelta
from uuid import UUID

from app.accounts.models import Person
from app.core.config import Settings
from app.core.sealing import sealer_of
from app.reminders.models import InboxMessage, ReminderSettings
from app.reminders.models_channels import (
    Channel,
    ChannelAddress,
    ChannelSettings,
    Delivery,
    DeliveryAttempt,
    DeliveryState,
)
from app.reminders.service_addresses import PURPOSE
from tests.permissions.scene import NOW, Scene


def offer_email(scene: Scene, settings: Settings) -> None:
    """The operator's settings lead to a port where nobody listens: a test is refused at once."""
    settings.public_url, settings.smtp_host, settings.smtp_port = "http://jishi.test", "127.0.0.1", 9
    settings.smtp_tls, settings.smtp_from = "none", "jishi@example.gov.cn"
    cadre = scene.people["cadre"]
    scene.county.add(
        ChannelSettings(channel=Channel.EMAIL, enabled=True),
        ReminderSettings(person_id=cadre.id, channels=["email", "inbox"]),
    )
    for name in ("cadre", "sysadmin"):
        person = scene.people[name]
        row = ChannelAddress(person_id=person.id, channel=Channel.EMAIL, sealed="")
        address = f"CANARY-MAIL-{name}@example.gov.cn"
        row.sealed = sealer_of(settings).seal(address, purpose=PURPOSE, bound_to=row.id.hex)
        scene.county.add(row)
    scene.ids |= {"delivery_id": _failed(scene, cadre)}


def _failed(scene: Scene, person: Person) -> UUID:
    message = InboxMessage(
        person_id=person.id, key="digest", kind="workday-digest", title="CANARY-MESSAGE", created_at=NOW
    )
    scene.county.add(message)
    row = Delivery(
        message_id=message.id,
        person_id=person.id,
        channel=Channel.EMAIL,
        state=DeliveryState.FAILED,
        attempts=1,
        next_at=NOW,
        expires_at=NOW + timedelta(hours=7),
        settled_at=NOW,
        code="smtp-550",
    )
    scene.county.add(row)
    tried = DeliveryAttempt(delivery_id=row.id, no=1, channel=Channel.EMAIL, started_at=NOW, finished_at=NOW)
    tried.outcome, tried.code = "refused", "smtp-550"
    scene.county.add(tried)
    return row.id
