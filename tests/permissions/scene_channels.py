"""E-mail as the only channel: on, two people's addresses with a canary, and one delivery that failed."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update

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
from tests.factories import County


def failed_delivery(county: County, people: dict[str, Person], now: datetime) -> dict[str, Any]:
    """To the cadre, who chose mail as the system administrator did; its id by the scene's name."""
    cadre = people["cadre"]
    message = InboxMessage(
        person_id=cadre.id, key="digest", kind="workday-digest", title="CANARY-MESSAGE", created_at=now
    )
    county.add(
        ChannelSettings(channel=Channel.EMAIL, enabled=True),
        ReminderSettings(person_id=cadre.id, channels=["email", "inbox"]),
        *(
            ChannelAddress(person_id=people[name].id, channel=Channel.EMAIL, sealed="CANARY-SEALED")
            for name in ("cadre", "sysadmin")
        ),
        message,
    )
    row = Delivery(
        message_id=message.id,
        person_id=cadre.id,
        channel=Channel.EMAIL,
        state=DeliveryState.FAILED,
        attempts=1,
        next_at=now,
        expires_at=now + timedelta(hours=7),
        settled_at=now,
        code="smtp-550",
    )
    county.add(row)
    tried = DeliveryAttempt(delivery_id=row.id, no=1, channel=Channel.EMAIL, started_at=now, finished_at=now)
    tried.outcome, tried.code = "refused", "smtp-550"
    county.add(tried)
    return {"delivery_id": row.id}


def offer_email(county: County, settings: Settings) -> None:
    """The operator's settings lead to a port where nobody listens; the addresses open, and hold a canary."""
    settings.public_url, settings.smtp_host, settings.smtp_port = "http://jishi.test", "127.0.0.1", 9
    settings.smtp_tls, settings.smtp_from = "none", "jishi@example.gov.cn"
    table, sealer = ChannelAddress.__table__, sealer_of(settings)  # type: ignore[attr-defined]
    with county.database.engine.begin() as connection:
        for row_id in connection.execute(select(table.c.id)).scalars().all():
            sealed = sealer.seal("CANARY-MAIL-own@example.gov.cn", purpose=PURPOSE, bound_to=row_id.hex)
            connection.execute(update(table).where(table.c.id == row_id).values(sealed=sealed))
